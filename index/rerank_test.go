package index_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"letopis/index"
	"letopis/index/indextest"
	"letopis/index/memindex"
)

// TestPagesOfReranked: pages, by number or from hit to hit, are one list, whose order is that of the scores,
// and whose documents are those of the same query without Rerank.
func TestPagesOfReranked(t *testing.T) {
	moved := 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 7))
		x := memindex.New()
		b := index.Batch{Seq: 1}
		for i := range 40 {
			b.Put = append(b.Put, indextest.RandomDoc(r, fmt.Sprint("d", i)))
		}
		if err := x.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		q := index.Query{Expr: indextest.RandomExpr(r, 2), Limit: 100}
		plain := hits(t, x, q)
		q.Rerank = index.Rerank{First: 1 + r.IntN(20), Exprs: []index.Expr{indextest.RandomExpr(r, 1)}}
		all := hits(t, x, q)
		if len(all) != len(plain) {
			t.Fatalf("seed %d: %d hits, %d without Rerank", seed, len(all), len(plain))
		}
		firsts := map[string]bool{}
		for i := range min(q.Rerank.First, len(plain)) {
			firsts[plain[i].ID] = true
		}
		for i, h := range all {
			if i > 0 && h.Score > all[i-1].Score || firsts[h.ID] != (i < q.Rerank.First) {
				t.Fatalf("seed %d: hit %d is %v after %v", seed, i, h, all[max(i-1, 0)])
			}
			if h.ID != plain[i].ID {
				moved++
			}
		}
		q.Limit = 1 + r.IntN(7)
		var byNumber, byPlace []index.Hit
		for q.Offset = 0; q.Offset < len(all); q.Offset += q.Limit {
			byNumber = append(byNumber, hits(t, x, q)...)
		}
		q.Offset = 0
		for page := hits(t, x, q); len(page) > 0; page = hits(t, x, q) {
			byPlace = append(byPlace, page...)
			last := page[len(page)-1]
			q.After = &index.Place{Score: last.Score, Date: last.Date, ID: last.ID}
		}
		if len(all) > 0 && (!reflect.DeepEqual(byNumber, all) || !reflect.DeepEqual(byPlace, all)) {
			t.Errorf("seed %d: in all %v\nby number %v\nby place %v", seed, all, byNumber, byPlace)
		}
	}
	if moved < 50 {
		t.Errorf("%d hits stand elsewhere: nothing is tested", moved)
	}
}

func hits(t *testing.T, x index.Index, q index.Query) []index.Hit {
	t.Helper()
	res, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return res.Hits
}
