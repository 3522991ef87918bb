package document

import (
	"slices"
	"strings"
	"testing"

	"letopis/internal/text/clause"
	"letopis/web"
)

// A long act has contents: its headings, and no points of its lists.
func TestContentsOfLongActs(t *testing.T) {
	body := strings.Repeat("Слова о другом и ни о чём, без всякого порядка.\n", 60)
	text := "ПОСТАНОВЛЕНИЕ\n1. Утвердить программу согласно приложению.\n2. Опубликовать;\n" + body +
		"Приложение № 1\n\nПаспорт   программы\n" + body + "Раздел 1\nОбщие положения\n" + body +
		"2. Цели и задачи\n" + body + "IV. Сроки\n1) первый срок\n"
	read := func(text string) []web.Link { return contents(text, clause.Parse(text)) }
	tree := clause.Parse(text)
	var got []string
	for _, p := range read(text) {
		got = append(got, p.Text)
		i, ok := tree.Find(strings.TrimPrefix(p.Href, "#"))
		if !ok || !strings.HasPrefix(tree.Text(i), strings.Fields(p.Text)[0]) {
			t.Errorf("%s leads to %s", p.Text, p.Href)
		}
	}
	want := []string{"Приложение № 1", "Паспорт программы", "Раздел 1 Общие положения",
		"2. Цели и задачи", "IV. Сроки"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if parts := read(text[:2000]); parts != nil {
		t.Errorf("a short text has contents: %v", parts)
	}
	if parts := read(body + body + body + "Раздел 1. Один\nРаздел 2. Два\n"); parts != nil {
		t.Errorf("contents of two parts: %v", parts)
	}
}
