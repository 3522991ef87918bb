// Package indextest is the suite that every index.Engine passes: the contract
// by examples, and random collections and queries compared with memindex.
package indextest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"letopis/index"
	"letopis/index/memindex"
)

// Run runs the suite on engines that open makes empty; reopen closes an engine's
// indexes as a restart of the program would.
func Run(t *testing.T, open func(t *testing.T) index.Engine, reopen func(t *testing.T, e index.Engine) index.Engine) {
	t.Run("contract", func(t *testing.T) { contract(t, open, reopen) })
	t.Run("generations", func(t *testing.T) { generations(t, open, reopen) })
	t.Run("like memindex", func(t *testing.T) {
		for seed := range uint64(30) {
			Differential(t, open(t), seed)
		}
	})
	t.Run("searches beside writes", func(t *testing.T) { concurrent(t, open(t)) })
}

// Text makes a field of one token a position.
func Text(s string) []index.Token {
	var out []index.Token
	for i, w := range strings.Fields(s) {
		for alt := range strings.SplitSeq(w, "|") {
			out = append(out, index.Token{Term: alt, Pos: uint32(i)})
		}
	}
	return out
}

func contract(t *testing.T, open func(*testing.T) index.Engine, reopen func(*testing.T, index.Engine) index.Engine) {
	ctx := context.Background()
	e := open(t)
	x, err := e.Open(ctx, "g1")
	if err != nil {
		t.Fatal(err)
	}
	docs := []*index.Doc{
		{ID: "a", Text: map[string][]index.Token{"body": Text("ремонт дорог в городе")},
			Keywords: map[string][]string{"city": {"uglich"}, "group": {"1"}}, DateFrom: 20170101, DateTo: 20171231},
		{ID: "b", Text: map[string][]index.Token{"body": Text("дорог много ремонт мал")},
			Keywords: map[string][]string{"city": {"uglich", "myshkin"}, "group": {"1"}}, DateFrom: 20180302, DateTo: 20180302},
		{ID: "c", Text: map[string][]index.Token{"body": Text("год|лет бюджет")}, Keywords: map[string][]string{}},
	}
	for range 2 { // repeating is harmless
		if err := x.Apply(ctx, index.Batch{Put: docs, Seq: 7}); err != nil {
			t.Fatal(err)
		}
	}
	check := func(name string, q index.Query, total int, ids ...string) *index.Result {
		t.Helper()
		q.Limit = 10
		r, err := x.Search(ctx, q)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for _, h := range r.Hits {
			got = append(got, h.ID)
		}
		if r.Total != total || !slices.Equal(got, ids) {
			t.Errorf("%s: %d %v, want %d %v", name, r.Total, got, total, ids)
		}
		return r
	}
	term := func(w string) index.Expr { return index.Term{Field: "body", Term: w, Boost: 1} }
	check("phrase", index.Query{Expr: index.Phrase{Field: "body", Terms: []string{"ремонт", "дорог"}}}, 1, "a")
	check("phrase with a gap", index.Query{Expr: index.Phrase{Field: "body", Terms: []string{"дорог", "", "городе"}}}, 1,
		"a")
	check("lemmas at one position", index.Query{Expr: index.Phrase{Field: "body", Terms: []string{"лет", "бюджет"}}}, 1,
		"c")
	check("near", index.Query{Expr: index.Near{Field: "body", Terms: []string{"ремонт", "дорог"}, Window: 2}}, 1, "a")
	check("nearly near", index.Query{Expr: index.Near{Field: "body", Terms: []string{"ремонт", "дорог"}, Window: 3}}, 2,
		"a", "b")
	check("not", index.Query{Expr: index.And{Exprs: []index.Expr{term("дорог"), index.Not{Expr: term("мал")}}}}, 1, "a")
	check("nothing", index.Query{Expr: index.Or{}}, 0)
	check("empty and is all, newest first", index.Query{Expr: index.And{}, Sort: index.ByDateDesc}, 3, "b", "a", "c")
	check("oldest first", index.Query{Sort: index.ByDateAsc}, 3, "a", "b", "c")
	check("a year overlaps its months", index.Query{Date: &index.DateRange{From: 20170301, To: 20170331}}, 1, "a")
	check("open range", index.Query{Date: &index.DateRange{From: 20180000}, Sort: index.ByDateAsc}, 1, "b")
	check("missing", index.Query{Filters: []index.Filter{{Field: "city", Missing: true}}}, 1, "c")
	check("missing or a value",
		index.Query{Filters: []index.Filter{{Field: "city", Missing: true, Any: []string{"myshkin"}}},
			Sort: index.ByDateDesc}, 2, "b", "c")
	check("excluded", index.Query{Filters: []index.Filter{{Field: "city", None: []string{"myshkin"}}},
		Sort: index.ByDateDesc}, 2, "a", "c")
	check("edits", index.Query{Expr: index.Fuzzy{Field: "body", Term: "бюдежт", Edits: 1}}, 1, "c")
	check("ids", index.Query{Expr: index.IDs{IDs: []string{"c", "a", "no"}}, Sort: index.ByDateDesc}, 2, "a", "c")
	r := check("collapse", index.Query{Expr: term("дорог"), Sort: index.ByDateDesc, Collapse: "group"}, 2, "b")
	if r.Groups != 1 || r.Hits[0].More != 1 || r.Seq != 7 {
		t.Errorf("collapsed: %+v", r)
	}
	r = check("disjunctive facet", index.Query{Filters: []index.Filter{{Field: "city", Any: []string{"myshkin"}}},
		Facets: []index.FacetRequest{{Field: "city", Limit: 1, Keep: []string{"myshkin", "amursk"}}}}, 1, "b")
	want := index.Facet{Field: "city", Values: []index.ValueCount{{Value: "uglich", Count: 2},
		{Value: "myshkin", Count: 1}, {Value: "amursk"}}, Distinct: 2, Missing: 1}
	if !reflect.DeepEqual(r.Facets[0], want) {
		t.Errorf("facet %+v, want %+v", r.Facets[0], want)
	}
	terms, err := x.Terms(ctx, "body", "ре", 0)
	if err != nil || !slices.Equal(terms, []index.TermCount{{Term: "ремонт", Count: 2}}) {
		t.Errorf("terms %v %v", terms, err)
	}
	if n, err := x.Counts(ctx, "body", []string{"дорог", "нет"}); err != nil || !slices.Equal(n, []int{2, 0}) {
		t.Errorf("counts %v %v", n, err)
	}
	if err := x.Apply(ctx, index.Batch{Delete: []string{"a", "no"}, Seq: 9}); err != nil {
		t.Fatal(err)
	}
	check("after a removal", index.Query{Expr: term("дорог")}, 1, "b")
	if terms, err := x.Terms(ctx, "body", "город", 0); err != nil || len(terms) != 0 {
		t.Errorf("terms of what was removed: %v %v", terms, err)
	}
	if err := e.Promote(ctx, "g1"); err != nil {
		t.Fatal(err)
	}
	e = reopen(t, e)
	if x, err = e.Open(ctx, "g1"); err != nil {
		t.Fatal(err)
	}
	if seq, err := x.Seq(ctx); err != nil || seq != 9 {
		t.Errorf("seq %d %v", seq, err)
	}
	check("after a restart", index.Query{Expr: term("дорог")}, 1, "b")
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := x.Search(cancelled, index.Query{Expr: term("дорог"), Limit: 1}); err == nil {
		t.Error("a search with an ended context succeeded")
	}
}

