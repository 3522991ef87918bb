package bleveindex_test

import (
	"context"
	"errors"
	"testing"

	"letopis/index"
	"letopis/index/indextest"
)

// TestSearchesArePaced holds that a search asks the Pacer of its context, and ends when
// the context has ended meanwhile.
func TestSearchesArePaced(t *testing.T) {
	e := openEngine(t, t.TempDir())
	x, err := e.Open(t.Context(), "g")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", "b", "c"} {
		d := &index.Doc{ID: id, Text: map[string][]index.Token{"body": indextest.Text("ремонт дорог в городе")}}
		if err := x.Apply(t.Context(), index.Batch{Put: []*index.Doc{d}}); err != nil {
			t.Fatal(err)
		}
	}
	q := index.Query{Limit: 10, Expr: index.And{Exprs: []index.Expr{
		index.Phrase{Field: "body", Terms: []string{"ремонт", "дорог"}, Boost: 1},
		index.Prefix{Field: "body", Prefix: "горо", Boost: 1},
	}}}
	asked := 0
	if _, err := x.Search(index.WithPacer(t.Context(), func(context.Context) { asked++ }), q); err != nil || asked < 6 {
		t.Errorf("a search of several segments asked its pacer %d times: %v", asked, err)
	}
	// The answer is remembered, but not that of which documents of a page have a word, nor what is about one document.
	named := index.IDs{IDs: []string{"a", "b"}}
	among := index.Query{Limit: 10, Expr: index.And{Exprs: []index.Expr{named, q.Expr}}}
	others := index.Query{Limit: 10, Expr: index.And{Exprs: []index.Expr{q.Expr, index.Not{Expr: named}}}}
	for _, c := range []struct {
		q    index.Query
		kept bool
	}{{q, true}, {among, false}, {others, false}, {index.Query{Limit: 10, Expr: named}, false},
		{index.Query{Limit: 10, Expr: index.Not{Expr: named}}, false}} {
		var asked [2]int
		for i := range asked {
			if _, err := x.Search(index.WithPacer(t.Context(), func(context.Context) { asked[i]++ }), c.q); err != nil {
				t.Fatal(err)
			}
		}
		if kept := asked[1] <= 1; kept != c.kept {
			t.Errorf("%#v asked its pacer %v times", c.q, asked)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	q.Limit++ // another question, whose answer is not remembered
	if _, err := x.Search(index.WithPacer(ctx, func(context.Context) { cancel() }), q); !errors.Is(err, context.Canceled) {
		t.Errorf("a search whose context ended while it was paused: %v", err)
	}
}
