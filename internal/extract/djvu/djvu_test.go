package djvu

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit"
	"letopis/internal/testkit/cost"
)

var readFile = extracttest.Of(Read)

// testdata is a file that programs of DjVuLibre 3.5.28 have made: bzz, cjb2, djvused, djvm.
func testdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// chunk writes a chunk of a file.
func chunk(id, data string) string {
	out := id + string(binary.BigEndian.AppendUint32(nil, uint32(len(data)))) + data
	return out + strings.Repeat("\x00", len(data)%2)
}

// plainText is a page whose text is not packed, with the places of words behind it.
func plainText(text string) string {
	size := len(text)
	return chunk("FORM", "DJVU"+chunk("INFO", "1234567890")+
		chunk("TXTa", string([]byte{byte(size >> 16), byte(size >> 8), byte(size)})+text+"\x01\x01"))
}

func TestRead(t *testing.T) {
	const first, second = "Администрация города Углича\nпостановляет:\n\nутвердить порядок ремонта мостов.",
		"Вторая страница: о паводке"
	book, page := testdata(t, "book.djvu"), testdata(t, "page.djvu")
	spoilt := bytes.Clone(page)
	copy(spoilt[bytes.Index(page, []byte("TXTz"))+8:], "\x00\x00\x00\x00\x00")
	for name, c := range map[string]struct {
		data []byte
		o    format.Options
		text string
		code *reason.Reason
	}{
		"a page": {page, format.Options{}, first, nil},
		"a plain text": {[]byte("AT&T" + plainText("Решение\x1fо паводке\x0b")), format.Options{}, "Решение\nо паводке",
			nil},
		"a book":           {book, format.Options{}, first + "\n\n" + second, reason.DjVuScanPartly},
		"a scan":           {testdata(t, "scan.djvu"), format.Options{}, "", reason.DjVuScan},
		"pages apart":      {testdata(t, "index.djvu"), format.Options{}, "", reason.DjVuApart},
		"cut in a text":    {page[:len(page)-60], format.Options{}, "", reason.Damaged},
		"cut in a page":    {book[:len(book)-20], format.Options{}, first, reason.DamagedPartly},
		"cut before one":   {book[:len(book)-105], format.Options{}, first, reason.DamagedPartly},
		"cut at its start": {page[:20], format.Options{}, "", reason.Damaged},
		"a spoilt text":    {spoilt, format.Options{}, "", reason.Damaged},
		"another form":     {[]byte("AT&T" + chunk("FORM", "PM44abcd")), format.Options{}, "", reason.Damaged},
		"much":             {page, format.Options{MaxBytes: 100}, "", reason.Unpacked},
	} {
		p := extracttest.One(t, readFile, "a.djvu", c.data)
		if c.o.MaxBytes > 0 {
			p = readFile("a.djvu", c.data, c.o)[0]
		}
		extracttest.Check(t, []format.Part{p})
		code := ""
		if len(p.Causes) > 0 {
			code = p.Causes[0].Code
		}
		if strings.TrimSpace(p.Text) != c.text || c.code == nil && code != "" || c.code != nil && code != c.code.Code {
			t.Errorf("%s: %q %s", name, p.Text, code)
		}
	}
	if p := extracttest.One(t, readFile, "a.djvu", book); len(p.Pages) != 3 || p.Text[p.Pages[2]:] != second {
		t.Errorf("pages %v of %q", p.Pages, p.Text)
	}
}

// bookOf writes a book of n pages; the next one stands step bytes behind the one before.
func bookOf(n, step int, pages string) []byte {
	dirm := []byte{0x81, byte(n >> 8), byte(n)}
	at := 4 + 12 + 8 + 3 + 4*n + (3+4*n)%2
	for i := range n {
		dirm = binary.BigEndian.AppendUint32(dirm, uint32(at+i*step))
	}
	return []byte("AT&T" + chunk("FORM", "DJVM"+chunk("DIRM", string(dirm))+pages))
}

// A book may have no more pages than a book has.
func TestManyPages(t *testing.T) {
	page := plainText("а")
	data := bookOf(maxPages+1, len(page), strings.Repeat(page, maxPages+1))
	if p := extracttest.One(t, readFile, "a.djvu", data); p.Causes[0].Code != reason.DjVuMany.Code {
		t.Errorf("%s %s", p.Status, p.Reason())
	}
}

// A list may name one page of many chunks again and again.
func TestOnePageManyTimes(t *testing.T) {
	cost.Test{Small: 32 << 10, Large: 256 << 10}.Linear(t, []string{chunk("JUNK", "")}, func(chunks string) {
		readFile("a.djvu", bookOf(len(chunks)/8, 0, chunk("FORM", "DJVU"+chunks)), format.Options{})
	})
	p := readFile("a.djvu", bookOf(9, 0, plainText("Решение о паводке")), format.Options{})[0]
	if p.Causes == nil || p.Causes[0].Code != reason.DamagedPartly.Code || strings.Count(p.Text, "Решение") > 5 {
		t.Errorf("%s %s %q", p.Status, p.Reason(), p.Text)
	}
}

func TestBZZ(t *testing.T) {
	x := uint32(7)
	next := func() uint32 { x = x*1664525 + 1013904223; return x }
	var words, noise bytes.Buffer
	for range 6000 {
		fmt.Fprintf(&words, "слово%d ", next()>>16%500)
	}
	x = 7
	for range 3000 {
		noise.WriteByte(byte(next() >> 24))
	}
	budget := func() *format.Budget { return format.NewBudget(context.Background(), format.Options{}) }
	for name, want := range map[string][]byte{"words.bzz": words.Bytes(), "noise.bzz": noise.Bytes()} {
		packed := testdata(t, name)
		if got, err := unpackBZZ(packed, budget()); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes of %d, %v", name, len(got), len(want), err)
		}
		for i := range 20 {
			if got, err := unpackBZZ(packed[:len(packed)*i/20], budget()); err == nil && len(got) > 0 {
				t.Errorf("%s: %d bytes of what is cut", name, len(got))
			}
		}
	}
}

func TestCostIsLinear(t *testing.T) {
	units := []string{"TXTz\x00\x00\x00\x04abcd", "TXTz", "FORM\x00\x00\x00\x04DJVU", "\x00", "\xff",
		"INFO\x00\x00\x00\x00"}
	const form = "AT&TFORM\x7f\xff\xff\xff"
	for _, before := range []string{form + "DJVU", form + "DJVMDIRM\x00\x00\xff\xff\x81\x3f\xff",
		form + "DJVUTXTz\x7f\xff\xff\xff"} {
		cost.Test{Small: 32 << 10, Large: 256 << 10}.Linear(t, units, func(body string) {
			readFile("a.djvu", []byte(before+body), format.Options{})
		})
	}
}

func FuzzDjVu(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.djvu", "testdata/*.djvu", "AT&T"+plainText("Решение"))
}

func FuzzBZZ(f *testing.F) {
	f.Add(testdata(f, "noise.bzz"))
	f.Fuzz(func(t *testing.T, data []byte) {
		testkit.Bounded(t, func() {
			_, _ = unpackBZZ(data, format.NewBudget(t.Context(), format.Options{MaxBytes: 4 << 20}))
		})
	})
}
