package enrich

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
)

// TestEnrichStops: of a large text no more rules are gone through when the time is up, and what
// was found by then is there.
func TestEnrichStops(t *testing.T) {
	e := newEnricher(t)
	d := &archive.Document{Text: "ПОСТАНОВЛЕНИЕ\nот 12.03.2014 № 7\nО бюджете\nпостановляю:\n" +
		strings.Repeat("\" Программа «", (512<<10)/len("\" Программа «"))}
	began := time.Now()
	e.Enrich(d)
	whole := time.Since(began)
	ctx, cancel := context.WithTimeout(t.Context(), whole/20)
	defer cancel()
	began = time.Now()
	err := e.EnrichWithin(ctx, d)
	if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took > whole*2/3 {
		t.Errorf("stopped after %v of %v: %v", took, whole, err)
	}
	if d.Facts.Kind.Text != "постановление" || d.Facts.Number.Text != "7" {
		t.Errorf("found by then: %+v", d.Facts)
	}
}
