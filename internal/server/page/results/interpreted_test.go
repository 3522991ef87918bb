package results

import (
	"net/url"
	"testing"

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
	found := &api.SearchResult{Query: api.QueryEcho{Interpreted: read, Rest: "о жкх"}}
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
