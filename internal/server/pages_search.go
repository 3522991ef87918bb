package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/web"
)

// Facets of the search page and how many values each shows.
var pageFacets = []string{"region", "municipality", "city", "kind", "program", "year"}

// placeFacets are those of the group «Место».
var placeFacets = pageFacets[:3]

const (
	pageFacetLimit = 8
	maxFacetValues = 12 // with chosen ones
	pageHits       = 20
	pageNumbers    = 7 // numbered links around the current page

	// What is longer is cut, in characters; documents and lists of values have it in full.
	maxTitle, maxLabel, maxChip = 300, 160, 80
	plainLabel                  = 60 // longer ones may be cut by their style, and have a tooltip
)

// searchPage shows results with facets.
func (s *Server) searchPage(c *gin.Context, call *call) error {
	lang := langOf(call)
	v, changed := submitted(call.values)
	if changed {
		c.Header("ETag", "")
		c.Redirect(http.StatusSeeOther, at(lang, "/search", v))
		return nil
	}
	r := request(v)
	from, to := r.DateFrom, r.DateTo
	// A date that cannot be read is told of beside the results: on a page of its own
	// the rest of the search would be lost.
	var wrong *query.InvalidError
	if _, err := query.ParseDates(from, to); errors.As(err, &wrong) {
		v = with(v, "date_from", "", "date_to", "")
		r = request(v)
	}
	r.Facets, r.FacetLimit, r.Limit = pageFacets, pageFacetLimit, pageHits
	r.Collapse = len(v["group"]) == 0
	found, answer, err := s.search(call.Context(), call, r, nil)
	if err != nil {
		return err
	}
	heading := lang.Counted(found.Total, "found") + " " + lang.Count(found.Total, "document")
	if found.Total == 0 {
		heading = lang.T("none.lead")
	}
	title, name := heading, s.searchName(call.Context(), lang, found.Query.Applied, v, r)
	if name != "" {
		title = name + " — " + heading
	}
	d := web.Search{Page: s.page(call, title), Heading: heading, DateFrom: from, DateTo: to,
		Hits: hitViews(lang, found.Hits), Start: r.Offset + 1}
	d.NoIndex, d.Canonical = true, ""
	keep := conditions(v)
	l := newLinks(lang, v, len(d.Hits)+len(found.Facets["year"].Values))
	d.Long = l.long
	for i := range d.Hits { // the document marks what was searched, and leads back
		d.Hits[i].Title = shortenRuns(d.Hits[i].Title, maxTitle)
		if !l.long {
			d.Hits[i].URL = at(lang, "/d/"+d.Hits[i].ID, keep)
		}
	}
	for _, name := range pageFacets {
		switch {
		case slices.Contains(placeFacets, name):
			d.Places = append(d.Places, facetView(l, name, found.Facets[name]))
		case name != "year":
			d.Facets = append(d.Facets, facetView(l, name, found.Facets[name]))
		}
	}
	d.Histogram = histogram(l, found.Facets["year"])
	s.conditionsView(call.Context(), l, r, &d)
	d.Notes = notes(l, found)
	if wrong != nil {
		d.Notes = append([]web.Note{{Text: lang.Pick(wrong.RU, wrong.EN) + " " + lang.T("dates.ignored")}}, d.Notes...)
	}
	d.Sorts = sorts(l, answer)
	if found.Total == 0 {
		d.Relaxed = s.relaxed(call.Context(), l, r)
	}
	if r.Cursor == "" {
		d.Pages = numbers(l, r.Offset, answer.Groups)
		if r.Offset+pageHits > query.MaxOffset && found.Next != nil { // beyond the pages that have numbers
			d.Pages = append(d.Pages, web.PageLink{Link: l.set(lang.T("pages.next")+" →", "cursor", *found.Next), Rel: "next"})
		}
	} else if found.Next != nil {
		d.Pages = []web.PageLink{{Link: l.set(lang.T("pages.next")+" →", "cursor", *found.Next), Rel: "next"}}
	}
	for _, p := range d.Pages {
		switch p.Rel {
		case "prev":
			d.Prev = p.Href
		case "next":
			d.Next = p.Href
		}
	}
	for _, x := range []struct{ path, text string }{{"/search.atom", lang.T("tools.feed")}, {"/search.csv", lang.T("tools.table")}, {"/search.json", "JSON"}} {
		d.Saves = append(d.Saves, l.elsewhere(x.text, x.path, keep))
	}
	if l.long {
		d.OtherLangURL, d.Alternates = "", nil
	} else if d.Alternates = feeds(lang, keep, cmp.Or(name, s.o.Config.Name)); s.base != "" {
		d.Alternates = append(d.Alternates, s.oEmbedLink(s.base+at(lang, "/search", keep)))
	}
	if r.Explain {
		if err := s.explained(call.Context(), &d); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, d)
}

