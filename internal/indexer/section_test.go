package indexer_test

import (
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/indexer"
	"letopis/internal/text"
)

// Sections of a text are one group, whatever stands in them.
func TestSectionsAreAGroup(t *testing.T) {
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	first := archive.NewID("s", "a.csv")
	for n, body := range map[int]string{1: "дороги", 3: strings.Repeat("мосты и паромы ", 50)} {
		uri := archive.SectionURI("a.csv", n)
		d := indexer.Doc(a, &archive.Document{ID: archive.NewID("s", uri), Source: "s", URI: uri, Text: body,
			Section: archive.Section{N: n, Of: 3}})
		if !slices.Equal(d.Keywords["group"], []string{archive.SectionGroup + first}) {
			t.Errorf("section %d: %v", n, d.Keywords["group"])
		}
	}
}
