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

// named replaces the public names of sources in the filters of r with their names in the store.
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
				out = append(out, name) // query.Missing, a full name, or no match
			}
		}
		return out
	}
	r.Filters = maps.Clone(r.Filters)
	r.Filters["source"] = query.Choice{Any: stored(chosen.Any), None: stored(chosen.None)}
	return r, nil
}

// publicSources replaces the values of the source facet with public names and merges equal ones.
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
