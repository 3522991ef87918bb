package indextest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"

	"letopis/index"
)

// replacing is a batch that writes documents d0 to d49 anew, as the n-th.
func replacing(n int) index.Batch {
	b := index.Batch{Seq: uint64(n + 1)}
	for i := range 50 {
		d := &index.Doc{ID: fmt.Sprint("d", i), Keywords: map[string][]string{"n": {fmt.Sprint(n)}}}
		d.Text = map[string][]index.Token{"body": Text("слово")}
		b.Put = append(b.Put, d)
	}
	return b
}

// concurrent searches while batches replace all documents: every answer must agree with
// itself, and hold all that its number promises.
func concurrent(t *testing.T, e index.Engine) {
	ctx := context.Background()
	x, err := e.Open(ctx, "g")
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Apply(ctx, replacing(0)); err != nil {
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
				if err := consistent(ctx, x); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := 1; n < 30; n++ {
		if err := x.Apply(ctx, replacing(n)); err != nil {
			t.Error(err)
		}
	}
	close(done)
	wg.Wait()
}

// consistent searches once while replacing batches come in.
func consistent(ctx context.Context, x index.Index) error {
	before, err := x.Seq(ctx)
	if err != nil {
		return err
	}
	q := index.Query{Expr: term("слово"), Limit: 5, Facets: []index.FacetRequest{{Field: "n"}}}
	r, err := x.Search(ctx, q)
	if err != nil {
		return err
	}
	sum := 0
	for _, v := range r.Facets[0].Values {
		sum += v.Count
		n, err := strconv.ParseUint(v.Value, 10, 64)
		if err != nil {
			return err
		}
		if seq := max(before, r.Seq); n+1 < seq {
			return fmt.Errorf("documents of batch %d where all up to %d are promised", n+1, seq)
		}
	}
	if r.Total != 50 || sum != r.Total {
		return fmt.Errorf("total %d, %d counted: %+v", r.Total, sum, r.Facets)
	}
	if len(r.Facets[0].Values) != 1 && x.Capabilities().AtomicBatches {
		return fmt.Errorf("a mixed snapshot: %+v", r.Facets)
	}
	return nil
}

// failedBatch holds that a batch which failed is promised by no number, and comes in
// whole when it is repeated.
func failedBatch(t *testing.T, e index.Engine) {
	x, err := e.Open(t.Context(), "g")
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Apply(t.Context(), replacing(0)); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := x.Apply(ended, replacing(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	if seq, err := x.Seq(t.Context()); err != nil || seq != 1 {
		t.Errorf("seq %d %v", seq, err)
	}
	for range 2 {
		if err := x.Apply(t.Context(), replacing(1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := consistent(t.Context(), x); err != nil {
		t.Error(err)
	}
	if seq, err := x.Seq(t.Context()); err != nil || seq != 2 {
		t.Errorf("seq %d %v after the batch was repeated", seq, err)
	}
}
