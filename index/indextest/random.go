package indextest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"letopis/index"
	"letopis/index/memindex"
)

// vocabulary of random documents: few words, so that queries match.
var vocabulary = strings.Fields(`ремонт дорога город бюджет год лет совет школа мост река лес дом ремонты дорожный
	городской 2017 179 а`)

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
	n := 12
	if depth == 0 {
		n = 8
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
		return randomPassage(r, field, boost)
	case 8:
		return index.And{Exprs: parts()}
	case 9:
		return index.Or{Exprs: parts(), Best: r.IntN(2) == 0}
	case 10:
		return index.AtLeast{Min: 1 + r.IntN(2), Exprs: parts()}
	}
	return index.And{Exprs: append(parts(), index.Not{Expr: RandomExpr(r, depth-1)})}
}

// randomPassage asks for up to three words, each in up to three ways of one or two terms.
func randomPassage(r *rand.Rand, field string, boost float64) index.Passage {
	p := index.Passage{Field: field, Window: 2 + r.IntN(6), Beginning: r.IntN(8), Boost: boost,
		Often: float64(r.IntN(3)) / 2, Early: float64(r.IntN(3)) / 2}
	for range 1 + r.IntN(3) {
		w := index.Asked{}
		for range 1 + r.IntN(3) {
			at := r.IntN(len(vocabulary) - 1)
			w.Term = vocabulary[at]
			w.Says = append(w.Says, index.Saying{Terms: vocabulary[at : at+1+r.IntN(2)], Weight: float64(1+r.IntN(3)) / 2})
		}
		p.Words = append(p.Words, w)
	}
	return p
}

// RandomQuery makes a query with filters, facets and an order.
func RandomQuery(r *rand.Rand) index.Query {
	q := index.Query{Limit: r.IntN(30), Offset: r.IntN(2) * r.IntN(5), Sort: index.Sort(r.IntN(3))}
	q.Facets = []index.FacetRequest{
		{Field: "city", Limit: r.IntN(4)},
		{Field: "kind", Keep: []string{"kind1"}, Limit: 1, LiftDate: true},
	}
	if r.IntN(6) > 0 {
		q.Expr = RandomExpr(r, 2)
	}
	for range r.IntN(3) {
		q.Should = append(q.Should, RandomExpr(r, 1))
	}
	if r.IntN(3) == 0 {
		q.Rerank = index.Rerank{First: r.IntN(12), Least: r.IntN(2) * r.IntN(20), Exprs: []index.Expr{RandomExpr(r, 1)}}
	}
	if r.IntN(3) == 0 {
		cities := []string{fmt.Sprint("city", r.IntN(5)), "city9"}[:r.IntN(3)]
		q.Filters = append(q.Filters, index.Filter{Field: "city", Any: cities, Missing: r.IntN(3) == 0})
	}
	if r.IntN(3) == 0 {
		q.Filters = append(q.Filters, index.Filter{Field: "kind", None: []string{fmt.Sprint("kind", r.IntN(5))}})
	}
	if r.IntN(3) == 0 {
		q.Date = &index.DateRange{From: int32(2000+r.IntN(25)) * 10000, To: int32(2010+r.IntN(15))*10000 + 615}
	}
	if r.IntN(4) == 0 {
		held := index.Filter{Field: "city", Any: []string{fmt.Sprint("city", r.IntN(5)), "city0"}, Held: true}
		q.Filters = append(q.Filters, held)
	}
	if r.IntN(4) == 0 {
		q.Within = &index.DateRange{From: int32(2005+r.IntN(10))*10000 + 301}
	}
	if r.IntN(4) == 0 {
		q.Collapse = "group"
	}
	return q
}

