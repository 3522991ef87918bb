package index_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
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

// list is an engine whose hits have the scores it says, in its order; and those by a query that has Should.
type list struct {
	hits  []index.Hit
	add   map[string]float64
	asked int
}

func (l *list) search(q index.Query) (*index.Result, error) {
	l.asked++
	res := &index.Result{Total: len(l.hits)}
	for _, h := range l.hits {
		if q.Should != nil {
			h.Score = l.add[h.ID]
		}
		if a := q.After; a == nil || h.Score < a.Score || h.Score == a.Score && h.ID > a.ID {
			res.Hits = append(res.Hits, h)
		}
	}
	res.Hits = res.Hits[min(q.Offset, len(res.Hits)):]
	res.Hits = res.Hits[:min(q.Limit, len(res.Hits))]
	return res, nil
}

// TestPlaceThatIsGone: a page goes on behind its place when the hit there is removed, or is no more one of the first;
// and what lies behind the first hits takes one search.
func TestPlaceThatIsGone(t *testing.T) {
	all := []index.Hit{{ID: "a", Score: 9}, {ID: "b", Score: 8}, {ID: "c", Score: 7}, {ID: "d", Score: 6},
		{ID: "e", Score: 5}, {ID: "f", Score: 4}}
	add := map[string]float64{"b": 3, "d": 4} // b 11, d 10, a 9, c 7, e 5, f 4
	q := index.Query{Limit: 2, Rerank: index.Rerank{First: 4, Exprs: []index.Expr{index.All{}}}}
	for _, c := range []struct {
		name  string
		hits  []index.Hit
		after index.Place
		want  string
		asked int
	}{
		{"all is there", all, index.Place{Score: 10, ID: "d"}, "[a c]", 2},
		{"at the end of the first", all, index.Place{Score: 7, ID: "c"}, "[e f]", 3},
		{"d is removed", slices.Concat(all[:3], all[4:]), index.Place{Score: 10, ID: "d"}, "[a c]", 2},
		{"c is removed", slices.Concat(all[:2], all[3:]), index.Place{Score: 7, ID: "c"}, "[e f]", 3},
		{"c is none of the first", slices.Concat([]index.Hit{{ID: "y", Score: 19}, {ID: "z", Score: 18}}, all),
			index.Place{Score: 7, ID: "c"}, "[d e]", 3},
		{"behind the first", all, index.Place{Score: 5, ID: "e", Behind: true}, "[f]", 1},
		{"and it is not told", all, index.Place{Score: 5, ID: "e"}, "[f]", 3},
		{"and it is removed", slices.Concat(all[:4], all[5:]), index.Place{Score: 5, ID: "e", Behind: true}, "[f]", 1},
	} {
		l := &list{hits: c.hits, add: add}
		q.After = &c.after
		res, err := index.Reranked(q, l.search)
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for _, h := range res.Hits {
			ids = append(ids, h.ID)
		}
		if got := fmt.Sprint(ids); got != c.want || l.asked != c.asked || res.Total != len(c.hits) {
			t.Errorf("%s: %s by %d searches, want %s by %d", c.name, got, l.asked, c.want, c.asked)
		}
	}
	l := &list{hits: all}
	q.After, q.Offset = nil, 4
	if res, err := index.Reranked(q, l.search); err != nil || len(res.Hits) != 2 || l.asked != 1 {
		t.Errorf("by number behind the first: %v by %d searches, %v", res, l.asked, err)
	}
}
