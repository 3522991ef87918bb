package office

import (
	"slices"
	"strings"

	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
	"letopis/internal/extract/sheet"
)

// Records of a workbook that hold what stands around cells.
const (
	xlsHeader     = 0x0014
	xlsFooter     = 0x0015
	xlsNote       = 0x001c
	xlsDrawings   = 0x00eb // pictures of all sheets
	xlsObject     = 0x005d
	xlsTextBox    = 0x01b6
	xlsSeriesText = 0x100d // of a chart: titles, names of series
)

// objectNote is the type of an object (ftCmo.ot) that is the box of a comment.
const objectNote = 0x19

// around reads a record at an offset that is not of cells; it reports whether it was one.
func (b *workbook) around(at int, id uint16, body ole.Cursor) bool {
	switch id {
	case xlsHeader, xlsFooter:
		if n := int(body.U16(0)); b.wide {
			b.aside.Add(sheet.RunningText(b.text(body.From(2), n)) + "\n")
		} else {
			b.aside.Add(sheet.RunningText(ole.DecodeBytes(body.Slice(1, int(body.U8(0))), b.page)) + "\n")
		}
	case xlsDrawings:
		b.pictures(at)
	case xlsObject:
		b.comment = body.U16(4) == objectNote
	case xlsNote:
		if !b.wide { // later ones are in text boxes
			b.box(ole.DecodeBytes(body.Slice(6, min(int(body.U16(4)), len(body)-6)), b.page), true)
		}
	case xlsTextBox:
		b.box(b.boxText(at, int(body.U16(10))), b.comment)
	case xlsSeriesText:
		if n := int(body.U8(2)); b.wide {
			b.box(b.text(body.From(3), n), false)
		} else {
			b.box(ole.DecodeBytes(body.Slice(3, n), b.page), false)
		}
	default:
		return false
	}
	return true
}

// pictures takes those of the drawings at an offset, which go on in the records after it.
func (b *workbook) pictures(at int) {
	if b.drawn >= at && at > 0 {
		return // a continuation
	}
	_, body, next := b.record(at)
	all := slices.Clone(body)
	for next+4 <= len(b.data) {
		id, more, after := b.record(next)
		if id != xlsContinue && id != xlsDrawings {
			break
		}
		all, b.drawn, next = append(all, more...), next, after
	}
	(&blips{pasted: b.pasted}).read(all, 0)
}

// boxText reads n characters of the text box at an offset, which are in the CONTINUE
// records after it (MS-XLS 2.4.329): each starts with the width of its characters.
func (b *workbook) boxText(at, n int) string {
	var s strings.Builder
	for _, _, next := b.record(at); n > 0; {
		id, body, after := b.record(next)
		if id != xlsContinue || after > len(b.data) || len(body) < 2 {
			break
		}
		take := len(body) - 1
		if body.U8(0)&1 != 0 {
			take /= 2
		}
		take = min(take, n)
		s.WriteString(b.text(body, take))
		n, next = n-take, after
	}
	return s.String()
}

// box keeps a text, once, until the sheet that it lies on ends.
func (b *workbook) box(s string, comment bool) {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r", "\n"))
	if comment && s != "" {
		s = "Комментарий: " + format.Squeeze(s)
	}
	if s != "" && !b.known[s] {
		b.known[s] = true
		b.boxes.Add(s + "\n")
	}
}

// endSheet writes what lay on the cells.
func (b *workbook) endSheet() {
	b.out.Add(b.boxes.String())
	b.out.Paragraph()
	b.boxes, b.known = b.out.Rest(), map[string]bool{}
}
