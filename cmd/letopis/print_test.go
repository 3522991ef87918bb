package main

import (
	"strings"
	"testing"

	"letopis/internal/server/api"
)

// What is offered is printed as flags that search has, with ids.
func TestPrintOffer(t *testing.T) {
	var b strings.Builder
	printOffer(&b, []api.Interpretation{
		{Field: "kind", Text: "решения", Values: []api.PlaceValue{{ID: "решение"}}, Query: "о бюджете", Total: 1},
		{Field: "city", Text: "Галича", Values: []api.PlaceValue{{ID: "galich"}}, Query: "о бюджете", Total: 1},
		{Field: "date", Text: "с 2016 по 2018 год", From: "2016", To: "2018", Query: "о бюджете", Total: 1}})
	const want = "(1): --raw --city 'galich' --date-from 2016 --date-to 2018 --kind 'решение' о бюджете\n"
	if !strings.HasSuffix(b.String(), want) || strings.Count(b.String(), "\n") != 1 {
		t.Errorf("%q, want one line that ends with %q", b.String(), want)
	}
	b.Reset()
	printOffer(&b, []api.Interpretation{{Field: "city", Applied: true}})
	if b.Len() > 0 {
		t.Errorf("nothing is offered: %q", b.String())
	}
}
