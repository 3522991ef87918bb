package office

import (
	"math"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/extract/format"
	"letopis/internal/extract/ocr"
	"letopis/internal/extract/ole"
	"letopis/internal/extract/sheet"
)

// Records of a workbook (MS-XLS 2.3) that hold text and numbers.
const (
	xlsFormula    = 0x0006
	xlsEOF        = 0x000a
	xls1904       = 0x0022
	xlsCodePage   = 0x0042
	xlsFilePass   = 0x002f
	xlsContinue   = 0x003c
	xlsBoundSheet = 0x0085
	xlsMulRK      = 0x00bd
	xlsRString    = 0x00d6
	xlsXF         = 0x00e0
	xlsSST        = 0x00fc
	xlsLabelSST   = 0x00fd
	xlsNumber     = 0x0203
	xlsLabel      = 0x0204
	xlsBoolErr    = 0x0205
	xlsString     = 0x0207
	xlsRK         = 0x027e
	xlsFormat     = 0x041e
	xlsFormat5    = 0x001e // before Excel 97 also this
	xlsBOF        = 0x0809

	// Kinds of substreams, by their BOF.
	xlsCells = 0x0010
	xlsChart = 0x0020
)

// workbook is an Excel file of 5.0 to 2003 being read.
type workbook struct {
	budget    *format.Budget
	data      ole.Cursor
	wide      bool // BIFF8, of Excel 97 and later: strings say their width
	page      *charmap.Charmap
	shared    []string
	lost      bool           // a cell has a string that is not there
	names     map[int]string // of sheets, by their place in the stream
	styles    []uint16       // the format of each style (XF)
	formats   map[uint16]sheet.Format
	since04   bool
	out       *format.Flow
	aside     *format.Flow    // headers and footers
	boxes     *format.Flow    // text boxes, comments and charts of the sheet being read
	known     map[string]bool // those, as they are
	comment   bool            // the next text box is of a comment
	row       int             // of the cell before
	column    int
	decrypted bool // it was encrypted by a password that everybody has
	waiting   bool // a formula whose text is in the next record
	pasted    *ocr.Pasted
	drawn     int // the last record of drawings that was read
}

func newWorkbook(data []byte, budget *format.Budget, pasted *ocr.Pasted) *workbook {
	b := &workbook{budget: budget, pasted: pasted, data: data, names: map[int]string{}, page: charmap.Windows1251,
		formats: map[uint16]sheet.Format{}, known: map[string]bool{}, out: format.NewFlow(budget),
		aside: format.NewFlow(budget)}
	b.boxes = b.out.Rest()
	return b
}

// excel reads the sheets in the order of the stream: a row a line, then what lies on them.
func excel(o *ole.File, stream string, part *format.Part, budget *format.Budget, pasted *ocr.Pasted) error {
	b := newWorkbook(o.Read(stream), budget, pasted)
	b.wide = b.data.U16(0) == xlsBOF && b.data.U16(4) >= 0x0600
	err := b.read()
	b.endSheet() // of a file that breaks off
	part.Text, part.Aside = b.out.String(), format.RunningLines(b.aside.String())
	return err
}

// record returns the record at an offset and where the next one is.
func (b *workbook) record(at int) (id uint16, body ole.Cursor, next int) {
	id, next = b.data.U16(at), at+4+int(b.data.U16(at+2))
	return id, b.data.Slice(at+4, next-at-4), next
}

func (b *workbook) read() error {
	if id := b.data.U16(0); id != xlsBOF {
		return format.ErrDamaged
	}
	depth := 0 // of substreams: a chart may stand in a sheet
	cells := false
	for at := 0; at+4 <= len(b.data); {
		if b.budget.Err() != nil {
			return b.budget.Err()
		}
		if b.out.Full() {
			return nil
		}
		id, body, next := b.record(at)
		if next > len(b.data) {
			return format.ErrDamaged
		}
		switch id {
		case xlsBOF:
			depth++
			if depth == 1 {
				cells = b.open(at, body)
			}
		case xlsEOF:
			depth--
			if depth == 0 {
				if cells {
					b.endRow()
				}
				b.endSheet()
			}
		case xlsFilePass:
			if err := b.decrypt(at); err != nil {
				return err
			}
		case xlsSST:
			b.sst(at)
		default:
			switch {
			case b.around(at, id, body):
			case cells && depth == 1:
				b.cell(id, body)
			default:
				b.global(id, body)
			}
		}
		at = next
	}
	if depth > 0 || b.lost {
		return format.ErrDamaged
	}
	return nil
}

