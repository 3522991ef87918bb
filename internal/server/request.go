package server

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"letopis/internal/query"
)

// filterParams are the parameters that choose values of filters.
var filterParams = []string{"region", "municipality", "settlement", "city", "city.event", "city.mentioned", "level", "event", "program", "program.mentioned",
	"kind", "issuer", "year", "status", "source", "cites", "group"}

// excludable are the filters that have a ".not".
var excludable = []string{"region", "municipality", "settlement", "city", "level", "program", "kind", "issuer", "year"}

// request reads the conditions of a search, as the API, pages, feeds and
// exports all write them. Values are checked by query.Service.
func request(v url.Values) query.Request {
	r := query.Request{
		Q: v.Get("q"), DateFrom: v.Get("date_from"), DateTo: v.Get("date_to"), Sort: v.Get("sort"),
		Limit: integer(v, "limit"), Offset: integer(v, "offset"), FacetLimit: integer(v, "facet_limit"),
		Cursor: v.Get("cursor"), Raw: v.Get("raw") == "true", Strict: v.Get("strict") == "true", Collapse: v.Get("collapse") == "true", Explain: v.Get("explain") == "true",
		Filters: map[string]query.Choice{},
	}
	if f := v.Get("facets"); f != "" {
		r.Facets = strings.Split(f, ",")
	}
	for _, name := range filterParams {
		c := query.Choice{Any: v[name]}
		if slices.Contains(excludable, name) {
			c.None = v[name+".not"]
		}
		if len(c.Any)+len(c.None) > 0 {
			r.Filters[name] = c
		}
	}
	return r
}

// conditions returns the parameters of v that choose documents, without those
// of paging and presentation: what a feed or an export of a search keeps.
func conditions(v url.Values) url.Values {
	out := url.Values{}
	for _, name := range append([]string{"q", "date_from", "date_to", "raw", "strict", "sort"}, filterParams...) {
		for _, n := range []string{name, name + ".not"} {
			if len(v[n]) > 0 {
				out[n] = v[n]
			}
		}
	}
	return out
}

// integer returns the number in v, 0 when there is none. Malformed numbers
// were refused before, see checkQuery.
func integer(v url.Values, name string) int {
	n, _ := strconv.Atoi(v.Get(name))
	return n
}

// searchParams is the table of parameters of a search, for feeds and tables of the
// same search.
func (s *Server) searchParams() map[string]*param { return s.spec.params["GET "+apiBase+"/search"] }
