package office

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
)

// look is a change of the looks of the characters [from, to).
type look struct {
	from, to int
	op       uint16
	value    byte
}

// wordOf makes a Word 97 file of two pieces, one in UTF-16 and one in
// windows-1251; notes are footnotes, behind a bar comments; row says which mark of the first
// piece, by its index, ends a row of a table, unseen which of its stretches have which
// change of looks.
func wordOf(t testing.TB, wide, narrow, notes string, row int, unseen ...look) []byte {
	return oleOf(t, wordStreams(wide, narrow, notes, row, unseen...)...)
}

func wordStreams(wide, narrow, notes string, row int, unseen ...look) []stream {
	const at, page = 0x800, 7
	first := utf16le(wide)
	notes, comments, _ := strings.Cut(notes, "|")
	second := cp1251(narrow + notes + comments)
	n := len(first) / 2
	main := make([]byte, (page+2)*512)
	put := func(at int, values ...any) { copy(main[at:], extracttest.LE(values...)) }
	put(0, uint16(0xa5ec), uint16(0xc1))
	put(0x0a, uint16(0x0200))
	put(0x4c, uint32(n+len([]rune(narrow))), uint32(len([]rune(notes))), uint32(0), uint32(0),
		uint32(len([]rune(comments))))
	copy(main[at:], first)
	copy(main[at+len(first):], second)
	pieces := extracttest.LE(uint32(0), uint32(n), uint32(n+len(second)), uint16(0), uint32(at), uint16(0), uint16(0),
		uint32(2*(at+len(first)))|0x40000000, uint16(0))
	clx := extracttest.LE(byte(1), uint16(2), uint16(0), byte(2), uint32(len(pieces)), pieces)
	bins := extracttest.LE(uint32(at), uint32(at+len(first)), uint32(page))
	put(0x1a2, uint32(0), uint32(len(clx)))
	put(0x102, uint32(len(clx)), uint32(len(bins)))
	// One paragraph with sprmPFInTable and sprmPFTtp.
	put(page*512, uint32(at), uint32(at+2*row+2), byte(100))
	put(page*512+200, byte(5), uint16(0), uint16(0x2416), byte(1), uint16(0x2417), byte(1))
	main[page*512+511] = 1
	// Runs of characters, each with a single change of looks.
	chars := extracttest.LE(uint32(at), uint32(at+len(first)), uint32(page+1))
	put(0xfa, uint32(len(clx)+len(bins)), uint32(len(chars)))
	var bounds, places []byte
	for i, u := range unseen { // what stands between two has no changes
		bounds = append(bounds, extracttest.LE(uint32(at+2*u.from), uint32(at+2*u.to))...)
		places = append(places, byte(100+2*i), 0)
		put((page+1)*512+2*(100+2*i), byte(3), u.op, u.value)
	}
	put((page+1)*512, bounds, uint32(at+len(first)), places)
	main[(page+1)*512+511] = byte(2 * len(unseen))
	return []stream{{"WordDocument", main}, {"1Table", append(append(clx, bins...), chars...)}}
}

// A head that says nothing of the text does not hide it: the pieces do.
func TestWordWithDamagedHead(t *testing.T) {
	streams := wordStreams("Ремонт дорог\r", "и мостов\r", "Сноска.\r|", 0)
	main := streams[0].data
	copy(main, "\x00\x00")
	copy(main[0x4c+4:], "\xff\xff\xff\x7f") // the length of the footnotes
	p := extracttest.One(t, readFile, "a.doc", oleOf(t, streams...))
	if p.Text != "Ремонт дорог\nи мостов\nСноска." || p.Status != archive.StatusPartial {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason())
	}
}

func TestWord97(t *testing.T) {
	wide := "Ремонт\vдорог\rСм. \x13 HYPERLINK \"http://a\" \x14план\x15 работ" +
		"\x13 MACROBUTTON NoMacro [какие\x13 PAGE \x141\x15]\x15 \x13 MACROBUTTON A [срок]\x14до мая\x15\rГод\x072017\x07\x07"
	p := extracttest.One(t, readFile, "a.doc", wordOf(t, wide, "Переносы\x1f строк, сан\x1eузел\rКонец\r", "Сноска.\r|"+
		"\x05Уточнить.\r\x05Срок?\r", len([]rune(wide))-1))
	if want := "Ремонт\nдорог\nСм. план работ[какие] до мая\nГод\t2017\nПереносы строк, сан-узел\nКонец\n\nСноска.\n\n" +
		"Комментарий: Уточнить.\nКомментарий: Срок?"; p.Text != want ||
		p.Status != archive.StatusOK {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason())
	}
	if p.MediaType != format.MediaDOC {
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
	p := extracttest.One(t, readFile, "a.doc", wordOf(t, wide, "Конец\r", "", len([]rune(wide))-1,
		find("2017 ", 0x0800, 1), find("строка вся\r", 0x0800, 1), find("Снова", 0x0800, 0), find("тайное ", 0x083c, 0x81),
		find("слово", 0x083c, 0x80), find("был\x07", 0x0800, 1)))
	if want := "На 2018 год\nСнова слово\nПлан\tстал\nКонец"; p.Text != want || p.Status != archive.StatusOK {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason())
	}
}

