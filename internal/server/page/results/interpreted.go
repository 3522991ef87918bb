package results

import (
	"net/url"
	"slices"
	"strconv"

	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/page/frame"
	"letopis/web"
)

// interpretationText is what a condition says that was read from words.
func interpretationText(lang web.Lang, x api.Interpretation) string {
	switch {
	case x.Field == api.InterpretationFieldDate:
		return label.Period(lang, x.From, x.To)
	case len(x.Values) == 0:
		return x.Text
	case x.Field == api.InterpretationFieldKind:
		return label.Kind(lang, x.Values[0].ID)
	case len(x.Values) > 1:
		return x.Values[0].Label + " × " + strconv.Itoa(len(x.Values))
	}
	return x.Values[0].Label
}

// asFilters adds the conditions that were read from words to the filters of a search.
func asFilters(v url.Values, read []api.Interpretation) url.Values {
	out := frame.With(v, "raw", "true")
	for _, x := range read {
		if x.Field == api.InterpretationFieldDate {
			for name, year := range map[string]string{"date_from": x.From, "date_to": x.To} {
				if year != "" {
					out.Set(name, year)
				}
			}
			continue
		}
		for _, value := range x.Values {
			if name := string(x.Field); !slices.Contains(out[name], value.ID) {
				out[name] = append(slices.Clone(out[name]), value.ID)
			}
		}
	}
	return out
}

// asWords is the search v with condition i as the words that it was, and the others as filters.
func asWords(v url.Values, read []api.Interpretation, i int) url.Values {
	return frame.With(asFilters(v, slices.Delete(slices.Clone(read), i, i+1)), "q", read[i].Query)
}

// explicit is the search v with all that was read from its words written out, so that it
// finds by the same conditions whatever the archive gets.
func explicit(v url.Values, found *api.SearchResult) url.Values {
	var applied []api.Interpretation
	for _, x := range found.Query.Interpreted {
		if x.Applied {
			applied = append(applied, x)
		}
	}
	if applied == nil {
		return v
	}
	return frame.With(asFilters(v, applied), "q", found.Query.Rest)
}

// choices offer places that a name may stand for: each of the namesakes that were found
// together, or a place whose name was looked for as a word, unless that is all that was found.
func choices(l searchLinks, asked api.QueryEcho, total int) []web.Note {
	var out []web.Note
	read := asked.Interpreted
	for i, x := range read {
		if l.long || x.Applied && len(x.Values) < 2 || !x.Applied && x.Total == total {
			continue
		}
		n, q := web.Note{Text: l.lang.T("place.offered")}, x.Query
		others := slices.Delete(slices.Clone(read), i, i+1)
		if x.Applied {
			n.Text, q = l.lang.T("place.choose"), asked.Rest
		}
		for _, value := range x.Values {
			only := x
			only.Values = []api.PlaceValue{value}
			text := value.Label
			if value.Note != "" && len(x.Values) > 1 {
				text += " (" + value.Note + ")"
			}
			if !x.Applied && len(x.Values) == 1 && len(read) == 1 {
				text += " — " + l.lang.Count(x.Total, "document")
			}
			rest := asFilters(l.v, append(slices.Clip(others), only))
			n.Links = append(n.Links, web.Link{Text: text, Href: frame.URL(l.lang, "/search", frame.With(rest, "q", q))})
		}
		out = append(out, n)
	}
	return out
}
