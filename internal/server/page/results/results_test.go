package results

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"testing"

	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/web"
)

// The first and the last year are always named, and nothing is drawn outside.
func TestYearsOfTheHistogram(t *testing.T) {
	for _, years := range [][]string{{"2016"}, {"2016", "2017"}, {"2016", "2018"}, {"2014", "2017"}, {"1990", "2025"},
		{"1900", "2040"}} {
		var f api.Facet
		for _, y := range years {
			f.Values = append(f.Values, api.FacetValue{ID: y, Label: y, Count: 3})
		}
		h := histogram(newSearchLinks(web.Russian, url.Values{}, 0), f)
		var named []string
		for _, tick := range h.Ticks {
			named = append(named, tick.Text)
		}
		last := h.Bars[len(h.Bars)-1]
		if !slices.Equal(named, years) || last.X+last.W > h.Width {
			t.Errorf("%v: named %v, the last bar ends at %d of %d", years, named, last.X+last.W, h.Width)
		}
	}
}

// What can be left out of a query is a word, a phrase or a side of an OR.
func TestQueryParts(t *testing.T) {
	for q, want := range map[string][]string{
		"":                     nil,
		" ремонт  дорог ":      {"ремонт", "дорог"},
		`"ремонт дорог" Углич`: {`"ремонт дорог"`, "Углич"},
		`title:«ремонт дорог» -“а б” в`: {"title:«ремонт дорог»", "-“а б”", "в"},
		`"ремонт дорог`:                 {`"ремонт`, "дорог"},
	} {
		if got := queryParts(q); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", q, got, want)
		}
	}
}

func TestShortenRuns(t *testing.T) {
	runs := shortenRuns([]web.Run{{Text: "абв"}, {Text: "где", Hit: true}, {Text: "жзи"}}, 5)
	if len(runs) != 2 || runs[1].Text != "г…" || !runs[1].Hit {
		t.Errorf("%+v", runs)
	}
}

// Accounts take the room that the rest of a page has left.
func TestAccountsAreCut(t *testing.T) {
	f, err := frame.New(frame.Services{})
	if err != nil {
		t.Fatal(err)
	}
	s := Service{f}
	long := strings.Repeat("0.123  в тексте: "+strings.Repeat("щ", 64)+" ×1\n", 9)
	for _, size := range []int{100, 1200, 3000} { // of each hit's own text
		d := web.Search{Page: web.Page{Lang: web.Russian}, Hits: make([]web.Hit, pageHits)}
		for i := range d.Hits {
			d.Hits[i] = web.Hit{Title: []web.Run{{Text: strings.Repeat("я", size/2)}}, Explain: long}
		}
		if err := s.truncateExplanations(t.Context(), &d); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := s.Assets.Render(t.Context(), &b, d); err != nil {
			t.Fatal(err)
		}
		if explained := d.Hits[0].Explain != ""; b.Len() > searchPageBytes && explained || explained != (size < 3000) {
			t.Errorf("hits of %d bytes: a page of %d, explained: %v", size, b.Len(), explained)
		}
	}
	if got := truncateExplanation("1 а\n2 б\n", 14); got != "1 а\n2 б\n" {
		t.Errorf("%q is cut without need", got)
	}
}
