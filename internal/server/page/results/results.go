// Package results serves the page of search results, with facets and the lists of their values. Read results first;
// links.go creates the URLs of searches.
package results

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/request"
	"letopis/web"
)

// Service serves results. It is safe for concurrent use.
type Service struct{ *frame.Frame }

// Routes registers the search pages.
func (s Service) Routes(r gin.IRoutes) {
	s.Get(r, "/search", s.results, s.Respond.Cached)
	s.Get(r, "/facets/:name", s.facet)
}

// pageFacets are the facets of the search page.
var pageFacets = []string{"city", "municipality", "region", "kind", "program", "force", "draft", "year"}

// placeFacets are those in the group «Место».
var placeFacets = pageFacets[:3]

// foldedFacets are those of placeFacets that are initially collapsed, as towns imply them.
var foldedFacets = pageFacets[1:3]

const (
	pageFacetLimit = 5
	maxFacetValues = 12 // including chosen ones
	pageHits       = 20
	pageNumbers    = 7 // numbered links around the current page

	// Maximum lengths in characters; documents and lists of values have the full text.
	maxTitle, maxLabel = 300, 160
	plainLabel         = 60 // longer labels may be truncated by CSS and have a tooltip
)

// results shows search results with facets.
func (s Service) results(c *gin.Context, call *request.Call) error {
	lang := call.Lang
	v, changed := normalizeForm(call.Values)
	if changed {
		c.Header("ETag", "")
		c.Redirect(http.StatusSeeOther, frame.URL(lang, "/search", v))
		return nil
	}
	v, r, wrong := withoutBadDates(v)
	r.Facets, r.FacetLimit, r.Limit = pageFacets, pageFacetLimit, pageHits
	r.Collapse, r.FullFirst = len(v["group"]) == 0, true
	found, answer, err := s.Search.Search(call.Context(), r, nil)
	if err != nil {
		return err
	}
	heading := lang.Counted(found.Total, "found") + " " + lang.Count(found.Total, "document")
	if found.Total == 0 {
		heading = lang.T("none.lead")
	}
	title := heading
	name, err := s.Labels.SearchName(call.Context(), lang, found.Query.Applied, v, r)
	if err != nil {
		return err
	}
	if name != "" {
		title = name + " — " + heading
	}
	d := web.Search{Page: s.Page(call, title), Heading: heading,
		DateFrom: call.Values.Get("date_from"), DateTo: call.Values.Get("date_to"), ForceOn: oneDay(call.Values),
		Hits: item.Hits(lang, found.Hits), Start: r.Offset + 1}
	d.NoIndex, d.Canonical = true, ""
	keep := request.Conditions(v)
	l := newSearchLinks(lang, v, len(d.Hits)+len(found.Facets["year"].Values))
	d.Long = l.long
	for i := range d.Hits { // the page of the document highlights the search and links back
		d.Hits[i].Title = shortenRuns(d.Hits[i].Title, maxTitle)
		if !l.long {
			leadBack(&d.Hits[i], frame.URL(lang, "/d/"+d.Hits[i].ID, keep))
			if archive.ContinuesText(found.Hits[i].Source.URI) { // the match is far from the beginning
				d.Hits[i].URL += "#m1"
			}
		}
	}
	fillFacets(l, found, &d)
	if err := s.fillConditions(call.Context(), l, r, found.Query, &d); err != nil {
		return err
	}
	d.Notes, d.Passage = queryNotes(l, found), passageView(lang, keep, found.Passage)
	if wrong != nil {
		d.DateWrong, d.DateError = wrong.Param, lang.Pick(wrong.RU, wrong.EN)
		d.Notes = append([]web.Note{{Text: d.DateError + " " + lang.T("dates.ignored")}}, d.Notes...)
	}
	splitHits(l, found, &d)
	d.Why = item.Why(lang, found.Hits)
	if d.Coverage, d.Gaps, err = s.coverage(call.Context(), lang, call.Started, r, answer); err != nil {
		return err
	}
	d.Sorts = sortLinks(l, answer)
	if found.Total == 0 {
		if d.Relaxed, err = s.relaxations(call.Context(), l, r, answer); err != nil {
			return err
		}
	}
	fillPages(l, r, found.Next, answer.Groups, &d)
	s.fillSaves(l, request.Conditions(explicit(v, found.Query)), cmp.Or(name, s.Name), &d)
	if r.Explain {
		if err := s.truncateExplanations(call.Context(), &d); err != nil {
			return err
		}
	}
	return s.Render(c, d)
}

// leadBack makes the links of a hit point to the document with its matches highlighted and a link back.
func leadBack(h *web.Hit, to string) {
	for i := range h.Snippets {
		s := &h.Snippets[i]
		for _, link := range []*string{&s.URL, &s.Clause.Href} {
			if _, place, ok := strings.Cut(*link, "#"); ok {
				*link = to + "#" + place
			}
		}
	}
	h.URL = to
}