func facetView(l links, name string, f api.Facet) web.Facet {
	lang, v := l.lang, l.v
	out := web.Facet{Name: name, Label: lang.T("facet." + name), Missing: f.Missing,
		MissingSelected: slices.Contains(v[name], query.Missing)}
	for _, x := range f.Values[:min(len(f.Values), maxFacetValues)] { // of many chosen values, the rest are chips
		val := web.FacetValue{ID: x.ID, Label: x.Label, Note: x.Note, Count: x.Count, Selected: x.Selected}
		if name == "kind" {
			val.Label = kindName(lang, x.ID)
		}
		if val.Label = shorten(val.Label, maxLabel); utf8.RuneCountInString(val.Label) > plainLabel {
			val.Full = shorten(x.Label, maxTitle)
		}
		for _, x := range x.Levels {
			val.Levels = append(val.Levels, levelLink(l, x))
		}
		out.Values = append(out.Values, val)
	}
	if f.Distinct > len(out.Values) {
		more := l.elsewhere(lang.T("facet.all")+" ("+lang.Number(f.Distinct)+")", "/facets/"+name, conditions(v))
		out.More = &more
	}
	return out
}

// levelLink narrows the documents of a town to a level, or widens them again.
func levelLink(l links, x api.LevelCount) web.NavLink {
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

// Geometry of the histogram, in its own units.
const (
	histWidth, histHeight = 270, 96
	histBase              = 78 // bottom of the bars
)

// histogram draws documents by year; each bar narrows the search to its year.
func histogram(l links, f api.Facet) *web.Histogram {
	lang, v := l.lang, l.v
	counts := map[int]int{}
	first, last, most := 0, 0, 0
	for _, x := range f.Values {
		y, err := strconv.Atoi(x.ID)
		if err != nil {
			continue
		}
		counts[y] = x.Count
		most = max(most, x.Count)
		if first == 0 || y < first {
			first = y
		}
		last = max(last, y)
	}
	if first == 0 || last-first > 150 {
		return nil
	}
	h := &web.Histogram{Width: histWidth, Height: histHeight, Missing: f.Missing}
	n := last - first + 1
	step := min(histWidth/n, 24)
	if n > 1 { // few years are set wider, so that the first and the last can be named
		step = max(step, 96/n)
	}
	for y := first; y <= last; y++ {
		if counts[y] == 0 {
			continue
		}
		height := max(2, counts[y]*(histBase-8)/most)
		year := strconv.Itoa(y)
		address := ""
		if !l.long {
			address = at(lang, "/search", with(v, "date_from", year, "date_to", year))
		}
		h.Bars = append(h.Bars, web.Bar{Year: y, Count: counts[y], Label: lang.Count(counts[y], "document"), URL: address,
			X: (y - first) * step, Y: histBase - height, W: max(1, step-1), H: height,
			On: v.Get("date_from") == year && v.Get("date_to") == year})
	}
	h.Ticks = append(h.Ticks, web.Tick{X: 0, Y: histHeight - 4, Anchor: "start", Text: strconv.Itoa(first)})
	if n*step > 90 {
		h.Ticks = append(h.Ticks, web.Tick{X: n * step, Y: histHeight - 4, Anchor: "end", Text: strconv.Itoa(last)})
	}
	return h
}

// conditionName is how people call a value of a filter.
func (s *Server) conditionName(ctx context.Context, lang web.Lang, name, value string) string {
	base, mentioned := strings.CutSuffix(name, ".mentioned")
	base, event := strings.CutSuffix(base, ".event")
	label := value
	switch {
	case value == query.Missing:
		label = lang.T("facet."+base) + ": " + lang.T("facet.missing")
	case base == "city":
		if c, ok := s.o.Gazetteer.City(value); ok {
			label = c.Name
		}
	case base == "program":
		if p, ok := s.labels.Program(ctx, value); ok {
			label = p.Name
		}
	case base == "issuer":
		label = s.labels.Issuer(ctx, value)
	case base == "municipality" || base == "settlement":
		label = cmp.Or(s.unitName(value), value)
	case base == "level":
		label = lang.T("facet.level") + ": " + lang.T("place."+value)
	case base == "event":
		from, to, _ := strings.Cut(value, "..")
		label = lang.T("chips.event") + lang.Span(from, to)
	case base == "kind":
		label = kindName(lang, value)
	case base == "status":
		label = lang.T("status." + value)
	case base == "group":
		label = lang.T("chips.group")
	case base == "cites":
		label = lang.T("chips.cites") + value
	}
	if event {
		label = lang.T("chips.eventin") + label
	}
	if mentioned {
		label = lang.T("chips.mentioned") + label
	}
	return label
}

// facetPage lists the values of a facet, for those that are long.
func (s *Server) facetPage(c *gin.Context, call *call) error {
	lang, v, name := langOf(call), call.values, c.Param("name")
	if !slices.Contains(query.FacetNames, name) {
		return problem{code: codeNoPage}
	}
	prefix := v.Get("prefix")
	f, err := s.facetValues(call.Context(), call, name, prefix, query.MaxFacetLimit, request(conditions(v)))
	if err != nil {
		return err
	}
	d := web.List{Page: s.page(call, lang.T("facet."+name)), Heading: lang.T("facet." + name), Filter: "prefix", FilterValue: prefix,
		FilterAction: "/facets/" + name}
	d.NoIndex, d.Canonical, d.Alternates = true, "", nil
	keep := conditions(v)
	for _, k := range slices.Sorted(maps.Keys(keep)) {
		for _, x := range keep[k] {
			d.Hidden = append(d.Hidden, web.Field{Name: k, Value: x})
		}
	}
	if lang == web.English {
		d.Hidden = append(d.Hidden, web.Field{Name: "lang", Value: "en"})
	}
	g := web.Group{Wide: name == "program" || name == "issuer"}
	l := newLinks(lang, keep, len(f.Values))
	if d.Long = l.long; !d.Long {
		d.Back = at(lang, "/search", keep)
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
		narrowed := with(keep)
		narrowed[name] = append(slices.Clone(keep[name]), x.ID)
		text := x.Label
		switch name {
		case "kind":
			text = kindName(lang, x.ID)
		case "level":
			text = lang.T("place." + x.ID)
		}
		link := l.to(text, narrowed, name, x.ID)
		if link.Note = lang.Number(x.Count); x.Note != "" {
			link.Note = x.Note + ",\u00a0" + link.Note
		}
		g.Links = append(g.Links, link)
	}
	if len(g.Links) > 0 {
		d.Groups = []web.Group{g}
	}
	return s.render(c, http.StatusOK, d)
}

// shorten cuts a text to a number of characters, an ellipsis included.
func shorten(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n++; n == most {
			if utf8.RuneCountInString(s[i:]) == 1 {
				return s
			}
			return strings.TrimRight(s[:i], " ,.;:—-«(") + "…"
		}
	}
	return s
}

// shortenRuns cuts a marked text to a number of characters.
func shortenRuns(runs []web.Run, most int) []web.Run {
	for i := range runs {
		n := utf8.RuneCountInString(runs[i].Text)
		if n > most {
			runs[i].Text = shorten(runs[i].Text, max(1, most))
			return runs[:i+1]
		}
		most -= n
	}
	return runs
}
