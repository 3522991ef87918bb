package main

import (
	"slices"
	"testing"

	"letopis/internal/archive"
)

// A name put right counts as a change: what people read comes from the store.
func TestChangedFacts(t *testing.T) {
	a := &archive.Facts{Cities: []archive.City{{ID: "ples", Name: "Плес"}}, Programs: []archive.Program{{ID: "p", Name: "Вода", Level: "municipal"}}}
	b := &archive.Facts{Cities: []archive.City{{ID: "ples", Name: "Плёс"}}, Programs: []archive.Program{{ID: "p", Name: "Чистая вода", Level: "municipal"}}}
	if got := changedFacts(a, b); !slices.Equal(got, []string{"cities", "programs"}) {
		t.Errorf("changed %v", got)
	}
	b.Cities[0].Name, b.Programs[0].Name, b.Cities[0].Evidence.Rule = "Плес", "Вода", "other"
	if got := changedFacts(a, b); len(got) != 0 {
		t.Errorf("changed %v, want nothing: only how it was found", got)
	}
}
