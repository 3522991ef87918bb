package format

import (
	"strings"
	"testing"

	"letopis/internal/archive"
)

// Empty cells keep the columns of a table of data, and are nothing in a layout.
func TestTableLines(t *testing.T) {
	for in, want := range map[string]string{
		"Показатель|2014||2015;Дороги|||5;Мосты|1||2;Вода|7":     "Показатель|2014|2015;Дороги|—|5;Мосты|1|2;Вода|7",
		"|2014|2015;Дороги|1|2;Мосты||2":                         "—|2014|2015;Дороги|1|2;Мосты|—|2",
		"Глава района||А. Иванов;;":                              "Глава района|А. Иванов",
		"|Приложение;Дороги|1;Мосты|2;Вода|3":                    "Приложение;Дороги|1;Мосты|2;Вода|3",
		"а|||||б;|в||||||||||г;д||||||||||||||е;||ж|||||||||з|и": "а|б;в|г;д|е;ж|з|и",
	} {
		var rows [][]string
		for row := range strings.SplitSeq(in, ";") {
			rows = append(rows, strings.Split(row, "|"))
		}
		if got := strings.ReplaceAll(strings.Join(TableLines(rows), ";"), "\t", "|"); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestSafeName(t *testing.T) {
	for _, c := range [][2]string{
		{"a/b.txt", "a/b.txt"}, {"/etc/passwd", "etc/passwd"}, {`..\..\x`, "x"}, {"C:\\a", "a"}, {"a/./b//c", "a/b/c"},
		{"..", "без имени"}, {"имя\u202etxt.exe", "имяtxt.exe"}, {"a\x00b\n", "ab"}, {" a / b ", "a/b"},
	} {
		in, want := c[0], c[1]
		if got, _ := SafeName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got, _ := SafeName(strings.Repeat("я", 500) + ".docx"); len([]rune(got)) != 120 ||
		!strings.HasSuffix(got, ".docx") {
		t.Errorf("a long name: %q", got)
	}
}

func TestPagesBeyondTheLimit(t *testing.T) {
	text, pages := JoinPages([]string{"один", "два", "три", "четыре"})
	p := Part{Text: text, Pages: pages}
	p.finish(len("один\nдва"))
	if p.Status != archive.StatusPartial || len(p.Pages) != 2 {
		t.Errorf("%s, pages at %v of %d bytes", p.Status, p.Pages, len(p.Text))
	}
}

// A long text is kept in pieces, and reads as one.
func TestLongFlow(t *testing.T) {
	line := strings.Repeat("слово ", 1000)
	f := NewFlow(NewBudget(t.Context(), Options{}))
	var want []string
	for f.Len() < 3*pieceSize {
		f.Add(line)
		f.Add("\n")
		want = append(want, strings.TrimSpace(line))
	}
	if len(f.whole) < 2 || f.String() != strings.Join(want, "\n") {
		t.Errorf("%d pieces, %d bytes", len(f.whole), len(f.String()))
	}
	at := len(f.whole[0]) - 3
	f.Add("конец")
	if got := f.Since(at); len(got) != f.Len()-at || got[:3] != f.whole[0][at:] || !strings.HasSuffix(got, "конец") {
		t.Errorf("since %d: %d bytes of %d", at, len(got), f.Len()-at)
	}
	if got := f.Since(f.Len() - len("конец")); got != "конец" || f.Since(f.Len()) != "" || f.Since(-2) != f.Since(0) {
		t.Errorf("%q", got)
	}
}
