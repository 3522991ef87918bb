package pdf

import (
	"math"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

const (
	// maxLetters is how many characters of a page are read.
	maxLetters = 2_000_000
	// maxRules is how many things that are drawn on a page are looked at.
	maxRules = 3000
	// thin is the most that a rule is thick, in points.
	thin = 3
)

// text reads the text of a page.
func (f *pdfFile) text(page requests.Page) (string, error) {
	loaded, letters, err := f.letters(page)
	if err != nil {
		return "", err
	}
	defer func() { _, _ = f.lib.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded}) }()
	breaks := f.breaks(loaded, letters)
	text := pdfText(withBreaks(letters, breaks))
	if !isLegible(text) || illegible(text) > maxIllegible {
		return text, nil
	}
	rules := func() (across, down []box) { return f.rules(page) }
	if arranged, ok := arrange(f.words(loaded, letters, breaks), rules); ok {
		return arranged, nil
	}
	return text, nil
}

// letters are the characters of a page, one for each that PDFium counts; the caller closes what is loaded.
func (f *pdfFile) letters(page requests.Page) (loaded references.FPDF_TEXTPAGE, letters []rune, err error) {
	answer, err := f.lib.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return "", nil, err
	}
	defer func() {
		if err != nil {
			_, _ = f.lib.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: answer.TextPage})
		}
	}()
	count, err := f.lib.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: answer.TextPage})
	if err != nil {
		return "", nil, err
	}
	letters = make([]rune, min(count.Count, maxLetters))
	for i := range letters {
		letter, err := f.lib.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: answer.TextPage, Index: i})
		if err != nil {
			return "", nil, err
		}
		letters[i] = rune(letter.Unicode)
	}
	f.nameLetters(answer.TextPage, letters)
	joinHalves(letters)
	// Which letters a page is of is told by all of it, not by a word.
	return answer.TextPage, []rune(unitLetters(coreLetters(string(letters)))), nil
}

// joinHalves makes one letter of the two halves that PDFium gives for one beyond U+FFFF, and nothing of the second:
// what stands where is told by the number of a character.
func joinHalves(letters []rune) {
	for i := 1; i < len(letters); i++ {
		if r := utf16.DecodeRune(letters[i-1], letters[i]); r != utf8.RuneError {
			letters[i-1], letters[i] = r, 0
		}
	}
}

// words finds out where the words of a page stand, nil where they are too many.
func (f *pdfFile) words(page references.FPDF_TEXTPAGE, letters []rune, breaks map[int]rune) []word {
	var words []word
	line := 0
	for from := 0; from < len(letters) && len(words) <= maxWords; {
		end := from
		for end < len(letters) && !isBetween(letters[end]) && (end == from || breaks[end] == 0) {
			end++
		}
		hyphen := end < len(letters) && (letters[end] == hyphenMark || letters[end] == noMark)
		if end > from {
			w, ok := f.word(page, letters, from, end)
			if hyphen {
				w.text += "-"
			}
			if w.line = line; ok {
				words = append(words, w)
			}
		}
		if between := breaks[end]; between != 0 && end > from {
			if from = end; between == '\n' {
				line++
			}
			continue
		}
		if hyphen || end < len(letters) && letters[end] != ' ' && letters[end] != '\u00a0' {
			line++
		}
		from = end + 1
	}
	return words
}

// PDFium writes these for a hyphen at the end of a line.
const hyphenMark, noMark = '\u0002', '\ufffe'

// isBetween reports whether r ends a word.
func isBetween(r rune) bool {
	switch r {
	case ' ', '\u00a0', '\t', '\r', '\n', '\f', hyphenMark, noMark:
		return true
	}
	return false
}

// word is the word of some letters: it stands where its first and its last one do.
func (f *pdfFile) word(page references.FPDF_TEXTPAGE, letters []rune, from, end int) (w word, ok bool) {
	first, err := f.lib.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: page, Index: from})
	if err != nil {
		return w, false
	}
	last := first
	if end-from > 1 {
		last, err = f.lib.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: page, Index: end - 1})
		if err != nil {
			return w, false
		}
	}
	w.text = pdfText(string(letters[from:end]))
	a, b := first.Rect, last.Rect
	w.x = span{float64(min(a.Left, b.Left)), float64(max(a.Right, b.Right))}
	w.y = span{float64(min(a.Bottom, b.Bottom)), float64(max(a.Top, b.Top))}
	return w, w.text != ""
}

// rules are the thin lines across a page and down it.
func (f *pdfFile) rules(page requests.Page) (across, down []box) {
	count, err := f.lib.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return nil, nil
	}
	for i := range min(count.Count, maxRules) {
		object, err := f.lib.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			break
		}
		kind, err := f.lib.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err != nil || kind.Type != enums.FPDF_PAGEOBJ_PATH {
			continue
		}
		r, err := f.lib.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object.PageObject})
		if err != nil {
			continue
		}
		rule := box{span{float64(r.Left), float64(r.Right)}, span{float64(r.Bottom), float64(r.Top)}}
		switch {
		case rule.y.width() <= thin && rule.x.width() > thin:
			across = append(across, rule)
		case rule.x.width() <= thin && rule.y.width() > thin:
			down = append(down, rule)
		}
	}
	return joined(across), down
}

// joined makes one rule of those that go on with one another, as edges of cells do.
func joined(rules []box) []box {
	slices.SortFunc(rules, func(a, b box) int {
		if c := compare(math.Round(b.y.from), math.Round(a.y.from)); c != 0 {
			return c
		}
		return compare(a.x.from, b.x.from)
	})
	var out []box
	for _, r := range rules {
		if n := len(out) - 1; n >= 0 && math.Round(out[n].y.from) == math.Round(r.y.from) && r.x.from-out[n].x.to < thin {
			out[n].x.to = max(out[n].x.to, r.x.to)
		} else {
			out = append(out, r)
		}
	}
	return out
}
