package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is a piece of a text: a line, or a sentence of a long one.
type unit struct {
	Span
	body   int     // start of the text after the clause number
	number uint32  // id of the clause number, 0 if none
	words  []word  // after the number
	key    uint32  // id of the sequence of words
	bare   uint32  // id of the words without numbers
	table  bool    // a table row
	head   uint32  // for a table row, id of the first cell
	bag    []int32 // sorted ids of the words, computed on demand
}

// word is a word, number or punctuation mark.
type word struct {
	id         int32
	start, end int // end is the start of the next word, or the end of the unit
	digits     bool
}

// text is one side of a comparison.
type text struct {
	s     string
	units []unit
	words int // number of words in all units
}

// vocabulary assigns ids to words and to sequences of words.
type vocabulary struct {
	words map[string]int32
	keys  map[string]uint32
	buf   []byte
}

func newVocabulary() *vocabulary {
	return &vocabulary{words: map[string]int32{}, keys: map[string]uint32{"": 0}}
}

func (v *vocabulary) word(s string) int32 {
	v.buf = foldTo(v.buf[:0], s)
	id, ok := v.words[string(v.buf)]
	if !ok {
		id = int32(len(v.words)) + 1
		v.words[string(v.buf)] = id
	}
	return id
}

// key returns the id of a sequence of words; all includes numbers.
func (v *vocabulary) key(words []word, all bool) uint32 {
	v.buf = v.buf[:0]
	for _, w := range words {
		if all || !w.digits {
			v.buf = append(v.buf, byte(w.id), byte(w.id>>8), byte(w.id>>16), byte(w.id>>24))
		}
	}
	id, ok := v.keys[string(v.buf)]
	if !ok {
		id = uint32(len(v.keys))
		v.keys[string(v.buf)] = id
	}
	return id
}

// foldTo appends a word without differences that are ignored.
func foldTo(buf []byte, s string) []byte {
	for _, r := range s {
		switch r {
		case 'ё':
			r = 'е'
		case 'Ё':
			r = 'Е'
		case '«', '»', '“', '”', '„', '‟':
			r = '"'
		case '–', '—', '−', '‑', '‐', '―':
			r = '-'
		case '\u00ad', '\u200b', '\ufeff':
			continue
		}
		if !unicode.IsSpace(r) { // spaces between thousands
			buf = utf8.AppendRune(buf, r)
		}
	}
	return buf
}

// Lines longer than longUnit bytes are split at ends of sentences of at least minSentence bytes, or otherwise between
// words after at most maxUnit bytes. Table rows are split only if longer than longRow.
const (
	longUnit    = 1200
	minSentence = 80
	maxUnit     = 4000
	longRow     = 4 * maxUnit
)

// paceUnits is how many units are read between pauses.
const paceUnits = 500

// units splits a text into units.
func (m *matcher) units(s string) (text, error) {
	t := text{s: s}
	for start := 0; start < len(s); {
		end := len(s)
		if i := strings.IndexByte(s[start:], '\n'); i >= 0 {
			end = start + i
		}
		for at := start; at < end; {
			next := at + cut(s[at:end])
			if u, ok := newUnit(s, at, next, m.words); ok {
				if len(t.units) == maxPieces {
					return t, ErrTooMany
				}
				t.units, t.words = append(t.units, u), t.words+len(u.words)
				if len(t.units)%paceUnits == 0 {
					if err := m.pause(m.ctx); err != nil {
						return t, err
					}
				}
			}
			at = next
		}
		start = end + 1
	}
	return t, nil
}

// cut returns the end of the next unit of a line.
func cut(line string) int {
	row := line[:min(len(line), longRow+1)]
	if len(line) <= longUnit || len(line) <= longRow && strings.IndexByte(row, '\t') >= 0 {
		return len(line)
	}
	space := 0 // the last one
	for i, r := range row {
		if i >= maxUnit && space > 0 {
			return space
		}
		if !unicode.IsSpace(r) {
			continue
		}
		if space = i + utf8.RuneLen(r); i < minSentence {
			continue
		}
		next, _ := utf8.DecodeRuneInString(line[space:])
		if p := line[i-1]; p == ';' || (p == '.' || p == '!' || p == '?') && unicode.IsUpper(next) {
			return space
		}
	}
	if len(line) <= maxUnit {
		return len(line)
	}
	if space == 0 { // no word is that long: split between characters
		for space = maxUnit; space < len(line) && !utf8.RuneStart(line[space]); space++ {
		}
	}
	return space
}

