package results

import (
	"context"
	"net/url"
	"slices"
	"time"

	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/web"
)

// fewFull is the warning that only some hits contain all words of the query.
const fewFull = "few-full"

// splitHits puts the hits with all words first, and marks where the others begin.
func splitHits(l searchLinks, found *api.SearchResult, d *web.Search) {
	warnings := found.Query.Warnings
	i := slices.IndexFunc(warnings, func(w api.Message) bool { return w.Code == fewFull })
	if i < 0 {
		return
	}
	only := l.set(l.lang.T("strict.only"), "strict", "true")
	d.Rest = &web.Rest{Heading: warnings[i].Message, Only: &only, From: len(d.Hits)}
	full, rest := make([]web.Hit, 0, len(d.Hits)), make([]web.Hit, 0, len(d.Hits))
	for i, h := range d.Hits {
		if found.Hits[i].Missing == nil {
			full = append(full, h)
		} else {
			rest = append(rest, h)
		}
	}
	d.Hits, d.Rest.From = slices.Concat(full, rest), len(full)
}

// chosenPlaces returns the distinct values of a field chosen by filters or inferred from the words of the query.
func chosenPlaces(r query.Request, a *query.Answer, field string) []string {
	out := slices.Clone(r.Filters[field].Any)
	for _, x := range a.Interpreted {
		for _, value := range x.Values {
			if x.Applied && x.Field == field && !slices.Contains(out, value) {
				out = append(out, value)
			}
		}
	}
	return out
}

// coverage says what the archive has of the places of a search, and as of when, so that readers can tell missing from
// not found. gaps is the page on what it lacks of a place.
func (s Service) coverage(
	ctx context.Context, lang web.Lang, now time.Time, r query.Request, a *query.Answer,
) (told, gaps string, err error) {
	name, places := lang.T("coverage.all"), map[string]query.Choice{}
	for _, field := range []string{"region", "municipality", "settlement", "city"} { // the narrowest one gives the name
		chosen := chosenPlaces(r, a, field)
		if len(chosen) == 1 && chosen[0] != query.Missing {
			if name, err = s.Labels.Condition(ctx, lang, field, chosen[0]); err != nil {
				return "", "", err
			}
			gaps = frame.URL(lang, "/gaps", url.Values{field: chosen})
			places = map[string]query.Choice{field: {Any: chosen}}
		}
	}
	c, err := s.Catalog.Coverage(ctx, places)
	if err != nil || c.Documents == 0 {
		return "", "", err
	}
	out := name + ": "
	if c.From != "" {
		out += c.From
		if c.To != c.From {
			out += "–" + c.To
		}
		out += ", "
	}
	out += lang.Count(c.Documents, "document")
	if !c.Updated.IsZero() {
		out += ", " + lang.T("coverage.updated") + " " + item.Day(lang, c.Updated, now)
	}
	return out, gaps, nil
}
