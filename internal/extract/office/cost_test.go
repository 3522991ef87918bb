package office

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

// structure is a part of a binary file that may be as long as one likes: what it is made of, and how a file is made
// around it.
type structure struct {
	name   string
	tokens []string
	file   func(t testing.TB, body string) []byte
}

// tokensOf are records as tokens.
func tokensOf(records ...[]byte) (out []string) {
	for _, r := range records {
		out = append(out, string(r))
	}
	return out
}

// sheetOf makes a workbook of records before its sheets and of the records of a sheet.
func sheetOf(t testing.TB, globals, cells string) []byte {
	bof := func(kind uint16) []byte { return rec(xlsBOF, uint16(0x600), kind, uint32(0), uint32(0), uint32(0)) }
	return oleOf(t, stream{"Workbook", bytes.Join([][]byte{bof(5), []byte(globals), rec(xlsEOF),
		bof(0x10), []byte(cells), rec(xlsEOF)}, nil)})
}

// slidesOf makes a presentation of what its stream begins with, a directory of that, and edits.
func slidesOf(t testing.TB, body, directory string, edits int) []byte {
	data := []byte(body)
	at := uint32(len(data))
	data = append(data, pptRec(pptPersist, directory)...)
	edit := uint32(0)
	for range max(edits, 1) {
		before := edit
		edit = uint32(len(data))
		data = append(data, pptRec(pptUserEdit, uint32(0), uint32(0), before, at, uint32(1), uint32(4), uint32(0))...)
	}
	return oleOf(t, stream{"PowerPoint Document", data},
		stream{"Current User", pptRec(0x0ff6, uint32(20), uint32(0xe391c05f), edit)})
}

// wordTables makes a Word file of a text of which each four characters are a piece, and pages of properties.
func wordTables(t testing.TB, text, pages string) []byte {
	const at = 0x800
	main := make([]byte, at, at+len(text)+len(pages)+1024)
	put := func(at int, values ...any) { copy(main[at:], extracttest.LE(values...)) }
	put(0, uint16(0xa5ec), uint16(0xc1))
	put(0x0a, uint16(0x0200))
	put(0x4c, uint32(len(text)))
	main = append(main, text...)
	main = append(main, make([]byte, (512-len(main)%512)%512)...)
	first := len(main) / 512
	main = append(main, pages...)
	var ends, places, bounds, numbers []byte
	n := 0
	for i := 0; i < len(text); i += 4 {
		ends = append(ends, extracttest.LE(uint32(i))...)
		places = append(places, extracttest.LE(uint16(0), uint32(2*(at+i))|0x40000000, uint16(0))...)
		n++
	}
	ends = append(ends, extracttest.LE(uint32(len(text)))...)
	pieces := slices.Concat(ends, places)
	clx := extracttest.LE(byte(2), uint32(len(pieces)), pieces)
	for i := range len(pages) / 512 {
		bounds = append(bounds, extracttest.LE(uint32(i))...)
		numbers = append(numbers, extracttest.LE(uint32(first+i))...)
	}
	bins := slices.Concat(bounds, make([]byte, 4), numbers)
	put(0x1a2, uint32(0), uint32(len(clx)))
	put(0x102, uint32(len(clx)), uint32(len(bins)))
	put(0xfa, uint32(len(clx)), uint32(len(bins)))
	return oleOf(t, stream{"WordDocument", main}, stream{"1Table", append(clx, bins...)})
}

// propertyPage is a page of properties of as many runs as say so, all over the same changes.
func propertyPage(runs int, changes ...byte) string {
	page := make([]byte, 512)
	for i := range page {
		page[i] = 200 / 2 // wherever a run's properties are looked for
	}
	copy(page[200:], changes)
	for i := range 100 {
		copy(page[4*min(i, runs):], extracttest.LE(uint32(0x800+2*i)))
	}
	page[511] = byte(runs)
	return string(page)
}

