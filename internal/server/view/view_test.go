package view_test

import (
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/servertest"
	"letopis/internal/server/view"
)

// A document without a title is called as acts are referred to; only when
// nothing is known of it, by its file.
func TestTitles(t *testing.T) {
	s := view.New(view.Options{})
	doc := func(uri string, facts archive.Facts) *archive.Document {
		return &archive.Document{ID: servertest.ID(uri), Source: "test", URI: uri, Status: archive.StatusOK, Text: "текст",
			Facts: facts, Original: archive.Original{Name: "31339_34.txt"}}
	}
	day := archive.Date{Year: 2019, Month: 5, Day: 24}
	docs := map[string]*archive.Document{
		"Об уборке": doc("a", archive.Facts{Title: servertest.Value("Об уборке", "h1", 0, 0),
			Kind: servertest.Value("постановление", "", 0, 0), Date: day}),
		"Постановление от 24 мая 2019 № 428": doc("b",
			archive.Facts{Kind: servertest.Value("постановление", "", 0, 0), Date: day,
				Number: servertest.Value("428", "", 0, 0)}),
		"Программа № 4025": doc("c",
			archive.Facts{Kind: servertest.Value("программа", "", 0, 0), Number: servertest.Value("4025", "", 0, 0)}),
		"31339_34.txt": doc("d", archive.Facts{Kind: servertest.Value("закон", "", 0, 0)}),
		"Решение, май 2019": doc("f",
			archive.Facts{Kind: servertest.Value("решение", "", 0, 0), Date: archive.Date{Year: 2019, Month: 5}}),
	}
	for want, d := range docs {
		if got := strings.ReplaceAll(s.Title(d), "\u00a0", " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
