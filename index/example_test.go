package index_test

import (
	"context"
	"fmt"

	"letopis/index"
	"letopis/index/memindex"
)

// An index takes tokens, made by whatever analysis, and answers with documents in order,
// totals and counts of values.
func Example() {
	ctx := context.Background()
	x := memindex.New()
	body := func(words ...string) map[string][]index.Token {
		var tokens []index.Token
		for i, w := range words {
			tokens = append(tokens, index.Token{Term: w, Pos: uint32(i)})
		}
		return map[string][]index.Token{"body": tokens}
	}
	err := x.Apply(ctx, index.Batch{Seq: 1, Put: []*index.Doc{
		{ID: "1", Text: body("ремонт", "дорога"), Keywords: map[string][]string{"town": {"Углич"}}},
		{ID: "2", Text: body("ремонт", "школа"), Keywords: map[string][]string{"town": {"Мышкин"}}},
		{ID: "3", Text: body("бюджет"), Keywords: map[string][]string{"town": {"Углич"}}},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := x.Search(ctx, index.Query{
		Expr:   index.Term{Field: "body", Term: "ремонт", Boost: 1},
		Limit:  10,
		Facets: []index.FacetRequest{{Field: "town"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range r.Hits {
		fmt.Println("document", h.ID)
	}
	fmt.Println(r.Total, "of them;", r.Facets[0].Values)
	// Output:
	// document 1
	// document 2
	// 2 of them; [{Мышкин 1} {Углич 1}]
}