// A picture in the line parts words.
func TestPictureBetweenWords(t *testing.T) {
	p := extracttest.One(t, readFile, "a.doc", wordOf(t, "Герб\x01города \x01на\x08стене\r", "Конец\r", "", 0))
	if want := "Герб города настене\nКонец"; p.Text != want {
		t.Errorf("%q, want %q", p.Text, want)
	}
}

// oldWord makes the single stream of Word 2 or 6.
func oldWord(magic, version uint16, flags uint16, text string) []byte {
	main := make([]byte, 0x400)
	body := cp1251(text)
	copy(main, extracttest.LE(magic, version))
	copy(main[0x0a:], extracttest.LE(flags))
	copy(main[0x18:], extracttest.LE(uint32(0x400), uint32(0x400+len(body))))
	copy(main[0x34:], extracttest.LE(uint32(len(body))))
	return append(main, body...)
}

func TestOldWord(t *testing.T) {
	const text = "Решение Совета № 5\rПлан\x07Факт\x07\x07Итого\r"
	const want = "Решение Совета № 5\nПлан\tФакт\nИтого"
	for name, data := range map[string][]byte{
		"Word 2":              oldWord(0xa5db, 45, 0, text),
		"Word 6":              oleOf(t, stream{"WordDocument", oldWord(0xa5dc, 101, 0, text)}),
		"Word 95 of the East": oleOf(t, stream{"WordDocument", oldWord(0xa699, 104, 0, text)}),
		"Word 95":             oleOf(t, stream{"WordDocument", oldWord(0xa5dc, 104, 0, text)}),
	} {
		if p := extracttest.One(t, readFile, "a.doc", data); p.Text != want || p.Status != archive.StatusOK {
			t.Errorf("%s: %q %s %s", name, p.Text, p.Status, p.Reason())
		}
	}
}

// Letters of Word 95 for the Far East are numbers of a code page, of two bytes.
func TestWord95OfTheFarEast(t *testing.T) {
	for want, c := range map[string]struct {
		magic uint16
		units []uint16
	}{
		"管理 ’95\nA": {0xa697, []uint16{0x8ac7, 0x979d, ' ', 0x1092, '9', '5', '\r', 'A'}},
		"한글":        {0xa698, []uint16{0xc7d1, 0xb1db}},
		"文件":        {0xa699, []uint16{0xcec4, 0xbcfe}},
		"檔案大":       {0xa699, []uint16{0xc0c9, 0xaed7, 0xa46a}},
	} {
		data := oldWord(c.magic, 104, 0x1000, "")
		copy(data[0x1c:], extracttest.LE(uint32(0x400+2*len(c.units))))
		copy(data[0x34:], extracttest.LE(uint32(len(c.units))))
		data = append(data, extracttest.LE(c.units)...)
		p := extracttest.One(t, readFile, "a.doc", oleOf(t, stream{"WordDocument", data}))
		if p.Text != want || p.Status != archive.StatusOK {
			t.Errorf("%q, want %q: %s %s", p.Text, want, p.Status, p.Reason())
		}
	}
}

func FuzzWord(f *testing.F) {
	wide := "Ремонт\rГод\x072017\x07\x07\x13 X \x14а\x15"
	extracttest.Fuzz(f, readFile, "a.doc", "", string(wordOf(f, wide, "Конец\r", "Сноска.\r", 5)),
		string(oldWord(0xa5db, 45, 0, "Решение\r")),
		string(oleOf(f, stream{"WordDocument", oldWord(0xa5dc, 101, 0, "Решение\r")})))
}

// A text of a Macintosh is in the code page of its letters.
func TestPagesOfTheMacintosh(t *testing.T) {
	for text, want := range map[string]*charmap.Charmap{
		"\x8ecole, m\x8ethode g\x8en\x8erale \xd0 fin":                    charmap.Macintosh,
		"\x8f\xf0\xe8\xea\xe0\xe7 Word \x8e \xe4\xee\xf0\xee\xe3\xe0\xf5": charmap.MacintoshCyrillic,
		"plain": charmap.MacintoshCyrillic} {
		w := &wordFile{wordProperties: wordProperties{main: ole.Cursor(text)}, pieces: []piece{{0, len(text), false}}}
		if got := w.macPage(); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
