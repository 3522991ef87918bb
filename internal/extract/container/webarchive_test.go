package container_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

func TestWACZ(t *testing.T) {
	page := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Новость о мосте"
	record := fmt.Sprintf("WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://gorod.example/1\r\nWARC-Date: "+
		"2020-05-06T07:08:09Z\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(page), page)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, record)
	z.Close()
	parts := readFile("x.wacz", extracttest.ZIP(t, "archive/data.warc.gz", packed.String(), "datapackage.json", "{}",
		"pages/pages.jsonl", "{}"), format.Options{})
	if got, want := extracttest.Summary(parts), "https://gorod.example/1|ok|Новость о мосте\n"; got != want {
		t.Errorf("got %swant %s", got, want)
	}
	if parts[0].Hints["fetched"] != "2020-05-06T07:08:09Z" || parts[0].Hints["url"] != "https://gorod.example/1" {
		t.Errorf("hints %v", parts[0].Hints)
	}
}

// A compressed file is the one document in it.
func TestGzip(t *testing.T) {
	const text = "Постановление о ремонте дорог в городе"
	zipped := func(s string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write([]byte(s)) // a buffer takes all
		w.Close()
		return b.Bytes()
	}
	if p := extracttest.One(t, readFile, "a.txt.gz", zipped(text)); p.Status != archive.StatusOK || p.Text != text ||
		p.Path != "" {
		t.Errorf("%+v", p)
	}
	if p := extracttest.One(t, readFile, "a.csv.gz", zipped("Год;Км\n2014;5\n2015;6\n")); p.MediaType != "text/csv" ||
		!strings.Contains(p.Text, "2014\t5") {
		t.Errorf("a table: %+v", p)
	}
	long := strings.Repeat(text+"\n", 3000)
	if p := extracttest.One(t, readFile, "a.txt.gz", zipped(long)[:300]); p.Status != archive.StatusPartial &&
		p.Status != archive.StatusCorrupt || p.Reason() == "" {
		t.Errorf("cut: %s %s", p.Status, p.Reason())
	}
	bomb := readFile("a.txt.gz", zipped(strings.Repeat("а", 1<<20)), format.Options{MaxBytes: 1 << 16})
	if len(bomb) != 1 || bomb[0].Status != archive.StatusLimit || bomb[0].Reason() == "" {
		t.Errorf("bomb: %.300v", bomb)
	}
	deep := []byte(text)
	for range 5 {
		deep = zipped(string(deep))
	}
	if p := extracttest.One(t, readFile, "a.txt.gz", deep); p.Status != archive.StatusLimit {
		t.Errorf("deep: %s %s", p.Status, p.Reason())
	}
	var packed bytes.Buffer
	w := tar.NewWriter(&packed)
	err := errors.Join(w.WriteHeader(&tar.Header{Name: "b.txt", Mode: 0o600, Size: int64(len(text))}),
		second(w.Write([]byte(text))), w.Close())
	if err != nil {
		t.Fatal(err)
	}
	p := extracttest.One(t, readFile, "a.tgz", zipped(packed.String()))
	if p.Status != archive.StatusOK || p.Text != text {
		t.Errorf("tar: %s %s %q", p.Status, p.Reason(), p.Text)
	}
	cut := readFile("a.tgz", zipped(packed.String()[:520]), format.Options{})
	if len(cut) == 0 || cut[len(cut)-1].Status == archive.StatusOK || cut[len(cut)-1].Reason() == "" {
		t.Errorf("a cut tar: %+v", cut)
	}
}

func second(_ int, err error) error { return err }

func FuzzWebArchive(f *testing.F) {
	const page = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1251\r\n\r\n<p>\xcc\xee\xf1\xf2"
	record := fmt.Sprintf("WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://gorod.example/1\r\nWARC-Date: "+
		"2020-05-06T07:08:09Z\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(page), page)
	extracttest.Fuzz(f, readFile, "a.warc", "", record, record+record[:90], "WARC/1.0\nContent-Length: 99999999999999\n\n")
}
