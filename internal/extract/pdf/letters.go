package pdf

import (
	"strings"
	"unicode"
)

// PDFium gives the number of a glyph where a font has no table of letters. In the fonts
// that Windows has always come with (Times New Roman, Arial, Courier New) the numbers are
// the same, and whoever embeds them may keep them: «Постановление» comes as «ɉɨɫɬɚɧɨɜɥɟɧɢɟ».
const (
	glyphSpace, glyphTilde = 3, 97 // U+0020 to U+007E
	glyphA, glyphYa        = 0x23a, 0x279
	// coreMinimum is the number of such letters from which a page is taken to be of them, and coreRow how many in a
	// row are enough: transcriptions of sounds, which have the same, are of other letters as well.
	coreMinimum, coreRow = 20, 6
)

// coreGlyphs are the other numbers that Russian texts have.
var coreGlyphs = map[rune]rune{0x22b: 'Ё', 0x27a: 'ё', 0x28b: '№', 131: '°', 134: '§', 135: '•', 169: '«', 170: '»',
	171: '…', 172: ' ', 178: '–', 179: '—', 180: '“', 181: '”', 182: '‘', 183: '’'}

// coreLetters returns the letters of a page that is the numbers of such glyphs, and any
// other page as it is.
func coreLetters(s string) string {
	glyphs, letters, row, longest := 0, 0, 0, 0
	for _, r := range s {
		if r >= glyphA && r <= glyphYa {
			glyphs, row = glyphs+1, row+1
			longest = max(longest, row)
			continue
		}
		row = 0
		if r >= 0x370 && unicode.IsLetter(r) {
			letters++
		}
	}
	if glyphs < coreMinimum && longest < coreRow || letters*4 > glyphs {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\n', r >= ' ' && letters > 0 && r <= glyphTilde: // of a font that has its letters
			return r
		case r >= glyphSpace && r <= glyphTilde:
			return r - glyphSpace + ' '
		case r >= glyphA && r <= glyphYa:
			return r - glyphA + 'А'
		}
		if to, ok := coreGlyphs[r]; ok {
			return to
		}
		return r
	}, s)
}

// Russian letters are two bytes in UTF-8, of which the first is 0xD0 or 0xD1. Some programs for drawings write these as
// one unit of UTF-16 into the table of letters, and «Подп.» comes as «킟킾킴킿.».
const (
	firstUnit, lastUnit = 0xd080, 0xd1bf
	// unitMinimum is the number of such letters from which a page is taken to be written so; one among Russian letters
	// is enough.
	unitMinimum = 3
)

// unitLetters returns the letters of a page whose table of letters is written so, and any other page as it is: Korean
// has syllables outside of these, too.
func unitLetters(s string) string {
	units, korean, russian := 0, 0, 0
	for _, r := range s {
		switch {
		case isUnit(r):
			units++
		case r >= 0xac00 && r <= 0xd7a3:
			korean++
		case unicode.Is(unicode.Cyrillic, r):
			russian++
		}
	}
	if units < unitMinimum && russian < unitMinimum || korean > 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if !isUnit(r) {
			return r
		}
		return r>>8&0x1f<<6 | r&0x3f
	}, s)
}

func isUnit(r rune) bool { return r >= firstUnit && r <= lastUnit && r&0xc0 == 0x80 }

// isLegible reports whether s is text, not nothing and not the numbers of glyphs that a
// font without a table of letters gives.
func isLegible(s string) bool {
	good, bad := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
		case isUnknown(r):
			bad++
		default:
			good++
		}
	}
	return good > bad
}

// illegible is the share of the characters of a text that stand in words for letters that
// the file has no table for; a sign by itself is that of a list.
func illegible(text string) float64 {
	bad, all := 0, 0
	before := ' '
	for _, r := range text {
		if unicode.IsSpace(r) {
			before = r
			continue
		}
		all++
		if isUnknown(r) && !unicode.IsSpace(before) || isUnknown(before) && !isUnknown(r) {
			bad++
		}
		before = r
	}
	return float64(bad) / float64(max(all, 1))
}

// isUnknown reports whether r stands for a letter that there is no table for.
func isUnknown(r rune) bool {
	return r == unicode.ReplacementChar || unicode.Is(unicode.Co, r) || unicode.IsControl(r) && !unicode.IsSpace(r)
}
