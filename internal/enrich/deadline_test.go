package enrich

import (
	"context"
	"errors"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/testkit/cost"
)

// ending is a context whose time is over within the step of the rules that begins after steps others.
type ending struct {
	context.Context
	steps int
	done  chan struct{}
}

func (c *ending) Done() <-chan struct{} { return c.done }

func (c *ending) Err() error {
	switch c.steps--; {
	case c.steps == -1:
		close(c.done)
	case c.steps < -1:
		return context.DeadlineExceeded
	}
	return nil
}

// TestEnrichStops: of a large text no more rules are gone through when the time is up, and what
// was found by then is there.
func TestEnrichStops(t *testing.T) {
	e := newEnricher(t)
	d := &archive.Document{Text: "ПОСТАНОВЛЕНИЕ\nот 12.03.2014 № 7\nО бюджете\nпостановляю:\n" +
		strings.Repeat("\" Программа «", (256<<10)/len("\" Программа «"))}
	whole := cost.Least(1, func() { e.Enrich(d) })
	var err error
	took := cost.Least(1, func() {
		err = e.EnrichWithin(&ending{Context: t.Context(), steps: 3, done: make(chan struct{})}, d)
	})
	if !errors.Is(err, context.DeadlineExceeded) || took > whole*2/3 {
		t.Errorf("stopped after %v of %v: %v", took, whole, err)
	}
	if d.Facts.Kind.Text != "постановление" || d.Facts.Number.Text != "7" {
		t.Errorf("found by then: %+v", d.Facts)
	}
}
