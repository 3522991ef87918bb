package office

import (
	"math"

	"letopis/internal/extract/format"
	"letopis/internal/extract/ocr"
	"letopis/internal/extract/ole"
	"letopis/internal/extract/sheet"
)

// Records of Excel 2.0 to 4.0 (BIFF2 to BIFF4) that differ from those of later ones.
const (
	oldBOF2       = 0x0009
	oldBOF3       = 0x0209
	oldBOF4       = 0x0409
	oldInteger    = 0x0002
	oldNumber     = 0x0003
	oldLabel      = 0x0004
	oldBoolErr    = 0x0005
	oldString     = 0x0007
	oldFormula3   = 0x0206
	oldFormula4   = 0x0406
	oldXF2        = 0x0043
	oldXF3        = 0x0243
	oldXF4        = 0x0443
	oldSheetName  = 0x008f // of a workbook of Excel 4.0
	oldWorkbook   = 0x0100 // the kind of such a file, which holds sheets one after another
	oldStringHead = 8      // bytes before the characters of a cell of Excel 3.0 and 4.0
)

// IsOldExcel reports whether data is a sheet of Excel 2.0 to 4.0, which is no compound file.
func IsOldExcel(data []byte) bool {
	c := ole.Cursor(data)
	size := c.U16(2)
	switch c.U16(0) {
	case oldBOF2:
		return size == 4 && c.U16(6) <= oldWorkbook
	case oldBOF3, oldBOF4:
		return size == 6 && c.U16(6) <= oldWorkbook
	}
	return false
}

// ReadOldExcel reads a file of Excel 2.0 to 4.0: a sheet, or a workbook of some.
func ReadOldExcel(f format.File, budget *format.Budget) []format.Part {
	part := format.Part{MediaType: format.MediaXLS, Hints: map[string]string{}}
	b := newWorkbook(f.Data, budget, ocr.NewPasted(budget))
	err := b.readOld()
	b.endRow()
	b.endSheet()
	part.Text, part.Aside = b.out.String(), format.RunningLines(b.aside.String())
	return []format.Part{binaryOutcome(part, err)}
}

// readOld reads the records of all sheets.
func (b *workbook) readOld() error {
	b.row, b.column = -1, 0
	first := b.data.U16(0) == oldBOF2
	for at, open := 0, 0; at+4 <= len(b.data); {
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
		case oldBOF2, oldBOF3, oldBOF4:
			open++
		case xlsEOF:
			if open--; open <= 0 {
				return nil
			}
			b.endRow()
			b.endSheet()
		case xlsFilePass:
			return format.ErrEncrypted
		case oldSheetName:
			b.out.Add(ole.DecodeBytes(body.Slice(5, int(body.U8(4))), b.page) + "\n")
		case xlsFormat5, xlsFormat:
			b.oldFormat(id, body)
		case oldXF2, oldXF3, oldXF4:
			index := uint16(body.U8(1))
			if id == oldXF2 {
				index = uint16(body.U8(2) & 0x3f)
			}
			b.styles = append(b.styles, index)
		case xlsHeader, xlsFooter:
			b.aside.Add(sheet.RunningText(ole.DecodeBytes(body.Slice(1, int(body.U8(0))), b.page)) + "\n")
		case xlsNote:
			b.around(at, id, body)
		default:
			if first {
				b.cell2(id, body)
			} else {
				b.cell3(id, body)
			}
		}
		at = next
	}
	return format.ErrDamaged
}

// oldFormat takes a format of numbers; cells name them by their order.
func (b *workbook) oldFormat(id uint16, body ole.Cursor) {
	if id == xlsFormat { // of Excel 4.0
		body = body.From(2)
	}
	b.formats[uint16(len(b.formats))] = sheet.Parse(ole.DecodeBytes(body.Slice(1, int(body.U8(0))), b.page))
}

// cell3 reads a record of a sheet of Excel 3.0 or 4.0, whose cells are those of Excel 5.0.
func (b *workbook) cell3(id uint16, body ole.Cursor) {
	switch id {
	case oldFormula3, oldFormula4:
		id = xlsFormula
	case xls1904, xlsCodePage:
		b.global(id, body)
		return
	}
	b.cell(id, body)
}

// cell2 reads a record of a sheet of Excel 2.0: how a cell looks is in three bytes of its own, the format in the
// second.
func (b *workbook) cell2(id uint16, body ole.Cursor) {
	row, column := int(body.U16(0)), int(body.U16(2))
	show := func(f float64) string {
		return b.formats[uint16(body.U8(5)&0x3f)].Show(f, b.since04)
	}
	switch id {
	case oldInteger:
		b.put(row, column, show(float64(body.U16(7))))
	case oldNumber:
		b.put(row, column, show(math.Float64frombits(body.U64(7))))
	case oldLabel:
		b.put(row, column, ole.DecodeBytes(body.Slice(oldStringHead, int(body.U8(7))), b.page))
	case oldBoolErr:
		if body.U8(8) == 0 {
			b.put(row, column, sheet.Bool(body.U8(7) == 1))
		}
	case xlsFormula:
		if body.U16(13) == 0xffff && body.U8(7) == 0 { // text, in the next record
			b.put(row, column, "")
			b.waiting = true
		} else if body.U16(13) != 0xffff {
			b.put(row, column, show(math.Float64frombits(body.U64(7))))
		}
	case oldString:
		if b.waiting {
			b.waiting = false
			b.put(b.row, b.column, ole.DecodeBytes(body.Slice(1, int(body.U8(0))), b.page))
		}
	case xls1904, xlsCodePage:
		b.global(id, body)
	}
}
