package office

import (
	"bytes"
	"math"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
)

// rec is a record of a workbook.
func rec(id int, values ...any) []byte {
	body := extracttest.LE(values...)
	return extracttest.LE(uint16(id), uint16(len(body)), body)
}

func workbookOf() []byte {
	// The second string goes over from wide characters to a CONTINUE record.
	word := utf16le("Благоустройство")
	globals := func(sheet uint32) []byte {
		return bytes.Join([][]byte{
			rec(xlsBOF, uint16(0x600), uint16(5), uint32(0), uint32(0), uint32(0)),
			rec(xlsXF, uint16(0), uint16(0), make([]byte, 16)), rec(xlsXF, uint16(0), uint16(14), make([]byte, 16)),
			rec(xls1904, uint16(1)), rec(xlsFormat, uint16(164), uint16(4), byte(0), "0.0%"),
			rec(xlsXF, uint16(0), uint16(164), make([]byte, 16)),
			rec(xlsBoundSheet, sheet, uint16(0), byte(4), byte(1), utf16le("План")),
			rec(xlsSST, uint32(2), uint32(2), uint16(3), byte(0), "abc", uint16(15), byte(1), word[:10]),
			rec(xlsContinue, byte(1), word[10:]),
			rec(xlsEOF)}, nil)
	}
	sheet := bytes.Join([][]byte{
		rec(xlsBOF, uint16(0x600), uint16(0x10), uint32(0), uint32(0), uint32(0)),
		rec(xlsLabelSST, uint16(0), uint16(0), uint16(0), uint32(1)),
		rec(xlsNumber, uint16(0), uint16(1), uint16(0), math.Float64bits(0.1+0.2)),
		rec(xlsNumber, uint16(0), uint16(2), uint16(1), math.Float64bits(41474)),
		rec(xlsMulRK, uint16(1), uint16(0), uint16(0), uint32(5<<2|2), uint16(0), uint32(1234<<2|3), uint16(1)),
		rec(xlsRK, uint16(1), uint16(2), uint16(2), uint32(35<<2|3)),
		rec(xlsFormula, uint16(2), uint16(0), uint16(0), byte(0), make([]byte, 5), uint16(0xffff), make([]byte, 6)),
		rec(xlsString, uint16(5), byte(1), utf16le("Итого")),
		rec(xlsBoolErr, uint16(2), uint16(1), uint16(0), byte(1), byte(0)),
		rec(xlsEOF)}, nil)
	return append(globals(uint32(len(globals(0)))), sheet...)
}

func TestExcel(t *testing.T) {
	p := extracttest.One(t, readFile, "a.xls", oleOf(t, stream{"Workbook", workbookOf()}))
	if want := "План\nБлагоустройство\t0.3\t20.07.2017\n5\t12.34\t35,0%\nИтого\tИСТИНА"; p.Text != want ||
		p.Status != archive.StatusOK {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason())
	}
	// A chart may be a sheet of its own.
	globals := func(chart uint32) []byte {
		return bytes.Join([][]byte{rec(xlsBOF, uint16(0x600), uint16(5), uint32(0), uint32(0), uint32(0)),
			rec(xlsBoundSheet, chart, uint16(2), byte(6), byte(1), utf16le("График")), rec(xlsEOF)}, nil)
	}
	chart := append(globals(uint32(len(globals(0)))), bytes.Join([][]byte{
		rec(xlsBOF, uint16(0x600), uint16(0x20), uint32(0), uint32(0), uint32(0)),
		rec(xlsSeriesText, uint16(0), byte(5), byte(1), utf16le("Доход")), rec(xlsEOF)}, nil)...)
	if p = extracttest.One(t, readFile, "a.xls", oleOf(t, stream{"Workbook", chart})); p.Text != "График\nДоход" {
		t.Errorf("chart: %q %s %s", p.Text, p.Status, p.Reason())
	}
	p = extracttest.One(t, readFile, "a.xls", oleOf(t, stream{"Book", bytes.Join([][]byte{
		rec(xlsBOF, uint16(0x500), uint16(5), uint32(0)), rec(xlsEOF),
		rec(xlsBOF, uint16(0x500), uint16(0x10), uint32(0)),
		rec(xlsLabel, uint16(0), uint16(0), uint16(0), uint16(6), cp1251("Бюджет")), rec(xlsEOF)}, nil)}))
	if p.Text != "Бюджет" || p.Status != archive.StatusOK {
		t.Errorf("Excel 95: %q %s %s", p.Text, p.Status, p.Reason())
	}
	for page, want := range map[uint16]string{1253: "Αθήνα", 1251: "БиЮнб", 1252: "БиЮнб"} {
		p = extracttest.One(t, readFile, "a.xls", oleOf(t, stream{"Book", bytes.Join([][]byte{
			rec(xlsBOF, uint16(0x500), uint16(5), uint32(0)), rec(xlsCodePage, page), rec(xlsEOF),
			rec(xlsBOF, uint16(0x500), uint16(0x10), uint32(0)),
			rec(xlsLabel, uint16(0), uint16(0), uint16(0), uint16(5), "\xc1\xe8\xde\xed\xe1"), rec(xlsEOF)}, nil)}))
		if p.Text != want {
			t.Errorf("code page %d: %q, want %q", page, p.Text, want)
		}
	}
}

