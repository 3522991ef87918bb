package warc

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"letopis/internal/testkit"
)

func record(kind, uri, contentType, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: <%s>\r\nWARC-Date: "+
		"2012-05-14T10:00:00Z\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, uri, contentType, len(block), block)
}

func zipped(s ...string) string {
	var out bytes.Buffer
	for _, one := range s {
		z := gzip.NewWriter(&out)
		_, _ = io.WriteString(z, one) // into memory
		_ = z.Close()
	}
	return out.String()
}

func TestContentCodings(t *testing.T) {
	const page = "<p>Решение о бюджете города на 2014 год</p>"
	pack := func(open func(io.Writer) io.WriteCloser) string {
		var b bytes.Buffer
		w := open(&b)
		_, _ = io.WriteString(w, page) // into memory
		_ = w.Close()
		return b.String()
	}
	br := pack(func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })
	raw := pack(func(w io.Writer) io.WriteCloser { z, _ := flate.NewWriter(w, 9); return z })
	for _, tt := range []struct {
		coding, body, want string
		damaged            bool
	}{
		{"br", br, page, false},
		{"deflate", pack(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }), page, false},
		{"deflate", raw, page, false},
		{"x-gzip", zipped(page), page, false},
		{"deflate, GZIP", zipped(raw), page, false},
		{"identity", page, page, false},
		{"br", page, page, false}, // stored plain
		{"gzip", zipped(page)[:30], "", true},
		{"zpaq", "\x00\x01zpq", "", true},
		{"br", pack(func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })[:20], "", true},
	} {
		r, err := NewReader(strings.NewReader(record("response", "http://a.example/1", "application/http",
			"HTTP/1.1 200 OK\r\nContent-Encoding: "+tt.coding+"\r\n\r\n"+tt.body)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		rec, err := r.Next()
		if err != nil || (rec.Damage != nil) != tt.damaged || !tt.damaged && string(rec.Body) != tt.want ||
			!strings.HasPrefix(page, string(rec.Body)) {
			t.Errorf("%s: %q %v %v", tt.coding, rec.Body, rec.Damage, err)
		}
	}
	// A bomb is a record that is too large, and reading goes on.
	var bomb bytes.Buffer
	w := brotli.NewWriter(&bomb)
	_, err := w.Write(make([]byte, 10<<20))
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	r, _ := NewReader(strings.NewReader(record("response", "b", "application/http",
		"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n"+bomb.String())+record("resource", "c", "text/plain", "да")), 1<<20)
	if _, err := r.Next(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a bomb: %v, want ErrTooLarge", err)
	}
	if rec, err := r.Next(); err != nil || string(rec.Body) != "да" {
		t.Errorf("after a bomb: %v %v", rec, err)
	}
}

func TestReader(t *testing.T) {
	const page = "<p>Решение</p>"
	http := "application/http; msgtype=response"
	records := []string{
		record("warcinfo", "", "application/warc-fields", "software: x"),
		record("response", "http://a.example/1", http,
			"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n"+page),
		record("response", "http://a.example/2", http, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: "+
			"text/html\r\n\r\n"+
			fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(page), page)),
		record("response", "http://a.example/3", http, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"+zipped(page)),
		record("response", "http://a.example/4", http, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: "+
			"gzip\r\n\r\n"+page),
		record("response", "http://a.example/5", http, "HTTP/1.1 404 Not Found\r\n\r\nнет"),
		record("resource", "http://a.example/6", "text/html", page),
	}
	all := strings.Join(records, "")
	want := "warcinfo 0 \"software: x\"\nresponse 200 \"<p>Решение</p>\"\nresponse 200 \"<p>Решение</p>\"\nresponse 200 " +
		"\"<p>Решение</p>\"\n" +
		"response 200 \"<p>Решение</p>\"\nresponse 404 \"нет\"\nresource 0 \"<p>Решение</p>\"\n"
	for name, data := range map[string]string{"plain": all, "one gzip member": zipped(all),
		"a member a record": zipped(records...)} {
		r, err := NewReader(strings.NewReader(data), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for {
			rec, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got += fmt.Sprintf("%s %d %q\n", rec.Type, rec.Status, rec.Body)
		}
		if got != want {
			t.Errorf("%s: got\n%swant\n%s", name, got, want)
		}
	}
}

func TestReaderOfDamage(t *testing.T) {
	good := record("resource", "http://a.example/1", "text/plain", "да")
	tests := []struct{ name, data, want string }{
		{"cut in a block", good + good[:len(good)-5], "unexpected EOF"},
		{"a negative length", "WARC/1.0\r\nContent-Length: -5\r\n\r\nabc", "bad Content-Length"},
		{"a length beyond the end", "WARC/1.0\r\nContent-Length: 900\r\n\r\nabc", "unexpected EOF"},
		{"no record", "<html>", "unexpected EOF"},
		{"a header without end", "WARC/1.0\r\n" + strings.Repeat("A: b\r\n", 20000), "too"},
	}
	for _, tt := range tests {
		r, err := NewReader(strings.NewReader(tt.data), 1<<20)
		for err == nil {
			_, err = r.Next()
		}
		if !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %q, want %q", tt.name, err, tt.want)
		}
	}
	r, _ := NewReader(strings.NewReader(record("resource", "big", "text/plain", strings.Repeat("x", 200_000))+good),
		100_000)
	if _, err := r.Next(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a large record: %v, want ErrTooLarge", err)
	}
	if rec, err := r.Next(); err != nil || string(rec.Body) != "да" {
		t.Errorf("after a large record: %v %v", rec, err)
	}
}

func TestSamples(t *testing.T) {
	for _, name := range []string{"crawl.warc.gz", "onemember.warc.gz"} {
		f, err := os.Open(testkit.Shared(t, "samples", "warc", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		r, err := NewReader(f, 10<<20)
		count := map[string]int{}
		for err == nil {
			var rec *Record
			if rec, err = r.Next(); err == nil {
				count[fmt.Sprintf("%s %d %s", rec.Type, rec.Status, rec.MediaType)]++
			}
		}
		if err != io.EOF || count["response 200 text/html"] != 36 || count["response 404 text/html"] != 1 {
			t.Errorf("%s: %v %v", name, count, err)
		}
	}
}

func TestAddressInOtherCharset(t *testing.T) {
	r, err := NewReader(strings.NewReader(record("resource", "http://a/\xec\xf1/мост", "text/plain", "x")), 1<<16)
	if err != nil {
		t.Fatal(err)
	}
	if rec, err := r.Next(); err != nil || rec.URI != "http://a/%EC%F1/мост" {
		t.Errorf("%+v %v", rec, err)
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(record("response", "http://a", "application/http",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n")))
	f.Add([]byte(zipped(record("resource", "u", "text/plain", "x"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		testkit.Bounded(t, func() {
			r, err := NewReader(bytes.NewReader(data), 1<<16)
			for err == nil || errors.Is(err, ErrTooLarge) {
				if _, err = r.Next(); err == io.EOF {
					return
				}
			}
		})
	})
}