var structures = []structure{
	{"text.doc", []string{"слово ", "\r", "\x07", "а\x07б\x07\x07", "\x13 HYPERLINK \x14а\x15", "\x13", "\x14", "\x15",
		"\x0b", "\x0c", "\x1e", "\x1f", "\xad", "\x01"},
		func(_ testing.TB, body string) []byte { return oldWord(0xa5db, 45, 0, body) }},
	{"pieces.doc", []string{"abcd", "ab\r\r", "a\x07\x07\r", "\x13a\x14b", "\x15\x15\x15\x15"},
		func(t testing.TB, body string) []byte { return wordTables(t, body, "") }},
	{"properties.doc", []string{propertyPage(1, 3, 0, 8, 1), propertyPage(29, 5, 0, 0x16, 0x24, 1),
		propertyPage(101, 3, 0, 8, 1), propertyPage(255, bytes.Repeat([]byte{255}, 300)...), propertyPage(255)},
		func(t testing.TB, body string) []byte { return wordTables(t, strings.Repeat("ab\r\x07", 256), body) }},
	{"cells.xls", tokensOf(rec(xlsLabelSST, uint16(0), uint16(0), uint16(0), uint32(1)),
		rec(xlsNumber, uint16(0), uint16(1), uint16(0), math.Float64bits(0.3)),
		rec(xlsNumber, uint16(9), uint16(200), uint16(0), math.Float64bits(1e300)),
		rec(xlsMulRK, uint16(1), uint16(0), uint16(0), uint32(22), uint16(0), uint32(4939), uint16(1)),
		rec(xlsLabel, uint16(1), uint16(1), uint16(0), uint16(3), byte(0), "abc"),
		rec(xlsFormula, uint16(2), uint16(0), uint16(0), byte(0), make([]byte, 5), uint16(0xffff), make([]byte, 6)),
		rec(xlsString, uint16(5), byte(1), utf16le("Итого")), rec(xlsBoolErr, uint16(2), uint16(1), uint16(0), uint16(1)),
		rec(xlsBOF, uint16(0x600), uint16(0x10), uint32(0)), rec(xlsBOF, uint16(0x600), uint16(0x20), uint32(0)),
		rec(xlsEOF), rec(xlsContinue, byte(1)), rec(0)),
		func(t testing.TB, body string) []byte { return sheetOf(t, "", body) }},
	{"globals.xls", tokensOf(rec(xlsXF, uint16(0), uint16(164), make([]byte, 16)),
		rec(xlsFormat, uint16(164), uint16(4), byte(0), "0.0%"), rec(xlsFormat, uint16(1), uint16(9), byte(0), "[$-419]0;"),
		rec(xlsBoundSheet, uint32(9), uint16(0), byte(4), byte(1), utf16le("План")),
		rec(xlsSST, uint32(2), uint32(1), uint16(3), byte(0), "abc"),
		rec(xlsSST, uint32(9), uint32(1<<20), uint16(9), byte(12)), rec(xlsContinue, byte(0), "abc"),
		rec(xls1904, uint16(1))),
		func(t testing.TB, body string) []byte { return sheetOf(t, body, "") }},
	{"strings.xls", tokensOf(rec(xlsContinue, uint16(3), byte(0), "abc"), rec(xlsContinue, uint16(9), byte(1), "ab"),
		rec(xlsContinue, byte(0), "abcdefg"), rec(xlsContinue, uint16(1), byte(8), uint16(500), "a"),
		rec(xlsContinue, uint16(1), byte(4), uint32(1<<20), "a")),
		func(t testing.TB, body string) []byte {
			return sheetOf(t, string(rec(xlsSST, uint32(9), uint32(1<<30), uint16(3), byte(0), "abc"))+body, "")
		}},
	{"boxes.ppt", tokensOf(pptRec(pptTextBytes, "Box"), pptRec(pptTextChars, utf16le("Дороги")), pptRec(pptTextBytes),
		holding(0xf002, 0, pptRec(pptTextBytes, "a")), pptRec(pptSlideAtom, uint32(1), make([]byte, 16)),
		holding(pptGroup, 0, holding(pptShape, 0, pptRec(pptOptions), pptRec(pptChildAnchor, make([]byte, 16)))),
		holding(pptGroup, 0, holding(pptShape, 0, extracttest.LE(uint16(1<<4), uint16(pptOptions), uint32(6),
			uint16(pptTable), uint32(1))), holding(pptShape, 0, pptRec(pptChildAnchor, make([]byte, 16)),
			pptRec(pptTextBytes, "a"))),
		extracttest.LE(uint16(0xf), uint16(0x3ee), uint32(0x7fffffff)),
		extracttest.LE(uint16(0xf), uint16(pptGroup), uint32(0x7fffffff)),
		extracttest.LE(uint16(0xf), uint16(pptShape), uint32(0x7fffffff))),
		func(t testing.TB, body string) []byte {
			return slidesOf(t, string(holding(0x03ee, 0, []byte(body))), "", 0)
		}},
	{"outline.ppt", tokensOf(pptRec(pptSlideAtom, uint32(2), make([]byte, 16)), pptRec(pptTextChars, utf16le("Дороги")),
		pptRec(pptTextBytes, "a")),
		func(t testing.TB, body string) []byte {
			doc := holding(pptDocument, 0, holding(pptSlideList, 0, []byte(body)))
			slide := holding(0x03ee, 0, pptRec(pptTextBytes, strings.Repeat("Box ", 64)))
			directory := extracttest.LE(uint32(2<<20|1), uint32(0), uint32(len(doc)))
			return slidesOf(t, string(doc)+string(slide), string(directory), 0)
		}},
	{"directories.ppt", tokensOf(extracttest.LE(uint32(1<<20|1), uint32(0)), extracttest.LE(uint32(0xfff<<20), uint32(9)),
		extracttest.LE(uint32(5<<20|7), make([]byte, 20))),
		func(t testing.TB, body string) []byte { return slidesOf(t, "", body, len(body)/64) }},
}

// TestCostIsLinear holds it of what binary documents are made of.
func TestCostIsLinear(t *testing.T) {
	for _, s := range structures {
		t.Run(s.name, func(t *testing.T) {
			units := append(cost.Pick(s.tokens, 6, 3), s.tokens...)
			cost.Test{Small: 16 << 10, Large: 128 << 10}.Prepared(t, units, func(body string) func() {
				data := s.file(t, body)
				return func() { readFile(s.name, data, format.Options{}) }
			})
		})
	}
}
