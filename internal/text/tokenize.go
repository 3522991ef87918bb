package text

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// piece is a run of letters or of digits.
type piece struct {
	start, end int
	digits     bool
	// glue is the separator between this piece and the next: 0 for none (letters next to digits), '-' or '/', or ' '
	// for anything else.
	glue byte
}

// scan calls emit for each token until it returns false. The token is valid only during the call.
func (a *Analyzer) scan(s string, emit func(*Token) bool) {
	u := newScratch()
	defer u.free()
	for at, pos, ok := 0, 0, true; ok && at < len(s); {
		at, pos, ok = a.unit(s, at, pos, u, emit)
	}
}

// scratch holds reusable buffers for scanning and matching.
type scratch struct {
	group [maxGroup]piece
	token Token
	found []found
	line  []byte // of the current snippet
	ends  []int  // ends of the runs in line; odd indexes end a hit
}

var scratches = sync.Pool{New: func() any { return &scratch{} }}

func newScratch() *scratch { return scratches.Get().(*scratch) }

// free returns the scratch to the pool without references to texts.
func (u *scratch) free() {
	const most = 1 << 12 // buffers for more matches are seldom needed
	u.token = Token{}
	clear(u.found)
	if u.found = u.found[:0]; cap(u.found) > most {
		u.found = nil
	}
	scratches.Put(u)
}

// unit emits the tokens of whatever begins at s[at:]: an address, a sign, a group of connected pieces, or nothing.
// pos is the position of the first token. It returns where the next unit begins, the next position, and the last
// result of emit.
func (a *Analyzer) unit(s string, at, pos int, u *scratch, emit func(*Token) bool) (next, nextPos int, ok bool) {
	if end := addressEnd(s, at); end > 0 {
		t := Token{Start: at, End: end, Pos: pos, Exact: Fold(clipRunes(s[at:end]))}
		t.Stems = []string{t.Exact}
		return end, pos + 1, emit(&t)
	}
	if strings.HasPrefix(s[at:], "№") {
		return at + len("№"), pos + 1, emit(&Token{Start: at, End: at + len("№"), Pos: pos, Exact: "№", Stop: true})
	}
	if exact, end := sign(s, at); end > 0 {
		w := a.word(exact)
		return end, pos + 1, emit(&Token{Start: at, End: end, Pos: pos, Exact: w.exact, Stems: w.stems})
	}
	if whole, end := fraction(s, at); end > 0 {
		return end, pos + 1, emit(&Token{Start: at, End: end, Pos: pos, Exact: whole, Stems: []string{whole}})
	}
	if parts := dimension(s, at); parts != nil {
		nextPos, ok = a.emitDimension(s, parts, pos, emit)
		return parts[len(parts)-1].End, nextPos, ok
	}
	n, next := pieces(s, at, u.group[:])
	if n == 0 {
		return next, pos, true
	}
	nextPos, ok = a.emitGroup(s, u.group[:n], pos, &u.token, emit)
	return next, nextPos, ok
}

// maxGroup bounds how many pieces are joined; longer chains are split.
const maxGroup = 8