// Differential applies random batches to an engine and to memindex and compares
// the answers to random queries: set, order, total, groups, facets, and scores where they are the same.
func Differential(t *testing.T, e index.Engine, seed uint64, scores bool) {
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
		where := fmt.Sprintf("seed %d round %d", seed, round)
		for range 25 {
			Compare(t, x, m, RandomQuery(r), where, scores)
		}
		compareNeighbours(t, r, x, m, where)
	}
}

// compareNeighbours asks both indexes for words like misspelt ones.
func compareNeighbours(t *testing.T, r *rand.Rand, x, m index.Index, where string) {
	t.Helper()
	for range 10 {
		word := []rune(vocabulary[r.IntN(len(vocabulary))])
		for range r.IntN(3) {
			switch at := r.IntN(len(word)); r.IntN(3) {
			case 0:
				word[at] = 'а'
			case 1:
				word = slices.Insert(word, at, 'о')
			default:
				word[0], word[at] = word[at], word[0]
			}
		}
		edits := 1 + r.IntN(2)
		got, err := x.Neighbours(t.Context(), "body", string(word), edits)
		if err != nil {
			t.Fatal(err)
		}
		want, err := m.Neighbours(t.Context(), "body", string(word), edits)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s: neighbours of %s within %d: %v, want %v", where, string(word), edits, got, want)
		}
	}
}

// Compare asks both indexes and reports any difference; without scores, hits by relevance are only counted.
func Compare(t *testing.T, x, m index.Index, q index.Query, where string, scores bool) {
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
		t.Fatalf("%s: %+v\ntotal %d groups %d facets %+v\nwant  %d groups %d facets %+v", where, q,
			got.Total, got.Groups, got.Facets, want.Total, want.Groups, want.Facets)
	}
	if len(got.Hits) != len(want.Hits) {
		t.Fatalf("%s: %+v\n%d hits, want %d", where, q, len(got.Hits), len(want.Hits))
	}
	for i := range got.Hits {
		g, w := got.Hits[i], want.Hits[i]
		if !scores && q.Sort == index.ByRelevance {
			if i > 0 && (g.Score > got.Hits[i-1].Score || g.Score == got.Hits[i-1].Score && g.ID <= got.Hits[i-1].ID) {
				t.Fatalf("%s: %+v\nhit %d: %+v after %+v", where, q, i, g, got.Hits[i-1])
			}
			continue
		}
		off := math.Abs(g.Score - w.Score)
		if off > 1e-4 || g.Date != w.Date || g.ID != w.ID && off > 1e-9 && q.Sort != index.ByRelevance {
			t.Fatalf("%s: %+v\nhit %d: %+v, want %+v", where, q, i, g, w)
		}
	}
	if !scores && q.Collapse == "" && q.Offset == 0 && q.Limit >= want.Total && !slices.Equal(sorted(got), sorted(want)) {
		t.Fatalf("%s: %+v\n%v, want %v", where, q, sorted(got), sorted(want))
	}
	if q.Limit == 0 || len(got.Hits) == 0 || q.Collapse != "" {
		return
	}
	next := q
	last := got.Hits[len(got.Hits)-1]
	next.Offset, next.After = 0, &index.Place{Score: last.Score, Date: last.Date, ID: last.ID, Behind: !last.First}
	rest, err := x.Search(ctx, next)
	if err != nil {
		t.Fatal(err)
	}
	if n := min(q.Limit, max(0, want.Total-q.Offset-len(want.Hits))); len(rest.Hits) != n {
		t.Fatalf("%s: %+v\n%d hits after the page, want %d", where, next, len(rest.Hits), n)
	}
	before := sorted(got)
	for _, id := range sorted(rest) {
		if _, twice := slices.BinarySearch(before, id); twice {
			t.Fatalf("%s: %+v\n%s is on the next page, too", where, next, id)
		}
	}
}

// sorted are the hits of a result by ID.
func sorted(r *index.Result) (ids []string) {
	for _, h := range r.Hits {
		ids = append(ids, h.ID)
	}
	slices.Sort(ids)
	return ids
}
