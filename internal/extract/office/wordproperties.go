package office

import (
	"cmp"
	"slices"

	"letopis/internal/extract/ole"
)

// wordProperties are what the tables of formatting say of a text.
type wordProperties struct {
	main, table ole.Cursor        // the streams
	marks       map[int]paragraph // by the end of the paragraph in the stream
	unseen      []span            // hidden and deleted text, in order
	pictures    []int             // places in the stream of data
	forms       map[int]int       // the same of data of fields, by the place of their character
}

// paragraph says what an end of a paragraph stands for.
type paragraph struct{ inTable, rowEnd bool }

// A span is a stretch of the stream, [from, to).
type span struct{ from, to int }

// eachPropertyPage calls each for every page of properties (FKP) that a table of the FIB
// lists (MS-DOC 2.8.5, 2.8.6).
func (w *wordProperties) eachPropertyPage(fib int, each func(page ole.Cursor, runs int)) {
	plc := ole.Cursor(w.table.Slice(int(w.main.U32(fib)), int(w.main.U32(fib+4))))
	n := (len(plc) - 4) / 8
	seen := map[uint32]bool{}
	for i := range n {
		pn := plc.U32(4*(n+1)+4*i) & 0x3fffff
		if seen[pn] {
			continue
		}
		seen[pn] = true
		if pg := ole.Cursor(w.main.Slice(int(pn)*512, 512)); len(pg) == 512 {
			each(pg, int(pg[511]))
		}
	}
}

// paragraphs notes which paragraphs are in a table and which marks end a row:
// the mark of a cell and that of a row are the same character (MS-DOC 2.9.174).
func (w *wordProperties) paragraphs() {
	w.marks = map[int]paragraph{}
	w.eachPropertyPage(0x102, func(pg ole.Cursor, runs int) {
		for j := range runs {
			at := 2 * int(pg.U8(4*(runs+1)+13*j))
			if at == 0 {
				continue
			}
			size, skip := 2*int(pg.U8(at))-1, 1
			if pg.U8(at) == 0 {
				size, skip = 2*int(pg.U8(at+1)), 2
			}
			if p := tableMarks(ole.Cursor(pg.Slice(at+skip, size))); p != (paragraph{}) {
				w.marks[int(pg.U32(4*j+4))] = p
			}
		}
	})
}

// tableMarks reads sprmPFInTable and sprmPFTtp out of a style and its changes.
func tableMarks(c ole.Cursor) (p paragraph) {
	eachProperty(c.From(2), func(op uint16, value ole.Cursor) {
		switch op {
		case 0x2416:
			p.inTable = value.U8(0) != 0
		case 0x2417:
			p.rowEnd = value.U8(0) != 0
		}
	})
	return p
}

// characters notes the text that a reader does not see: hidden, or deleted with
// its changes tracked (MS-DOC 2.9.33, 2.9.38); and pictures in the line.
func (w *wordProperties) characters() {
	w.forms = map[int]int{}
	w.eachPropertyPage(0xfa, func(pg ole.Cursor, runs int) {
		for j := range runs {
			at := 2 * int(pg.U8(4*(runs+1)+j))
			if at == 0 {
				continue
			}
			s := span{int(pg.U32(4 * j)), int(pg.U32(4*j + 4))}
			c := lookOf(ole.Cursor(pg.Slice(at+1, int(pg.U8(at)))))
			switch {
			case s.from >= s.to:
			case c.hidden || c.deleted:
				w.unseen = append(w.unseen, s)
			case c.picture >= 0 && c.data:
				w.forms[s.from] = c.picture
			case c.picture >= 0:
				w.pictures = append(w.pictures, c.picture)
			}
		}
	})
	slices.SortFunc(w.unseen, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	kept := w.unseen[:0]
	for _, s := range w.unseen { // a damaged file may have some that overlap
		if n := len(kept); n > 0 && s.from <= kept[n-1].to {
			kept[n-1].to = max(kept[n-1].to, s.to)
			continue
		}
		kept = append(kept, s)
	}
	w.unseen = kept
}

// characterLook is what the properties of characters say of them.
type characterLook struct {
	hidden, deleted bool
	data            bool // the picture is none, but what a field keeps
	picture         int  // where the picture is that the character stands for, -1 where it is none
}

// lookOf reads sprmCFRMarkDel, sprmCFVanish and sprmCPicLocation. 0x81 is the opposite of what the style says, and
// styles hide nothing. With sprmCFData it is no picture.
func lookOf(c ole.Cursor) characterLook {
	out := characterLook{picture: -1}
	eachProperty(c, func(op uint16, value ole.Cursor) {
		on := value.U8(0) == 1 || value.U8(0) == 0x81
		switch op {
		case 0x0800:
			out.deleted = on
		case 0x083c:
			out.hidden = on
		case 0x0806:
			out.data = on
		case 0x6a03:
			out.picture = int(value.U32(0))
		}
	})
	return out
}

// eachProperty calls each for every property modifier (sprm, MS-DOC 2.6) with its value.
func eachProperty(c ole.Cursor, each func(op uint16, value ole.Cursor)) {
	for len(c) >= 3 {
		op, size := c.U16(0), 0
		switch op >> 13 {
		case 0, 1:
			size = 1
		case 2, 4, 5:
			size = 2
		case 3:
			size = 4
		case 7:
			size = 3
		case 6:
			size = 1 + int(c.U8(2))
			if op == 0xd608 {
				size = 1 + int(c.U16(2))
			} else if op == 0xc615 && c.U8(2) == 255 {
				return
			}
		}
		each(op, ole.Cursor(c.Slice(2, size)))
		c = c.From(2 + size)
	}
}