// pieces reads connected pieces from s[at:] and returns their number and where to continue. n is 0 if no piece begins
// there.
func pieces(s string, at int, group []piece) (n, next int) {
	i := at
	for n < len(group) {
		start := i
		digits, size := class(s, i)
		if size == 0 {
			break
		}
		i += size
		for i < len(s) {
			d, size := class(s, i)
			if size == 0 || d != digits {
				break
			}
			i += size
		}
		group[n] = piece{start: start, end: i, digits: digits, glue: ' '}
		n++
		if i >= len(s) {
			break
		}
		if _, size := class(s, i); size > 0 {
			group[n-1].glue = 0
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isHyphen(r) && r != '/' {
			break
		}
		if _, after := class(s, i+size); after == 0 {
			break
		}
		group[n-1].glue = '-'
		if r == '/' {
			group[n-1].glue = '/'
		}
		i += size
	}
	if n == 0 {
		_, size := utf8.DecodeRuneInString(s[at:])
		return 0, at + size
	}
	group[n-1].glue = ' '
	return n, i
}

// isHyphen reports whether r joins words; dashes, which separate them, do not.
func isHyphen(r rune) bool { return r == '-' || r == '\u2010' || r == '\u2011' }

// class reports whether the character at s[i:] is a digit (else a letter) and its size in bytes; size is 0 if it is
// neither.
func class(s string, i int) (digits bool, size int) {
	if i >= len(s) {
		return false, 0
	}
	c := s[i]
	switch {
	case c >= '0' && c <= '9':
		return true, 1
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		return false, 1
	case c < utf8.RuneSelf:
		return false, 0
	case (c == 0xd0 || c == 0xd1) && i+1 < len(s): // the Cyrillic block, letters only
		return false, 2
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	switch {
	case r == utf8.RuneError, r == 'º' && afterDigit(s, i):
		return false, 0
	case wordRune(r):
		return false, size
	case unicode.IsDigit(r), isIndex(s, i, r):
		return true, size
	}
	return false, 0
}

// emitGroup emits the pieces of a group and the tokens they make together.
func (a *Analyzer) emitGroup(s string, g []piece, pos int, t *Token, emit func(*Token) bool) (next int, ok bool) {
	g = repairFZ(s, g)
	var joined *Token
	if len(g) > 1 && !a.isMeasured(s, g) {
		joined = a.join(s, g, pos)
	}
	for i, p := range g {
		*t = Token{Start: p.start, End: p.end, Pos: pos}
		var measure *Token
		surface := s[p.start:p.end]
		if len(surface) > MaxToken {
			surface = clipRunes(surface)
		}
		switch {
		case p.digits:
			t.Exact = digitsOf(surface)
			t.Stems = []string{t.Exact}
		case len(g) == 1 && numberSign(s, p):
			t.Exact, t.Stop = "№", true
		case p.end-p.start > 2 && ocrFZ(s, p):
			w := a.word("фз")
			t.Exact, t.Stems = w.exact, w.stems
		default:
			w := a.word(surface)
			t.Exact, t.Stems, t.Stop = w.exact, w.stems, w.stop
			if w.length != "" || w.power != "" {
				measure = a.measure(s, g, i, w, pos)
			}
		}
		if t.Exact == "" {
			continue
		}
		if !emit(t) {
			return pos, false
		}
		if measure != nil && !emit(measure) {
			return pos, false
		}
		if i == 0 {
			if joined != nil && !emit(joined) {
				return pos, false
			}
			if whole := thousands(s, g, pos); whole != nil && !emit(whole) {
				return pos, false
			}
		}
		pos++
	}
	return pos, true
}

// join makes the joined token of a group: numbers and letters hyphenated whatever the separator («131-ФЗ», «131ФЗ» →
// "131-фз"), compound words written solid («социально-экономический» → "социальноэкономический").
func (a *Analyzer) join(s string, g []piece, pos int) *Token {
	if len(g) == 2 && g[0].glue == 0 && !g[1].digits && units[a.word(s[g[1].start:g[1].end]).exact] {
		return nil // «2017г», «5кг»
	}
	var b strings.Builder
	digits := false
	for _, p := range g {
		digits = digits || p.digits
	}
	for i, p := range g {
		if p.digits {
			b.WriteString(digitsOf(s[p.start:p.end]))
		} else if w := a.word(clipRunes(s[p.start:p.end])); ocrFZ(s, p) {
			b.WriteString("фз")
		} else if digits {
			b.WriteString(twins(w.exact))
		} else {
			b.WriteString(w.exact)
		}
		if digits && i < len(g)-1 {
			b.WriteByte('-')
		}
	}
	t := &Token{Start: g[0].start, End: g[len(g)-1].end, Pos: pos, Exact: clipRunes(b.String())}
	if digits {
		t.Stems = []string{t.Exact}
	} else {
		t.Stems = a.word(t.Exact).stems
	}
	if len(t.Stems) == 0 {
		return nil
	}
	return t
}

// units are words that may follow a number without being part of it.
var units = map[string]bool{"г": true, "гг": true, "руб": true, "коп": true, "тыс": true, "млн": true, "млрд": true,
	"м": true, "км": true,
	"кв": true, "га": true, "шт": true, "ч": true, "час": true, "мин": true, "л": true, "кг": true, "ст": true, "п": true,
	"пп": true, "р": true,
	"в": true, "от": true, "с": true, "по": true, "года": true, "год": true, "гкал": true, "квт": true}

// clipRunes cuts a token at MaxToken runes.
func clipRunes(s string) string {
	if len(s) <= MaxToken {
		return s
	}
	n := 0
	for i := range s {
		if n++; n > MaxToken {
			return s[:i]
		}
	}
	return s
}
