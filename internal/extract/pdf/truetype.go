package pdf

import (
	"encoding/binary"
	"math"
)

// A trueType is what is read of a font of TrueType: which letter each glyph is of, and how large it is drawn. Fonts in
// PDFs lack most tables that others have.
type trueType struct {
	letters map[rune]rune // by the number of the glyph
	glyphs  map[rune]rune // the other way round
	roman   [256]uint16   // glyphs of the codes of a Macintosh, 0 for none
	loca    []byte
	glyf    []byte
	long    bool // offsets in loca are of 4 bytes
	left    int  // letters that may still be read
}

// maxSegments bounds the ranges of a table of letters, maxTables such tables: their ranges may lie over one another.
const maxSegments, maxTables = 0x8000, 16

// parseTrueType reads a font; nil when it has no glyphs or no table of letters.
func parseTrueType(data []byte) *trueType {
	be := binary.BigEndian
	if len(data) < 12 || be.Uint32(data) != 0x10000 && string(data[:4]) != "true" {
		return nil
	}
	tables := map[string][]byte{}
	for i := range int(be.Uint16(data[4:])) {
		entry := piece(data, 12+16*i, 16)
		if entry == nil {
			break
		}
		tables[string(entry[:4])] = piece(data, int(be.Uint32(entry[8:])), int(be.Uint32(entry[12:])))
	}
	t := &trueType{letters: map[rune]rune{}, glyphs: map[rune]rune{}, loca: tables["loca"], glyf: tables["glyf"],
		left: math.MaxUint16}
	if head := tables["head"]; len(head) >= 52 {
		t.long = be.Uint16(head[50:]) != 0
	}
	cmap := tables["cmap"]
	if len(cmap) < 4 || t.glyf == nil {
		return nil
	}
	for i := range min(int(be.Uint16(cmap[2:])), maxTables) {
		record := piece(cmap, 4+8*i, 8)
		if record == nil {
			break
		}
		at := int(be.Uint32(record[4:]))
		if at+8 > len(cmap) {
			continue
		}
		switch platform, encoding := be.Uint16(record), be.Uint16(record[2:]); {
		case platform == 1 && encoding == 0:
			t.readRoman(cmap[at:])
		case platform == 0, platform == 3 && encoding == 1:
			t.readUnicode(cmap[at:])
		}
	}
	if len(t.letters) == 0 {
		return nil
	}
	return t
}

// piece returns n bytes from at, nil where there are not so many.
func piece(data []byte, at, n int) []byte {
	if at < 0 || n < 0 || at > len(data) || n > len(data)-at {
		return nil
	}
	return data[at : at+n]
}

// readRoman reads a table of the codes of a Macintosh, in formats 0 and 6.
func (t *trueType) readRoman(table []byte) {
	be := binary.BigEndian
	switch be.Uint16(table) {
	case 0:
		for code, glyph := range piece(table, 6, 256) {
			t.roman[code] = uint16(glyph)
		}
	case 6:
		if len(table) < 10 {
			return
		}
		first, n := int(be.Uint16(table[6:])), int(be.Uint16(table[8:]))
		for i := range n {
			if glyph := piece(table, 10+2*i, 2); glyph != nil && first+i < len(t.roman) {
				t.roman[first+i] = be.Uint16(glyph)
			}
		}
	}
}

// readUnicode reads a table of letters in format 4.
func (t *trueType) readUnicode(table []byte) {
	be := binary.BigEndian
	if be.Uint16(table) != 4 {
		return
	}
	n := min(int(be.Uint16(table[6:]))/2, maxSegments)
	const ends = 14
	starts := ends + 2*n + 2
	for i := range n {
		end, start := piece(table, ends+2*i, 2), piece(table, starts+2*i, 2)
		delta, offset := piece(table, starts+2*(n+i), 2), piece(table, starts+2*(2*n+i), 2)
		if offset == nil {
			return
		}
		from := starts + 2*(2*n+i) + int(be.Uint16(offset))
		for r := int(be.Uint16(start)); r <= int(be.Uint16(end)) && r < math.MaxUint16 && t.left > 0; r++ {
			t.left--
			glyph := uint16(r)
			if be.Uint16(offset) != 0 {
				at := piece(table, from+2*(r-int(be.Uint16(start))), 2)
				if at == nil || be.Uint16(at) == 0 {
					continue
				}
				glyph = be.Uint16(at)
			}
			t.add(rune(r), rune(glyph+be.Uint16(delta)))
		}
	}
}

// add notes a glyph; what is no letter or sign, and another letter of the same looks, is left out.
func (t *trueType) add(r, glyph rune) {
	if glyph == 0 || isUnknown(r) {
		return
	}
	if t.glyphs[r] == 0 {
		t.glyphs[r] = glyph
	}
	if t.letters[glyph] == 0 {
		t.letters[glyph] = r
	}
}

// shape is the width of a glyph by its height, 0 for one that is not drawn.
func (t *trueType) shape(glyph rune) float64 {
	be := binary.BigEndian
	var at, end int
	if t.long {
		offsets := piece(t.loca, 4*int(glyph), 8)
		if offsets == nil {
			return 0
		}
		at, end = int(be.Uint32(offsets)), int(be.Uint32(offsets[4:]))
	} else {
		offsets := piece(t.loca, 2*int(glyph), 4)
		if offsets == nil {
			return 0
		}
		at, end = 2*int(be.Uint16(offsets)), 2*int(be.Uint16(offsets[2:]))
	}
	box := piece(t.glyf, at, 10)
	if box == nil || end <= at {
		return 0
	}
	number := func(at int) float64 { return float64(int16(be.Uint16(box[at:]))) }
	width, height := number(6)-number(2), number(8)-number(4)
	if width <= 0 || height <= 0 {
		return 0
	}
	return width / height
}
