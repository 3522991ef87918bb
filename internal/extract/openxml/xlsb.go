package openxml

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
	"letopis/internal/extract/sheet"
)

// Records of a binary workbook (MS-XLSB 2.3) that hold text and numbers.
const (
	xlsbRow         = 0
	xlsbBlank       = 1
	xlsbRK          = 2
	xlsbError       = 3
	xlsbBool        = 4
	xlsbReal        = 5
	xlsbString      = 6
	xlsbShared      = 7
	xlsbFmlaString  = 8
	xlsbFmlaNumber  = 9
	xlsbFmlaBool    = 10
	xlsbFmlaError   = 11
	xlsbItem        = 19
	xlsbFormat      = 44
	xlsbXF          = 47
	xlsbRichString  = 62
	xlsbBook        = 153
	xlsbSheet       = 156
	xlsbRunning     = 479
	xlsbCellXFs     = 617
	xlsbEndOfCellXF = 618
	xlsbCommentText = 637
)

// xlsb reads the sheets of a binary workbook in its order.
func (p *zipPackage) xlsb(book string, part *format.Part) error {
	rel := p.relations(book)
	b := &binaryBook{out: format.NewFlow(p.budget), aside: format.NewFlow(p.budget), custom: map[int]string{}}
	for _, kind := range []string{"sharedStrings", "styles"} {
		if err := p.records(p.one(rel, kind, "xl/"+kind+".bin"), b.global); err != nil {
			return err
		}
	}
	var sheets []sheetFile
	err := p.records(book, func(id int, body ole.Cursor) {
		switch id {
		case xlsbBook:
			b.date1904 = body.U32(0)&1 != 0
		case xlsbSheet:
			relID, at := wideString(body, 8)
			name, _ := wideString(body, at)
			if r := rel[relID]; p.has(r.file) {
				sheets = append(sheets, sheetFile{name, r.file})
			}
		}
	})
	for _, sh := range sheets {
		if err != nil {
			break
		}
		b.out.Add(sh.name + "\n")
		err = p.records(sh.file, b.cell)
		b.endRow()
		p.aroundCells(sh.file, b.out)
	}
	part.Text, part.Aside = b.out.String(), format.RunningLines(b.aside.String())
	return err
}

// records goes through a binary file of the package, as far as it goes.
func (p *zipPackage) records(file string, take func(id int, body ole.Cursor)) error {
	data, err := p.read(file)
	if err != nil {
		return err
	}
	for at := 0; at < len(data); {
		id, n := varint(data[at:], 2)
		at += n
		size, n := varint(data[at:], 4)
		if at += n; n == 0 || at+size > len(data) {
			return fmt.Errorf("%s обрывается", file)
		}
		if p.budget.Err() != nil {
			return p.budget.Err()
		}
		take(id, ole.Cursor(data[at:at+size]))
		at += size
	}
	return nil
}

// varint reads a number of at most most bytes; the high bit of a byte says that another
// follows. Of ids the bit is kept out, too, so that 0x80|x, y is x + y<<7.
func varint(b []byte, most int) (v, n int) {
	for n < len(b) && n < most {
		v |= int(b[n]&0x7f) << (7 * n)
		n++
		if b[n-1]&0x80 == 0 {
			break
		}
	}
	return v, n
}

// wideString reads a string with its length, and returns what follows.
func wideString(c ole.Cursor, at int) (s string, next int) {
	n := int(c.U32(at))
	if n < 0 || n > (len(c)-at-4)/2 { // -1 is none
		return "", at + 4
	}
	return c.Units(at+4, n), at + 4 + 2*n
}

// binaryBook is a binary workbook being read.
type binaryBook struct {
	out      *format.Flow
	aside    *format.Flow // headers and footers
	shared   []string
	custom   map[int]string // formats of numbers by id
	formats  []sheet.Format // by style of cells
	inXFs    bool
	date1904 bool
	column   int // of the next cell
	inRow    bool
}

// global reads a record of strings or styles.
func (b *binaryBook) global(id int, body ole.Cursor) {
	switch id {
	case xlsbItem:
		s, _ := wideString(body, 1)
		b.shared = append(b.shared, s)
	case xlsbFormat:
		b.custom[int(body.U16(0))], _ = wideString(body, 2)
	case xlsbCellXFs:
		b.inXFs = true
	case xlsbEndOfCellXF:
		b.inXFs = false
	case xlsbXF:
		if !b.inXFs {
			return
		}
		format := int(body.U16(2))
		if code, ok := b.custom[format]; ok {
			b.formats = append(b.formats, sheet.Parse(code))
		} else {
			b.formats = append(b.formats, sheet.Builtin(format))
		}
	}
}

func (b *binaryBook) endRow() {
	if b.inRow {
		b.out.Paragraph()
	}
	b.inRow, b.column = false, 0
}

// cell reads a record of a sheet.
func (b *binaryBook) cell(id int, body ole.Cursor) {
	if id == xlsbRow {
		b.endRow()
		b.inRow = true
		return
	}
	if id == xlsbRunning {
		for at := 2; at < len(body); { // of odd pages, of even ones, of the first
			var code string
			code, at = wideString(body, at)
			b.aside.Add(sheet.RunningText(code) + "\n")
		}
		return
	}
	if id > xlsbFmlaError && id != xlsbRichString {
		return
	}
	if at := int(body.U32(0)); at > b.column { // empty cells are left out
		b.out.Add(strings.Repeat(format.CellEnd, min(at-b.column, sheet.MaxGap)))
		b.column = at
	}
	b.column++
	b.out.Cell(true)
	b.out.Add(b.value(id, int(body.U32(4)&0xffffff), body.From(8)))
	b.out.Cell(false)
}

// value shows a cell as people see it.
func (b *binaryBook) value(id, style int, v ole.Cursor) string {
	number := math.Float64frombits(v.U64(0))
	switch id {
	case xlsbBlank, xlsbError, xlsbFmlaError:
		return ""
	case xlsbBool, xlsbFmlaBool:
		return sheet.Bool(v.U8(0) != 0)
	case xlsbString, xlsbFmlaString:
		s, _ := wideString(v, 0)
		return strings.ReplaceAll(s, "\n", " ")
	case xlsbRichString:
		s, _ := wideString(v, 1)
		return strings.ReplaceAll(s, "\n", " ")
	case xlsbShared:
		if i := int(v.U32(0)); i >= 0 && i < len(b.shared) {
			return strings.ReplaceAll(b.shared[i], "\n", " ")
		}
		return ""
	case xlsbRK:
		number = sheet.RK(v.U32(0))
	}
	if math.IsNaN(number) || math.IsInf(number, 0) {
		return strconv.FormatFloat(number, 'g', -1, 64)
	}
	var show sheet.Format
	if style < len(b.formats) {
		show = b.formats[style]
	}
	return show.Show(number, b.date1904)
}
