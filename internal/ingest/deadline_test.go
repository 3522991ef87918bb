package ingest_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
)

// TestEnrichmentHasItsTime: a text whose facts take longer than they may is taken in with what
// was found by then, and that is told; one on which a rule panics is told, too. Neither stops
// the others.
func TestEnrichmentHasItsTime(t *testing.T) {
	f, s := setup(t), &shelf{}
	s.put("a.txt", "1", "долгий")
	s.put("b.txt", "1", "о бюджете")
	s.put("c.txt", "1", "паника")
	quick := f.o.Enrich
	f.o.EnrichTime = 20 * time.Millisecond
	f.o.Enrich = func(ctx context.Context, d *archive.Document) error {
		switch d.Text {
		case "долгий":
			d.Facts.Number.Text = "7" // before its time is up
			<-ctx.Done()
			return ctx.Err()
		case "паника":
			panic("правило")
		}
		return quick(ctx, d)
	}
	sum := f.run(s, false, "+2 ~0 =0 -0 !1")
	if len(sum.Troubled) != 1 || !strings.Contains(sum.Troubled[0].Reason, "ingest.timeout") {
		t.Errorf("troubled: %+v", sum.Troubled)
	}
	if !strings.Contains(sum.Failed[0].Reason, "правило") {
		t.Errorf("failed: %+v", sum.Failed)
	}
	changes, err := f.store.Changes(t.Context(), 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	if d := changes[0].Doc; d.URI != "a.txt" || d.Status != archive.StatusPartial || d.Facts.Number.Text != "7" {
		t.Errorf("%s is %s with number %q", d.URI, d.Status, d.Facts.Number.Text)
	}
}