// What stands around the cells comes after them: boxes, comments, charts, each once.
func TestAroundTheCellsOfExcel(t *testing.T) {
	box := func(kind uint16, text string) []byte {
		words := utf16le(text)
		return append(rec(xlsObject, uint16(0x15), uint16(18), kind, make([]byte, 16)), bytes.Join([][]byte{
			rec(xlsTextBox, make([]byte, 10), uint16(len(words)/2), uint16(16), uint32(0)), // in two records
			rec(xlsContinue, byte(1), words[:4]), rec(xlsContinue, byte(1), words[4:]),
			rec(xlsContinue, make([]byte, 16))}, nil)...)
	}
	running := func(id int, text string) []byte { return rec(id, uint16(len([]rune(text))), byte(1), utf16le(text)) }
	title := utf16le("Доходы по годам")
	p := extracttest.One(t, readFile, "a.xls", oleOf(t, stream{"Workbook", bytes.Join([][]byte{
		rec(xlsBOF, uint16(0x600), uint16(5), uint32(0), uint32(0), uint32(0)), rec(xlsEOF),
		rec(xlsBOF, uint16(0x600), uint16(0x10), uint32(0), uint32(0), uint32(0)),
		running(xlsHeader, `&L&"Arial,Обычный"&10Приложение 2&RСтраница &P из &N`), running(xlsFooter, "&CСтраница &P"),
		rec(xlsNumber, uint16(0), uint16(0), uint16(0), math.Float64bits(5)),
		box(objectNote, "Иванов:\nсверить"), box(6, "Проект"), box(6, "Проект"),
		rec(xlsBOF, uint16(0x600), uint16(0x20), uint32(0), uint32(0), uint32(0)),
		rec(xlsSeriesText, uint16(0), byte(len(title)/2), byte(1), title), rec(xlsEOF),
		rec(xlsEOF)}, nil)}))
	if want := "5\nКомментарий: Иванов: сверить\nПроект\nДоходы по годам"; p.Text != want || p.Aside != "Приложение 2" ||
		p.Status != archive.StatusOK {
		t.Errorf("%q aside %q %s %s", p.Text, p.Aside, p.Status, p.Reason())
	}
	p = extracttest.One(t, readFile, "a.xls", oleOf(t, stream{"Book", bytes.Join([][]byte{
		rec(xlsBOF, uint16(0x500), uint16(0x10), uint32(0)),
		rec(xlsFooter, byte(6), cp1251("Бюджет")), rec(xlsNote, uint16(0), uint16(0), uint16(4), cp1251("Срок")),
		rec(xlsEOF)}, nil)}))
	if p.Text != "Комментарий: Срок" || p.Aside != "Бюджет" {
		t.Errorf("Excel 95: %q %q %s", p.Text, p.Aside, p.Reason())
	}
}

// A table of strings that is shorter than it says loses the cells that lack it, and no more.
func TestExcelWithoutStrings(t *testing.T) {
	for count, want := range map[uint32]archive.Status{9: archive.StatusOK, 0: archive.StatusPartial} {
		cell := rec(xlsNumber, uint16(0), uint16(1), uint16(0), math.Float64bits(5))
		if want == archive.StatusPartial {
			cell = append(cell, rec(xlsLabelSST, uint16(0), uint16(2), uint16(0), uint32(7))...)
		}
		p := extracttest.One(t, readFile, "a.xls", oleOf(t, stream{"Workbook", bytes.Join([][]byte{
			rec(xlsBOF, uint16(0x600), uint16(5), uint32(0), uint32(0), uint32(0)),
			rec(xlsSST, uint32(0), count), rec(xlsEOF),
			rec(xlsBOF, uint16(0x600), uint16(0x10), uint32(0), uint32(0), uint32(0)), cell, rec(xlsEOF)}, nil)}))
		if p.Text != "5" || p.Status != want {
			t.Errorf("%d strings: %q %s %s", count, p.Text, p.Status, p.Reason())
		}
	}
}

func FuzzExcel(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.xls", "", string(oleOf(f, stream{"Workbook", workbookOf()})),
		string(oleOf(f, stream{"Workbook", encrypted(0)})), string(extracttest.Compound(f, sealed("PK", 0))))
}
