package results

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"letopis/index"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// fillConditions shows the conditions of the search: chips that remove them, and hidden fields for those without a
// control on the page.
func (s Service) fillConditions(
	ctx context.Context, l searchLinks, r query.Request, asked api.QueryEcho, d *web.Search,
) (err error) {
	lang, v, read := l.lang, l.v, asked.Interpreted
	room := func() bool { return !l.long || len(d.Chips) < maxChips }
	chip := func(text string, rest url.Values, what string) {
		if d.ChosenCount++; room() {
			d.Chips = append(d.Chips, l.to(label.Shorten(text, label.MaxLength), rest, dropField, what))
		}
	}
	for i, x := range read {
		if x.Applied {
			chip(interpretationText(lang, x), asWords(v, read, i), "")
			if c := &d.Chips[len(d.Chips)-1]; c.Button != nil { // the form has no room for the other parameters
				c.Button.Value = asWordsField + ":" + asked.Applied
			}
		}
	}
	for _, name := range request.FilterParams {
		for _, full := range []string{name, name + ".not"} {
			for i, x := range v[full] {
				if full == name && isRead(read, name, x) {
					continue // its words have a chip
				}
				text := ""
				if room() {
					if text, err = s.Labels.Condition(ctx, lang, name, x); err != nil {
						return err
					}
				}
				if full != name {
					text = lang.T("chips.not") + text
				}
				chip(text, withoutValue(v, full, x), full+":"+strconv.Itoa(i))
				typed := full == forceOn && d.ForceOn != ""
				if full != name || !typed && !hasCheckbox(name, x, slices.Concat(d.Places, d.Facets)) {
					d.Hidden = append(d.Hidden, web.Field{Name: full, Value: x})
				}
			}
		}
	}
	if r.DateFrom != "" || r.DateTo != "" {
		chip(label.Period(lang, r.DateFrom, r.DateTo), frame.With(v, "date_from", "", "date_to", ""), "date")
	}
	for _, name := range []string{"raw", "strict"} {
		if v.Get(name) == "true" {
			chip(lang.T("chips."+name), frame.With(v, name, ""), name)
		}
	}
	for _, name := range []string{"sort", "raw", "within", "strict"} {
		if x := v.Get(name); x != "" {
			d.Hidden = append(d.Hidden, web.Field{Name: name, Value: x})
		}
	}
	if more := d.ChosenCount - len(d.Chips); more > 0 {
		d.MoreChips = lang.T("chips.more") + " " + lang.Number(more)
	}
	d.ClearURL = frame.URL(lang, "/search", cleared(r.Q, asked))
	return nil
}

// cleared returns the search for only the words of q, as corrected; none of them is interpreted as a condition again.
func cleared(q string, asked api.QueryEcho) url.Values {
	if slices.ContainsFunc(asked.Interpreted, func(x api.Interpretation) bool { return x.Applied }) {
		return url.Values{"q": {asked.Applied}, "raw": {"true"}}
	}
	return url.Values{"q": {q}}
}

// hasCheckbox reports whether a facet on the page has a check box for the value.
func hasCheckbox(name, value string, facets []web.Facet) bool {
	for _, f := range facets {
		if f.Name != name {
			continue
		}
		if value == query.Missing {
			return f.Missing > 0
		}
		return slices.ContainsFunc(f.Values, func(x web.FacetValue) bool { return x.ID == value })
	}
	return false
}

// queryNotes says how the query was changed, and offers to undo it.
func queryNotes(l searchLinks, found *api.SearchResult) []web.Note {
	lang := l.lang
	var out []web.Note
	applied := false
	for _, c := range found.Query.Corrections {
		if c.Applied && !applied {
			applied = true
			out = append(out, web.Note{Text: lang.T("fix.applied") + " " + lang.Quote(found.Query.Applied) + ".",
				Links: []web.Link{l.set(lang.T("fix.undo")+" "+lang.Quote(found.Query.Q), "raw", "true")}})
		}
		if !c.Applied {
			q := strings.Replace(found.Query.Q, c.From, c.To, 1)
			out = append(out, web.Note{Text: lang.T("fix.maybe"), Links: []web.Link{l.set(q, "q", q)}})
		}
	}
	out = append(out, choices(l, found.Query, found.Total)...)
	for _, w := range found.Query.Warnings {
		if w.Code == fewFull { // shown between the hits, see splitHits
			continue
		}
		n := web.Note{Text: w.Message}
		if w.Parameter != nil && w.Value != nil {
			n.Links = l.waysOut(*w.Parameter, *w.Value, view.Deref(w.Suggestion))
		}
		out = append(out, n)
	}
	return out
}

// waysOut offers alternatives to a value that no document has: a similar one, and the search without it. In a long
// search the chips serve for that.
func (l searchLinks) waysOut(name, value, meant string) []web.Link {
	if l.long {
		return nil
	}
	rest := withoutValue(l.v, name, value)
	var out []web.Link
	if meant != "" {
		right := frame.With(rest)
		right[name] = append(slices.Clone(rest[name]), meant)
		out = append(out, web.Link{Text: l.lang.T("unknown.meant") + " " + meant, Href: frame.URL(l.lang, "/search", right)})
	}
	return append(out, web.Link{Text: l.lang.T("unknown.without"), Href: frame.URL(l.lang, "/search", rest)})
}

func sortLinks(l searchLinks, a *query.Answer) []web.NavLink {
	now := map[index.Sort]string{index.ByRelevance: "relevance", index.ByDateDesc: "-date",
		index.ByDateAsc: "date"}[a.Sort]
	var out []web.NavLink
	for _, name := range []string{"relevance", "-date", "date"} {
		if name == "relevance" && l.v.Get("q") == "" {
			continue
		}
		out = append(out, web.NavLink{Link: l.set(l.lang.T("sort."+name), "sort", name), Current: name == now})
	}
	return out
}
