package html

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

var readFile = extracttest.Of(Read)

// Pages in the manner of portals of two decades, written for this test: what
// is the subject, what is around it, and where one page is several posts.
func TestPages(t *testing.T) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal("no pages", err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			extracttest.Golden(t, strings.TrimSuffix(f, ".html")+".golden",
				extracttest.Show(readFile(f, data, format.Options{})))
		})
	}
}

func TestHTMLSamples(t *testing.T) {
	for _, row := range extracttest.Rows(t, "html/*") {
		t.Run(row[0], func(t *testing.T) {
			parts := readFile(row[0], extracttest.Sample(t, row[0]), format.Options{})
			if len(parts) != 1 || parts[0].Status != archive.StatusOK {
				t.Fatalf("%d parts, first %s %s", len(parts), parts[0].Status, parts[0].Reason())
			}
			want := string(extracttest.Sample(t, row[3]))
			recall, precision := extracttest.Overlap(parts[0].Text, want)
			floor := 0.97
			if strings.Contains(row[5], "0.90") {
				floor = 0.90
			}
			t.Logf("recall %.4f precision %.4f %s", recall, precision, parts[0].Charset)
			if recall < 0.9995 || precision < floor {
				t.Errorf("recall %.4f, precision %.4f, want 1.00 and %.2f", recall, precision, floor)
			}
		})
	}
}

// Markup made to be slow takes processor time in proportion to its size: a byte of a page eight
// times as long takes at most three times as much. Quadratic work would take eight times.
func TestHTMLHostileIsLinear(t *testing.T) {
	const small, large = 5_000, 40_000
	rep := strings.Repeat
	for name, page := range map[string]func(n int) string{
		"nested tables": func(n int) string { return rep("<table><tr><td>а", n) },
		"open cells":    func(n int) string { return "<table><tr>" + rep("<td>а", n) },
		"stray ends":    func(n int) string { return rep("<div>", n) + rep("</section>", n) + "текст" },
		"ends of other boxes": func(n int) string {
			return rep("<table><tr><td><div>", n/4) + rep("</ul>а", n)
		},
		"links":                func(n int) string { return rep("<a href=x>а</a> ", n) },
		"headings with dates":  func(n int) string { return rep("<h3>01.02.2003 а</h3>", n) },
		"date lines":           func(n int) string { return rep("<p>01.02.2003<p>а", n) },
		"articles":             func(n int) string { return rep("<article><p>слово ", n) },
		"long attributes":      func(n int) string { return "<div class='" + rep("menu ", n) + "'>текст" },
		"one long word":        func(n int) string { return rep("ы", n*10) },
		"unclosed comment":     func(n int) string { return "<!--" + rep("-", n*10) },
		"noscript in noscript": func(n int) string { return rep("<noscript><noframes>", n) + "а" },
		"entities":             func(n int) string { return rep("&laquo;&#1234567;&foo", n) },
		"rows and tables":      func(n int) string { return rep("<table><tr><td>а<td>б</table>", n) },
	} {
		read := func(n, times int) float64 { // nanoseconds a repetition
			data := []byte("<html><body>" + page(n))
			took := cost.Least(times, func() { extracttest.Check(t, readFile("a.html", data, format.Options{})) })
			return float64(took) / float64(n)
		}
		a, b := read(small, 2), read(large, 1)
		for try := 2; b > 3*a && try < 6; try++ { // the collector takes time, too
			a, b = max(a, read(small, try)), min(b, read(large, try))
		}
		if b > 3*a {
			t.Errorf("%s: a repetition takes %.0f ns among %d and %.0f ns among %d", name, a, small, b, large)
		}
	}
}

func FuzzHTML(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.html", "testdata/*.html", "<table><tr><td>а<td><table><tr><th>б</table>в",
		"<pre>а\nб</pre></pre><a name=x></a><h2>1.2.2003 г")
}

// TestTablesOfLayout: a menu beside a post in one row, and the heads of an act in two languages side by
// side, are no data: their lines stay lines.
func TestTablesOfLayout(t *testing.T) {
	told := strings.Repeat("Вчера глава района провёл совещание с главами поселений и старостами. ", 4)
	for _, x := range []struct{ page, want string }{
		{"<table border=1><tr><td>Новости<br>Глава<br>Торги</td><td><b>16.04.2015</b><br><b>Поддержать жителей</b><br><br>" +
			told + "<br><br>" + told + "<br><br>" +
			"Пресс-служба</td></tr><tr><td colspan=2>г. Луговой, пл. Ленина, 8</td></tr></table>",
			"16.04.2015\nПоддержать жителей\n"},
		{"<table><tr><td>ЧĂВАШ РЕСПУБЛИКИ<br>ПУХĂВĚ<br>ЙЫШĂНУ<br>21.10.2022 15/7 №</td><td><img src=gerb.gif></td>" +
			"<td>ЧУВАШСКАЯ РЕСПУБЛИКА<br>СОБРАНИЕ ДЕПУТАТОВ<br>РЕШЕНИЕ<br>21.10.2022 № 15/7</td></tr></table><p>О выплате</p>" +
			"<p>" + told + "</p>", "РЕШЕНИЕ\n21.10.2022 № 15/7\n"},
		{"<p>" + told + "</p><table><tr><td>Глава района</td><td>И. И. Иванов</td></tr></table>",
			"Глава района\tИ. И. Иванов"},
		{"<p>" + told + "</p><table><tr><th>Дата</th><th>Что</th></tr>" +
			"<tr><td>12 мая</td><td>Сход<br>в клубе</td></tr></table>",
			"12 мая\tСход в клубе"},
	} {
		parts := readFile("a.html", []byte("<html><meta charset=utf-8><body>"+x.page+"</body></html>"), format.Options{})
		if len(parts) != 1 || !strings.Contains(parts[0].Text+"\n", x.want) {
			t.Errorf("%.60s: %+v, want %q in it", x.page, parts, x.want)
		}
	}
}
