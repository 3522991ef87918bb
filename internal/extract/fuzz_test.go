package extract

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/testkit"
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
		case !slices.IsSorted(p.Pages) || len(p.Pages) > 0 && (p.Pages[0] != 0 || p.Pages[len(p.Pages)-1] > len(p.Text)):
			t.Errorf("%q: pages at %v of %d bytes", p.Path, p.Pages, len(p.Text))
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
	f.Fuzz(func(t *testing.T, data []byte) { fuzzExtract(t, name, data) })
}

// fuzzExtract extracts what a fuzzer has made, within small limits.
func fuzzExtract(t *testing.T, name string, data []byte) {
	testkit.Bounded(t, func() {
		checkParts(t, Extract(context.Background(), name, data, Options{MaxText: 1 << 20, MaxParts: 100, MaxBytes: 4 << 20}))
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

// Names of files in a ZIP, in whatever charset, become paths that lead nowhere
// else.
func FuzzZIPNames(f *testing.F) {
	f.Add("a.txt", "../../etc/b", "а")
	f.Add("\x80\x81.txt", "\xef\xe0.html", "<p>а")
	f.Add("con", "a\\b.txt", "WARC/1.0\r\n")
	f.Fuzz(func(t *testing.T, one, two, text string) {
		if strings.HasSuffix(one, "/") || strings.HasSuffix(two, "/") {
			return // folders, which zipOf cannot write into
		}
		for _, p := range Extract(context.Background(), "a.zip", zipOf(t, one, text, two, text), Options{MaxText: 1 << 20, MaxBytes: 4 << 20}) {
			if rest := strings.Split(p.Path, "/"); strings.HasPrefix(p.Path, "/") || slices.Contains(rest, "..") || strings.ContainsAny(p.Path, "\\\x00\n") {
				t.Errorf("%q, %q: the path %q", one, two, p.Path)
			}
		}
	})
}

func FuzzWebArchive(f *testing.F) {
	const page = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1251\r\n\r\n<p>\xcc\xee\xf1\xf2"
	record := fmt.Sprintf("WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://gorod.example/1\r\nWARC-Date: 2020-05-06T07:08:09Z\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(page), page)
	fuzz(f, "a.warc", "", record, record+record[:90], "WARC/1.0\nContent-Length: 99999999999999\n\n")
}

// PDFium finds the text of a PDF; what is made of it is ours.
func FuzzPDFText(f *testing.F) {
	f.Add("Ïðèëîæåíèå ê ïîñòàíîâëåíèþ", "поста\x02\r\nновление", "D:20170131120000+03'00'")
	f.Fuzz(func(t *testing.T, one, two, date string) {
		file := &pdfFile{pages: []string{pdfText(one), pdfText(two)}}
		file.repair()
		text, pages := joinPages(file.pages)
		checkParts(t, []Part{{Text: text, Pages: pages, Status: archive.StatusOK}})
		if d := pdfDate(date); d != "" && len(d) != len("2017-01-31") {
			t.Errorf("%q is the date %q", date, d)
		}
		legible(one)
	})
}

// A picture is measured before tesseract, which is not ours, gets it.
func FuzzPicture(f *testing.F) {
	f.Setenv("PATH", "")
	var seeds []string
	gray := image.NewGray(image.Rect(0, 0, 8, 8))
	for _, write := range []func(io.Writer) error{
		func(w io.Writer) error { return png.Encode(w, gray) },
		func(w io.Writer) error { return jpeg.Encode(w, gray, nil) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			f.Fatal(err)
		}
		seeds = append(seeds, b.String())
	}
	ifd := le("II*\x00", uint32(8), uint16(2), uint16(256), uint16(4), uint32(1), uint32(9), uint16(257), uint16(3), uint32(1), uint32(9), uint32(0))
	fuzz(f, "a.png", "", append(seeds, string(ifd), "MM\x00*\x00\x00\x00\x08\x00\x01")...)
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
