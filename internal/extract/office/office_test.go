package office

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

var readFile = extracttest.Of(func(f format.File, budget *format.Budget) []format.Part {
	if IsWord2(f.Data) {
		return ReadWord2(f, budget)
	}
	return ReadOLE(f, budget, func(f format.File, _ *format.Budget) []format.Part {
		return []format.Part{{Text: f.Name + ": " + strings.ToValidUTF8(string(f.Data), "�")}}
	})
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

// oleOf makes a compound file.
func oleOf(t testing.TB, streams ...stream) []byte {
	t.Helper()
	files := map[string]string{}
	for _, s := range streams {
		files[s.name] = string(s.data)
	}
	return extracttest.Compound(t, files)
}

// Files of other programs are named for what they are; what one only wraps is read.
func TestOtherCompoundFiles(t *testing.T) {
	native := extracttest.LE(uint32(0), uint16(2), "смета.txt\x00C:\\смета.txt\x00", uint32(0x30000), uint32(4), "abc\x00",
		uint32(5), "текст"[:5])
	for name, c := range map[string]struct {
		streams map[string]string
		status  archive.Status
		want    string
	}{
		"visio":      {map[string]string{"VisioDocument": "x"}, archive.StatusUnsupported, "VSDX"},
		"thumbnails": {map[string]string{"Catalog": "x"}, archive.StatusUnsupported, "Thumbs.db"},
		"a package":  {map[string]string{"\x01Ole10Native": string(native)}, archive.StatusOK, "смета.txt: те"},
		"a PDF":      {map[string]string{"CONTENTS": "%PDF-1.4"}, archive.StatusOK, "%PDF-1.4"},
		"lower case": {map[string]string{"worddocument": string(oldWord(0xa5dc, 104, 0, "Постановление главы города"))},
			archive.StatusOK, "Постановление главы города"},
		"capitals": {map[string]string{"WORKBOOK": string(append(rec(xlsBOF, uint16(0x600), uint16(5)),
			rec(xlsFilePass, uint16(1))...))}, archive.StatusEncrypted, "под паролем"},
	} {
		p := extracttest.One(t, readFile, "a.bin", extracttest.Compound(t, c.streams))
		if p.Status != c.status || !strings.Contains(p.Text+p.Reason(), c.want) {
			t.Errorf("%s: %s %q %q", name, p.Status, p.Text, p.Reason())
		}
	}
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
		if p := extracttest.One(t, readFile, "a.doc", c.data); p.Status != c.want || p.Reason() == "" || p.Text != "" {
			t.Errorf("%s: %s %s %q, want %s", name, p.Status, p.Reason(), p.Text, c.want)
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
		took := cost.Least(1, func() { extracttest.Check(t, readFile("a.doc", data, format.Options{})) })
		if took > 2*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}
