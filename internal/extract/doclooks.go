package extract

import (
	"cmp"
	"slices"
)

// A span is a stretch of the stream, [from, to).
type span struct{ from, to int }

// lookPages calls each for every page of looks (FKP) that a table of the FIB
// lists (MS-DOC 2.8.5, 2.8.6).
func (w *wordFile) lookPages(fib int, each func(page cursor, runs int)) {
	plc := cursor(w.table.slice(int(w.main.u32(fib)), int(w.main.u32(fib+4))))
	n := (len(plc) - 4) / 8
	seen := map[uint32]bool{}
	for i := range n {
		pn := plc.u32(4*(n+1)+4*i) & 0x3fffff
		if seen[pn] {
			continue
		}
		seen[pn] = true
		if pg := cursor(w.main.slice(int(pn)*512, 512)); len(pg) == 512 {
			each(pg, int(pg[511]))
		}
	}
}

// paragraphs notes which paragraphs are in a table and which marks end a row:
// the mark of a cell and that of a row are the same character (MS-DOC 2.9.174).
func (w *wordFile) paragraphs() {
	w.marks = map[int]paragraph{}
	w.lookPages(0x102, func(pg cursor, runs int) {
		for j := range runs {
			at := 2 * int(pg.u8(4*(runs+1)+13*j))
			if at == 0 {
				continue
			}
			size, skip := 2*int(pg.u8(at))-1, 1
			if pg.u8(at) == 0 {
				size, skip = 2*int(pg.u8(at+1)), 2
			}
			if p := tableMarks(cursor(pg.slice(at+skip, size))); p != (paragraph{}) {
				w.marks[int(pg.u32(4*j+4))] = p
			}
		}
	})
}

// tableMarks reads sprmPFInTable and sprmPFTtp out of a style and its changes.
func tableMarks(c cursor) (p paragraph) {
	looks(c.from(2), func(op uint16, value cursor) {
		switch op {
		case 0x2416:
			p.inTable = value.u8(0) != 0
		case 0x2417:
			p.rowEnd = value.u8(0) != 0
		}
	})
	return p
}

// characters notes the text that a reader does not see: hidden, or deleted with
// its changes tracked (MS-DOC 2.9.33, 2.9.38).
func (w *wordFile) characters() {
	w.lookPages(0xfa, func(pg cursor, runs int) {
		for j := range runs {
			at := 2 * int(pg.u8(4*(runs+1)+j))
			if at == 0 {
				continue
			}
			s := span{int(pg.u32(4 * j)), int(pg.u32(4*j + 4))}
			if s.from < s.to && isUnseen(cursor(pg.slice(at+1, int(pg.u8(at))))) {
				w.unseen = append(w.unseen, s)
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

// isUnseen reads sprmCFRMarkDel and sprmCFVanish. 0x81 is the opposite of what the
// style says, and styles hide nothing.
func isUnseen(c cursor) bool {
	var hidden, deleted bool
	looks(c, func(op uint16, value cursor) {
		on := value.u8(0) == 1 || value.u8(0) == 0x81
		switch op {
		case 0x0800:
			deleted = on
		case 0x083c:
			hidden = on
		}
	})
	return hidden || deleted
}

// looks calls each for every change of looks (sprm, MS-DOC 2.6) with its value.
func looks(c cursor, each func(op uint16, value cursor)) {
	for len(c) >= 3 {
		op, size := c.u16(0), 0
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
			size = 1 + int(c.u8(2))
			if op == 0xd608 {
				size = 1 + int(c.u16(2))
			} else if op == 0xc615 && c.u8(2) == 255 {
				return
			}
		}
		each(op, cursor(c.slice(2, size)))
		c = c.from(2 + size)
	}
}
