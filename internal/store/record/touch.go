package record

import (
	"bytes"
	"slices"
)

// Touched is what a transaction changes of acts in other documents: a store gives those that it
// concerns a new place in the log, as their Deeds may be others now.
type Touched struct {
	// Acts are where effects came or went: all acts there are concerned.
	Acts map[Where]bool
	// Namesakes are where acts came, went or changed: those of the same number there are
	// concerned, if something has an effect on them.
	Namesakes map[Where]bool
}

// Add notes that the rows of a document change from old to now.
func (t *Touched) Add(old, now Refs) {
	if t.Acts == nil {
		t.Acts, t.Namesakes = map[Where]bool{}, map[Where]bool{}
	}
	note(t.Acts, old.Effects, now.Effects)
	note(t.Namesakes, old.Acts, now.Acts)
}

// note adds to a set where rows are only on one side.
func note(set map[Where]bool, old, now []Ref) {
	for _, r := range old {
		if !slices.ContainsFunc(now, r.equal) {
			set[r.Where()] = true
		}
	}
	for _, r := range now {
		if !slices.ContainsFunc(old, r.equal) {
			set[r.Where()] = true
		}
	}
}

func (r Ref) equal(o Ref) bool { return r.Where() == o.Where() && bytes.Equal(r.Data, o.Data) }
