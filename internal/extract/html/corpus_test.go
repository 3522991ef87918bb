package html

import (
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/extract/charset"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit"
)

// Templates of portals in testdata/portals, written for this test, with the charset each
// is sent in. @TITLE@ and @TEXT@ are replaced.
var templates = map[string]string{
	"tables-2004":   "windows-1251",
	"boxes-2012":    "utf-8",
	"elements-2020": "utf-8",
	"editor":        "windows-1251",
}

// Acts in the templates: every word of the act is in the text, and little else.
func TestPagesOfCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testkit.Shared(t, "corpus"), "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus", err)
	}
	for name, sentIn := range templates {
		template, err := os.ReadFile("testdata/portals/" + name + ".html")
		if err != nil {
			t.Fatal(err)
		}
		var recalls, precisions float64
		n := 0
		for i := 0; i < len(files); i += 4 {
			data, err := os.ReadFile(files[i])
			if err != nil {
				t.Fatal(err)
			}
			want := string(data[:min(len(data), 40_000)])
			want = strings.ToValidUTF8(want, "")
			var body strings.Builder
			for j, line := range strings.Split(want, "\n") {
				open, end := "<p>", "</p>\n"
				switch {
				case j < 4 && i%8 == 0: // heads of acts are often set by hand
					open, end = "<div align=center><b>", "</b></div>\n"
				case i%3 == 1:
					open, end = "", "<br>\n"
				}
				body.WriteString(open + html.EscapeString(line) + end)
			}
			first, _, _ := strings.Cut(want, "\n")
			page := strings.NewReplacer("@TITLE@", html.EscapeString(first), "@TEXT@", body.String()).Replace(string(template))
			sent := []byte(page)
			if sentIn != "utf-8" {
				sent = testkit.Encode(page, charmap.Windows1251)
			}
			parts := readFile("a.html", sent, format.Options{})
			if sentIn != "utf-8" {
				// What the charset has no letter for is lost.
				want = charset.DecodeDeclared(testkit.Encode(want, charmap.Windows1251), sentIn)
			}
			recall, precision := extracttest.Overlap(parts[0].Text, want)
			if len(parts) != 1 || recall < 0.999 || precision < 0.95 {
				t.Errorf("%s, %s: %d parts, recall %.4f, precision %.4f", name, filepath.Base(files[i]), len(parts), recall,
					precision)
			}
			recalls, precisions, n = recalls+recall, precisions+precision, n+1
		}
		t.Logf("%-25s %d pages, recall %.5f, precision %.5f", name, n, recalls/float64(n), precisions/float64(n))
	}
}
