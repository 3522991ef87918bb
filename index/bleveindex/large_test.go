package bleveindex_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"letopis/index"
	"letopis/index/bleveindex"
	"letopis/index/memindex"
)

// TestFirstAndLaterAnswersOfALargeIndex asks of segments that are large enough
// for blocks to be skipped and terms to be looked up, before and after the terms
// are known, and after more documents have changed the average length; facets are
// counted anew each time, and kept; each query is the first of all, or not.
func TestFirstAndLaterAnswersOfALargeIndex(t *testing.T) {
	for _, counts := range []bool{false, true} {
		t.Run(fmt.Sprintf("counts=%t", counts), func(t *testing.T) {
			t.Parallel()
			firstAndLater(t, openForgetful(t, counts), false)
		})
	}
	t.Run("forgetting", func(t *testing.T) {
		t.Parallel()
		firstAndLater(t, openForgetful(t, true), true)
	})
}

// firstAndLater compares answers with those of the specification; forget: as if nothing had been asked before each
// query.
func firstAndLater(t *testing.T, x *bleveindex.Index, forget bool) {
	ctx := context.Background()
	spec := memindex.New()
	r := rand.New(rand.NewPCG(1, 2))
	next := 0
	for _, batch := range []int{3000, 1500, 2500} {
		b := index.Batch{}
		for range batch {
			b.Put = append(b.Put, largeDoc(r, next))
			next++
		}
		for i := 0; i < next-batch; i += 37 {
			b.Delete = append(b.Delete, fmt.Sprintf("%06d", i*7919%1_000_000))
		}
		for _, i := range []index.Index{x, spec} {
			if err := i.Apply(ctx, b); err != nil {
				t.Fatal(err)
			}
		}
		for _, words := range [][]int{{0}, {0, 1, 4}, {5, 4, 3, 2}, {1, 5}} {
			for _, q := range queriesOf(words) {
				if forget {
					if err := x.Forget(); err != nil {
						t.Fatal(err)
					}
				}
				compare(t, spec, x, q, next)
			}
		}
	}
}

// largeDoc makes document n: of words w0 to w5, from frequent to rare, and others.
func largeDoc(r *rand.Rand, n int) *index.Doc {
	d := &index.Doc{ID: fmt.Sprintf("%06d", n*7919%1_000_000)}
	d.Text, d.Keywords = map[string][]index.Token{}, map[string][]string{}
	pos := uint32(0)
	for w, share := range []float64{0.9, 0.6, 0.3, 0.1, 0.02, 0.004} {
		for r.Float64() < share && pos < 40 {
			d.Text["body"] = append(d.Text["body"], index.Token{Term: fmt.Sprint("w", w), Pos: pos})
			pos += 1 + uint32(r.IntN(2))
		}
	}
	for range r.IntN(30 + (n+1)/100) { // later documents are longer
		d.Text["body"] = append(d.Text["body"], index.Token{Term: "other", Pos: pos})
		pos++
	}
	if v := r.IntN(400); v > 20 {
		d.Keywords["one"] = []string{fmt.Sprint(v * v / 400)}
	}
	d.Keywords["many"] = []string{fmt.Sprint(r.IntN(5)), fmt.Sprint(r.IntN(5))}
	if r.IntN(20) > 0 {
		d.DateFrom = 20000101 + int32(r.IntN(20))*10000
		d.DateTo = d.DateFrom
	}
	return d
}

// queriesOf asks for words in every way.
func queriesOf(words []int) (out []index.Query) {
	var terms []index.Expr
	phrase := index.Phrase{Field: "body", Boost: 1}
	for _, w := range words {
		terms = append(terms, index.Term{Field: "body", Term: fmt.Sprint("w", w), Boost: 1})
		phrase.Terms = append(phrase.Terms, fmt.Sprint("w", w))
	}
	near := index.Near{Field: "body", Terms: phrase.Terms, Window: 9, Boost: 1}
	for _, e := range []index.Expr{phrase, near, index.And{Exprs: terms}, index.Or{Exprs: terms}} {
		plain := index.Query{Expr: e, Limit: 10, Facets: []index.FacetRequest{
			{Field: "one", Limit: 10, Keep: []string{"7", "no"}},
			{Field: "many", Limit: 3},
			{Field: "none"},
		}}
		helped, filtered, listed := plain, plain, plain
		helped.Should = []index.Expr{
			index.Term{Field: "body", Term: "w4", Boost: 0.5},
			index.Or{Exprs: terms, Best: true},
		}
		filtered.Filters = []index.Filter{
			{Field: "many", Any: []string{"1", "2"}, None: []string{"3"}},
			{Field: "one", Any: []string{"4", "9"}, Missing: true},
		}
		filtered.Date = &index.DateRange{From: 20050101, To: 20121231}
		filtered.Facets = append(filtered.Facets[:2:2], index.FacetRequest{Field: "many", LiftDate: true})
		listed.Sort, listed.Facets, listed.Collapse = index.ByDateAsc, nil, "one"
		if len(words)%2 == 0 {
			listed.Sort, listed.Collapse = index.ByDateDesc, ""
		}
		out = append(out, plain, helped, filtered, listed)
	}
	return out
}

// openForgetful opens an empty index that remembers no answers, and the counts of
// searches as told.
func openForgetful(t *testing.T, counts bool) *bleveindex.Index {
	t.Helper()
	engine, err := bleveindex.OpenEngine(t.TempDir(), bleveindex.Options{Answers: -1})
	if err != nil {
		t.Fatal(err)
	}
	x, err := engine.Open(context.Background(), "g")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	x.(*bleveindex.Index).KeepCounts(counts)
	return x.(*bleveindex.Index)
}

// compare asks several times, as words become known.
func compare(t *testing.T, spec, x index.Index, q index.Query, docs int) {
	t.Helper()
	ctx := context.Background()
	want, err := spec.Search(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	for ask := range 3 {
		got, err := x.Search(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		where := fmt.Sprintf("%d documents, %+v, asked %d times before", docs, q, ask)
		if got.Total != want.Total || !reflect.DeepEqual(got.Facets, want.Facets) {
			t.Errorf("%s: %d, want %d; facets %+v, want %+v", where, got.Total, want.Total, got.Facets, want.Facets)
		}
		for i := range want.Hits {
			g, w := got.Hits[i], want.Hits[i]
			if d := g.Score - w.Score; d > 1e-9 || d < -1e-9 {
				t.Errorf("%s: hit %d scores %g, want %g", where, i, g.Score, w.Score)
			}
			if q.Sort != index.ByRelevance && g.ID != w.ID {
				t.Errorf("%s: hit %d is %s, want %s", where, i, g.ID, w.ID)
			}
		}
	}
}
