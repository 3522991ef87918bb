package archive

import (
	"slices"
	"testing"
)

func TestSections(t *testing.T) {
	first := &Document{Source: "s", URI: "a.csv", ID: NewID("s", "a.csv"), Section: Section{N: 1, Of: 3}}
	want := []string{first.ID, NewID("s", "a.csv#section-2"), NewID("s", "a.csv#section-3")}
	third := &Document{Source: "s", URI: "a.csv#section-3", ID: want[2], Section: Section{N: 3, Of: 3}}
	for _, d := range []*Document{first, third} {
		if got := d.Sections(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", d.URI, got, want)
		}
	}
	if whole := (&Document{ID: "x"}); !slices.Equal(whole.Sections(), []string{"x"}) {
		t.Error(whole.Sections())
	}
}
