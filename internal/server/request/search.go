package request

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"letopis/internal/query"
)

// FilterParams are the parameters that set filters.
var FilterParams = []string{"region", "municipality", "settlement", "city", "city.event", "city.mentioned", "level",
	"event", "program", "program.mentioned",
	"kind", "issuer", "year", "force", "force.on", "draft", "status", "source", "cites", "group"}

// excludable are the filters that can be negated with ".not".
var excludable = []string{"region", "municipality", "settlement", "city", "level", "event", "program", "kind", "issuer",
	"year", "force"}

// Search parses the conditions of a search, which the API, pages, feeds and exports share. Values are checked by
// query.Service.
func Search(v url.Values) query.Request {
	p := PagingOf(v, 0)
	r := query.Request{
		Q: v.Get("q"), DateFrom: v.Get("date_from"), DateTo: v.Get("date_to"), Sort: v.Get("sort"),
		Limit: p.Limit, Offset: p.Offset, Cursor: p.Cursor, FacetLimit: Integer(v, "facet_limit"),
		Raw: v.Get("raw") == "true", Within: v.Get("within") == "true", Strict: v.Get("strict") == "true",
		Collapse: v.Get("collapse") == "true", Explain: v.Get("explain") == "true",
		Filters: map[string]query.Choice{},
	}
	if f := v.Get("facets"); f != "" {
		r.Facets = strings.Split(f, ",")
	}
	for _, name := range FilterParams {
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

// Conditions returns the parameters in v that select documents, without paging and presentation: what a feed or an
// export of a search keeps.
func Conditions(v url.Values) url.Values {
	out := url.Values{}
	own := []string{"q", "date_from", "date_to", "raw", "within", "strict", "sort"}
	for _, name := range append(own, FilterParams...) {
		for _, n := range []string{name, name + ".not"} {
			if len(v[n]) > 0 {
				out[n] = v[n]
			}
		}
	}
	return out
}

// Paging selects a part of a list: Limit entries after Offset, or after the position of a Cursor.
type Paging struct {
	Limit, Offset int
	Cursor        string
}

// PagingOf parses a Paging with a default limit.
func PagingOf(v url.Values, limit int) Paging {
	return Paging{cmp.Or(Integer(v, "limit"), limit), max(0, Integer(v, "offset")), v.Get("cursor")}
}

// Cut returns the selected entries of a complete list.
func Cut[T any](list []T, p Paging) []T {
	list = list[min(p.Offset, len(list)):]
	return list[:min(p.Limit, len(list))]
}

// Next returns v for the next page.
func Next(v url.Values, cursor string) url.Values {
	out := maps.Clone(v)
	out.Del("offset")
	out.Set("cursor", cursor)
	return out
}

// Integer returns the integer value of a parameter, 0 if absent. Malformed numbers have been rejected by
// openapi.Check.
func Integer(v url.Values, name string) int {
	n, _ := strconv.Atoi(v.Get(name))
	return n
}
