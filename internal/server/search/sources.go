package search

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/view"
)

// named puts the names that the store knows sources by in place of those that
// the public sees, in the filters of r.
func (s *Service) named(ctx context.Context, r query.Request) (query.Request, error) {
	chosen, ok := r.Filters["source"]
	if !ok {
		return r, nil
	}
	sources, err := s.o.Store.Updated(ctx)
	if err != nil {
		return r, fmt.Errorf("reading sources: %w", err)
	}
	stored := func(public []string) (out []string) {
		for _, name := range public {
			n := len(out)
			for src := range sources {
				if view.SourceName(src) == name {
					out = append(out, src)
				}
			}
			slices.Sort(out[n:])
			if len(out) == n {
				out = append(out, name) // what is not determined, a full name, nothing
			}
		}
		return out
	}
	r.Filters = maps.Clone(r.Filters)
	r.Filters["source"] = query.Choice{Any: stored(chosen.Any), None: stored(chosen.None)}
	return r, nil
}

// publicSources gives the values of the facet of sources their public names;
// those of one name become one.
func publicSources(f *api.Facet) {
	at := map[string]int{}
	values := f.Values[:0]
	for _, v := range f.Values {
		v.ID = view.SourceName(v.ID)
		v.Label = v.ID
		i, ok := at[v.ID]
		if !ok {
			at[v.ID] = len(values)
			values = append(values, v)
			continue
		}
		values[i].Count += v.Count
		values[i].Selected = values[i].Selected || v.Selected
		f.Distinct--
	}
	f.Values = values
}
