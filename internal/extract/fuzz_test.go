package extract

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"letopis/internal/archive"
)

// checkParts holds what every Extract promises.
func checkParts(t *testing.T, parts []Part) {
	t.Helper()
	if len(parts) == 0 {
		t.Fatal("no part")
	}
	seen := map[string]bool{}
	for _, p := range parts {
		switch {
		case p.Status == "":
			t.Errorf("%q: no status", p.Path)
		case p.Status != archive.StatusOK && p.Reason == "":
			t.Errorf("%q: %s without a reason", p.Path, p.Status)
		case strings.Contains(p.Reason, "разбор остановился"):
			t.Errorf("%q: a panic: %s", p.Path, p.Reason)
		case !utf8.ValidString(p.Text) || !utf8.ValidString(p.Aside) || !utf8.ValidString(p.Title) || !utf8.ValidString(p.Path):
			t.Errorf("%q: not UTF-8", p.Path)
		case p.Path != "" && seen[p.Path]:
			t.Errorf("%q twice", p.Path)
		}
		seen[p.Path] = true
	}
}

// fuzz runs one kind of file, with small limits, on files of testdata and seeds.
func fuzz(f *testing.F, name, pattern string, seeds ...string) {
	files, _ := filepath.Glob(pattern)
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	o := Options{MaxText: 1 << 20, MaxParts: 100, MaxBytes: 4 << 20}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkParts(t, Extract(context.Background(), name, data, o))
	})
}

func FuzzHTML(f *testing.F) {
	fuzz(f, "a.html", "testdata/html/*.html", "<table><tr><td>а<td><table><tr><th>б</table>в", "<pre>а\nб</pre></pre><a name=x></a><h2>1.2.2003 г")
}

func FuzzMail(f *testing.F) {
	fuzz(f, "a.eml", "", "From: a\nSubject: =?koi8-r?Q?=EF?=\nContent-Type: multipart/mixed; boundary=X\n\n--X\nContent-Transfer-Encoding: base64\n\nYQ==\n--X--",
		"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"X\"\n\n--X\nContent-Type: text/html\nContent-Location: http://a/b\n\n<p>a\n--X--\n")
}

func FuzzFeed(f *testing.F) {
	fuzz(f, "a.rss", "", "<rss><channel><title>a</title><item><title><![CDATA[b]]></title><pubDate>Пн, 1 мая 2010</pubDate><description>&lt;p&gt;c</description></item></rss>",
		"<feed><entry><link href='x'/><id>1</id><content type=html>&lt;br&gt;a\nb</content></entry></feed>")
}

func FuzzCSV(f *testing.F) { fuzz(f, "a.csv", "", "а;б\n\"в;\ng\";д", "sep=,\na,b") }

func FuzzJSONL(f *testing.F) {
	fuzz(f, "a.jsonl", "", `{"text":"a","city":["b","c"],"id":"../x"}`+"\n{}\n", `{"text":"a"}`)
}

func FuzzZIP(f *testing.F) {
	fuzz(f, "a.zip", "", string(zipOf(f, "a.txt", "а", "../b", "б")), string(zipOf(f, "c.zip", string(zipOf(f, "\x80\x81.txt", "x")))),
		string(zipOf(f, "datapackage.json", "{}", "archive/a.warc", "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: u\r\nContent-Length: 1\r\n\r\na\r\n\r\n")))
}

func FuzzText(f *testing.F) {
	fuzz(f, "a.txt", "", "Решение\r\n\tо бюджете\f", "\xff\xfe\x1f\x04", "\x8f\xe0\xa8\xaa\xa0\xa7")
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
		parts := Extract(context.Background(), "a.html", []byte("<html><body>"+page), Options{})
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%s: %v for %d KB", name, took, len(page)>>10)
		}
		checkParts(t, parts)
	}
}
