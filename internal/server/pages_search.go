package server

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/index"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/web"
)

// Facets of the search page and how many values each shows.
var pageFacets = []string{"city", "program", "kind", "region", "year"}

const (
	pageFacetLimit = 8
	pageHits       = 20
	pageNumbers    = 7 // numbered links around the current page
)

// searchPage shows results with facets.
func (s *Server) searchPage(c *gin.Context, call *call) error {
	lang, v := langOf(call), call.values
	r := request(v)
	r.Facets, r.FacetLimit, r.Limit = pageFacets, pageFacetLimit, pageHits
	r.Collapse = len(v["group"]) == 0
	found, answer, err := s.search(call.Context(), call, r)
	if err != nil {
		return err
	}
	heading := lang.Counted(found.Total, "found") + " " + lang.Count(found.Total, "document")
	if found.Total == 0 {
		heading = lang.T("none.lead")
	}
	title := heading
	if r.Q != "" {
		title = found.Query.Applied + " — " + heading
	}
	d := web.Search{Page: s.page(call, title), Heading: heading, DateFrom: r.DateFrom, DateTo: r.DateTo,
		Hits: hitViews(lang, found.Hits), Start: r.Offset + 1}
	d.NoIndex, d.Canonical = true, ""
	keep := conditions(v)
	for i := range d.Hits { // the document marks what was searched, and leads back
		d.Hits[i].URL = at(lang, "/d/"+d.Hits[i].ID, keep)
	}
	for _, name := range pageFacets {
		if name != "year" {
			d.Facets = append(d.Facets, facetView(lang, v, name, found.Facets[name]))
		}
	}
	d.Histogram = histogram(lang, v, found.Facets["year"])
	s.conditionsView(call.Context(), call, r, found, &d)
	d.Notes = notes(lang, v, found)
	d.Sorts = sorts(lang, v, answer)
	if found.Total == 0 {
		d.Relaxed = s.relaxed(call.Context(), call, r)
	}
	if r.Cursor == "" {
		d.Pages = numbers(lang, v, r.Offset, answer.Groups)
	} else if found.Next != nil {
		d.Pages = []web.PageLink{{Href: at(lang, "/search", with(v, "cursor", *found.Next, "offset", "")), Text: lang.T("pages.next") + " →", Rel: "next"}}
	}
	for _, p := range d.Pages {
		switch p.Rel {
		case "prev":
			d.Prev = p.Href
		case "next":
			d.Next = p.Href
		}
	}
	d.AtomURL, d.CSVURL, d.JSONURL = at(lang, "/search.atom", keep), at(lang, "/search.csv", keep), at(lang, "/search.json", keep)
	d.Alternates = feeds(lang, keep, title)
	if s.base != "" {
		d.Alternates = append(d.Alternates, s.oEmbedLink(s.base+at(lang, "/search", keep)))
	}
	return s.render(c, http.StatusOK, "search", d)
}

// with returns the parameters with some set to one value; "" removes. Paging is
// dropped unless it is set.
func with(v url.Values, pairs ...string) url.Values {
	out := maps.Clone(v)
	if out == nil {
		out = url.Values{}
	}
	out.Del("cursor")
	out.Del("offset")
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			out.Del(pairs[i])
		} else {
			out.Set(pairs[i], pairs[i+1])
		}
	}
	return out
}

// without returns the parameters without one value of one of them.
func without(v url.Values, name, value string) url.Values {
	out := with(v)
	out[name] = slices.DeleteFunc(slices.Clone(v[name]), func(x string) bool { return x == value })
	return out
}

func facetView(lang web.Lang, v url.Values, name string, f api.Facet) web.Facet {
	out := web.Facet{Name: name, Label: lang.T("facet." + name), Missing: f.Missing,
		MissingSelected: slices.Contains(v[name], query.Missing)}
	for _, x := range f.Values {
		val := web.FacetValue{ID: x.ID, Label: x.Label, Note: x.Note, Count: x.Count, Selected: x.Selected}
		if name == "kind" {
			val.Label = kindName(lang, x.ID)
		}
		out.Values = append(out.Values, val)
	}
	if f.Distinct > len(f.Values) {
		out.MoreURL = at(lang, "/facets/"+name, conditions(v))
		out.MoreText = lang.T("facet.all") + " (" + lang.Number(f.Distinct) + ")"
	}
	return out
}