// newUnit creates a unit from s[start:end]; ok is false if it contains no word.
func newUnit(s string, start, end int, v *vocabulary) (u unit, ok bool) {
	u = unit{Span: Span{start, end}, body: start}
	if u.words = splitWords(s, start, end, v); len(u.words) == 0 {
		return u, false
	}
	u.table = strings.IndexByte(strings.Trim(s[start:end], "\t \r"), '\t') >= 0
	before := func(end int) int { // number of words that begin before end
		k := 0
		for k < len(u.words) && u.words[k].start < end {
			k++
		}
		return k
	}
	if u.table {
		u.head = v.key(u.words[:before(u.words[0].start+strings.IndexByte(s[u.words[0].start:end]+"\t", '\t'))], true)
	} else if k := before(start + numberEnd(s[start:end])); k > 0 && k < len(u.words) {
		u.number = v.key(u.words[:k], true)
		u.words, u.body = u.words[k:], u.words[k].start
	}
	u.key, u.bare = v.key(u.words, true), v.key(u.words, false)
	return u, true
}

// numberEnd returns the end of the clause number at the start of a line, including the space after it: «3.2. », «1)
// », «а) », «- »; 0 if none.
func numberEnd(s string) int {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	from, dots := i, 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.' && i > from && s[i-1] != '.') {
		if s[i] == '.' {
			dots++
		}
		i++
	}
	switch r, size := utf8.DecodeRuneInString(s[i:]); {
	case i > from && i-from <= 16 && (dots > 0 || r == ')'):
		if r == ')' {
			i++
		}
	case i == from && (r == '-' || r == '–' || r == '—' || r == '•'):
		i += size
	case i == from && unicode.IsLower(r) && strings.HasPrefix(s[i+size:], ")"):
		i += size + 1
	default:
		return 0
	}
	rest := strings.TrimLeft(s[i:], " \u00a0")
	if r, _ := utf8.DecodeRuneInString(rest); rest == "" || len(rest) == len(s[i:]) && !unicode.IsLetter(r) {
		return 0 // a number, a date, an amount
	}
	return len(s) - len(rest)
}

// splitWords returns the words of s[start:end].
func splitWords(s string, start, end int, v *vocabulary) []word {
	var out []word
	for i := start; i < end; {
		r, size := utf8.DecodeRuneInString(s[i:end])
		if unicode.IsSpace(r) || invisible(r) {
			i += size
			continue
		}
		at, digits := i, unicode.IsDigit(r)
		switch {
		case digits:
			i = numberWordEnd(s, i, end)
		case unicode.IsLetter(r):
			for i < end && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || invisible(r)) {
				i += size
				r, size = utf8.DecodeRuneInString(s[i:end])
			}
		default:
			i += size
		}
		out = append(out, word{v.word(s[at:i]), at, i, digits})
	}
	for i := range out {
		if i+1 < len(out) {
			out[i].end = out[i+1].start
		} else {
			out[i].end = end
		}
	}
	return out
}

func invisible(r rune) bool { return r == '\u00ad' || r == '\u200b' || r == '\ufeff' }

// numberWordEnd returns the end of a number at i: 12, 12.03.2014, 345,6, 12 345,6, 5а.
func numberWordEnd(s string, i, end int) int {
	for i < end {
		r, size := utf8.DecodeRuneInString(s[i:end])
		next, nextSize := utf8.DecodeRuneInString(s[i+size : end])
		switch {
		case unicode.IsDigit(r) || unicode.IsLetter(r):
		case (r == '.' || r == ',' || r == '/' || r == ':') && unicode.IsDigit(next):
		case (r == ' ' || r == '\u00a0' || r == '\u202f') && thousands(s[i+size:end]):
		default:
			return i
		}
		i += size
		if !unicode.IsDigit(r) && !unicode.IsLetter(r) {
			i += nextSize
		}
	}
	return i
}

// thousands reports whether s begins with exactly three digits.
func thousands(s string) bool {
	if len(s) < 3 {
		return false
	}
	for i := range 3 {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) == 3 || s[3] < '0' || s[3] > '9'
}
