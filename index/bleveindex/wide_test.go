package bleveindex_test

import (
	"context"
	"fmt"
	"testing"

	"letopis/index"
	"letopis/index/memindex"
)

// TestFieldsOfManyValues counts a field that has more values than a table has
// numbers, and one that has more combinations of them, beside a usual one.
func TestFieldsOfManyValues(t *testing.T) {
	ctx := context.Background()
	x, spec := openForgetful(t, true), memindex.New()
	const docs = 70_000
	b := index.Batch{}
	for i := range docs {
		k := map[string][]string{
			"own":  {fmt.Sprint("v", i/2*2)},
			"pair": {fmt.Sprint("a", i%300), fmt.Sprint("b", i/300)},
		}
		if i%3 > 0 {
			k["usual"] = []string{fmt.Sprint(i % 7)}
		}
		if i >= docs-100 {
			k["own"] = []string{"v0", "v2"}
		}
		if i%2 == 0 {
			k["own"] = append(k["own"], fmt.Sprint("w", i))
		}
		b.Put = append(b.Put, &index.Doc{ID: fmt.Sprintf("%06d", i), Keywords: k})
	}
	for _, i := range []index.Index{x, spec} {
		if err := i.Apply(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	facets := []index.FacetRequest{
		{Field: "usual", Limit: 3},
		{Field: "own", Limit: 5, Keep: []string{"v8", "no"}},
		{Field: "pair", Limit: 2},
	}
	filters := []index.Filter{{Field: "usual", Any: []string{"3"}}, {Field: "own", None: []string{"w6"}}}
	for _, q := range []index.Query{
		{Limit: 1, Facets: facets[:1]},
		{Limit: 1, Facets: facets},
		{Limit: 1, Facets: facets, Filters: filters},
		{Limit: 1, Facets: []index.FacetRequest{{Field: "pair", Limit: 250}, {Field: "usual"}}},
	} {
		compare(t, spec, x, q, docs)
	}
}

// TestNumbersAreTakenBack replaces documents and with them the values of a field,
// more than there are numbers for in all: counts of words that were kept before
// must not be taken for those by the new numbers.
func TestNumbersAreTakenBack(t *testing.T) {
	ctx := context.Background()
	x, spec := openForgetful(t, true), memindex.New()
	const docs = 40_000
	apply := func(b index.Batch) {
		t.Helper()
		for _, i := range []index.Index{x, spec} {
			if err := i.Apply(ctx, b); err != nil {
				t.Fatal(err)
			}
		}
	}
	batch := func(from, to int, value string) (b index.Batch) {
		for i := from; i < to; i++ {
			d := &index.Doc{ID: fmt.Sprintf("%06d", i), Text: map[string][]index.Token{}}
			d.Keywords = map[string][]string{"own": {fmt.Sprint(value, i/2)}, "usual": {fmt.Sprint(value, i%7)}}
			for w := range 3 {
				if i%(w+2) == 0 {
					d.Text["body"] = append(d.Text["body"], index.Token{Term: fmt.Sprint("w", w), Pos: uint32(w)})
				}
			}
			b.Put = append(b.Put, d)
		}
		return b
	}
	check := func() {
		t.Helper()
		facets := []index.FacetRequest{{Field: "usual"}, {Field: "own", Limit: 3}}
		for w := range 3 {
			term := index.Term{Field: "body", Term: fmt.Sprint("w", w), Boost: 1}
			compare(t, spec, x, index.Query{Expr: term, Limit: 1, Facets: facets}, docs)
		}
	}
	apply(batch(0, docs, "a"))
	apply(batch(docs, docs+30_000, "b"))
	check()
	gone := batch(docs, 2*docs, "c") // other values for the second half, and more
	for i := range docs / 2 {
		gone.Delete = append(gone.Delete, fmt.Sprintf("%06d", i))
	}
	apply(gone)
	if err := x.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	check()
	apply(batch(2*docs, 2*docs+30_000, "d"))
	check()
}