// passageView converts a passage; its link highlights the search and links back.
func passageView(lang web.Lang, keep url.Values, p *api.Passage) *web.Passage {
	if p == nil {
		return nil
	}
	_, place, _ := strings.Cut(p.URL, "#")
	return &web.Passage{Runs: item.Runs(p.Runs), Clause: p.Clause,
		Source: web.Link{Text: label.Shorten(p.Title, maxLabel), Href: frame.URL(lang, "/d/"+p.ID, keep) + "#" + place}}
}

// withoutBadDates removes dates that cannot be parsed from a search. The error is shown with the results, because an
// error page would lose the rest of the search.
func withoutBadDates(v url.Values) (url.Values, query.Request, *query.InvalidError) {
	r := request.Search(v)
	var wrong *query.InvalidError
	for _, day := range v[forceOn] {
		if err := query.CheckDay(day); day != "" && errors.As(err, &wrong) {
			v = withoutValue(v, forceOn, day)
			r = request.Search(v)
		}
	}
	for range 2 { // either may be wrong
		var bad *query.InvalidError
		if _, err := query.ParseDates(r.DateFrom, r.DateTo); !errors.As(err, &bad) {
			break
		}
		wrong = cmp.Or(wrong, bad)
		if v = frame.With(v, bad.Param, ""); bad.Contradicts { // an empty period
			v = frame.With(v, "date_from", "", "date_to", "")
		}
		r = request.Search(v)
	}
	return v, r, wrong
}

// forceOn is the parameter for the days on which acts are in force.
const forceOn = "force.on"

// oneDay returns the value for the form field of such a day; empty if there are several, which cannot come from the
// form.
func oneDay(v url.Values) string {
	if days := v[forceOn]; len(days) == 1 {
		return days[0]
	}
	return ""
}

// fillFacets fills the counts of a search and marks the selected values, whether chosen or inferred from the words of
// the query.
func fillFacets(l searchLinks, found *api.SearchResult, d *web.Search) {
	view := func(name string) web.Facet {
		f := facetView(l, name, found.Facets[name])
		for i := range f.Values {
			if x := &f.Values[i]; isRead(found.Query.Interpreted, name, x.ID) {
				x.Selected, x.FromWords = true, true
				x.Note = strings.TrimPrefix(x.Note+", "+l.lang.T("facet.words"), ", ")
			}
		}
		return f
	}
	for _, name := range pageFacets {
		switch {
		case name == "draft" && !l.v.Has(name) && !hasDrafts(found.Facets[name]):
		case slices.Contains(placeFacets, name):
			d.Places = append(d.Places, view(name))
		case name != "year":
			d.Facets = append(d.Facets, view(name))
		}
	}
	d.Histogram = histogram(l, found.Facets["year"])
}

// hasDrafts reports whether any of the documents counted are drafts; without them the facet offers no choice.
func hasDrafts(f api.Facet) bool {
	return slices.ContainsFunc(f.Values, func(v api.FacetValue) bool { return v.ID == archive.DraftYes })
}

// fillPages links to the other pages of results: by number as far as offsets go, then by cursor.
func fillPages(l searchLinks, r query.Request, cursor *string, groups int, d *web.Search) {
	if r.Cursor == "" {
		d.Pages = numberedPages(l, r.Offset, groups)
	}
	if cursor != nil && (r.Cursor != "" || r.Offset+pageHits > query.MaxOffset) {
		next := l.set(l.lang.T("pages.next")+" →", "cursor", *cursor)
		d.Pages = append(d.Pages, web.PageLink{Link: next, Rel: "next"})
	}
	for _, p := range d.Pages {
		switch p.Rel {
		case "prev":
			d.Prev = p.Href
		case "next":
			d.Next = p.Href
		}
	}
}

// fillSaves links to the same search as feed, table, calendar and embedded frame.
func (s Service) fillSaves(l searchLinks, keep url.Values, name string, d *web.Search) {
	for _, x := range []struct{ path, text string }{{"/follow", l.lang.T("tools.follow")},
		{"/search.csv", l.lang.T("tools.table")}, {"/search.ics", l.lang.T("tools.calendar")},
		{"/search.atom", l.lang.T("tools.feed")}, {"/search.json", "JSON"}} { // both are feeds
		d.Saves = append(d.Saves, l.elsewhere(x.text, x.path, keep))
	}
	if l.long {
		d.OtherLangURL, d.Alternates = "", nil
		return
	}
	d.Alternates = frame.FeedLinks(l.lang, keep, name)
	if base := s.Addresses.Base(); base != "" {
		d.Alternates = append(d.Alternates, s.OEmbedLink(base+frame.URL(l.lang, "/search", keep)))
	}
}
