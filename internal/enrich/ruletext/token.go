package ruletext

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/rudate"
	"letopis/internal/text"
)

// Kind tells letters from digits from the rest.
type Kind uint8

const (
	Word Kind = iota
	Number
	Mark
)

// A token is a run of letters, a run of digits, or one mark; a run of
// underscores is one mark, «_».
type Token struct {
	Start, End  int
	line        int32 // counted from 0
	Row         int32 // position of its line among those that have tokens, in page.starts
	Kind        Kind
	Capitalized bool // begins with a capital
	AllCaps     bool // two letters or more, all capitals
	// s is folded: words by text.Fold, dashes "-", quotes «, » or ", number signs №.
	Folded string
}

// Page is a text cut into tokens. Indexes out of range are harmless.
type Page struct {
	Text   string
	Tokens []Token
	Lines  []int // first token of each line that has any, by position in lines
	// starts is lines as cut, whatever rules leave out of lines later, and an end mark:
	// where a line begins and ends costs no walk over it.
	RowStarts []int
	// Done is closed when the time for the text is up; nil: never.
	Done <-chan struct{}

	memo
}

// Stopped reports whether the time for the text is up. Rules that walk over all of it ask at each
// step, and end with what they have found.
func (p *Page) Stopped() bool {
	select {
	case <-p.Done:
		return true
	default:
		return false
	}
}

// memo keeps what several rules ask of the same tokens, so that asking again is free.
type memo struct {
	capsRow int // row that capsLine was last asked of, plus 1
	caps    bool
}

// NewPage cuts a text into tokens.
func NewPage(s string) *Page {
	p := &Page{Text: s, Tokens: make([]Token, 0, len(s)/9)}
	line, last := int32(0), int32(-1)
	for i := 0; i < len(s); {
		r, size := decode(s, i)
		if r == '\n' {
			line++
		}
		if unicode.IsSpace(r) {
			i += size
			continue
		}
		t := Token{Start: i, line: line}
		digits, end := "", i
		if _, wrong := rudate.MisreadDigit(r); wrong || r >= '0' && r <= '9' {
			digits, end = misread(s, i)
		}
		switch {
		case end > i:
			t.Kind, t.Folded, t.End = Number, digits, end
		case line != last && strings.HasPrefix(s[i:], "0 ") && prepositional(s[i+2:]): // «0 бюджете» for «О бюджете»
			t.Kind, t.Folded, t.End, t.Capitalized = Word, "о", i+1, true
		case IsLetter(r):
			t.scanWord(s)
		case r >= '0' && r <= '9':
			for t.End = i; t.End < len(s) && s[t.End] >= '0' && s[t.End] <= '9'; t.End++ {
			}
			t.Kind, t.Folded = Number, s[i:t.End]
		default:
			t.Kind, t.End, t.Folded = Mark, i+size, markOf(r, s[i:i+size])
			if r == '_' {
				for t.End < len(s) && s[t.End] == '_' {
					t.End++
				}
			}
		}
		if line != last {
			p.Lines, last = append(p.Lines, len(p.Tokens)), line
		}
		t.Row = int32(len(p.Lines) - 1)
		p.Tokens = append(p.Tokens, t)
		i = t.End
	}
	p.RowStarts = append(slices.Clone(p.Lines), len(p.Tokens))
	p.closeGaps()
	return p
}

// closeGaps numbers the lines anew where empty lines part nearly all of them,
// and so say nothing.
func (p *Page) closeGaps() {
	gaps := 0
	for n := 1; n < len(p.Lines); n++ {
		if p.Tokens[p.Lines[n]].line > p.Tokens[p.Lines[n-1]].line+1 {
			gaps++
		}
	}
	if len(p.Lines) < 6 || gaps*10 < (len(p.Lines)-1)*9 {
		return
	}
	for n := range p.Lines {
		end := len(p.Tokens)
		if n+1 < len(p.Lines) {
			end = p.Lines[n+1]
		}
		for k := p.Lines[n]; k < end; k++ {
			p.Tokens[k].line = int32(n)
		}
	}
}

// Surface returns token i as written, with Latin letters that look like Russian
// ones made Russian inside Russian words, and figures for misread letters.
func (p *Page) Surface(i int) string {
	t := &p.Tokens[i]
	s := p.Text[t.Start:t.End]
	if t.Kind == Number { // misread, maybe
		return t.Folded
	}
	if t.Kind != Word || t.Folded[0] < utf8.RuneSelf ||
		!strings.ContainsFunc(s, func(r rune) bool { return r < utf8.RuneSelf }) {
		return s
	}
	folded := []rune(t.Folded)
	if len(folded) != utf8.RuneCountInString(s) {
		return s
	}
	n := -1
	return strings.Map(func(r rune) rune {
		n++
		switch {
		case r >= utf8.RuneSelf:
			return r
		case unicode.IsUpper(r) || r == '0' && t.AllCaps:
			return unicode.ToUpper(folded[n])
		}
		return folded[n]
	}, s)
}

// IsLetter is unicode.IsLetter, quick for Russian and Latin letters.
func IsLetter(r rune) bool {
	return r >= 'а' && r <= 'я' || r >= 'А' && r <= 'Я' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' ||
		r >= utf8.RuneSelf && unicode.IsLetter(r)
}

// isUpper is unicode.IsUpper, quick for Russian and Latin letters.
func isUpper(r rune) bool {
	switch {
	case r >= 'а' && r <= 'я' || r >= 'a' && r <= 'z':
		return false
	case r >= 'А' && r <= 'Я' || r >= 'A' && r <= 'Z':
		return true
	}
	return unicode.IsUpper(r)
}

