package document

import (
	"testing"

	"letopis/web"
)

func TestCellsOfTablesAreParted(t *testing.T) {
	for _, c := range []struct {
		in   []string
		want string
	}{
		{[]string{"\tАбзац с отступом\n№\tНазвание\tСрок\n"}, "\tАбзац с отступом\n№ —\u00a0Название —\u00a0Срок\n"},
		{[]string{"конец строки\t\t\nдальше"}, "конец строки\nдальше"},
		{[]string{"дорога", "\tмост\n", "\tотступ"}, "дорога —\u00a0мост\n\tотступ"},
		{[]string{"a \t b"}, "a  —\u00a0 b"},
		{nil, ""},
	} {
		runs := make([]web.TextRun, len(c.in))
		for i, s := range c.in {
			runs[i].Text = s
		}
		separateCells(runs)
		got := ""
		for _, r := range runs {
			got += r.Text
		}
		if got != c.want {
			t.Errorf("%q became %q, want %q", c.in, got, c.want)
		}
	}
}

// People are told how a value was found, and of what format a file is, in words.
func TestWordsOfFacts(t *testing.T) {
	for rule, want := range map[string]string{"": "", "none": "", "hint": "по сведениям о файле",
		"mail-date": "по сведениям о файле", "prose": "по складу текста"} {
		if got := howFound(web.Russian, rule); got != want {
			t.Errorf("%q: %q, want %q", rule, got, want)
		}
	}
	for media, want := range map[string]string{
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX", "image/png": "image/png"} {
		if got := formatName(media); got != want {
			t.Errorf("%s: %q, want %q", media, got, want)
		}
	}
}
