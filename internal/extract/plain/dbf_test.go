package plain

import (
	"math"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
)

// dbfOf makes a table of dBASE III of columns "name", kind, size and records.
func dbfOf(driver byte, count int, fields [][3]any, records ...string) []byte {
	size := 1
	var columns []byte
	for _, f := range fields {
		name := f[0].(string)
		columns = append(columns, extracttest.LE(name, make([]byte, 11-len(name)), f[1], uint32(0), byte(f[2].(int)),
			make([]byte, 15))...)
		size += f[2].(int)
	}
	head := extracttest.LE(byte(3), byte(111), byte(3), byte(1), uint32(count), uint16(33+len(columns)), uint16(size),
		make([]byte, 17), driver, uint16(0))
	return extracttest.LE(head, columns, byte('\r'), strings.Join(records, ""), byte(0x1a))
}

func TestDBF(t *testing.T) {
	fields := [][3]any{{"STREET", byte('C'), 8}, {"DAY", byte('D'), 8}, {"NUM", byte('N'), 3}}
	for name, c := range map[string]struct {
		data   []byte
		status archive.Status
		want   string
	}{
		"cp866 and a deleted record": {dbfOf(0x65, 3, fields, " \x8b\xa5\xad\xa8\xad\xa0  20110301 12",
			"*\x8c\xa8\xe0\xa0    20110301  7",
			" \x8c\xa8\xe0\xa0"+strings.Repeat(" ", 14)+"7"), archive.StatusOK,
			"STREET\tDAY\tNUM\nЛенина\t01.03.2011\t12\nМира\t—\t7"},
		"windows-1251": {dbfOf(0xc9, 1, fields, " \xcc\xe8\xf0\xe0    20110301  7"), archive.StatusOK,
			"STREET\tDAY\tNUM\nМира\t01.03.2011\t7"},
		"cut": {dbfOf(0xc9, 5, fields, " \xcc\xe8\xf0\xe0    20110301  7"), archive.StatusPartial,
			"STREET\tDAY\tNUM\nМира\t01.03.2011\t7"},
		"memos": {dbfOf(0xc9, 1, [][3]any{{"A", byte('C'), 4}, {"B", byte('M'), 10}}, " \xcc\xe8\xf0\xe0         1"),
			archive.StatusPartial, "A\tB\nМира"},
		"money, time, double": {dbfOf(0xc9, 1, [][3]any{{"SUM", byte('Y'), 8}, {"AT", byte('T'), 8}, {"X", byte('B'), 8}},
			" "+string(extracttest.LE(uint64(12_345_000), uint32(2455622), uint32(37_800_000), math.Float64bits(2.5)))),
			archive.StatusOK, "SUM\tAT\tX\n1234.5\t01.03.2011 10:30:00\t2.5"},
		"a kind that is not shown": {dbfOf(0xc9, 1, [][3]any{{"A", byte('C'), 4}, {"G", byte('G'), 10}},
			" \xcc\xe8\xf0\xe0         1"), archive.StatusPartial, "A\tG\nМира"},
	} {
		if !IsDBF(c.data) {
			t.Errorf("%s: no DBF", name)
			continue
		}
		p := extracttest.One(t, extracttest.Of(ReadDBF), "a.dbf", c.data)
		if p.Text != c.want || p.Status != c.status {
			t.Errorf("%s: %s %s %q, want %q", name, p.Status, p.Reason(), p.Text, c.want)
		}
	}
	for _, other := range []string{"\x03", "\x03text that begins so" + strings.Repeat(" ", 100),
		strings.Repeat("\x03\x00\x00\r", 40)} {
		if IsDBF([]byte(other)) {
			t.Errorf("%q is no DBF", other)
		}
	}
}

func FuzzDBF(f *testing.F) {
	f.Add(dbfOf(0x65, 1, [][3]any{{"A", byte('C'), 4}, {"B", byte('I'), 4}}, " abcd\x01\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if IsDBF(data) {
			extracttest.FuzzOne(t, extracttest.Of(ReadDBF), "a.dbf", data)
		}
	})
}
