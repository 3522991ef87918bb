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

// interpretationText is what a condition says that was read from words.
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

// isRead reports whether a value of a filter was read from words, and narrows the search.
func isRead(read []api.Interpretation, name, id string) bool {
	return slices.ContainsFunc(read, func(x api.Interpretation) bool {
		return x.Applied && string(x.Field) == name &&
			slices.ContainsFunc(x.Values, func(v api.PlaceValue) bool { return v.ID == id })
	})
}

// laterStart reports whether a period of documents begins later from a than from b, the reader's
// own, and so is narrower; "" is open.
func laterStart(a, b string) bool {
	read, _ := query.ParseDates(a, "") // what is wrong was left out, see withoutBadDates
	own, _ := query.ParseDates(b, "")
	return read != nil && (own == nil || read.From > own.From)
}

// earlierEnd reports whether a period ends earlier with a than with b, as laterStart does.
func earlierEnd(a, b string) bool {
	read, _ := query.ParseDates("", a)
	own, _ := query.ParseDates("", b)
	return read != nil && (own == nil || read.To < own.To)
}

// asFilters adds the conditions that were read from words to the filters of a search. Like the
// search, its period is what the reader's own and that of the words have in common.
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
		if own := v[name]; v.Get("within") == "true" && len(own) > 0 { // a limit: what both name is left
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

// both are the values of a filter that were read from words, too.
func both(own []string, read []api.PlaceValue) []string {
	return slices.DeleteFunc(slices.Clone(own), func(id string) bool {
		return !slices.ContainsFunc(read, func(v api.PlaceValue) bool { return v.ID == id })
	})
}

// asWords is the search v with condition i as the words that it was, and the others as filters.
func asWords(v url.Values, read []api.Interpretation, i int) url.Values {
	return frame.With(asFilters(v, slices.Delete(slices.Clone(read), i, i+1)), "q", read[i].Query)
}

// explicit is the search v with all that was read from its words written out, and the rest as words
// only, so that it means the same whatever the archive gets.
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

// choices offer what words may stand for: each of the namesakes that were found together, and the
// conditions that words were not taken for, unless all that was found meets them.
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

// offer is the note on the conditions that words were not taken for: they are offered together, once
// for each of the namesakes among them.
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

// placeText is the name of a place with what tells it from its namesakes.
func placeText(x api.PlaceValue) string {
	if x.Note == "" {
		return x.Label
	}
	return x.Label + " (" + x.Note + ")"
}

// withOnly is what was read with one of the values of condition i.
func withOnly(read []api.Interpretation, i int, value api.PlaceValue) []api.Interpretation {
	out := slices.Clone(read)
	out[i].Values = []api.PlaceValue{value}
	return out
}

func isPlace(field api.InterpretationField) bool {
	return field != api.InterpretationFieldKind && field != api.InterpretationFieldDate
}
