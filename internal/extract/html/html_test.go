package html

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
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

// Markup made to be slow takes time in proportion to its size.
func TestHTMLHostileIsLinear(t *testing.T) {
	const n = 40_000
	for name, page := range map[string]string{
		"nested tables":        strings.Repeat("<table><tr><td>а", n),
		"open cells":           "<table><tr>" + strings.Repeat("<td>а", n),
		"stray ends":           strings.Repeat("<div>", n) + strings.Repeat("</section>", n) + "текст",
		"ends of other boxes":  strings.Repeat("<table><tr><td><div>", n/4) + strings.Repeat("</ul>а", n),
		"links":                strings.Repeat("<a href=x>а</a> ", n),
		"headings with dates":  strings.Repeat("<h3>01.02.2003 а</h3>", n),
		"date lines":           strings.Repeat("<p>01.02.2003<p>а", n),
		"articles":             strings.Repeat("<article><p>слово ", n),
		"long attributes":      "<div class='" + strings.Repeat("menu ", n) + "'>текст",
		"one long word":        strings.Repeat("ы", n*10),
		"unclosed comment":     "<!--" + strings.Repeat("-", n*10),
		"noscript in noscript": strings.Repeat("<noscript><noframes>", n) + "а",
		"entities":             strings.Repeat("&laquo;&#1234567;&foo", n),
		"rows and tables":      strings.Repeat("<table><tr><td>а<td>б</table>", n),
	} {
		start := time.Now()
		parts := readFile("a.html", []byte("<html><body>"+page), format.Options{})
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%s: %v for %d KB", name, took, len(page)>>10)
		}
		extracttest.Check(t, parts)
	}
}

func FuzzHTML(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.html", "testdata/*.html", "<table><tr><td>а<td><table><tr><th>б</table>в",
		"<pre>а\nб</pre></pre><a name=x></a><h2>1.2.2003 г")
}
