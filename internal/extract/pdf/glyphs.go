package pdf

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"golang.org/x/text/encoding/charmap"
)

const (
	// maxFonts is how many fonts of a document are looked into for letters, maxFontBytes how large they may be together.
	maxFonts, maxFontBytes = 24, 32 << 20
	// maxShapes is how many letters of a font on a page are measured, sameShape how much two shapes may differ that
	// are one.
	maxShapes, sameShape = 100, .05
)

// nameLetters puts letters of a page in place that only its fonts themselves know.
func (f *pdfFile) nameLetters(page references.FPDF_TEXTPAGE, letters []rune) {
	for name, at := range f.unnamed(page, letters) {
		if name == "" {
			replace(letters, at, f.type3())
			continue
		}
		face, embedded := f.font(page, name, at[0])
		switch {
		case !embedded && isPlainer(letters, at, windowsLetters()),
			face == nil && isWords(letters, at, windowsLetters()): // or a part of such a font
			replace(letters, at, windowsLetters())
		case face != nil && f.isByGlyph(page, letters, at, face):
			replace(letters, at, face.letters)
		}
	}
	for name, at := range f.accented(page, letters) {
		if face, _ := f.font(page, name, at[0]); face != nil {
			f.reread(page, letters, at, face)
		}
	}
}

// unnamed are letters of a page whose font has no table of letters in the document, by the name of the font, "" for
// Type 3: PDFium gives their codes. The first letter of each word is asked, and each after one that has none.
func (f *pdfFile) unnamed(page references.FPDF_TEXTPAGE, letters []rune) map[string][]int {
	found := map[string][]int{}
	ask := true
	for i, r := range letters {
		if ask {
			none, err := f.lib.FPDFText_HasUnicodeMapError(&requests.FPDFText_HasUnicodeMapError{TextPage: page, Index: i})
			if err == nil && none.HasUnicodeMapError {
				name := f.fontName(page, i)
				found[name] = append(found[name], i)
				continue
			}
		}
		ask = isBetween(r)
	}
	return found
}

// accented are letters that PDFium may have taken for those of a Macintosh, by the name of the font.
func (f *pdfFile) accented(page references.FPDF_TEXTPAGE, letters []rune) map[string][]int {
	found := map[string][]int{}
	for i, r := range letters {
		if r < 0x80 || unicode.Is(unicode.Cyrillic, r) || unicode.IsSpace(r) {
			continue
		}
		if _, ok := charmap.Macintosh.EncodeRune(r); ok {
			if name := f.fontName(page, i); name != "" {
				found[name] = append(found[name], i)
			}
		}
	}
	return found
}

func (f *pdfFile) fontName(page references.FPDF_TEXTPAGE, i int) string {
	info, err := f.lib.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: page, Index: i})
	if err != nil {
		return ""
	}
	return info.FontName
}

// font looks into the font of a letter: nil where there is nothing to be learnt from it.
func (f *pdfFile) font(page references.FPDF_TEXTPAGE, name string, i int) (face *trueType, embedded bool) {
	known, ok := f.fonts[name]
	if !ok && len(f.fonts) < maxFonts {
		known.face, known.embedded = f.loadFont(page, i)
		f.fonts[name] = known
	}
	return known.face, known.embedded || !ok && len(f.fonts) >= maxFonts
}

// A knownFont is one that was looked into.
type knownFont struct {
	face     *trueType
	embedded bool
}

func (f *pdfFile) loadFont(page references.FPDF_TEXTPAGE, i int) (face *trueType, embedded bool) {
	object, err := f.lib.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: page, Index: i})
	if err != nil {
		return nil, true
	}
	font, err := f.lib.FPDFTextObj_GetFont(&requests.FPDFTextObj_GetFont{PageObject: object.TextObject})
	if err != nil {
		return nil, true
	}
	is, err := f.lib.FPDFFont_GetIsEmbedded(&requests.FPDFFont_GetIsEmbedded{Font: font.Font})
	if err != nil || !is.IsEmbedded {
		return nil, err != nil
	}
	data, err := f.lib.FPDFFont_GetFontData(&requests.FPDFFont_GetFontData{Font: font.Font})
	if err != nil || f.fontBytes+len(data.FontData) > maxFontBytes {
		return nil, true
	}
	f.fontBytes += len(data.FontData)
	return parseTrueType(data.FontData), true
}

// replace puts the letters of codes in their place, if nearly all codes have one.
func replace(letters []rune, at []int, by map[rune]rune) {
	missing := 0
	for _, i := range at {
		if by[letters[i]] == 0 {
			missing++
		}
	}
	if missing*10 > len(at) {
		return
	}
	for _, i := range at {
		if r := by[letters[i]]; r != 0 {
			letters[i] = r
		}
	}
}

