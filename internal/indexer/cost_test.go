package indexer

import (
	"fmt"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/testkit/cost"
	"letopis/internal/text"
)

// A document that cites many acts and names many programmes, each of them once, takes no more time for each.
func TestCostOfManyKeywords(t *testing.T) {
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	work := func(n int) func() {
		d := &archive.Document{ID: archive.NewID("s", "a"), Status: archive.StatusOK}
		for i := range n {
			d.Facts.Cites = append(d.Facts.Cites, archive.Citation{Kind: "постановление", Number: fmt.Sprint(i)})
			d.Facts.Programs = append(d.Facts.Programs, archive.Program{ID: fmt.Sprint("p-", i), Role: archive.ProgramMentions})
		}
		return func() { Doc(a, d) }
	}
	const few, many = 1000, 16000
	x, y := cost.Least(3, work(few)), cost.Least(3, work(many))
	if grown := float64(y) / float64(x) / (many / few); grown > 2 {
		t.Errorf("each takes %.1f times as long among %d as among %d: %v, %v", grown, many, few, y, x)
	}
}
