package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

// fontOf makes a font of TrueType of rectangles, each of another shape, for letters; roman are the codes that they have
// for a Macintosh.
func fontOf(letters, roman string) []byte {
	be := func(values ...any) []byte {
		var b bytes.Buffer
		for _, v := range values {
			_ = binary.Write(&b, binary.BigEndian, v) // to memory
		}
		return b.Bytes()
	}
	var glyf, segments []byte
	loca, hmtx := be(uint32(0), uint32(0)), be(uint16(1000), uint16(0))
	runes := []rune(letters)
	for i := range runes {
		w := int16(200 + 90*i)
		glyf = append(glyf, be(int16(1), int16(0), int16(0), w, int16(600), uint16(3), uint16(0), []byte{1, 1, 1, 1},
			[]int16{0, 0, w, 0}, []int16{0, 600, 0, -600}, uint16(0))...)
		loca = append(loca, be(uint32(len(glyf)))...)
		hmtx = append(hmtx, be(uint16(w+100), uint16(0))...)
	}
	order := map[rune]uint16{0xffff: 0}
	for i, r := range runes {
		order[r] = uint16(i + 1)
	}
	var ends, starts, deltas, offsets []uint16
	for _, r := range slices.Sorted(maps.Keys(order)) {
		ends, starts = append(ends, uint16(r)), append(starts, uint16(r))
		deltas, offsets = append(deltas, order[r]-uint16(r)), append(offsets, 0)
	}
	n := len(ends)
	segments = be(uint16(4), uint16(16+8*n), uint16(0), uint16(2*n), [3]uint16{}, ends, uint16(0), starts, deltas, offsets)
	var mac [256]byte
	for i, code := range []byte(roman) {
		mac[code] = byte(i + 1)
	}
	cmap := be(uint16(0), uint16(2), uint16(1), uint16(0), uint32(20), uint16(3), uint16(1), uint32(20+262),
		uint16(0), uint16(262), uint16(0), mac, segments)
	glyphs := uint16(len(runes) + 1)
	tables := map[string][]byte{"cmap": cmap, "glyf": glyf, "loca": loca, "hmtx": hmtx,
		"head": be(uint32(0x10000), uint32(0), uint32(0), uint32(0x5f0f3cf5), uint16(0), uint16(1000), uint64(0), uint64(0),
			[4]int16{0, 0, 900, 600}, uint16(0), uint16(8), int16(2), int16(1), int16(0)),
		"hhea": be(uint32(0x10000), int16(800), int16(-200), [13]uint16{}, glyphs),
		"maxp": be(uint32(0x10000), glyphs, uint16(4), uint16(1), [11]uint16{})}
	head, body := be(uint32(0x10000), uint16(len(tables)), [3]uint16{}), []byte(nil)
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		head = append(head, be([]byte(name), uint32(0), uint32(12+16*len(tables)+len(body)), uint32(len(tables[name])))...)
		body = append(body, tables[name]...)
		body = append(body, make([]byte, -len(body)&3)...)
	}
	return append(head, body...)
}

// inFont makes a PDF of one line in a font.
func inFont(line, font string, more ...string) []byte {
	return rawPDF(append([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
		streamOf("", "BT /F 20 Tf 50 780 Td "+line+" Tj ET"), font}, more...)...)
}

const byGlyph = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font " +
	"/Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> " +
	"/DW 500 %s /FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 900 600] %s>> >>] >>"

// Letters that the document does not name are those that the font has for their glyphs.
func TestLettersThatTheFontKnows(t *testing.T) {
	const letters = "Ремонтдг"
	hex := func(glyphs ...int) string {
		var b strings.Builder
		for _, g := range glyphs {
			fmt.Fprintf(&b, "%04x", g)
		}
		return "<" + b.String() + ">"
	}
	file := streamOf("", string(fontOf(letters, "\xd0\xe5\xec\xee\xed\xf2\xe4\xe3")))
	bare := streamOf("", string(bytes.Replace(fontOf(letters, ""), []byte("cmap"), []byte("none"), 1)))
	shifted := make([]byte, 2*9) // codes are other glyphs
	for code := range 9 {
		shifted[2*code+1] = byte(8 - code)
	}
	inCP1251, err := charmap.Windows1251.NewEncoder().String("Ремонт")
	if err != nil {
		t.Fatal(err)
	}
	type3 := "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 500] /FontMatrix [.001 0 0 .001 0 0] /FirstChar 1 " +
		"/LastChar 5 /Widths [500 500 500 500 500] /Encoding << /Differences [1 /afii10017 /afii10070 /five 5 /uni0444] >> " +
		"/CharProcs << /afii10017 6 0 R /afii10070 6 0 R /five 6 0 R /uni0444 6 0 R >> /Resources << >> >>"
	for name, c := range map[string]struct {
		data []byte
		text string
	}{
		"by glyph": {inFont(hex(1, 2, 3, 4, 5, 6), fmt.Sprintf(byGlyph, "", "/FontFile2 6 0 R"), file), "Ремонт"},
		"by another number": {inFont(hex(1, 2, 3, 4, 5, 6), fmt.Sprintf(byGlyph, "/CIDToGIDMap 7 0 R",
			"/FontFile2 6 0 R"), file, streamOf("", string(shifted))), ""},
		"of Windows": {inFont(hex(0x26, 0x44, 0x53, 0x4c, 0x57, 0x44, 0x4f), fmt.Sprintf(byGlyph, "", "")), "Capital"},
		"of Windows, small": {inFont(hex(0x55, 0x48, 0x53, 0x44, 0x4c, 0x55, 3, 0x52, 0x49, 3, 0x55, 0x52, 0x44, 0x47, 0x56),
			fmt.Sprintf(byGlyph, "", "")), "repair of roads"},
		"not of Windows": {inFont(hex('C', 'a', 'p', 'i', 't', 'a', 'l'), fmt.Sprintf(byGlyph, "", "")), "Capital"},
		"of Windows, a part": {inFont(hex(0x26, 0x44, 0x53, 0x4c, 0x57, 0x44, 0x4f, 3, 0x55, 0x48, 0x53, 0x44, 0x4c, 0x55),
			fmt.Sprintf(byGlyph, "", "/FontFile2 6 0 R"), bare), "Capital repair"},
		"numbers of glyphs": {inFont(hex(0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57),
			fmt.Sprintf(byGlyph, "", "/FontFile2 6 0 R"), bare), "PQRSTUVW"},
		"codes of windows-1251": {inFont("("+inCP1251+")", "<< /Type /Font /Subtype /TrueType /BaseFont /X /FirstChar 0 "+
			"/LastChar 0 /Widths [0] /FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 /MissingWidth 500 "+
			"/FontBBox [0 0 900 600] /FontFile2 6 0 R >> >>", file), "Ремонт"},
		"Type 3": {inFont("<0102030205>", type3, streamOf("", "500 0 d0 0 0 400 400 re f")), "Ае5еф"},
	} {
		p := extracttest.One(t, func(name string, data []byte, o format.Options) []format.Part {
			o.NoOCR = true
			return readFile(name, data, o)
		}, "a.pdf", c.data)
		if p.Text != c.text || c.text != "" && p.Status != archive.StatusOK {
			t.Errorf("%s: %q %s %v", name, p.Text, p.Status, p.Causes)
		}
	}
}
