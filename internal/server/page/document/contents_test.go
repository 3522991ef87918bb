package document

import (
	"slices"
	"strings"
	"testing"
)

// A long act has contents: its headings, and no points of its lists.
func TestContentsOfLongActs(t *testing.T) {
	body := strings.Repeat("Слова о другом и ни о чём, без всякого порядка.\n", 60)
	text := "ПОСТАНОВЛЕНИЕ\n1. Утвердить программу согласно приложению.\n2. Опубликовать;\n" + body +
		"Приложение № 1\n\nПаспорт   программы\n" + body + "Раздел 1\nОбщие положения\n" + body +
		"2. Цели и задачи\n" + body + "IV. Сроки\n1) первый срок\n"
	parts, places := contents(text)
	var got []string
	for i, p := range parts {
		got = append(got, p.Text)
		line := text[places[i].start:]
		if !strings.HasPrefix(p.Text, strings.Fields(line)[0]) || p.Href != "#"+places[i].run.Mark {
			t.Errorf("%s leads to %.30q", p.Text, line)
		}
	}
	want := []string{"Приложение № 1 Паспорт программы", "Паспорт программы", "Раздел 1 Общие положения",
		"2. Цели и задачи", "IV. Сроки"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if parts, _ := contents(text[:2000]); parts != nil {
		t.Errorf("a short text has contents: %v", parts)
	}
	if parts, _ := contents(body + body + body + "Раздел 1. Один\nРаздел 2. Два\n"); parts != nil {
		t.Errorf("contents of two parts: %v", parts)
	}
}
