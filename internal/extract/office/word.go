package office

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ocr"
	"letopis/internal/extract/ole"
)

// Kinds of Word file by their first two bytes.
const (
	word97 = 0xa5ec // Word 8 and later, and drafts of Word 6 and 95 for the East
	word6  = 0xa5dc // Word 6 and 95; 0xa697 to 0xa699 in the Far East
	word2  = 0xa5db // Word 2, no compound file
)

// piece is a run of the text of a Word file: [from, to) in the stream.
type piece struct {
	from, to int
	wide     bool // UTF-16
}

// wordFile is what the file information block (FIB) says of a Word file
// (MS-DOC 2.5; for Word 2 and 6, the layout of the versions of 1992–1995).
type wordFile struct {
	wordProperties
	budget *format.Budget
	modern bool // Word 97 and later
	// ccp are the lengths in characters of the parts of the text, in their order:
	// main, footnotes, headers, macros, annotations, endnotes, text boxes.
	ccp    [7]int
	pieces []piece
	east   encoding.Encoding // of letters of two bytes, once it was needed
	data   func() ole.Cursor // the stream of pictures and of data of fields
}

// word reads the streams of a Word document; pictures go to pasted.
func word(o *ole.File, part *format.Part, budget *format.Budget, pasted *ocr.Pasted) error {
	main := ole.Cursor(o.Read("WordDocument"))
	table := "0Table"
	if main.U16(0x0a)&0x0200 != 0 {
		table = "1Table"
	}
	w := newWordFile(main, ole.Cursor(o.Read(table)), budget)
	w.data = sync.OnceValue(func() ole.Cursor { return o.Read("Data") })
	err := w.text(part)
	if w.modern {
		w.wordPictures(pasted)
	}
	return err
}

// ReadWord2 reads a file of Word 2, which is one stream.
func ReadWord2(f format.File, budget *format.Budget) []format.Part {
	part := format.Part{MediaType: format.MediaDOC, Hints: map[string]string{}}
	err := newWordFile(ole.Cursor(f.Data), nil, budget).text(&part)
	return []format.Part{binaryOutcome(part, err)}
}

func newWordFile(main, table ole.Cursor, budget *format.Budget) *wordFile {
	return &wordFile{budget: budget, wordProperties: wordProperties{main: main, table: table}}
}

// text reads the text into a part.
func (w *wordFile) text(part *format.Part) error {
	if w.main.U16(0x0a)&0x0100 != 0 {
		return format.ErrEncrypted
	}
	err := w.layout()
	if len(w.pieces) == 0 {
		return format.ErrDamaged
	}
	page := w.page()
	out := format.NewFlow(w.budget)
	aside := format.NewFlow(w.budget)
	at := 0
	for i, n := range w.ccp {
		switch i {
		case 0, 1, 4, 5, 6:
			w.write(&wordFlow{out: out, comments: i == 4}, at, n, page)
			out.Add("\n")
		case 2:
			w.write(&wordFlow{out: aside}, at, n, page)
		}
		at += n
	}
	part.Text, part.Aside = out.String(), aside.String()
	if err == nil && w.budget.Err() != nil {
		part.Because(reason.Late.With())
	}
	return err
}

// layout reads the lengths and the pieces of the text. An error says that some of it is missing, or that what tells
// its parts from each other is lost.
func (w *wordFile) layout() error {
	m := w.main
	lengths, clx, tables := 0x34, 0x160, m
	var damaged error
	switch magic := m.U16(0); {
	case magic == word2:
		clx = -1
	case magic == word6 || magic >= 0xa697 && magic <= 0xa699 || magic == word97 && m.U16(2) < 0xc1:
	case magic == word97 || len(w.table) > 0: // no other has a stream of tables
		w.modern = true
		lengths, clx, tables = 0x4c, 0x1a2, w.table
		if magic != word97 {
			damaged = format.ErrDamaged
		}
	default:
		return format.ErrDamaged
	}
	total := 0
	for i := range w.ccp {
		w.ccp[i] = int(m.U32(lengths + 4*i))
		total += w.ccp[i]
	}
	if n := int(m.U32(clx + 4)); clx > 0 && n > 0 {
		w.pieceTable(tables.Slice(int(m.U32(clx)), n))
	}
	if total > len(m) { // at least some of the lengths are none
		damaged, total = format.ErrDamaged, 0
		for _, p := range w.pieces {
			total += p.chars()
		}
		w.ccp = [len(w.ccp)]int{total}
	}
	if w.modern {
		w.paragraphs()
		w.characters()
	}
	if len(w.pieces) > 0 {
		return cmp.Or(w.bounded(total), damaged)
	}
	if from, to := int(m.U32(0x18)), int(m.U32(0x1c)); from < to && (!w.modern || total > 0) {
		wide := (w.modern || w.far()) && to-from >= 2*total
		w.pieces = []piece{{from, to, wide}}
	}
	return cmp.Or(w.bounded(total), damaged)
}

