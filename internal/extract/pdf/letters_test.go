package pdf

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

// noLetters makes a PDF of a page whose text, beside words, is in a font without a table of
// letters.
func noLetters(words string) []byte {
	return rawPDF("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "+
			"/Resources << /Font << /F 5 0 R /G 6 0 R >> >> >>",
		streamOf("", "BT /F 12 Tf 50 780 Td ("+words+") Tj ET BT /G 12 Tf 50 700 Td <00010002000300040005> Tj ET"),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype "+
			"/CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "+
			"/FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 >> >>] >>")
}

func TestLettersWithoutTable(t *testing.T) {
	long := "These are words that have letters"
	says := func(text string) format.Recognize {
		return func(context.Context, format.Picture) (format.Recognized, error) {
			return format.Recognized{Text: text, Sure: 90}, nil
		}
	}
	for name, c := range map[string]struct {
		words string
		o     format.Options
		code  *reason.Reason
		text  string
	}{
		"none, no OCR":      {"", format.Options{NoOCR: true}, reason.PDFBlind, ""},
		"some, no OCR":      {long, format.Options{NoOCR: true}, reason.PDFNoLetters, long + "\n\x01-\n\x03\x04\x05"},
		"none":              {"", format.Options{Recognize: says("Recognised")}, nil, "Recognised"},
		"some":              {long, format.Options{Recognize: says(long + " or have")}, nil, long + " or have"},
		"a worse reading":   {long, format.Options{Recognize: says("l")}, nil, long + "\n\x01-\n\x03\x04\x05"},
		"an OCR that fails": {"", format.Options{Recognize: broken}, reason.ScanBroken, ""},
	} {
		p := readFile("a.pdf", noLetters(c.words), c.o)[0]
		code := ""
		if len(p.Causes) > 0 {
			code = p.Causes[0].Code
		}
		if c.code != nil && code != c.code.Code || c.code == nil && code != "" || p.Text != c.text {
			t.Errorf("%s: %q %s %v", name, p.Text, p.Status, p.Causes)
		}
	}
}

func TestCoreLetters(t *testing.T) {
	numbers := func(s string) string {
		return strings.Map(func(r rune) rune {
			switch {
			case r == '\n':
				return r
			case r < 0x7f:
				return r - ' ' + glyphSpace
			case r >= 'А' && r <= 'я':
				return r - 'А' + glyphA
			}
			for from, to := range coreGlyphs {
				if to == r {
					return from
				}
			}
			return r
		}, s)
	}
	want := "Постановление № 15-п (о бюджете)\n«Всё ещё» – ABC"
	if got := coreLetters(numbers(want)); got != want || !strings.HasPrefix(numbers(want), "ɉɨɫɬɚɧɨɜɥɟɧɢɟ") {
		t.Errorf("%q", got)
	}
	first, mixed := "Постановление № 15-п (о бюджете)", "Глава 2"
	if got := coreLetters(numbers(first) + "\n" + mixed); !strings.HasSuffix(got, mixed) ||
		!strings.HasPrefix(got, first) {
		t.Errorf("%q", got)
	}
	if title := "План работ на год"; coreLetters(numbers("Угловая "+title)) != "Угловая "+title {
		t.Errorf("a short page: %q", coreLetters(numbers("Угловая "+title)))
	}
	for _, s := range []string{"ɉɨɫɬ", want, "transcription: ɪntəˈnæʃənəl"} {
		if got := coreLetters(s); got != s {
			t.Errorf("%q is read as %q", s, got)
		}
	}
}

func broken(context.Context, format.Picture) (format.Recognized, error) {
	return format.Recognized{}, format.ErrDamaged
}

// Bytes of UTF-8 that a table of letters has for units of UTF-16 are letters; Korean stays.
func TestBytesAsUnits(t *testing.T) {
	for in, want := range map[string]string{
		"\ud09f\ud0be\ud0b4\ud0bf. \ud0b8 \ud0b4\ud0b0\ud182\ud0b0 1:1": "Подп. и дата 1:1", "\ud181\ud191\ud08f": "сёЏ",
		"\ud09f\ud0be": "\ud09f\ud0be", "Подп. \ud0b8 дата": "Подп. и дата", "сто \ud55c\ud0b8": "сто \ud55c\ud0b8",
		"\ud0a4\ud0a4\ud0a4 \ud55c\uae00": "\ud0a4\ud0a4\ud0a4 \ud55c\uae00",
	} {
		if got := unitLetters(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// PDFium gives letters beyond U+FFFF as their halves; what stands where is told by the number of a character.
func TestHalvesOfLetters(t *testing.T) {
	letters := append([]rune("V"), append(utf16Runes("𝑉ℎ𠮷"), 0xd835, 'a', 0xdc00)...)
	joinHalves(letters)
	if got := string(letters); got != "V𝑉\x00ℎ𠮷\x00\ufffda\ufffd" {
		t.Errorf("%q", got)
	}
}

func utf16Runes(s string) []rune {
	var out []rune
	for _, unit := range utf16.Encode([]rune(s)) {
		out = append(out, rune(unit))
	}
	return out
}

// Which letters a page is of is told by the page: a cell of a table may be one of them.
func TestUnitsInCells(t *testing.T) {
	table := "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange " +
		"2 beginbfchar <61> <D0B8> <62> <0431> endbfchar endcmap end"
	content := ""
	for i, line := range []string{"bbb", "bab", "bbb", "aab", "bbb"} {
		for j, of := range []string{line, "a", "bb"} {
			content += fmt.Sprintf("BT /F 12 Tf 1 0 0 1 %d %d Tm (%s) Tj ET\n", 50+150*j, 780-20*i, of)
		}
	}
	p := extracttest.One(t, readFile, "a.pdf", rawPDF("<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F << /Type /Font "+
			"/Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R >> >> >> >>",
		streamOf("", content), streamOf("", table)))
	if want := "ббб\tи\tбб\nбиб\tи\tбб\nббб\tи\tбб\nииб\tи\tбб\nббб\tи\tбб"; p.Text != want {
		t.Errorf("%q, want %q", p.Text, want)
	}
}
