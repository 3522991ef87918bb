package office

import (
	"bytes"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

var readFile = extracttest.Of(func(f format.File, budget *format.Budget) []format.Part {
	if IsWord2(f.Data) {
		return ReadWord2(f, budget)
	}
	return ReadOLE(f, budget)
})

func utf16le(s string) []byte { return extracttest.LE(utf16.Encode([]rune(s))) }

func cp1251(s string) string {
	b, _ := charmap.Windows1251.NewEncoder().String(s) // our own sentences fit
	return b
}

type stream struct {
	name string
	data []byte
}

// oleOf makes a compound file of at most three streams. Streams are filled up
// to 4 KiB, so that it needs no mini stream.
func oleOf(t testing.TB, streams ...stream) []byte {
	t.Helper()
	fat := []uint32{0xfffffffd, 0xfffffffe}
	var body bytes.Buffer
	entry := func(name string, kind byte, left, child, start uint32, size int) []byte {
		units := utf16le(name)
		return extracttest.LE(units, make([]byte, 64-len(units)),
			uint16(len(units)+2), kind, byte(1), uint32(0xffffffff), left, child,
			make([]byte, 36), start, uint64(size))
	}
	dir := entry("Root Entry", 5, 0xffffffff, 1, 0xfffffffe, 0)
	for i, s := range streams {
		size := max(4096, (len(s.data)+511)/512*512)
		next := uint32(i + 2)
		if i == len(streams)-1 {
			next = 0xffffffff
		}
		dir = append(dir, entry(s.name, 2, next, 0xffffffff, uint32(len(fat)), size)...)
		body.Write(s.data)
		body.Write(make([]byte, size-len(s.data)))
		for n := size / 512; n > 1; n-- {
			fat = append(fat, uint32(len(fat)+1))
		}
		fat = append(fat, 0xfffffffe)
	}
	if len(fat) > 128 || len(dir) > 512 {
		t.Fatal("too much for one sector")
	}
	for len(fat) < 128 {
		fat = append(fat, 0xffffffff)
	}
	head := extracttest.LE("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", make([]byte, 16), uint16(0x3e), uint16(3), uint16(0xfffe),
		uint16(9), uint16(6), make([]byte, 6),
		uint32(0), uint32(1), uint32(1), uint32(0), uint32(4096), uint32(0xfffffffe), uint32(0), uint32(0xfffffffe),
		uint32(0), uint32(0))
	for len(head) < 512 {
		head = append(head, 0xff)
	}
	return append(append(append(head, extracttest.LE(fat)...), append(dir, make([]byte, 512-len(dir))...)...),
		body.Bytes()...)
}

func TestEncryptedAndForeignCompoundFiles(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want archive.Status
	}{
		"word":    {oleOf(t, stream{"WordDocument", oldWord(0xa5dc, 104, 0x0100, "секрет")}), archive.StatusEncrypted},
		"package": {oleOf(t, stream{"EncryptionInfo", nil}, stream{"EncryptedPackage", nil}), archive.StatusEncrypted},
		"excel": {oleOf(t, stream{"Workbook", append(rec(xlsBOF, uint16(0x600), uint16(5)),
			rec(xlsFilePass, uint16(1))...)}), archive.StatusEncrypted},
		"other":   {oleOf(t, stream{"Contents", nil}), archive.StatusUnsupported},
		"cut":     {oleOf(t, stream{"WordDocument", oldWord(0xa5dc, 104, 0, "текст")})[:700], archive.StatusCorrupt},
		"no text": {oleOf(t, stream{"WordDocument", extracttest.LE(uint16(0xa5ec), uint16(0xc1))}), archive.StatusCorrupt},
	} {
		if p := extracttest.One(t, readFile, "a.doc", c.data); p.Status != c.want || p.Reason == "" || p.Text != "" {
			t.Errorf("%s: %s %s %q, want %s", name, p.Status, p.Reason, p.Text, c.want)
		}
	}
}

// Files made to be slow take time in proportion to their size.
func TestCompoundHostileIsBounded(t *testing.T) {
	loops := bytes.Repeat(extracttest.LE(uint32(0), uint32(0x7fffffff)), 5000)
	for name, data := range map[string][]byte{
		"pieces over pieces": oleOf(t, stream{"WordDocument", func() []byte {
			m := make([]byte, 4096)
			copy(m, extracttest.LE(uint16(0xa5ec), uint16(0xc1)))
			copy(m[0x4c:], extracttest.LE(uint32(4000)))
			copy(m[0x1a2:], extracttest.LE(uint32(0), uint32(20000)))
			return m
		}()}, stream{"0Table", extracttest.LE(byte(2), uint32(19000), loops[:19000])}),
		"boxes in boxes": oleOf(t, stream{"PowerPoint Document",
			bytes.Repeat(extracttest.LE(uint16(0xf), uint16(0x3ee), uint32(0x7fffffff)), 3000)}),
		"strings, no end": oleOf(t, stream{"Workbook", append(rec(xlsBOF, uint16(0x600), uint16(5)),
			rec(xlsSST, uint32(1<<30), uint32(1<<30), uint16(0xffff), byte(12), uint16(0xffff), uint32(0xffffffff))...)}),
	} {
		start := time.Now()
		extracttest.Check(t, readFile("a.doc", data, format.Options{}))
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}
