package query

import (
	"strconv"
	"strings"
	"testing"
)

func TestInvalidRequests(t *testing.T) {
	x := newArchive(t)
	x.add(t, "1 | Мост | Ремонт моста")
	s := x.service(t, Options{})
	many := make([]string, 51)
	for i := range many {
		many[i] = strconv.Itoa(i)
	}
	var words []string
	for i := range 17 {
		words = append(words, `"`+strconv.Itoa(300+i)+`"`)
	}
	tests := []struct {
		r     Request
		param string
		code  string
	}{
		{Request{Q: strings.Repeat("я", MaxQueryLen+1)}, "q", "too-long"},
		{Request{Q: strings.Join(words, " ")}, "q", "too-many-terms"},
		{Request{Q: strings.Repeat("-дорога ", 17)}, "q", "too-many-terms"}, // nothing is left to leave out
		{Request{Limit: 101}, "limit", "range"},
		{Request{Limit: -1}, "limit", "range"},
		{Request{Offset: 1001}, "offset", "range"},
		{Request{Sort: "name"}, "sort", "unknown"},
		{Request{DateFrom: "вчера"}, "date_from", "date"},
		{Request{DateTo: "2014-13"}, "date_to", "date"},
		{Request{DateTo: "2014-02-30"}, "date_to", "date"},
		{Request{DateFrom: "2015", DateTo: "2014-12-31"}, "date_from", "reversed"},
		{Request{Facets: []string{"city", "kind", "year", "region", "issuer", "status", "municipality", "settlement",
			"level"}}, "facets", "too-many"},
		{Request{Facets: []string{"number"}}, "facets", "unknown"},
		{Request{Facets: []string{"city", "city"}}, "facets", "repeated"},
		{Request{FacetLimit: 101}, "facet_limit", "range"},
		{Request{Filters: map[string]Choice{"town": {Any: []string{"uglich"}}}}, "town", "unknown"},
		{Request{Filters: map[string]Choice{"city": {Any: many}}}, "city", "too-many"},
		{Request{Filters: map[string]Choice{"city": {None: []string{Missing}}}}, "city.not", "missing"},
		{Request{Cursor: "x", Offset: 5}, "cursor", "with-offset"},
		{Request{Cursor: "!!!"}, "cursor", "cursor"},
		{Request{Filters: map[string]Choice{"event": {Any: []string{"2012..2011"}}}}, "event", "reversed"},
		{Request{Cursor: "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, "cursor", "cursor"},
	}
	for _, tt := range tests {
		_, err := s.Search(t.Context(), tt.r)
		if e, ok := err.(*InvalidError); !ok || e.Param != tt.param || e.Code != tt.code {
			t.Errorf("%+v: %v, want %s of %s", tt.r, err, tt.code, tt.param)
		} else if e.RU == "" || e.EN == "" || strings.Contains(e.RU, "%!") {
			t.Errorf("%s: %q %q", tt.code, e.RU, e.EN)
		}
	}
	repeated := strings.TrimSpace(strings.Repeat("мост ", 40))
	if _, err := s.Search(t.Context(), Request{Q: repeated}); err != nil {
		t.Errorf("a repeated word counts once: %v", err)
	}
}
