package extract

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive"
)

// le writes numbers and bytes one after another.
func le(values ...any) []byte {
	var b bytes.Buffer
	for _, v := range values {
		switch v := v.(type) {
		case string:
			b.WriteString(v)
		default:
			_ = binary.Write(&b, binary.LittleEndian, v) // a buffer takes all
		}
	}
	return b.Bytes()
}

func utf16le(s string) []byte { return le(utf16.Encode([]rune(s))) }

func cp1251(s string) string {
	b, _ := charmap.Windows1251.NewEncoder().String(s) // our own sentences fit
	return b
}

type stream struct {
	name string
	data []byte
}

// oleOf makes a compound file of at most three streams. Streams are filled up
// to 4 KiB, so that it needs no mini stream.
func oleOf(t testing.TB, streams ...stream) []byte {
	t.Helper()
	fat := []uint32{0xfffffffd, 0xfffffffe}
	var body bytes.Buffer
	entry := func(name string, kind byte, left, child, start uint32, size int) []byte {
		units := utf16le(name)
		b := append(units, make([]byte, 64-len(units))...)
		b = append(b, le(uint16(len(units)+2), kind, byte(1), uint32(0xffffffff), left, child)...)
		b = append(b, make([]byte, 36)...)
		return append(b, le(start, uint64(size))...)
	}
	dir := entry("Root Entry", 5, 0xffffffff, 1, 0xfffffffe, 0)
	for i, s := range streams {
		size := max(4096, (len(s.data)+511)/512*512)
		next := uint32(i + 2)
		if i == len(streams)-1 {
			next = 0xffffffff
		}
		dir = append(dir, entry(s.name, 2, next, 0xffffffff, uint32(len(fat)), size)...)
		body.Write(s.data)
		body.Write(make([]byte, size-len(s.data)))
		for n := size / 512; n > 1; n-- {
			fat = append(fat, uint32(len(fat)+1))
		}
		fat = append(fat, 0xfffffffe)
	}
	if len(fat) > 128 || len(dir) > 512 {
		t.Fatal("too much for one sector")
	}
	for len(fat) < 128 {
		fat = append(fat, 0xffffffff)
	}
	head := le("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", make([]byte, 16), uint16(0x3e), uint16(3), uint16(0xfffe), uint16(9), uint16(6), make([]byte, 6),
		uint32(0), uint32(1), uint32(1), uint32(0), uint32(4096), uint32(0xfffffffe), uint32(0), uint32(0xfffffffe), uint32(0), uint32(0))
	for len(head) < 512 {
		head = append(head, 0xff)
	}
	return append(append(append(head, le(fat)...), append(dir, make([]byte, 512-len(dir))...)...), body.Bytes()...)
}

// look is a change of the looks of the characters [from, to).
type look struct {
	from, to int
	op       uint16
	value    byte
}

