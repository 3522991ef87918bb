package compare

import (
	"fmt"
	"strings"
	"testing"
)

// wrap breaks the lines of a text at a width in bytes.
func wrap(s string, width int) string {
	var out strings.Builder
	for line := range strings.Lines(s) {
		at := 0
		for _, w := range strings.Fields(line) {
			switch {
			case at > 0 && at+len(w) > width:
				out.WriteByte('\n')
				at = 0
			case at > 0:
				out.WriteByte(' ')
			}
			out.WriteString(w)
			at += len(w) + 1
		}
		out.WriteByte('\n')
	}
	return out.String()
}

//nolint:lll // paragraphs are lines here
const act = `АДМИНИСТРАЦИЯ ЗАРЕЧНОГО РАЙОНА
ПОСТАНОВЛЕНИЕ
от 12 января 2015 года № 4
О порядке проведения ярмарок на территории района
В целях упорядочения торговли и на основании Устава района, руководствуясь решением Собрания депутатов от 3 декабря 2014 года № 71 «О торговле», администрация района ПОСТАНОВЛЯЕТ:
1. Утвердить порядок проведения ярмарок согласно приложению к настоящему постановлению.
2. Отделу экономики довести порядок до сведения глав поселений и предпринимателей в срок до 1 февраля.
3. Контроль за исполнением постановления возложить на заместителя главы района по экономике.
Раздел	2014	2015
Ярмарок	12	15
4. Постановление вступает в силу после официального опубликования в газете «Заречные вести».
`

// A text that is broken into lines elsewhere has the same wording.
func TestLinesEndElsewhere(t *testing.T) {
	long := act
	for i := range 200 {
		long += fmt.Sprintf("Участник %d убирает свое место сам и вывозит %d мешков мусора. ", i, i*i)
	}
	for _, text := range []string{act, long} {
		for _, x := range []struct{ a, b int }{{1e6, 80}, {1e6, 40}, {70, 110}, {110, 90}, {64, 65}} {
			rows := func(width int) string { // of tables are not wrapped
				before, after, _ := strings.Cut(text, "Раздел\t")
				table, after, _ := strings.Cut(after, "4. П")
				return wrap(before, width) + "Раздел\t" + table + wrap("4. П"+after, width)
			}
			if r := texts(t, rows(x.a), rows(x.b)); !r.Equal() {
				t.Errorf("%d and %d: %v", x.a, x.b, r.Counts)
			}
		}
	}
}

// What else has changed is told, word by word.
func TestLinesEndElsewhereAndWordsChange(t *testing.T) {
	edition := strings.NewReplacer("1 февраля", "15 марта", "\n3. Контроль",
		"\n3. Признать утратившим силу решение № 5.\n4. Контроль").Replace(act)
	for _, width := range []int{60, 100, 120} {
		got := show(t, act, wrap(strings.ReplaceAll(edition, "\t", " "), width))
		for _, want := range []string{"в срок до [-1 февраля-]{+15 марта+}.",
			"added      3. Признать утратившим силу", "renumbered [-3.-]{+4.+}Контроль за исполнением"} {
			if !strings.Contains(strings.Join(strings.Fields(got), " "), strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%d: no %q in\n%s", width, want, got)
			}
		}
	}
}

// Paragraphs that have formulas in common only stay what they are.
func TestParagraphsAreNotJoined(t *testing.T) {
	var a, b string
	for i := range 20 {
		a += fmt.Sprintf("%d. В соответствии с Федеральным законом отдел %c готовит отчёт о %d домах.\n", i+1, 'А'+i, i*7)
		b += fmt.Sprintf("%d. В соответствии с Федеральным законом гражданин %c получает %d рублей.\n", i+1, 'А'+i, i*9)
	}
	if r := texts(t, a, b); len(r.Rows) < 20 {
		t.Errorf("%d rows: %v", len(r.Rows), r.Counts)
	}
}
