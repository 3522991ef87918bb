package results

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/web"
)

func facetView(l searchLinks, name string, f api.Facet) web.Facet {
	lang, v := l.lang, l.v
	out := web.Facet{Name: name, Label: lang.T("facet." + name), Missing: f.Missing,
		MissingSelected: slices.Contains(v[name], query.Missing), Either: name == "draft"}
	// with many values chosen, the rest are shown as chips
	for _, x := range f.Values[:min(len(f.Values), maxFacetValues)] {
		val := web.FacetValue{ID: x.ID, Label: x.Label, Note: x.Note, Count: x.Count, Selected: x.Selected}
		if name == "kind" {
			val.Label = lang.Kind(x.ID)
		}
		if val.Label = label.Shorten(val.Label, maxLabel); utf8.RuneCountInString(val.Label) > plainLabel {
			val.Full = label.Shorten(x.Label, maxTitle)
		}
		for _, x := range x.Levels {
			val.Levels = append(val.Levels, levelLink(l, x))
		}
		out.Values = append(out.Values, val)
	}
	out.Distinct = f.Distinct
	out.Folded = len(out.Values) > 1 && v[name] == nil && (slices.Contains(foldedFacets, name) || onlyOnes(out.Values))
	if f.Distinct > len(out.Values) {
		more := l.elsewhere(lang.T("facet.all")+" ("+lang.Number(f.Distinct)+")", "/facets/"+name, request.Conditions(v))
		out.More = &more
	}
	return out
}

// onlyOnes reports whether each value has one document, so that choosing one is hardly useful.
func onlyOnes(list []web.FacetValue) bool {
	return !slices.ContainsFunc(list, func(x web.FacetValue) bool { return x.Count != 1 })
}

// levelLink restricts the documents of a town to a level, or lifts the restriction.
func levelLink(l searchLinks, x api.LevelCount) web.NavLink {
	level := string(x.Level)
	if slices.Contains(l.v["level"], level) {
		out := web.NavLink{Link: l.set(x.Label, "level", ""), Current: true}
		out.Note = l.lang.Number(x.Count)
		return out
	}
	out := web.NavLink{Link: l.set(x.Label, "level", level)}
	out.Note = l.lang.Number(x.Count)
	return out
}

// facet lists the values of a long facet.
func (s Service) facet(c *gin.Context, call *request.Call) error {
	lang, v, name := call.Lang, call.Values, c.Param("name")
	if !slices.Contains(query.FacetNames, name) {
		return problem.Problem{Code: problem.NoPage}
	}
	prefix := v.Get("prefix")
	f, err := s.Search.FacetValues(call.Context(), name, prefix, query.MaxFacetLimit,
		request.Search(request.Conditions(v)))
	if err != nil {
		return err
	}
	d := web.List{Page: s.Page(call, lang.T("facet."+name)), Heading: lang.T("facet." + name), Filter: "prefix",
		FilterValue:  prefix,
		FilterAction: "/facets/" + name}
	d.NoIndex, d.Canonical, d.Alternates = true, "", nil
	keep := request.Conditions(v)
	for _, k := range slices.Sorted(maps.Keys(keep)) {
		for _, x := range keep[k] {
			d.Hidden = append(d.Hidden, web.Field{Name: k, Value: x})
		}
	}
	if lang == web.English {
		d.Hidden = append(d.Hidden, web.Field{Name: "lang", Value: "en"})
	}
	g := web.Group{Wide: name == "program" || name == "issuer"}
	l := newSearchLinks(lang, keep, len(f.Values))
	if d.Long = l.long; !d.Long {
		d.Back = frame.URL(lang, "/search", keep)
	}
	var lead []string
	if q := strings.TrimSpace(v.Get("q")); q != "" {
		lead = append(lead, lang.T("list.among")+" "+lang.Quote(q)+".")
	}
	if n := len(f.Values); n < f.Distinct {
		lead = append(lead, fmt.Sprintf(lang.T("list.cut"), lang.Number(n), lang.Number(f.Distinct)))
	}
	d.Lead = strings.Join(lead, " ")
	for _, x := range f.Values {
		narrowed := frame.With(keep)
		narrowed[name] = append(slices.Clone(keep[name]), x.ID)
		text := x.Label
		switch name {
		case "kind":
			text = lang.Kind(x.ID)
		case "level":
			text = lang.T("place." + x.ID)
		}
		link := l.to(text, narrowed, name, x.ID)
		if link.Note = lang.Number(x.Count); x.Note != "" {
			link.Note = x.Note + ",\u00a0" + link.Note
		}
		if at := slices.IndexFunc(keep[name], func(v string) bool { return v == x.ID || v == x.Label }); at >= 0 {
			note := link.Note + " — " + lang.T("facet.chosen")
			link = l.to(text, withoutValue(keep, name, keep[name][at]), dropField, name+":"+strconv.Itoa(at))
			link.Note = note
		}
		g.Links = append(g.Links, link)
	}
	if len(g.Links) > 0 {
		d.Groups = []web.Group{g}
	}
	return s.Render(c, d)
}

// shortenRuns truncates marked text to a number of characters.
func shortenRuns(runs []web.Run, limit int) []web.Run {
	for i := range runs {
		n := utf8.RuneCountInString(runs[i].Text)
		if n > limit {
			runs[i].Text = label.Shorten(runs[i].Text, max(1, limit))
			return runs[:i+1]
		}
		limit -= n
	}
	return runs
}