// wordOf makes a Word 97 file of two pieces, one in UTF-16 and one in
// windows-1251; marks says which mark of the first, by its index, ends a row of
// a table, unseen which stretches of the first have which change of looks.
func wordOf(t testing.TB, wide, narrow, notes string, row int, unseen ...look) []byte {
	const at, page = 0x800, 7
	first := utf16le(wide)
	second := cp1251(narrow + notes)
	n := len(first) / 2
	main := make([]byte, (page+2)*512)
	put := func(at int, values ...any) { copy(main[at:], le(values...)) }
	put(0, uint16(0xa5ec), uint16(0xc1))
	put(0x0a, uint16(0x0200))
	put(0x4c, uint32(n+len([]rune(narrow))), uint32(len([]rune(notes))))
	copy(main[at:], first)
	copy(main[at+len(first):], second)
	pieces := le(uint32(0), uint32(n), uint32(n+len(second)), uint16(0), uint32(at), uint16(0), uint16(0), uint32(2*(at+len(first)))|0x40000000, uint16(0))
	clx := le(byte(1), uint16(2), uint16(0), byte(2), uint32(len(pieces)), pieces)
	bins := le(uint32(at), uint32(at+len(first)), uint32(page))
	put(0x1a2, uint32(0), uint32(len(clx)))
	put(0x102, uint32(len(clx)), uint32(len(bins)))
	// One paragraph with sprmPFInTable and sprmPFTtp.
	put(page*512, uint32(at), uint32(at+2*row+2), byte(100))
	put(page*512+200, byte(5), uint16(0), uint16(0x2416), byte(1), uint16(0x2417), byte(1))
	main[page*512+511] = 1
	// Runs of characters, each with a single change of looks.
	chars := le(uint32(at), uint32(at+len(first)), uint32(page+1))
	put(0xfa, uint32(len(clx)+len(bins)), uint32(len(chars)))
	var bounds, places []byte
	for i, u := range unseen { // what stands between two has no changes
		bounds = append(bounds, le(uint32(at+2*u.from), uint32(at+2*u.to))...)
		places = append(places, byte(100+2*i), 0)
		put((page+1)*512+2*(100+2*i), byte(3), u.op, u.value)
	}
	put((page+1)*512, bounds, uint32(at+len(first)), places)
	main[(page+1)*512+511] = byte(2 * len(unseen))
	return oleOf(t, stream{"WordDocument", main}, stream{"1Table", append(append(clx, bins...), chars...)})
}

func TestWord97(t *testing.T) {
	wide := "Ремонт\vдорог\rСм. \x13 HYPERLINK \"http://a\" \x14план\x15 работ\rГод\x072017\x07\x07"
	p := read1(t, "a.doc", wordOf(t, wide, "Переносы\x1f строк, сан\x1eузел\rКонец\r", "Сноска.\r", len([]rune(wide))-1))
	if want := "Ремонт\nдорог\nСм. план работ\nГод\t2017\nПереносы строк, сан-узел\nКонец\n\nСноска."; p.Text != want || p.Status != archive.StatusOK {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason)
	}
	if p.MediaType != docType {
		t.Error(p.MediaType)
	}
}

// TestUnseenWord97 holds that text deleted with its changes tracked, and hidden
// text, are left out, cells of tables kept.
func TestUnseenWord97(t *testing.T) {
	wide := "На 2017 2018 год\rстрока вся\rСнова тайное слово\rПлан\x07был\x07стал\x07\x07"
	find := func(s string, op uint16, value byte) look {
		before, _, _ := strings.Cut(wide, s)
		from := len([]rune(before))
		return look{from, from + len([]rune(s)), op, value}
	}
	p := read1(t, "a.doc", wordOf(t, wide, "Конец\r", "", len([]rune(wide))-1,
		find("2017 ", 0x0800, 1), find("строка вся\r", 0x0800, 1), find("Снова", 0x0800, 0), find("тайное ", 0x083c, 0x81), find("слово", 0x083c, 0x80), find("был\x07", 0x0800, 1)))
	if want := "На 2018 год\nСнова слово\nПлан\tстал\nКонец"; p.Text != want || p.Status != archive.StatusOK {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason)
	}
}

// oldWord makes the single stream of Word 2 or 6.
func oldWord(magic, version uint16, flags uint16, text string) []byte {
	main := make([]byte, 0x400)
	body := cp1251(text)
	copy(main, le(magic, version))
	copy(main[0x0a:], le(flags))
	copy(main[0x18:], le(uint32(0x400), uint32(0x400+len(body))))
	copy(main[0x34:], le(uint32(len(body))))
	return append(main, body...)
}

func TestOldWord(t *testing.T) {
	const text = "Решение Совета № 5\rПлан\x07Факт\x07\x07Итого\r"
	const want = "Решение Совета № 5\nПлан\tФакт\nИтого"
	for name, data := range map[string][]byte{
		"Word 2":  oldWord(0xa5db, 45, 0, text),
		"Word 6":  oleOf(t, stream{"WordDocument", oldWord(0xa5dc, 101, 0, text)}),
		"Word 95": oleOf(t, stream{"WordDocument", oldWord(0xa5dc, 104, 0, text)}),
	} {
		if p := read1(t, "a.doc", data); p.Text != want || p.Status != archive.StatusOK {
			t.Errorf("%s: %q %s %s", name, p.Text, p.Status, p.Reason)
		}
	}
}

