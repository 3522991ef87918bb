package enrich

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/text"
)

// tokenKind tells letters from digits from the rest.
type tokenKind uint8

const (
	word tokenKind = iota
	number
	mark
)

// A token is a run of letters, a run of digits, or one mark; a run of
// underscores is one mark, «_».
type token struct {
	start, end int
	line       int32 // counted from 0
	row        int32 // position of its line among those that have tokens, in page.starts
	kind       tokenKind
	capital    bool // begins with a capital
	caps       bool // two letters or more, all capitals
	// s is folded: words by text.Fold, dashes "-", quotes «, » or ", number signs №.
	s string
}

// page is a text cut into tokens. Indexes out of range are harmless.
type page struct {
	text  string
	toks  []token
	lines []int // first token of each line that has any, by position in lines
	// starts is lines as cut, whatever rules leave out of lines later, and an end mark:
	// where a line begins and ends costs no walk over it.
	starts []int

	memo
}

// memo keeps what several rules ask of the same tokens, so that asking again is free.
type memo struct {
	capsRow int // row that capsLine was last asked of, plus 1
	caps    bool
	cited   map[citedKey]int
	nested  int // how many municipalities are being read within each other's names
}

func newPage(s string) *page {
	p := &page{text: s, toks: make([]token, 0, len(s)/9)}
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
		t := token{start: i, line: line}
		digits, end := "", i
		if r >= '0' && r <= '9' || misreadDigits[r] > 0 {
			digits, end = misread(s, i)
		}
		switch {
		case end > i:
			t.kind, t.s, t.end = number, digits, end
		case isLetter(r):
			t.scanWord(s)
		case r >= '0' && r <= '9':
			for t.end = i; t.end < len(s) && s[t.end] >= '0' && s[t.end] <= '9'; t.end++ {
			}
			t.kind, t.s = number, s[i:t.end]
		default:
			t.kind, t.end, t.s = mark, i+size, markOf(r, s[i:i+size])
			if r == '_' {
				for t.end < len(s) && s[t.end] == '_' {
					t.end++
				}
			}
		}
		if line != last {
			p.lines, last = append(p.lines, len(p.toks)), line
		}
		t.row = int32(len(p.lines) - 1)
		p.toks = append(p.toks, t)
		i = t.end
	}
	p.starts = append(p.lines[:len(p.lines):len(p.lines)], len(p.toks))
	p.closeGaps()
	return p
}

// closeGaps numbers the lines anew where empty lines part nearly all of them,
// and so say nothing.
func (p *page) closeGaps() {
	gaps := 0
	for n := 1; n < len(p.lines); n++ {
		if p.toks[p.lines[n]].line > p.toks[p.lines[n-1]].line+1 {
			gaps++
		}
	}
	if len(p.lines) < 6 || gaps*10 < (len(p.lines)-1)*9 {
		return
	}
	for n := range p.lines {
		end := len(p.toks)
		if n+1 < len(p.lines) {
			end = p.lines[n+1]
		}
		for k := p.lines[n]; k < end; k++ {
			p.toks[k].line = int32(n)
		}
	}
}

// surface returns token i as written, with Latin letters that look like Russian
// ones made Russian inside Russian words.
func (p *page) surface(i int) string {
	t := &p.toks[i]
	s := p.text[t.start:t.end]
	if t.kind != word || t.s[0] < utf8.RuneSelf || !strings.ContainsFunc(s, func(r rune) bool { return r < utf8.RuneSelf }) {
		return s
	}
	folded := []rune(t.s)
	if len(folded) != utf8.RuneCountInString(s) {
		return s
	}
	n := -1
	return strings.Map(func(r rune) rune {
		n++
		switch {
		case r >= utf8.RuneSelf:
			return r
		case unicode.IsUpper(r):
			return unicode.ToUpper(folded[n])
		}
		return folded[n]
	}, s)
}

func isLetter(r rune) bool {
	return r >= 'а' && r <= 'я' || r >= 'А' && r <= 'Я' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsLetter(r)
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
func (t *token) scanWord(s string) {
	plain, upper, n := true, 0, 0
	i := t.start
	for i < len(s) {
		r, size := decode(s, i)
		if !isLetter(r) {
			break
		}
		if isUpper(r) {
			if n == 0 {
				t.capital = true
			}
			upper++
		}
		plain = plain && r >= 'а' && r <= 'я'
		n++
		i += size
	}
	t.end = i
	t.caps = n > 1 && upper == n
	t.s = s[t.start:t.end]
	if !plain {
		t.s = text.Fold(t.s)
	}
	if t.s == "n" && t.capital {
		t.kind, t.s = mark, "№"
	}
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

// at returns the folded token, "" beyond the ends.
func (p *page) at(i int) string {
	if i < 0 || i >= len(p.toks) {
		return ""
	}
	return p.toks[i].s
}

func (p *page) is(i int, kind tokenKind) bool {
	return i >= 0 && i < len(p.toks) && p.toks[i].kind == kind
}

// line returns the line of a token; beyond the ends a line of its own.
func (p *page) line(i int) int {
	if i < 0 || i >= len(p.toks) {
		return -1
	}
	return int(p.toks[i].line)
}

// tight tells whether token i touches the one before it.
func (p *page) tight(i int) bool {
	return i > 0 && i < len(p.toks) && p.toks[i].start == p.toks[i-1].end
}

func (p *page) capital(i int) bool { return i >= 0 && i < len(p.toks) && p.toks[i].capital }

// startsLine tells whether token i is the first of its line.
func (p *page) startsLine(i int) bool {
	return i >= 0 && i < len(p.toks) && (i == 0 || p.toks[i-1].line != p.toks[i].line)
}

// lineEnd returns the index after the last token of the line of token i.
func (p *page) lineEnd(i int) int {
	if i >= len(p.toks) {
		return i
	}
	return p.starts[p.toks[i].row+1]
}

// lineStart returns the first token of the line of token i.
func (p *page) lineStart(i int) int { return p.starts[p.toks[i].row] }

// oneOf tells whether token i is one of words.
func (p *page) oneOf(i int, words ...string) bool {
	s := p.at(i)
	for _, w := range words {
		if s == w && s != "" {
			return true
		}
	}
	return false
}

// begins tells whether token i begins with one of stems.
func (p *page) begins(i int, stems ...string) bool {
	s := p.at(i)
	for _, w := range stems {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// slice returns the text from token i up to token j.
func (p *page) slice(i, j int) string {
	if i >= j || i < 0 || j > len(p.toks) {
		return ""
	}
	return p.text[p.toks[i].start:p.toks[j-1].end]
}

// evidence points at the tokens from i up to j.
func (p *page) evidence(rule string, i, j int) archive.Evidence {
	i, j = max(i, 0), min(j, len(p.toks))
	if i >= j {
		return archive.Evidence{Rule: rule}
	}
	return archive.Evidence{Rule: rule, Start: p.toks[i].start, End: p.toks[j-1].end}
}

// before returns how many tokens start before byte n.
func (p *page) before(n int) int {
	lo, hi := 0, len(p.toks)
	for lo < hi {
		if mid := (lo + hi) / 2; p.toks[mid].start < n {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func isOpenQuote(s string) bool  { return s == "«" || s == `"` }
func isCloseQuote(s string) bool { return s == "»" || s == `"` }