// isPlainer reports whether codes have hardly fewer letters when they are read by a table than as they are: fonts that
// are not in the file may have the numbers of glyphs for codes, and letters, too.
func isPlainer(letters []rune, at []int, by map[rune]rune) bool {
	gain := 0
	for _, i := range at {
		if isPlain(by[letters[i]]) {
			gain++
		}
		if isPlain(letters[i]) {
			gain--
		}
	}
	return gain*4 > -len(at)
}

// isPlain reports whether r is a letter as words have them.
func isPlain(r rune) bool {
	return r < 0x80 && unicode.IsLetter(r) || unicode.Is(unicode.Cyrillic, r)
}

// isWords reports whether codes are words, in small letters, when they are read by a table.
func isWords(letters []rune, at []int, by map[rune]rune) bool {
	all, small, vowels := 0, 0, 0
	for _, i := range at {
		r := by[letters[i]]
		if !unicode.IsLetter(r) {
			continue
		}
		all++
		if unicode.IsLower(r) {
			small++
		}
		if strings.ContainsRune("aeiouyаеёиоуыэюя", unicode.ToLower(r)) {
			vowels++
		}
	}
	return all >= 8 && small*10 >= all*7 && vowels*4 >= all && vowels*10 <= all*6
}

// shape is the width of a letter by its height as it is drawn, 0 for a space and for one that is turned.
func (f *pdfFile) shape(page references.FPDF_TEXTPAGE, i int) float64 {
	turned, err := f.lib.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: page, Index: i})
	if err != nil || math.Abs(math.Sin(float64(turned.CharAngle))) > .01 {
		return 0
	}
	box, err := f.lib.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: page, Index: i})
	if err != nil || box.Right <= box.Left || box.Top <= box.Bottom {
		return 0
	}
	return (box.Right - box.Left) / (box.Top - box.Bottom)
}

// isByGlyph reports whether the codes of letters are numbers of glyphs: what is drawn for them has the shape of those
// glyphs, all of them stretched the same.
func (f *pdfFile) isByGlyph(page references.FPDF_TEXTPAGE, letters []rune, at []int, face *trueType) bool {
	var ratios []float64
	for _, i := range at[:min(len(at), maxShapes)] {
		if own, drawn := face.shape(letters[i]), f.shape(page, i); own > 0 && drawn > 0 {
			ratios = append(ratios, drawn/own)
		}
	}
	if len(ratios) == 0 {
		return false
	}
	slices.Sort(ratios)
	middle, same := ratios[len(ratios)/2], 0
	for _, r := range ratios {
		if math.Abs(r-middle) <= sameShape*middle {
			same++
		}
	}
	return same*10 >= len(ratios)*9
}

// reread puts letters in place that PDFium has named by the codes of a Macintosh, in a font whose codes are others:
// what is drawn for them has the shape of the letter that the font has at the code.
func (f *pdfFile) reread(page references.FPDF_TEXTPAGE, letters []rune, at []int, face *trueType) {
	right := map[rune]rune{}
	better, worse := 0, 0
	for n, i := range at {
		r := letters[i]
		code, _ := charmap.Macintosh.EncodeRune(r)
		glyph := rune(face.roman[code])
		to := face.letters[glyph]
		if to == 0 || to == r {
			continue
		}
		right[r] = to
		drawn := f.shape(page, i)
		if n >= maxShapes || drawn == 0 {
			continue
		}
		if far := func(glyph rune) float64 { return math.Abs(face.shape(glyph) - drawn) }; far(glyph) < far(face.glyphs[r]) {
			better++
		} else {
			worse++
		}
	}
	if better > 0 && better >= 9*worse {
		for _, i := range at {
			if r := right[letters[i]]; r != 0 {
				letters[i] = r
			}
		}
	}
}

// lastRoman is the last glyph of those that follow the order of a Macintosh.
const lastRoman = 225

// windowsLetters are the letters of the glyphs that fonts of Windows have at the same numbers.
func windowsLetters() map[rune]rune {
	letters := map[rune]rune{}
	for r := rune(glyphSpace); r <= glyphTilde; r++ {
		letters[r] = r - glyphSpace + ' '
	}
	for glyph := rune(glyphTilde + 1); glyph <= lastRoman; glyph++ {
		letters[glyph] = charmap.Macintosh.DecodeByte(byte(glyph - lastRoman + math.MaxUint8))
	}
	for r := rune(glyphA); r <= glyphYa; r++ {
		letters[r] = r - glyphA + 'А'
	}
	for glyph, r := range coreGlyphs {
		letters[glyph] = r
	}
	return letters
}
