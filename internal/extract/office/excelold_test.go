package office

import (
	"bytes"
	"math"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
)

var readOld = extracttest.Of(ReadOldExcel)

// Excel 2.0 has its own cells, 3.0 and 4.0 have those of 5.0; a workbook of 4.0 holds sheets.
func TestOldExcel(t *testing.T) {
	eof := rec(xlsEOF)
	look := make([]byte, 3)
	two := bytes.Join([][]byte{rec(oldBOF2, uint16(2), uint16(0x10)), rec(xlsFormat5, byte(7), "General"),
		rec(xlsFormat5, byte(8), "dd.mm.yy"), rec(oldLabel, uint16(0), uint16(0), look, byte(4), cp1251("План")),
		rec(oldInteger, uint16(0), uint16(1), look, uint16(42)),
		rec(oldNumber, uint16(1), uint16(0), []byte{0, 1, 0}, math.Float64bits(33000)),
		rec(xlsFormula, uint16(1), uint16(1), look, byte(0), make([]byte, 5), uint16(0xffff), make([]byte, 3)),
		rec(oldString, byte(5), cp1251("Итого")), eof}, nil)
	sheet := func(text string) []byte {
		return bytes.Join([][]byte{rec(oldBOF4, uint16(0), uint16(0x10), uint16(0)),
			rec(xlsLabel, uint16(0), uint16(0), uint16(0), uint16(len(cp1251(text))), cp1251(text)),
			rec(xlsRK, uint16(0), uint16(1), uint16(0), uint32(1234<<2|3)), eof}, nil)
	}
	book := bytes.Join([][]byte{rec(oldBOF4, uint16(0), uint16(oldWorkbook), uint16(0)), rec(xlsFormat, uint16(0),
		byte(4), "0.00"), rec(oldXF4, byte(0), byte(0), make([]byte, 10)),
		rec(oldSheetName, uint32(9), byte(4), cp1251("Лист")), sheet("Доход"), rec(oldSheetName, uint32(9), byte(2), "B2"),
		sheet("Расход"), eof}, nil)
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"2": {two, "План\t42\n07.05.1990\tИтого"}, "4": {book, "Лист\nДоход\t12,34\n\nB2\nРасход\t12,34"},
	} {
		p := extracttest.One(t, readOld, "a.xls", tt.data)
		if !IsOldExcel(tt.data) || p.Text != tt.want || p.Status != archive.StatusOK {
			t.Errorf("%s: %q %s %s", name, p.Text, p.Status, p.Reason())
		}
		p = extracttest.One(t, readOld, "a.xls", tt.data[:len(tt.data)-6])
		if p.Status != archive.StatusPartial {
			t.Errorf("%s that breaks off: %s", name, p.Status)
		}
	}
	if IsOldExcel([]byte("\x09\x02\x07\x00\x00\x00\x10\x00")) {
		t.Error("a size that no beginning has")
	}
	locked := bytes.Join([][]byte{rec(oldBOF4, uint16(0), uint16(0x10), uint16(0)), rec(xlsFilePass, uint32(1))}, nil)
	if p := extracttest.One(t, readOld, "a.xls", locked); p.Status != archive.StatusEncrypted {
		t.Error(p.Status)
	}
}

func FuzzOldExcel(f *testing.F) {
	extracttest.Fuzz(f, readOld, "a.xls", "", string(rec(oldBOF2, uint16(2), uint16(0x10)))+
		string(rec(oldNumber, uint16(1), uint16(0), make([]byte, 11))))
}
