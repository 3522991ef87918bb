package bleveindex

import (
	"context"
	"fmt"
	"testing"

	"letopis/index"
)

func TestSettled(t *testing.T) {
	const all = 1<<31 - 1
	for _, c := range []struct {
		sizes []int
		size  int64
		ok    bool
	}{
		{[]int{100, 1, 1, 1}, 0, true},
		{[]int{50_000, 10_000, 10_000, 10_000, 1000, 1000}, all, false},
		{[]int{100_000, 1, 1, 1, 1}, 200_000, false},
		{[]int{100_000, 1000, 3, 1, 1}, 2000, false},
		{[]int{3, 3, 3, 3, 3}, all, false},
	} {
		if size, ok := settled(c.sizes); size != c.size || ok != c.ok {
			t.Errorf("%v: %d %t, want %d %t", c.sizes, size, ok, c.size, c.ok)
		}
	}
}

// TestSettle holds that many batches leave few segments and that answers stay.
func TestSettle(t *testing.T) {
	ctx := context.Background()
	e, err := OpenEngine(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := e.Open(ctx, "g")
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	x := opened.(*Index)
	text := map[string][]index.Token{"body": {{Term: "мост"}}}
	for i := range 30 {
		b := index.Batch{Seq: uint64(i + 1), Delete: []string{fmt.Sprint("d", i-3)}}
		for j := range 1 + i%3 {
			b.Put = append(b.Put, &index.Doc{ID: fmt.Sprint("d", i, "-", j), Text: text})
		}
		b.Put = append(b.Put, &index.Doc{ID: fmt.Sprint("d", i), Text: text})
		if err := x.Apply(ctx, b); err != nil {
			t.Fatal(err)
		}
		if err := x.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		v, err := x.view()
		if err != nil {
			t.Fatal(err)
		}
		if n := len(v.Segments); n > 5 {
			t.Errorf("%d segments after %d batches", n, i+1)
		}
		v.release()
		r, err := x.Search(ctx, index.Query{Expr: index.Term{Field: "body", Term: "мост", Boost: 1}})
		if want := i + 1 - max(0, i-2) + (i+1)/3*6 + []int{0, 1, 3}[(i+1)%3]; err != nil || r.Total != want {
			t.Fatalf("%d documents after %d batches, want %d: %v", r.Total, i+1, want, err)
		}
	}
}
