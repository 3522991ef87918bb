package bleveindex_test

import (
	"context"
	"fmt"
	"testing"

	"letopis/index"
	"letopis/index/bleveindex"
	"letopis/index/memindex"
)

// TestFieldsOfManyValues counts a field that has more values than a table has
// numbers, and one that has more combinations of them, beside a usual one.
func TestFieldsOfManyValues(t *testing.T) {
	ctx := context.Background()
	engine, err := bleveindex.OpenEngine(t.TempDir(), bleveindex.Options{Answers: -1})
	if err != nil {
		t.Fatal(err)
	}
	x, err := engine.Open(ctx, "g")
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	spec := memindex.New()
	const docs = 70_000
	b := index.Batch{}
	for i := range docs {
		k := map[string][]string{"own": {fmt.Sprint("v", i/2*2)}, "pair": {fmt.Sprint("a", i%300), fmt.Sprint("b", i/300)}}
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
	facets := []index.FacetRequest{{Field: "usual", Limit: 3}, {Field: "own", Limit: 5, Keep: []string{"v8", "no"}}, {Field: "pair", Limit: 2}}
	for _, q := range []index.Query{
		{Limit: 1, Facets: facets[:1]},
		{Limit: 1, Facets: facets},
		{Limit: 1, Facets: facets, Filters: []index.Filter{{Field: "usual", Any: []string{"3"}}, {Field: "own", None: []string{"w6"}}}},
		{Limit: 1, Facets: []index.FacetRequest{{Field: "pair", Limit: 250}, {Field: "usual"}}},
	} {
		compare(t, spec, x, q, docs)
	}
}