// pieceTable reads the PlcPcd of a Clx (MS-DOC 2.9.38), past the changes of
// properties that go before it.
func (w *wordFile) pieceTable(c ole.Cursor) {
	for len(c) > 0 && c[0] == 1 {
		c = c.From(3 + int(c.U16(1)))
	}
	if c.U8(0) != 2 {
		return
	}
	c = c.From(1)
	plc := ole.Cursor(c.Slice(4, int(c.U32(0))))
	n := (len(plc) - 4) / 12
	for i := range n {
		chars := int(plc.U32(4*i+4)) - int(plc.U32(4*i))
		fc := int(plc.U32(4*(n+1) + 8*i + 2))
		if chars <= 0 {
			if chars == 0 {
				continue
			}
			return
		}
		switch {
		case !w.modern && w.far():
			w.pieces = append(w.pieces, piece{fc, fc + 2*chars, true})
		case !w.modern:
			w.pieces = append(w.pieces, piece{fc, fc + chars, false})
		case fc&0x40000000 != 0:
			fc = fc &^ 0x40000000 / 2
			w.pieces = append(w.pieces, piece{fc, fc + chars, false})
		default:
			w.pieces = append(w.pieces, piece{fc, fc + 2*chars, true})
		}
	}
}

// bounded cuts the pieces to the stream and to the length of the text; an error
// tells that some of it is missing.
func (w *wordFile) bounded(total int) error {
	var err error
	kept, left := w.pieces[:0], len(w.main)
	for _, p := range w.pieces {
		if p.to > len(w.main) {
			p.to, err = len(w.main), format.ErrDamaged
		}
		// Pieces may overlap, but a text is never longer than its stream.
		if p.from = min(p.from, p.to); p.to-p.from > left {
			p.to, err = p.from+left, format.ErrDamaged
		}
		left -= p.to - p.from
		if p.from < p.to {
			kept = append(kept, p)
		}
	}
	w.pieces = kept
	have := 0
	for _, p := range kept {
		have += p.chars()
	}
	if have < total {
		err = format.ErrDamaged
	}
	return err
}

func (p piece) chars() int {
	if p.wide {
		return (p.to - p.from) / 2
	}
	return p.to - p.from
}

// page is the code page of the 8-bit pieces.
func (w *wordFile) page() *charmap.Charmap {
	if !w.modern && w.main.U16(0x14) == 0x100 {
		return w.macPage()
	}
	for _, p := range w.pieces {
		if !p.wide && ole.CodePage(slices.Values(w.main[p.from:p.to]), charmap.Windows1252) == charmap.Windows1251 {
			return charmap.Windows1251
		}
	}
	return charmap.Windows1252
}

// macPage is the code page of a text of a Macintosh: letters of the West stand among Latin ones, Russian letters among
// themselves.
func (w *wordFile) macPage() *charmap.Charmap {
	latin, own := 0, 0
	isLatin := func(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
	for _, p := range w.pieces {
		for i := p.from + 1; i < p.to; i++ {
			switch a, b := w.main[i-1], w.main[i]; {
			case a >= 0x80 && b >= 0x80:
				own++
			case a >= 0x80 && isLatin(b), b >= 0x80 && isLatin(a):
				latin++
			}
		}
	}
	if latin > own {
		return charmap.Macintosh
	}
	return charmap.MacintoshCyrillic
}

// write writes n characters of the text from at.
func (w *wordFile) write(f *wordFlow, at, n int, page *charmap.Charmap) {
	for _, p := range w.pieces {
		size := p.chars()
		if at >= size {
			at -= size
			continue
		}
		if n <= 0 || w.budget.Err() != nil || f.out.Full() {
			break
		}
		take := min(size-at, n)
		width := 1
		if p.wide {
			width = 2
		}
		from := p.from + at*width
		w.stretches(f, from, from+take*width, width, page)
		at, n = 0, n-take
	}
}

// stretches writes bytes, what is seen and what is not in turn.
func (w *wordFile) stretches(f *wordFlow, from, to, width int, page *charmap.Charmap) {
	i, _ := slices.BinarySearchFunc(w.unseen, from, func(s span, at int) int { return cmp.Compare(s.to, at+1) })
	for ; i < len(w.unseen) && w.unseen[i].from < to; i++ {
		s := w.unseen[i]
		start, end := max(s.from, from), min(s.to, to)
		start -= (start - from) % width // whole characters, in damaged files too
		end -= (end - from) % width
		w.run(f, from, start, width, page)
		f.unseen = true
		w.run(f, start, end, width, page)
		f.unseen = false
		from = end
	}
	w.run(f, from, to, width, page)
}

// run writes one stretch of bytes, plain text as a whole.
func (w *wordFile) run(f *wordFlow, from, to, width int, page *charmap.Charmap) {
	start := from
	text := func(end int) {
		if start >= end {
			return
		}
		var s string
		switch {
		case width == 1:
			s = ole.DecodeBytes(w.main[start:end], page)
		case w.modern:
			s = w.main.Units(start, (end-start)/2)
		default:
			s = w.farText(start, end)
		}
		if f.hidden() {
			f.last = 0
			f.code(s)
			return
		}
		f.text(s)
	}
	for i := from; i+width <= to; i += width {
		c := rune(w.main[i])
		if width == 2 {
			c = rune(w.main.U16(i))
		}
		if c >= 0x20 && c != 0xad {
			continue
		}
		text(i)
		start = i + width
		if at, ok := w.forms[i]; ok && c == 0x01 {
			f.form(formShown(w.data(), at))
		}
		f.control(c, w.marks[i+width])
	}
	text(to - (to-start)%width)
}

// IsWord2 reports whether data is a file of Word 2, by its magic and a version that it had.
func IsWord2(data []byte) bool {
	v := ole.Cursor(data).U16(2)
	return bytes.HasPrefix(data, []byte{0xdb, 0xa5}) && v >= 30 && v < 60 && len(data) > 0x100
}