func generations(t *testing.T, open func(*testing.T) index.Engine, reopen func(*testing.T, index.Engine) index.Engine) {
	ctx := context.Background()
	e := open(t)
	if live, err := e.Live(ctx); err != nil || live != "" {
		t.Fatalf("live %q %v", live, err)
	}
	if err := e.Promote(ctx, "none"); err == nil {
		t.Error("promoted what does not exist")
	}
	for _, g := range []string{"g1", "g2"} {
		if _, err := e.Open(ctx, g); err != nil {
			t.Fatal(err)
		}
		if err := e.Promote(ctx, g); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Drop(ctx, "g2"); err == nil {
		t.Error("dropped the live generation")
	}
	e = reopen(t, e)
	if live, err := e.Live(ctx); err != nil || live != "g2" {
		t.Errorf("live %q %v", live, err)
	}
	if err := e.Verify(ctx, "g2"); err != nil {
		t.Error(err)
	}
	if err := e.Drop(ctx, "g1"); err != nil {
		t.Error(err)
	}
	if list, err := e.List(ctx); err != nil || !slices.Equal(list, []string{"g2"}) {
		t.Errorf("%v %v", list, err)
	}
}

// Vocabulary of random documents: few words, so that queries match.
var vocabulary = strings.Fields("ремонт дорога город бюджет год лет совет школа мост река лес дом ремонты дорожный " +
	"городской 2017 179 а")

// RandomDoc makes a document of the seeded generator.
func RandomDoc(r *rand.Rand, id string) *index.Doc {
	field := func(most int) []index.Token {
		var out []index.Token
		for pos := range r.IntN(most + 1) {
			for range 1 + r.IntN(5)/4 {
				tok := index.Token{Term: vocabulary[r.IntN(len(vocabulary))], Pos: uint32(pos)}
				if !slices.Contains(out, tok) {
					out = append(out, tok)
				}
			}
		}
		return out
	}
	d := &index.Doc{ID: id, Text: map[string][]index.Token{}, Keywords: map[string][]string{}}
	if f := field(30); len(f) > 0 {
		d.Text["body"] = f
	}
	if f := field(4); len(f) > 0 {
		d.Text["title"] = f
	}
	for _, k := range []string{"city", "kind", "group"} {
		for range r.IntN(3) {
			if v := fmt.Sprint(k, r.IntN(5)); !slices.Contains(d.Keywords[k], v) {
				d.Keywords[k] = append(d.Keywords[k], v)
			}
		}
	}
	if k := d.Keywords["group"]; len(k) > 1 {
		d.Keywords["group"] = k[:1]
	}
	if y := int32(2000 + r.IntN(25)); y > 2003 {
		d.DateFrom, d.DateTo = y*10000+101, y*10000+1231
		if r.IntN(3) > 0 {
			d.DateFrom += int32(r.IntN(12)*100 + r.IntN(28))
			d.DateTo = d.DateFrom
		}
	}
	return d
}

// RandomExpr makes an expression of limited depth.
func RandomExpr(r *rand.Rand, depth int) index.Expr {
	word := func() string { return vocabulary[r.IntN(len(vocabulary))] }
	field := []string{"body", "body", "title"}[r.IntN(3)]
	boost := float64(r.IntN(3)) / 2
	parts := func() (out []index.Expr) {
		for range 1 + r.IntN(3) {
			out = append(out, RandomExpr(r, depth-1))
		}
		return
	}
	n := 11
	if depth == 0 {
		n = 7
	}
	switch r.IntN(n) {
	case 0, 1:
		return index.Term{Field: field, Term: word(), Boost: boost}
	case 2:
		return index.Phrase{Field: field, Terms: []string{word(), word()}, Boost: boost}
	case 3:
		return index.Near{Field: field, Terms: []string{word(), word()}, Window: 2 + r.IntN(4), Boost: boost}
	case 4:
		return index.Prefix{Field: field, Prefix: string([]rune(word())[:1]), Boost: boost}
	case 5:
		return index.Fuzzy{Field: field, Term: word(), Edits: 1, Boost: boost}
	case 6:
		return index.Phrase{Field: field, Terms: []string{word(), "", word()}, Boost: boost}
	case 7:
		return index.And{Exprs: parts()}
	case 8:
		return index.Or{Exprs: parts(), Best: r.IntN(2) == 0}
	case 9:
		return index.AtLeast{Min: 1 + r.IntN(2), Exprs: parts()}
	}
	return index.And{Exprs: append(parts(), index.Not{Expr: RandomExpr(r, depth-1)})}
}

// RandomQuery makes a query with filters, facets and an order.
func RandomQuery(r *rand.Rand) index.Query {
	q := index.Query{Limit: r.IntN(30), Offset: r.IntN(2) * r.IntN(5), Sort: index.Sort(r.IntN(3)),
		Facets: []index.FacetRequest{{Field: "city", Limit: r.IntN(4)}, {Field: "kind", Keep: []string{"kind1"}, Limit: 1,
			LiftDate: true}}}
	if r.IntN(6) > 0 {
		q.Expr = RandomExpr(r, 2)
	}
	for range r.IntN(3) {
		q.Should = append(q.Should, RandomExpr(r, 1))
	}
	if r.IntN(3) == 0 {
		q.Filters = append(q.Filters, index.Filter{Field: "city", Any: []string{fmt.Sprint("city", r.IntN(5)),
			"city9"}[:r.IntN(3)], Missing: r.IntN(3) == 0})
	}
	if r.IntN(3) == 0 {
		q.Filters = append(q.Filters, index.Filter{Field: "kind", None: []string{fmt.Sprint("kind", r.IntN(5))}})
	}
	if r.IntN(3) == 0 {
		q.Date = &index.DateRange{From: int32(2000+r.IntN(25)) * 10000, To: int32(2010+r.IntN(15))*10000 + 615}
	}
	if r.IntN(4) == 0 {
		q.Collapse = "group"
	}
	return q
}

// Differential applies random batches to an engine and to memindex and compares
// the answers to random queries: set, order, total, groups, facets, scores.
func Differential(t *testing.T, e index.Engine, seed uint64) {
	t.Helper()
	ctx := context.Background()
	r := rand.New(rand.NewPCG(seed, 1))
	x, err := e.Open(ctx, "g")
	if err != nil {
		t.Fatal(err)
	}
	m := memindex.New()
	for round := range 3 {
		b := index.Batch{Seq: uint64(round + 1)}
		for range 1 + r.IntN(40) {
			if id := fmt.Sprint("d", r.IntN(60)); !slices.ContainsFunc(b.Put, func(d *index.Doc) bool { return d.ID == id }) {
				b.Put = append(b.Put, RandomDoc(r, id))
			}
		}
		for range r.IntN(10) {
			b.Delete = append(b.Delete, fmt.Sprint("d", r.IntN(60)))
		}
		for _, i := range []index.Index{x, m} {
			if err := i.Apply(ctx, b); err != nil {
				t.Fatal(err)
			}
		}
		for range 25 {
			Compare(t, x, m, RandomQuery(r), fmt.Sprintf("seed %d round %d", seed, round))
		}
	}
}

// Compare asks both indexes and reports any difference.
func Compare(t *testing.T, x, m index.Index, q index.Query, where string) {
	t.Helper()
	ctx := context.Background()
	got, err := x.Search(ctx, q)
	if err != nil {
		t.Fatalf("%s: %+v: %v", where, q, err)
	}
	want, err := m.Search(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	if got.Total != want.Total || got.Groups != want.Groups || !reflect.DeepEqual(got.Facets, want.Facets) {
		t.Fatalf("%s: %+v\ntotal %d groups %d facets %+v\nwant  %d groups %d facets %+v", where, q, got.Total, got.Groups,
			got.Facets, want.Total, want.Groups, want.Facets)
	}
	if len(got.Hits) != len(want.Hits) {
		t.Fatalf("%s: %+v\n%d hits, want %d", where, q, len(got.Hits), len(want.Hits))
	}
	for i := range got.Hits {
		g, w := got.Hits[i], want.Hits[i]
		if math.Abs(g.Score-w.Score) > 1e-4 || g.Date != w.Date || g.ID != w.ID && math.Abs(g.Score-w.Score) > 1e-9 &&
			q.Sort != index.ByRelevance {
			t.Fatalf("%s: %+v\nhit %d: %+v, want %+v", where, q, i, g, w)
		}
	}
	if q.Limit == 0 || len(got.Hits) == 0 || q.Collapse != "" {
		return
	}
	next := q
	last := got.Hits[len(got.Hits)-1]
	next.Offset, next.After = 0, &index.Place{Score: last.Score, Date: last.Date, ID: last.ID}
	rest, err := x.Search(ctx, next)
	if err != nil {
		t.Fatal(err)
	}
	if n := min(q.Limit, max(0, want.Total-q.Offset-len(want.Hits))); len(rest.Hits) != n {
		t.Fatalf("%s: %+v\n%d hits after the page, want %d", where, next, len(rest.Hits), n)
	}
}

// concurrent searches while batches replace all documents: every answer must be
// of one snapshot.
func concurrent(t *testing.T, e index.Engine) {
	ctx := context.Background()
	x, err := e.Open(ctx, "g")
	if err != nil {
		t.Fatal(err)
	}
	batch := func(n int) index.Batch {
		b := index.Batch{Seq: uint64(n + 1)}
		for i := range 50 {
			b.Put = append(b.Put, &index.Doc{ID: fmt.Sprint("d", i), Text: map[string][]index.Token{"body": Text("слово")},
				Keywords: map[string][]string{"n": {fmt.Sprint(n)}}})
		}
		return b
	}
	if err := x.Apply(ctx, batch(0)); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				r, err := x.Search(ctx, index.Query{Expr: index.Term{Field: "body", Term: "слово", Boost: 1}, Limit: 5,
					Facets: []index.FacetRequest{{Field: "n"}}})
				if err != nil {
					t.Error(err)
					return
				}
				if r.Total != 50 || len(r.Facets[0].Values) != 1 || r.Facets[0].Values[0].Count != 50 {
					t.Errorf("a mixed snapshot: total %d, %+v", r.Total, r.Facets)
					return
				}
			}
		})
	}
	for n := 1; n < 30; n++ {
		if err := x.Apply(ctx, batch(n)); err != nil {
			t.Error(err)
		}
	}
	close(done)
	wg.Wait()
}