// Geometry of the histogram, in its own units.
const (
	histWidth, histHeight = 270, 96
	histBase              = 78 // bottom of the bars
)

// histogram draws documents by year; each bar narrows the search to its year.
func histogram(lang web.Lang, v url.Values, f api.Facet) *web.Histogram {
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
	for y := first; y <= last; y++ {
		if counts[y] == 0 {
			continue
		}
		height := max(2, counts[y]*(histBase-8)/most)
		year := strconv.Itoa(y)
		h.Bars = append(h.Bars, web.Bar{Year: y, Count: counts[y], Label: lang.Count(counts[y], "document"),
			URL: at(lang, "/search", with(v, "date_from", year, "date_to", year)),
			X:   (y - first) * step, Y: histBase - height, W: max(1, step-1), H: height,
			On: v.Get("date_from") == year && v.Get("date_to") == year})
	}
	h.Ticks = append(h.Ticks, web.Tick{X: 0, Y: histHeight - 4, Anchor: "start", Text: strconv.Itoa(first)})
	if n*step > 90 {
		h.Ticks = append(h.Ticks, web.Tick{X: n * step, Y: histHeight - 4, Anchor: "end", Text: strconv.Itoa(last)})
	}
	return h
}

// conditionsView shows what narrows the search: chips that remove it, and
// hidden fields for what has no box of its own on the page.
func (s *Server) conditionsView(ctx context.Context, call *call, r query.Request, found *api.SearchResult, d *web.Search) {
	lang, v := langOf(call), call.values
	chip := func(text string, rest url.Values) {
		d.Chips = append(d.Chips, web.Link{Text: text, Href: at(lang, "/search", rest)})
	}
	for _, name := range filterParams {
		for _, x := range v[name] {
			chip(s.conditionName(ctx, lang, name, x), without(v, name, x))
			if !s.shown(name, x, d.Facets) {
				d.Hidden = append(d.Hidden, web.Field{Name: name, Value: x})
			}
		}
		for _, x := range v[name+".not"] {
			chip(lang.T("chips.not")+s.conditionName(ctx, lang, name, x), without(v, name+".not", x))
			d.Hidden = append(d.Hidden, web.Field{Name: name + ".not", Value: x})
		}
	}
	if r.DateFrom != "" || r.DateTo != "" {
		text := lang.Date(r.DateFrom) + " — " + lang.Date(r.DateTo)
		if r.DateFrom == r.DateTo {
			text = lang.Date(r.DateFrom)
		}
		chip(text, with(v, "date_from", "", "date_to", ""))
	}
	for _, name := range []string{"raw", "strict"} {
		if v.Get(name) == "true" {
			chip(lang.T("chips."+name), with(v, name, ""))
		}
	}
	for _, name := range []string{"sort", "raw", "strict"} {
		if x := v.Get(name); x != "" {
			d.Hidden = append(d.Hidden, web.Field{Name: name, Value: x})
		}
	}
	d.ChosenCount = len(d.Chips)
	d.ClearURL = at(lang, "/search", url.Values{"q": {r.Q}})
}

// shown tells whether a facet on the page has a box for the value.
func (s *Server) shown(name, value string, facets []web.Facet) bool {
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

// conditionName is how people call a value of a filter.
func (s *Server) conditionName(ctx context.Context, lang web.Lang, name, value string) string {
	base, mentioned := strings.CutSuffix(name, ".mentioned")
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
	case base == "kind":
		label = kindName(lang, value)
	case base == "status":
		label = lang.T("status." + value)
	case base == "group":
		label = lang.T("chips.group")
	case base == "cites":
		label = lang.T("chips.cites") + value
	}
	if mentioned {
		label = lang.T("chips.mentioned") + label
	}
	return label
}

// notes say what was done to the query, with a way to undo it.
func notes(lang web.Lang, v url.Values, found *api.SearchResult) []web.Note {
	var out []web.Note
	applied := false
	for _, c := range found.Query.Corrections {
		if c.Applied && !applied {
			applied = true
			out = append(out, web.Note{Text: lang.T("fix.applied") + " «" + found.Query.Applied + "».",
				Links: []web.Link{{Text: lang.T("fix.undo") + " «" + found.Query.Q + "»", Href: at(lang, "/search", with(v, "raw", "true"))}}})
		}
		if !c.Applied {
			q := strings.Replace(found.Query.Q, c.From, c.To, 1)
			out = append(out, web.Note{Text: lang.T("fix.maybe"), Links: []web.Link{{Text: q, Href: at(lang, "/search", with(v, "q", q))}}})
		}
	}
	for _, w := range found.Query.Warnings {
		n := web.Note{Text: w.Message}
		if w.Code == "few-full" {
			n.Links = []web.Link{{Text: lang.T("strict.only"), Href: at(lang, "/search", with(v, "strict", "true"))}}
		}
		out = append(out, n)
	}
	return out
}

