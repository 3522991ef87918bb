package results

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/web"
)

// A condition that was read from words is taken off as words, the others stay as filters;
// feeds have all of them written out.
func TestInterpretationsAsFilters(t *testing.T) {
	v := url.Values{"q": {"постановления Галича о жкх за 2015–2017"}, "city": {"myshkin"}, "offset": {"20"}}
	read := []api.Interpretation{
		{Field: "kind", Values: []api.PlaceValue{{ID: "постановление"}}, Applied: true, Query: "постановления о жкх"},
		{Field: "city", Values: []api.PlaceValue{{ID: "galich", Label: "Галич"}}, Applied: true, Query: "Галича о жкх"},
		{Field: "date", From: "2015", To: "2017", Applied: true, Query: "о жкх за 2015–2017"}}
	want := "city=myshkin&date_from=2015&date_to=2017&kind=постановление&q=Галича о жкх&raw=true"
	if got, _ := url.QueryUnescape(asWords(v, read, 1).Encode()); got != want {
		t.Errorf("without the town: %s, want %s", got, want)
	}
	found := api.QueryEcho{Interpreted: read, Applied: v.Get("q"), Rest: "о жкх"}
	want = "city=myshkin&city=galich&date_from=2015&date_to=2017&kind=постановление&q=о жкх&raw=true"
	if got, _ := url.QueryUnescape(explicit(v, found).Encode()); got != want {
		t.Errorf("written out: %s, want %s", got, want)
	}
	for i, text := range []string{"Постановление", "Галич", "2015 — 2017"} {
		if got := interpretationText(web.Russian, read[i]); got != text {
			t.Errorf("%q, want %q", got, text)
		}
	}
}

func TestChoices(t *testing.T) {
	l := newSearchLinks(web.Russian, url.Values{"q": {"бюджет Советского района"}}, 0)
	two := []api.PlaceValue{{ID: "a", Label: "Советский район", Note: "А"}, {ID: "b", Label: "Советский район", Note: "Б"}}
	applied := api.QueryEcho{Rest: "бюджет", Interpreted: []api.Interpretation{
		{Field: "municipality", Values: two, Applied: true, Query: "бюджет Советского района"}}}
	notes := choices(l, applied, 5)
	if len(notes) != 1 || len(notes[0].Links) != 2 || notes[0].Links[1].Text != "Советский район (Б)" {
		t.Fatalf("namesakes: %+v", notes)
	}
	u, err := url.Parse(notes[0].Links[1].Href)
	if err != nil || u.Query().Encode() != (url.Values{"municipality": {"b"}, "q": {"бюджет"}, "raw": {"true"}}).Encode() {
		t.Errorf("the second leads to %v, %v", u, err)
	}
	offered := api.QueryEcho{Rest: "владимир бюджет", Interpreted: []api.Interpretation{
		{Field: "city", Values: []api.PlaceValue{{ID: "vladimir", Label: "Владимир"}}, Query: "бюджет", Total: 3}}}
	if n := choices(l, offered, 40); len(n) != 1 || n[0].Links[0].Text != "Владимир — 3\u00a0документа" {
		t.Errorf("offered: %+v", n)
	}
	if n := choices(l, offered, 3); n != nil {
		t.Errorf("what is all that was found is offered: %+v", n)
	}
}

// A feed means the same tomorrow, whatever the words may be read as then.
func TestSavesOfWords(t *testing.T) {
	v := url.Values{"q": {"мсоты Галича"}, "kind": {"решение"}}
	asked := api.QueryEcho{Q: "мсоты Галича", Applied: "мосты Галича", Rest: "мосты Галича",
		Interpreted: []api.Interpretation{
			{Field: "city", Values: []api.PlaceValue{{ID: "galich"}}, Query: "мосты", Total: 1}}}
	want := url.Values{"q": {"мосты Галича"}, "kind": {"решение"}, "raw": {"true"}}
	if got := explicit(v, asked); got.Encode() != want.Encode() {
		t.Errorf("%v, want %v", got, want)
	}
	if got := explicit(url.Values{"kind": {"решение"}}, api.QueryEcho{}); got.Has("raw") {
		t.Errorf("without words: %v", got)
	}
}

// Conditions that are offered together are one note, whose link has all of them.
func TestOfferOfSeveralConditions(t *testing.T) {
	l := newSearchLinks(web.Russian, url.Values{"q": {"решения Галича с 2016 по 2018 год"}}, 0)
	offered := api.QueryEcho{Interpreted: []api.Interpretation{
		{Field: "kind", Values: []api.PlaceValue{{ID: "решение"}}, Total: 1},
		{Field: "city", Values: []api.PlaceValue{{ID: "galich", Label: "Галич"}}, Total: 1},
		{Field: "date", From: "2016", To: "2018", Total: 1}}}
	notes := choices(l, offered, 7)
	if len(notes) != 1 || len(notes[0].Links) != 1 || notes[0].Text != l.lang.T("place.offered") {
		t.Fatalf("%+v", notes)
	}
	link := notes[0].Links[0]
	u, err := url.Parse(link.Href)
	want := url.Values{"kind": {"решение"}, "city": {"galich"}, "date_from": {"2016"}, "date_to": {"2018"},
		"raw": {"true"}}
	if err != nil || u.Query().Encode() != want.Encode() || link.Text != "Решение, Галич, 2016 — 2018 — 1\u00a0документ" {
		t.Errorf("%q to %v, %v; want %v", link.Text, u, err, want)
	}
	kind := api.QueryEcho{Interpreted: offered.Interpreted[:1]}
	if n := choices(l, kind, 7); len(n) != 1 || len(n[0].Links) != 1 || n[0].Text != l.lang.T("condition.offered") {
		t.Errorf("a kind: %+v", n)
	}
}

