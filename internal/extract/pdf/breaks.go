package pdf

import (
	"slices"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

const (
	// longRow is from how many letters in a row it is looked whether they are one word.
	longRow = 12
	// wordGap is how much wider than the usual one, in letters, a gap is between two words: PDFium leaves out spaces that
	// it has no glyph for. lineGap is how far apart lines of a letter each are, in heights of it.
	wordGap, lineGap = .5, 1
)

// breaks are the places between letters in a row that are as wide as a space, or where the next line begins: what is to
// stand before a letter, by its number.
func (f *pdfFile) breaks(page references.FPDF_TEXTPAGE, letters []rune) map[int]rune {
	found := map[int]rune{}
	for from := 0; from < len(letters); {
		end := from
		for end < len(letters) && !isBetween(letters[end]) {
			end++
		}
		if n := end - from; n >= longRow || n > 1 && f.isTall(page, from, end-1) {
			f.breakRow(page, letters[from:end], from, found)
		}
		from = end + 1
	}
	return found
}

// box is where a letter stands.
func (f *pdfFile) box(page references.FPDF_TEXTPAGE, i int) (b box, ok bool) {
	answer, err := f.lib.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: page, Index: i})
	if err != nil {
		return b, false
	}
	r := answer.Rect
	return box{span{float64(r.Left), float64(r.Right)}, span{float64(r.Bottom), float64(r.Top)}}, true
}

// isTall reports whether the first and the last letter of a row stand on lines apart from each other.
func (f *pdfFile) isTall(page references.FPDF_TEXTPAGE, first, last int) bool {
	a, okA := f.box(page, first)
	b, okB := f.box(page, last)
	return okA && okB && isBelow(a, b)
}

func isBelow(a, b box) bool { return a.y.from-b.y.to > lineGap*a.y.width() }

// breakRow finds the breaks in a row of letters, the first of which has the number from.
func (f *pdfFile) breakRow(page references.FPDF_TEXTPAGE, row []rune, from int, found map[int]rune) {
	var at []int
	var boxes []box
	for i, r := range row {
		b, ok := f.box(page, from+i)
		if !ok {
			return
		}
		if r != 0 { // not the second half of one
			at, boxes = append(at, from+i), append(boxes, b)
		}
	}
	between(boxes, func(i int, r rune) { found[at[i]] = r })
}

// between tells add what is to stand before a letter of a row, by the boxes of its letters.
func between(row []box, add func(i int, r rune)) {
	if len(row) < 2 {
		return
	}
	var gaps, widths []float64
	for i, b := range row[1:] {
		gaps = append(gaps, b.x.from-row[i].x.to)
		widths = append(widths, b.x.width())
		if isBelow(row[i], b) {
			add(i+1, '\n')
		}
	}
	slices.Sort(widths)
	sorted := slices.Sorted(slices.Values(gaps))
	usual, letter := sorted[len(sorted)/2], widths[len(widths)/2]
	if len(row) < longRow || usual < -letter { // from right to left
		return
	}
	for i, gap := range gaps {
		level := row[i].y.from < row[i+1].y.to && row[i].y.to > row[i+1].y.from
		if level && gap-usual > wordGap*letter {
			add(i+1, ' ')
		}
	}
}

// withBreaks is the text of letters with what stands between them.
func withBreaks(letters []rune, breaks map[int]rune) string {
	if len(breaks) == 0 {
		return string(letters)
	}
	out := make([]rune, 0, len(letters)+len(breaks))
	for i, r := range letters {
		if between := breaks[i]; between != 0 {
			out = append(out, between)
		}
		out = append(out, r)
	}
	return string(out)
}