func sorts(lang web.Lang, v url.Values, a *query.Answer) []web.NavLink {
	now := map[index.Sort]string{index.ByRelevance: "relevance", index.ByDateDesc: "-date", index.ByDateAsc: "date"}[a.Sort]
	var out []web.NavLink
	for _, name := range []string{"relevance", "-date", "date"} {
		if name == "relevance" && v.Get("q") == "" {
			continue
		}
		out = append(out, web.NavLink{Text: lang.T("sort." + name), Href: at(lang, "/search", with(v, "sort", name)), Current: name == now})
	}
	return out
}

// relaxed counts what the search would find after dropping each condition.
func (s *Server) relaxed(ctx context.Context, call *call, r query.Request) []web.Link {
	lang, v := langOf(call), call.values
	var out []web.Link
	try := func(what string, rest url.Values) {
		if len(out) >= 6 {
			return
		}
		q := request(rest)
		q.CountOnly, q.Facets = true, nil
		if a, err := s.ask(ctx, q); err == nil && a.Total > 0 {
			out = append(out, web.Link{Text: lang.T("none.without") + " «" + what + "»", Href: at(lang, "/search", rest), Note: lang.Count(a.Total, "document")})
		}
	}
	for _, name := range filterParams {
		for _, suffix := range []string{"", ".not"} {
			if list := v[name+suffix]; len(list) > 0 {
				try(s.conditionName(ctx, lang, name, list[0]), with(v, name+suffix, ""))
			}
		}
	}
	if r.DateFrom != "" || r.DateTo != "" {
		try(strings.Trim(lang.Date(r.DateFrom)+" — "+lang.Date(r.DateTo), " —"), with(v, "date_from", "", "date_to", ""))
	}
	if words := strings.Fields(r.Q); len(words) > 1 {
		for i, w := range words {
			rest := slices.Concat(words[:i], words[i+1:])
			try(w, with(v, "q", strings.Join(rest, " ")))
		}
	}
	return out
}

// numbers links pages around the current one, as far as offsets go.
func numbers(lang web.Lang, v url.Values, offset, total int) []web.PageLink {
	last := min((total-1)/pageHits, query.MaxOffset/pageHits)
	if total <= pageHits {
		return nil
	}
	now := offset / pageHits
	link := func(p int, text, rel, label string) web.PageLink {
		off := ""
		if p > 0 {
			off = strconv.Itoa(p * pageHits)
		}
		return web.PageLink{Href: at(lang, "/search", with(v, "offset", off)), Text: text, Rel: rel, Label: label}
	}
	var out []web.PageLink
	if now > 0 {
		out = append(out, link(now-1, "←", "prev", lang.T("pages.prev")))
	}
	from := max(0, min(now-pageNumbers/2, last-pageNumbers+1))
	for p := from; p <= min(from+pageNumbers-1, last); p++ {
		if p == now {
			out = append(out, web.PageLink{Text: strconv.Itoa(p + 1)})
		} else {
			out = append(out, link(p, strconv.Itoa(p+1), "", lang.T("pages.page")+" "+strconv.Itoa(p+1)))
		}
	}
	if now < last {
		out = append(out, link(now+1, "→", "next", lang.T("pages.next")))
	}
	return out
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
	var g web.Group
	for _, x := range f.Values {
		narrowed := with(keep)
		narrowed.Add(name, x.ID)
		text := x.Label
		if name == "kind" {
			text = kindName(lang, x.ID)
		}
		g.Links = append(g.Links, web.Link{Text: text, Href: at(lang, "/search", narrowed), Note: strings.TrimSpace(x.Note + " " + lang.Number(x.Count))})
	}
	if len(g.Links) > 0 {
		d.Groups = []web.Group{g}
	}
	return s.render(c, http.StatusOK, "list", d)
}