func TestEncryptedAndForeignCompoundFiles(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want archive.Status
	}{
		"word":    {oleOf(t, stream{"WordDocument", oldWord(0xa5dc, 104, 0x0100, "секрет")}), archive.StatusEncrypted},
		"package": {oleOf(t, stream{"EncryptionInfo", nil}, stream{"EncryptedPackage", nil}), archive.StatusEncrypted},
		"excel":   {oleOf(t, stream{"Workbook", append(rec(xlsBOF, uint16(0x600), uint16(5)), rec(xlsFilePass, uint16(1))...)}), archive.StatusEncrypted},
		"other":   {oleOf(t, stream{"Contents", nil}), archive.StatusUnsupported},
		"cut":     {oleOf(t, stream{"WordDocument", oldWord(0xa5dc, 104, 0, "текст")})[:700], archive.StatusCorrupt},
		"no text": {oleOf(t, stream{"WordDocument", le(uint16(0xa5ec), uint16(0xc1))}), archive.StatusCorrupt},
	} {
		if p := read1(t, "a.doc", c.data); p.Status != c.want || p.Reason == "" || p.Text != "" {
			t.Errorf("%s: %s %s %q, want %s", name, p.Status, p.Reason, p.Text, c.want)
		}
	}
}

// rec is a record of a workbook.
func rec(id int, values ...any) []byte {
	body := le(values...)
	return le(uint16(id), uint16(len(body)), body)
}

func workbookOf() []byte {
	// The second string goes over from wide characters to a CONTINUE record.
	word := utf16le("Благоустройство")
	globals := func(sheet uint32) []byte {
		return bytes.Join([][]byte{
			rec(xlsBOF, uint16(0x600), uint16(5), uint32(0), uint32(0), uint32(0)),
			rec(xlsXF, uint16(0), uint16(0), make([]byte, 16)), rec(xlsXF, uint16(0), uint16(14), make([]byte, 16)),
			rec(xls1904, uint16(1)), rec(xlsFormat, uint16(164), uint16(4), byte(0), "0.0%"), rec(xlsXF, uint16(0), uint16(164), make([]byte, 16)),
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
	p := read1(t, "a.xls", oleOf(t, stream{"Workbook", workbookOf()}))
	if want := "План\nБлагоустройство\t0.3\t20.07.2017\n5\t12.34\t35,0%\nИтого\tИСТИНА"; p.Text != want || p.Status != archive.StatusOK {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason)
	}
	p = read1(t, "a.xls", oleOf(t, stream{"Book", bytes.Join([][]byte{
		rec(xlsBOF, uint16(0x500), uint16(5), uint32(0)), rec(xlsEOF),
		rec(xlsBOF, uint16(0x500), uint16(0x10), uint32(0)), rec(xlsLabel, uint16(0), uint16(0), uint16(0), uint16(6), cp1251("Бюджет")), rec(xlsEOF)}, nil)}))
	if p.Text != "Бюджет" || p.Status != archive.StatusOK {
		t.Errorf("Excel 95: %q %s %s", p.Text, p.Status, p.Reason)
	}
}

// pptRec and holding make records of a presentation.
func pptRec(kind uint16, values ...any) []byte {
	body := le(values...)
	return le(uint16(0), kind, uint32(len(body)), body)
}

func holding(kind, instance uint16, children ...[]byte) []byte {
	body := bytes.Join(children, nil)
	return le(instance<<4|0xf, kind, uint32(len(body)), body)
}

func presentationOf(t testing.TB) []byte {
	slide := func(s string) []byte {
		return holding(0x03ee, 0, holding(0xf002, 0, pptRec(pptTextBytes, s), pptRec(pptTextChars, utf16le("Дороги"))))
	}
	second, first := slide("Second box"), slide("First box")
	doc := holding(pptDocument, 0, holding(pptSlideList, 1, pptRec(pptTextBytes, "Master")), holding(pptSlideList, 0,
		pptRec(pptSlideAtom, uint32(2), make([]byte, 16)), pptRec(pptTextChars, utf16le("Отчёт главы\rза год")),
		pptRec(pptSlideAtom, uint32(3), make([]byte, 16)), pptRec(pptTextChars, utf16le("Дороги"))))
	data := bytes.Join([][]byte{second, first, doc}, nil)
	at := uint32(len(data))
	data = append(data, pptRec(pptPersist, uint32(3<<20|1), uint32(len(second)+len(first)), uint32(len(second)), uint32(0))...)
	edit := uint32(len(data))
	data = append(data, pptRec(pptUserEdit, uint32(0), uint32(0), uint32(0), at, uint32(1), uint32(4), uint32(0))...)
	return oleOf(t, stream{"PowerPoint Document", data}, stream{"Current User", pptRec(0x0ff6, uint32(20), uint32(0xe391c05f), edit)})
}

func TestPowerPoint(t *testing.T) {
	p := read1(t, "a.ppt", presentationOf(t))
	if want := "Отчёт главы за год First box Дороги Дороги Second box"; compact(p.Text) != want || p.Status != archive.StatusOK {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason)
	}
	// Without its list of edits the file still gives all of its text.
	whole := presentationOf(t)
	p = read1(t, "a.ppt", bytes.Replace(whole, le(uint16(0), uint16(pptUserEdit)), le(uint16(0), uint16(1)), 1))
	if p.Status != archive.StatusPartial || !strings.Contains(p.Text, "First box") || !strings.Contains(p.Text, "Дороги") {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason)
	}
}

