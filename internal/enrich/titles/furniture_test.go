package titles

import (
	"testing"

	"letopis/internal/enrich/ruletext"
)

// TestTitlesWithoutFurniture: what a site sets behind a title is no part of it; a day that the title tells is.
func TestTitlesWithoutFurniture(t *testing.T) {
	for line, want := range map[string]string{
		"Мост открыт (04.06.2014)":               "Мост открыт",
		"Мост открыт — 4 июня 2014 г.":           "Мост открыт",
		"Мост открыт | 4 июня 2014":              "Мост открыт",
		"Мост открыт | Подробнее":                "Мост открыт",
		"Мост открыт 4 июня 2014":                "Мост открыт 4 июня 2014",
		"О бюджете (в редакции от 04.06.2014)":   "О бюджете (в редакции от 04.06.2014)",
		"Парад 9 мая 2014 года и другие новости": "Парад 9 мая 2014 года и другие новости",
	} {
		p := ruletext.NewPage(line)
		s := withoutFurniture(p, ruletext.Span{From: 0, To: len(p.Tokens)})
		if got := p.Slice(s.From, s.To); got != want {
			t.Errorf("%q is %q, want %q", line, got, want)
		}
	}
}

// TestTitlesBeforeText: the title that a page tells may begin the first line of a post.
func TestTitlesBeforeText(t *testing.T) {
	for hint, want := range map[string]string{
		"Аптека переехала": "Аптека переехала", "Аптека переехала в": "", "Баня": "",
	} {
		p := ruletext.NewPage("Аптека переехала. Теперь она в доме 7, вход со двора.")
		got := ""
		if s := hintLead(p, hint); s.To > 0 {
			got = p.Slice(s.From, s.To)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", hint, got, want)
		}
	}
}
