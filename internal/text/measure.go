package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Units of measure make the same token however they are written. Signs («%», «₽», «°С») and abbreviations («руб.»,
// «га») have the stem of the word they stand for: see additions.txt. Squares and cubes of lengths («кв. м», «м²»,
// «квадратных метров») make one extra token along with their words, as joined numbers do.

// signs stand for words and take positions as words do. «№» is not one of them: it is never searched for.
var signs = map[rune]bool{'%': true, '§': true, '₽': true, '°': true, '℃': true}

// Signs returns the token forms of all signs.
func Signs() []string { return []string{"%", "§", "₽", "°", "°c"} }

// IsSign reports whether r is a sign that stands for a word.
func IsSign(r rune) bool { return signs[r] }

// sign reads a sign at s[at:] and returns its normalised form; end is 0 if there is none.
func sign(s string, at int) (exact string, end int) {
	r, size := utf8.DecodeRuneInString(s[at:])
	if r < utf8.RuneSelf && r != '%' { // the usual case
		return "", 0
	}
	end = at + size
	switch {
	case r == '℃':
		return "°c", end
	case r == '°' || r == 'º':
		if end := celsius(s, end); end > 0 {
			return "°c", end
		}
		if r == '°' || afterDigit(s, at) {
			return "°", end
		}
	case signs[r]:
		return string(r), end
	}
	return "", 0
}

// celsius returns the end of the «C» after a degree sign at s[at:], or 0 if there is none. After a space it must be a
// capital: «20° с востока» is an angle.
func celsius(s string, at int) int {
	letter := strings.TrimPrefix(s[at:], " ")
	r, size := utf8.DecodeRuneInString(letter)
	if small := r == 'c' || r == 'с'; r != 'C' && r != 'С' && (!small || len(letter) < len(s[at:])) {
		return 0
	}
	if after, _ := utf8.DecodeRuneInString(letter[size:]); unicode.IsLetter(after) {
		return 0
	}
	return len(s) - len(letter) + size
}

// afterDigit reports whether a digit precedes s[at:]; there the ordinal sign «º» is a mistyped «°».
func afterDigit(s string, at int) bool { return at > 0 && s[at-1] >= '0' && s[at-1] <= '9' }

// Words for lengths and their powers, by form or stem.
var (
	lengths     = map[string]string{"м": "м", "m": "м", "метр": "м", "км": "км", "km": "км", "километр": "км"}
	powers      = map[string]string{"кв": "²", "квадратн": "²", "куб": "³", "кубическ": "³"}
	powerDigits = map[string]string{"2": "²", "²": "²", "3": "³", "³": "³"}
)

// IsMeasure reports whether the form of a token denotes the square or cube of a length.
func IsMeasure(exact string) bool {
	length, square := strings.CutSuffix(exact, "²")
	length, cube := strings.CutSuffix(length, "³")
	return (square || cube) && lengths[length] == length && length != ""
}

// unitName looks up a word by its form or its best stem.
func (w *word) unitName(in map[string]string) string {
	if name := in[w.exact]; name != "" || len(w.stems) == 0 {
		return name
	}
	return in[w.stems[0]]
}

// measure returns the token of the square or cube that begins with w, piece i of a group, or nil.
func (a *Analyzer) measure(s string, g []piece, i int, w *word, pos int) *Token {
	length, power, end := w.length, w.power, 0
	switch {
	case i+1 < len(g): // «м2»
		if end = g[i+1].end; length == "" || g[i].glue != 0 || i+2 < len(g) && g[i+1].glue == 0 {
			return nil
		}
		power = powerDigits[s[g[i+1].start:end]]
	case power != "": // «кв. м»
		var next *word
		if next, end = a.nextWord(s, g[i].end); next != nil {
			length = next.length
		}
	default: // «метров квадратных»
		var next *word
		if next, end = a.nextWord(s, g[i].end); next != nil {
			power = next.power
		}
	}
	if length == "" || power == "" {
		return nil
	}
	whole := length + power
	return &Token{Start: g[i].start, End: end, Pos: pos, Exact: whole, Stems: []string{whole}}
}

// nextWord returns the word at s[at:], after at most a full stop and a space, and its end; nil if no word that may be
// part of a measure follows.
func (a *Analyzer) nextWord(s string, at int) (w *word, end int) {
	const longest = 2 * len("квадратными")
	for range 2 {
		if r, size := utf8.DecodeRuneInString(s[at:]); r == '.' || unicode.IsSpace(r) {
			at += size
		}
	}
	for end = at; end-at <= longest; {
		digits, size := class(s, end)
		if digits || size == 0 {
			break
		}
		end += size
	}
	if end == at || end-at > longest {
		return nil, 0
	}
	return a.word(s[at:end]), end
}

// isMeasured reports whether a group is a measure with or without its number («м2», «25м²») and thus not the number
// of an act.
func (a *Analyzer) isMeasured(s string, g []piece) bool {
	n := len(g)
	if n < 2 || n > 3 || g[n-2].digits || g[n-2].glue != 0 || n == 3 && (!g[0].digits || g[0].glue != 0) {
		return false
	}
	return powerDigits[s[g[n-1].start:g[n-1].end]] != "" && a.word(clipRunes(s[g[n-2].start:g[n-2].end])).length != ""
}
