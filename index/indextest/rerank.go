package indextest

import (
	"fmt"
	"slices"
	"testing"

	"letopis/index"
)

// rerankedPages holds that pages from hit to hit are one list where the first hits are in another order, and go on
// where the last hit of a page is removed before the next is asked for.
func rerankedPages(t *testing.T, e index.Engine) {
	const hits, first, limit = 12, 6, 3
	b := index.Batch{Seq: 1}
	q := index.Query{Expr: term("слово"), Limit: limit, Rerank: index.Rerank{First: first,
		Exprs: []index.Expr{index.Term{Field: "body", Term: "верх", Boost: 10}}}}
	for i := range hits { // with scores so far apart that what a removal changes of them does not matter
		own, side := fmt.Sprint("знак", i), [2]string{"низ", "верх"}[i%2]
		b.Put = append(b.Put, &index.Doc{ID: fmt.Sprintf("d%02d", i),
			Text: map[string][]index.Token{"body": Text("слово " + own + " " + side)}})
		q.Should = append(q.Should, index.Term{Field: "body", Term: own, Boost: float64(4 * (hits - i))})
	}
	for i := range 4 * hits {
		b.Put = append(b.Put, &index.Doc{ID: fmt.Sprint("other", i),
			Text: map[string][]index.Token{"body": Text("иное иное иное")}})
	}
	want := []string{"d01", "d00", "d03", "d02", "d05", "d04", "d06", "d07", "d08", "d09", "d10", "d11"}
	for n := range hits/limit + 1 { // with the last there is none to remove
		x, err := e.Open(t.Context(), fmt.Sprint("reranked", n))
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		if got := removingLast(t, x, q, n); !slices.Equal(got, want) {
			t.Errorf("the last hit of page %d is removed: %v, want %v", n, got, want)
		}
	}
}

// removingLast walks the pages of q by the place of the last hit, which is removed on page n.
func removingLast(t *testing.T, x index.Index, q index.Query, n int) (out []string) {
	t.Helper()
	for page := 0; page <= 100; page++ {
		r, err := x.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Hits) == 0 {
			break
		}
		for _, h := range r.Hits {
			out = append(out, h.ID)
		}
		last := r.Hits[len(r.Hits)-1]
		q.After = &index.Place{Score: last.Score, ID: last.ID, Behind: !last.First}
		if page != n {
			continue
		}
		if err := x.Apply(t.Context(), index.Batch{Delete: []string{last.ID}, Seq: 2}); err != nil {
			t.Fatal(err)
		}
	}
	return out
}
