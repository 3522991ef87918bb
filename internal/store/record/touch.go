package record

import (
	"bytes"
	"slices"
)

// Touched collects where a transaction changes the relations between acts. A store gives the affected documents a new
// Seq, because their Deeds may have changed.
type Touched struct {
	// Acts are where effects were added or removed: all acts there are affected.
	Acts map[Where]bool
	// Namesakes are where acts were added, removed or changed: acts of the same number there are affected if they
	// have effects.
	Namesakes map[Where]bool
}

// Add records the change of a document's rows from old to now.
func (t *Touched) Add(old, now Refs) {
	if t.Acts == nil {
		t.Acts, t.Namesakes = map[Where]bool{}, map[Where]bool{}
	}
	note(t.Acts, old.Effects, now.Effects)
	note(t.Namesakes, old.Acts, now.Acts)
}

// note adds to a set the keys of rows that only one side has.
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