// open starts a substream; it reports whether it is a sheet of cells.
func (b *workbook) open(at int, body ole.Cursor) bool {
	kind := body.U16(2)
	if name := b.names[at]; name != "" && (kind == xlsCells || kind == xlsChart) {
		b.out.Add(name + "\n")
	}
	b.row, b.column, b.waiting = -1, 0, false
	return kind == xlsCells
}

// global reads a record of the workbook as a whole.
func (b *workbook) global(id uint16, body ole.Cursor) {
	switch id {
	case xlsBoundSheet:
		if b.wide {
			b.names[int(body.U32(0))] = b.text(body.From(7), int(body.U8(6)))
		} else {
			b.names[int(body.U32(0))] = ole.DecodeBytes(body.Slice(7, int(body.U8(6))), b.page)
		}
	case xlsFormat, xlsFormat5:
		var code string
		if b.wide {
			code = b.text(body.From(4), int(body.U16(2)))
		} else {
			code = ole.DecodeBytes(body.Slice(3, int(body.U8(2))), b.page)
		}
		b.formats[body.U16(0)] = sheet.Parse(code)
	case xlsXF:
		b.styles = append(b.styles, body.U16(2))
	case xls1904:
		b.since04 = body.U16(0) == 1
	case xlsCodePage:
		if page := codePages[body.U16(0)]; page != nil {
			b.page = page
		}
	}
}

// codePages are those of 8-bit texts that a workbook may name. Russian ones name that of the West, too, which says
// nothing.
var codePages = map[uint16]*charmap.Charmap{1250: charmap.Windows1250, 1253: charmap.Windows1253,
	1254: charmap.Windows1254, 1255: charmap.Windows1255, 1256: charmap.Windows1256, 1257: charmap.Windows1257,
	437: charmap.CodePage437, 850: charmap.CodePage850, 852: charmap.CodePage852, 866: charmap.CodePage866}

// text reads a string of n characters that starts with its flags.
func (b *workbook) text(c ole.Cursor, n int) string {
	if c.U8(0)&1 != 0 {
		return c.Units(1, n)
	}
	return ole.Latin1(c.Slice(1, n))
}

// cell reads a record of a sheet.
func (b *workbook) cell(id uint16, body ole.Cursor) {
	row, column, style := int(body.U16(0)), int(body.U16(2)), int(body.U16(4))
	switch id {
	case xlsLabelSST:
		if i := int(body.U32(6)); i >= 0 && i < len(b.shared) {
			b.put(row, column, b.shared[i])
		} else {
			b.lost = true
		}
	case xlsLabel, xlsRString:
		if n := int(body.U16(6)); b.wide {
			b.put(row, column, b.text(body.From(8), n))
		} else {
			b.put(row, column, ole.DecodeBytes(body.Slice(8, n), b.page))
		}
	case xlsNumber:
		b.put(row, column, b.number(math.Float64frombits(body.U64(6)), style))
	case xlsRK:
		b.put(row, column, b.number(sheet.RK(body.U32(6)), style))
	case xlsMulRK:
		for i := range (len(body) - 6) / 6 {
			b.put(row, column+i, b.number(sheet.RK(body.U32(6+6*i)), int(body.U16(4+6*i))))
		}
	case xlsBoolErr:
		if body.U8(7) == 0 {
			b.put(row, column, sheet.Bool(body.U8(6) == 1))
		}
	case xlsFormula:
		b.formula(row, column, style, body)
	case xlsString:
		if b.waiting {
			b.waiting = false
			if n := int(body.U16(0)); b.wide {
				b.put(b.row, b.column, b.text(body.From(2), n))
			} else {
				b.put(b.row, b.column, ole.DecodeBytes(body.Slice(2, n), b.page))
			}
		}
	}
}