// Files made to be slow take time in proportion to their size.
func TestCompoundHostileIsBounded(t *testing.T) {
	loops := bytes.Repeat(le(uint32(0), uint32(0x7fffffff)), 5000)
	for name, data := range map[string][]byte{
		"pieces over pieces": oleOf(t, stream{"WordDocument", func() []byte {
			m := make([]byte, 4096)
			copy(m, le(uint16(0xa5ec), uint16(0xc1)))
			copy(m[0x4c:], le(uint32(4000)))
			copy(m[0x1a2:], le(uint32(0), uint32(20000)))
			return m
		}()}, stream{"0Table", le(byte(2), uint32(19000), loops[:19000])}),
		"boxes in boxes":  oleOf(t, stream{"PowerPoint Document", bytes.Repeat(le(uint16(0xf), uint16(0x3ee), uint32(0x7fffffff)), 3000)}),
		"strings, no end": oleOf(t, stream{"Workbook", append(rec(xlsBOF, uint16(0x600), uint16(5)), rec(xlsSST, uint32(1<<30), uint32(1<<30), uint16(0xffff), byte(12), uint16(0xffff), uint32(0xffffffff))...)}),
	} {
		start := time.Now()
		checkParts(t, Extract(context.Background(), "a.doc", data, Options{}))
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}

func FuzzWord(f *testing.F) {
	wide := "Ремонт\rГод\x072017\x07\x07\x13 X \x14а\x15"
	fuzz(f, "a.doc", "", string(wordOf(f, wide, "Конец\r", "Сноска.\r", 5)), string(oldWord(0xa5db, 45, 0, "Решение\r")),
		string(oleOf(f, stream{"WordDocument", oldWord(0xa5dc, 101, 0, "Решение\r")})))
}

func FuzzExcel(f *testing.F) {
	fuzz(f, "a.xls", "", string(oleOf(f, stream{"Workbook", workbookOf()})))
}

func FuzzPowerPoint(f *testing.F) { fuzz(f, "a.ppt", "", string(presentationOf(f))) }