// What was read from words is chosen among the facets, where only its chip takes it back, and has one chip, though the
// reader chose it as well.
func TestReadValuesAreChosenOnce(t *testing.T) {
	v := url.Values{"q": {"туризм Галича"}, "city": {"galich"}}
	galich := api.PlaceValue{ID: "galich", Label: "Галич"}
	found := &api.SearchResult{Query: api.QueryEcho{Q: v.Get("q"), Rest: "туризм", Interpreted: []api.Interpretation{
		{Field: "city", Values: []api.PlaceValue{galich}, Applied: true, Query: v.Get("q")},
		{Field: "kind", Values: []api.PlaceValue{{ID: "устав"}}}}},
		Facets: map[string]api.Facet{
			"city": {Distinct: 2, Values: []api.FacetValue{{ID: "galich", Label: "Галич", Count: 2}, {ID: "dno", Count: 1}}},
			"kind": {Distinct: 1, Values: []api.FacetValue{{ID: "устав", Count: 2}}}}}
	var d web.Search
	l := newSearchLinks(web.Russian, v, 0)
	fillFacets(l, found, &d)
	var chosen []string
	for _, f := range slices.Concat(d.Places, d.Facets) {
		for _, x := range f.Values {
			if x.Selected && x.FromWords {
				chosen = append(chosen, f.Name+"="+x.ID)
			}
		}
	}
	if !slices.Equal(chosen, []string{"city=galich"}) {
		t.Errorf("chosen by words: %q", chosen)
	}
	if err := (Service{}).fillConditions(t.Context(), l, query.Request{}, found.Query, &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Chips) != 1 || d.Chips[0].Text != "Галич" {
		t.Errorf("chips: %+v", d.Chips)
	}
}

// The reader's own period stays where it is narrower.
func TestPeriodsInCommon(t *testing.T) {
	read := []api.Interpretation{{Field: "date", From: "2015", To: "2017", Applied: true}}
	for own, want := range map[string]string{
		"2016-03/2020": "2016-03/2017", "2010/2017-05": "2015/2017-05", "/": "2015/2017",
		"2015-02/01.03.2016": "2015-02/01.03.2016",
	} {
		from, to, _ := strings.Cut(own, "/")
		got := asFilters(url.Values{"date_from": {from}, "date_to": {to}}, read)
		if s := got.Get("date_from") + "/" + got.Get("date_to"); s != want {
			t.Errorf("%s: %s, want %s", own, s, want)
		}
	}
}

// What is searched as words is searched as it was corrected.
func TestClearedQueryIsCorrected(t *testing.T) {
	asked := api.QueryEcho{Applied: "ремонт дорог Галич",
		Interpreted: []api.Interpretation{{Field: "city", Applied: true}}}
	if got := cleared("ремнот дорог Галич", asked); got.Get("q") != asked.Applied || got.Get("raw") != "true" {
		t.Errorf("%v", got)
	}
	got, _ := normalizeForm(url.Values{"q": {"ремнот дорог Галич"}, dropField: {asWordsField + ":" + asked.Applied}})
	if got.Get("q") != asked.Applied || got.Get("raw") != "true" || got.Has(dropField) {
		t.Errorf("the button: %v", got)
	}
}

func TestPlacesOfCoverage(t *testing.T) {
	r := query.Request{Filters: map[string]query.Choice{"city": {Any: []string{"dno"}}}}
	a := &query.Answer{Interpreted: []query.Interpretation{
		{Field: "city", Values: []string{"galich"}, Applied: true}, {Field: "city", Values: []string{"tula"}}}}
	if got := chosenPlaces(r, a, "city"); !slices.Equal(got, []string{"dno", "galich"}) {
		t.Errorf("%v", got)
	}
}

// Within limits, what was read from words is written out as what both name.
func TestExplicitWithin(t *testing.T) {
	read := []api.Interpretation{{Field: "city", Values: []api.PlaceValue{{ID: "uglich"}}}}
	got := asFilters(url.Values{"city": {"uglich", "kungur"}, "within": {"true"}}, read)
	if len(got["city"]) != 1 || got.Get("city") != "uglich" {
		t.Errorf("city is %q, want uglich", got["city"])
	}
	if got := asFilters(url.Values{"city": {"kungur"}}, read); len(got["city"]) != 2 {
		t.Errorf("without limits city is %q, want both", got["city"])
	}
}
