package page

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"letopis/internal/query"
	"letopis/internal/server/request"
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
	maxTitle, maxLabel = 300, 160
	plainLabel         = 60 // longer ones may be cut by their style, and have a tooltip
)

// results shows results with facets.
func (s *Service) results(c *gin.Context, call *request.Call) error {
	lang := call.Lang
	v, changed := submitted(call.Values)
	if changed {
		c.Header("ETag", "")
		c.Redirect(http.StatusSeeOther, at(lang, "/search", v))
		return nil
	}
	r := request.Search(v)
	from, to := r.DateFrom, r.DateTo
	// A date that cannot be read is told of beside the results: on a page of its own
	// the rest of the search would be lost.
	var wrong *query.InvalidError
	if _, err := query.ParseDates(from, to); errors.As(err, &wrong) {
		v = with(v, "date_from", "", "date_to", "")
		r = request.Search(v)
	}
	r.Facets, r.FacetLimit, r.Limit = pageFacets, pageFacetLimit, pageHits
	r.Collapse = len(v["group"]) == 0
	found, answer, err := s.o.Search.Search(call.Context(), r, nil)
	if err != nil {
		return err
	}
	heading := lang.Counted(found.Total, "found") + " " + lang.Count(found.Total, "document")
	if found.Total == 0 {
		heading = lang.T("none.lead")
	}
	title, name := heading, s.o.Labels.SearchName(call.Context(), lang, found.Query.Applied, v, r)
	if name != "" {
		title = name + " — " + heading
	}
	d := web.Search{Page: s.page(call, title), Heading: heading, DateFrom: from, DateTo: to,
		Hits: hitViews(lang, found.Hits), Start: r.Offset + 1}
	d.NoIndex, d.Canonical = true, ""
	keep := request.Conditions(v)
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
	} else if d.Alternates = feeds(lang, keep, cmp.Or(name, s.o.Name)); s.o.Addresses.Base() != "" {
		d.Alternates = append(d.Alternates, s.oEmbedLink(s.o.Addresses.Base()+at(lang, "/search", keep)))
	}
	if r.Explain {
		if err := s.explained(call.Context(), &d); err != nil {
			return err
		}
	}
	return s.render(c, d)
}