// scanWord reads letters. Words of small Russian letters, which most are, fold
// to themselves.
func (t *Token) scanWord(s string) {
	plain, zero, upper, n := true, false, 0, 0
	i := t.Start
	for i < len(s) {
		r, size := decode(s, i)
		if r == '0' && n > 1 && i+2 < len(s) && russian(s, i-2) && russian(s, i+1) { // «РАЙ0НА»
			plain, zero = false, true
			n, i = n+1, i+size
			if upper == n-1 {
				upper++
			}
			continue
		}
		if !IsLetter(r) {
			break
		}
		if isUpper(r) {
			if n == 0 {
				t.Capitalized = true
			}
			upper++
		}
		plain = plain && r >= 'а' && r <= 'я'
		n++
		i += size
	}
	t.End = i
	t.AllCaps = n > 1 && upper == n
	t.Folded = s[t.Start:t.End]
	if !plain {
		t.Folded = text.Fold(t.Folded)
	}
	if zero {
		t.Folded = strings.ReplaceAll(t.Folded, "0", "о")
	}
	if t.Folded == "n" && t.Capitalized {
		t.Kind, t.Folded = Mark, "№"
	}
}

// russian reports whether a Russian letter begins at byte i.
func russian(s string, i int) bool {
	r, _ := decode(s, i)
	return r >= 'А' && r <= 'я'
}

// decode is utf8.DecodeRuneInString at byte i, quicker for Russian letters.
func decode(s string, i int) (r rune, size int) {
	if c := s[i]; (c == 0xd0 || c == 0xd1) && i+1 < len(s) && s[i+1]&0xc0 == 0x80 {
		return rune(c&0x1f)<<6 | rune(s[i+1]&0x3f), 2
	}
	return utf8.DecodeRuneInString(s[i:])
}

func markOf(r rune, s string) string {
	switch r {
	case '–', '—', '−', '‑', '‐', '‒':
		return "-"
	case '“', '”', '„', '‟', '″', '\'':
		return `"`
	}
	return s
}

// At returns the folded token, "" beyond the ends.
func (p *Page) At(i int) string {
	if i < 0 || i >= len(p.Tokens) {
		return ""
	}
	return p.Tokens[i].Folded
}

// HasKind reports whether token i is of a kind.
func (p *Page) HasKind(i int, kind Kind) bool {
	return i >= 0 && i < len(p.Tokens) && p.Tokens[i].Kind == kind
}

// Line returns the line of a token; beyond the ends a line of its own.
func (p *Page) Line(i int) int {
	if i < 0 || i >= len(p.Tokens) {
		return -1
	}
	return int(p.Tokens[i].line)
}

// Adjoins reports whether token i touches the one before it.
func (p *Page) Adjoins(i int) bool {
	return i > 0 && i < len(p.Tokens) && p.Tokens[i].Start == p.Tokens[i-1].End
}

// Capitalized reports whether token i begins with a capital.
func (p *Page) Capitalized(i int) bool { return i >= 0 && i < len(p.Tokens) && p.Tokens[i].Capitalized }

// Initial reports whether token i is an initial of a person, «А.». «Г. Абакан», «С. Ивановка» and «П. Луговой» are
// towns and villages, unless another initial stands beside.
func (p *Page) Initial(i int) bool {
	letter := func(i int) bool {
		return p.HasKind(i, Word) && p.Capitalized(i) && len(p.At(i)) == len("а") && p.At(i+1) == "."
	}
	return letter(i) && (!p.IsAny(i, "г", "с", "п") || letter(i+2) || letter(i-2))
}

// Known reports whether the dictionary of Russian has the word that token i is.
func (p *Page) Known(i int) bool { return p.HasKind(i, Word) && text.KnownForm(p.At(i)) }

// StartsLine reports whether token i is the first of its line.
func (p *Page) StartsLine(i int) bool {
	return i >= 0 && i < len(p.Tokens) && (i == 0 || p.Tokens[i-1].line != p.Tokens[i].line)
}

// StartsCell reports whether token i begins a cell of a table, other than the first of a row, as the words of a menu
// do.
func (p *Page) StartsCell(i int) bool {
	return i > 0 && i < len(p.Tokens) && strings.Contains(p.Text[p.Tokens[i-1].End:p.Tokens[i].Start], "\t")
}

// LineEnd returns the index after the last token of the line of token i.
func (p *Page) LineEnd(i int) int {
	if i >= len(p.Tokens) {
		return i
	}
	return p.RowStarts[p.Tokens[i].Row+1]
}

// LineStart returns the first token of the line of token i.
func (p *Page) LineStart(i int) int { return p.RowStarts[p.Tokens[i].Row] }

// IsAny reports whether token i is one of words.
func (p *Page) IsAny(i int, words ...string) bool {
	s := p.At(i)
	for _, w := range words {
		if len(s) == len(w) && begins(s, w) && s != "" {
			return true
		}
	}
	return false
}

// HasStem reports whether token i begins with one of stems.
func (p *Page) HasStem(i int, stems ...string) bool {
	s := p.At(i)
	for _, w := range stems {
		if begins(s, w) {
			return true
		}
	}
	return false
}

// begins is strings.HasPrefix. It looks at the last byte first: words of one alphabet begin with the same byte, and
// nearly all that are compared differ.
func begins(s, stem string) bool {
	n := len(stem)
	return n <= len(s) && (n == 0 || s[n-1] == stem[n-1] && s[:n] == stem)
}
