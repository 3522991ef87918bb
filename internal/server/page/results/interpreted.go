package results

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/page/frame"
	"letopis/web"
)

// interpretationText describes a condition inferred from words.
func interpretationText(lang web.Lang, x api.Interpretation) string {
	switch {
	case x.Field == api.InterpretationFieldDate:
		return label.Period(lang, x.From, x.To)
	case len(x.Values) == 0:
		return x.Text
	case x.Field == api.InterpretationFieldKind:
		return lang.Kind(x.Values[0].ID)
	case len(x.Values) > 1:
		return x.Values[0].Label + " × " + strconv.Itoa(len(x.Values))
	}
	return x.Values[0].Label
}

// isRead reports whether a filter value was inferred from words and applied.
func isRead(read []api.Interpretation, name, id string) bool {
	return slices.ContainsFunc(read, func(x api.Interpretation) bool {
		return x.Applied && string(x.Field) == name &&
			slices.ContainsFunc(x.Values, func(v api.PlaceValue) bool { return v.ID == id })
	})
}

// laterStart reports whether a period that begins with a is narrower at its start than the reader's own that begins
// with b; "" is open.
func laterStart(a, b string) bool {
	read, _ := query.ParseDates(a, "") // invalid dates have been removed, see withoutBadDates
	own, _ := query.ParseDates(b, "")
	return read != nil && (own == nil || read.From > own.From)
}

// earlierEnd is laterStart for the ends of periods.
func earlierEnd(a, b string) bool {
	read, _ := query.ParseDates("", a)
	own, _ := query.ParseDates("", b)
	return read != nil && (own == nil || read.To < own.To)
}

// asFilters adds the conditions inferred from words to the filters. As in the search, the period is the intersection
// with the reader's own.
func asFilters(v url.Values, read []api.Interpretation) url.Values {
	out := frame.With(v, "raw", "true")
	for _, x := range read {
		if x.Field == api.InterpretationFieldDate {
			if laterStart(x.From, out.Get("date_from")) {
				out.Set("date_from", x.From)
			}
			if earlierEnd(x.To, out.Get("date_to")) {
				out.Set("date_to", x.To)
			}
			continue
		}
		name := string(x.Field)
		if own := v[name]; v.Get("within") == "true" && len(own) > 0 { // a restriction: keep the intersection
			if left := both(own, x.Values); len(left) > 0 {
				out[name] = left
			}
			continue
		}
		for _, value := range x.Values {
			if !slices.Contains(out[name], value.ID) {
				out[name] = append(slices.Clone(out[name]), value.ID)
			}
		}
	}
	return out
}

// both returns the filter values that were also inferred from words.
func both(own []string, read []api.PlaceValue) []string {
	return slices.DeleteFunc(slices.Clone(own), func(id string) bool {
		return !slices.ContainsFunc(read, func(v api.PlaceValue) bool { return v.ID == id })
	})
}

// asWords returns the search v with condition i turned back into words, and the others into filters.
func asWords(v url.Values, read []api.Interpretation, i int) url.Values {
	return frame.With(asFilters(v, slices.Delete(slices.Clone(read), i, i+1)), "q", read[i].Query)
}

// explicit returns the search v with all inferred conditions as filters and the rest as plain words, so that its
// meaning does not depend on future contents of the archive.
func explicit(v url.Values, asked api.QueryEcho) url.Values {
	if asked.Applied == "" { // no words
		return v
	}
	applied := slices.DeleteFunc(slices.Clone(asked.Interpreted), func(x api.Interpretation) bool { return !x.Applied })
	if len(applied) == 0 {
		return frame.With(v, "q", asked.Applied, "raw", "true")
	}
	return frame.With(asFilters(v, applied), "q", asked.Rest)
}

// choices offers other readings of the words: each of several places of the same name, and conditions that were not
// applied, unless all results meet them.
func choices(l searchLinks, asked api.QueryEcho, total int) []web.Note {
	if l.long {
		return nil
	}
	var out []web.Note
	read := asked.Interpreted
	for i, x := range read {
		if !x.Applied || len(x.Values) < 2 {
			continue
		}
		n := web.Note{Text: l.lang.T("place.choose")}
		for _, value := range x.Values {
			only := withOnly(read, i, value)
			n.Links = append(n.Links, web.Link{Text: placeText(value),
				Href: frame.URL(l.lang, "/search", frame.With(asFilters(l.v, only), "q", asked.Rest))})
		}
		out = append(out, n)
	}
	isOffered := func(x api.Interpretation) bool { return !x.Applied }
	if i := slices.IndexFunc(read, isOffered); i >= 0 && read[i].Total != total {
		out = append(out, offer(l, read, isOffered))
	}
	return out
}

// offer returns the note on conditions that were not applied: they are offered together, once for each place of the
// same name among them.
func offer(l searchLinks, read []api.Interpretation, isOffered func(api.Interpretation) bool) web.Note {
	i := slices.IndexFunc(read, func(x api.Interpretation) bool { return isOffered(x) && len(x.Values) > 1 })
	if i < 0 {
		i = slices.IndexFunc(read, isOffered)
	}
	n := web.Note{Text: l.lang.T("condition.offered")}
	if slices.ContainsFunc(read, func(x api.Interpretation) bool { return isOffered(x) && isPlace(x.Field) }) {
		n.Text = l.lang.T("place.offered")
	}
	link := func(all []api.Interpretation, name string) {
		var names []string
		for k, x := range all {
			switch {
			case !isOffered(x):
			case k == i && name != "":
				names = append(names, name)
			default:
				names = append(names, interpretationText(l.lang, x))
			}
		}
		text := strings.Join(names, ", ")
		if len(all[i].Values) == len(read[i].Values) { // the only one
			text += " — " + l.lang.Count(read[i].Total, "document")
		}
		n.Links = append(n.Links, web.Link{Text: text,
			Href: frame.URL(l.lang, "/search", frame.With(asFilters(l.v, all), "q", read[i].Query))})
	}
	if len(read[i].Values) < 2 {
		link(read, "")
		return n
	}
	for _, value := range read[i].Values {
		link(withOnly(read, i, value), placeText(value))
	}
	return n
}

// placeText returns the name of a place with what distinguishes it from others of the same name.
func placeText(x api.PlaceValue) string {
	if x.Note == "" {
		return x.Label
	}
	return x.Label + " (" + x.Note + ")"
}

// withOnly returns the interpretation with condition i reduced to one value.
func withOnly(read []api.Interpretation, i int, value api.PlaceValue) []api.Interpretation {
	out := slices.Clone(read)
	out[i].Values = []api.PlaceValue{value}
	return out
}

func isPlace(field api.InterpretationField) bool {
	return field != api.InterpretationFieldKind && field != api.InterpretationFieldDate
}