// formula shows the value that was computed last.
func (b *workbook) formula(row, column, style int, body ole.Cursor) {
	if body.U16(12) != 0xffff {
		b.put(row, column, b.number(math.Float64frombits(body.U64(6)), style))
		return
	}
	switch body.U8(6) {
	case 0: // text, in the next record
		b.put(row, column, "")
		b.waiting = true
	case 1:
		b.put(row, column, sheet.Bool(body.U8(8) == 1))
	}
}

func (b *workbook) number(f float64, style int) string {
	if style >= len(b.styles) {
		return sheet.General(f)
	}
	id := b.styles[style]
	show, known := b.formats[id]
	if !known {
		show = sheet.Builtin(int(id))
		b.formats[id] = show
	}
	return show.Show(f, b.since04)
}

// put writes a cell after those before it in its row.
func (b *workbook) put(row, column int, s string) {
	switch {
	case row != b.row:
		if b.row >= 0 {
			b.endRow()
		}
		b.out.Add(strings.Repeat(format.CellEnd, min(column, sheet.MaxGap)))
	case column > b.column:
		b.out.Add(strings.Repeat(format.CellEnd, min(column-b.column, sheet.MaxGap)))
	case column < b.column:
		b.out.Add(format.CellEnd)
	}
	b.row, b.column = row, column
	b.out.Add(strings.ReplaceAll(strings.ReplaceAll(s, "\r", ""), "\n", " "))
}

func (b *workbook) endRow() {
	b.out.Add(format.CellEnd + "\n")
	b.row, b.column = -1, 0
}

// sst reads the table of shared strings, which runs on over CONTINUE records
// (MS-XLS 2.4.265): each starts anew with the width of characters when it cuts
// a string.
// What breaks off there is told by the cells that lack it.
func (b *workbook) sst(at int) {
	_, body, next := b.record(at)
	r := &sstReader{b: b, body: body, next: next, at: 8}
	count := int(body.U32(4))
	for range min(count, len(b.data)) {
		s, ok := r.string()
		if !ok {
			return
		}
		b.shared = append(b.shared, s)
	}
}

type sstReader struct {
	b    *workbook
	body ole.Cursor
	at   int
	next int
}

// more goes on to the next record when the present one is at its end.
func (r *sstReader) more() bool {
	for r.at >= len(r.body) {
		id, body, next := r.b.record(r.next)
		if id != xlsContinue || next > len(r.b.data) || len(body) == 0 {
			return false
		}
		r.at, r.body, r.next = r.at-len(r.body), body, next
	}
	return true
}

func (r *sstReader) string() (string, bool) {
	if !r.more() {
		return "", false
	}
	n, flags := int(r.body.U16(r.at)), r.body.U8(r.at+2)
	r.at += 3
	skip := 0
	if flags&8 != 0 { // formatting runs
		skip += 4 * int(r.body.U16(r.at))
		r.at += 2
	}
	if flags&4 != 0 { // how to read kanji
		skip += int(r.body.U32(r.at))
		r.at += 4
	}
	var s strings.Builder
	for wide := flags&1 != 0; n > 0; {
		if r.at >= len(r.body) {
			if r.at = len(r.body); !r.more() {
				return "", false
			}
			wide = r.body.U8(0)&1 != 0
			r.at++
		}
		width := 1
		if wide {
			width = 2
		}
		take := min(n, (len(r.body)-r.at)/width)
		if take == 0 {
			return "", false
		}
		if wide {
			s.WriteString(r.body.Units(r.at, take))
		} else {
			s.WriteString(ole.Latin1(r.body.Slice(r.at, take)))
		}
		r.at += take * width
		n -= take
	}
	for skip > 0 {
		if !r.more() {
			return s.String(), true // the last string's formatting
		}
		step := min(skip, len(r.body)-r.at)
		r.at += step
		skip -= step
	}
	return s.String(), true
}
