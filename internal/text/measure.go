package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Units of measure are one word however they are written. Signs («%», «₽», «°С») and short forms («руб.», «га») have
// the stem of the word that they stand for: see additions.txt. Squares and cubes of lengths («кв. м», «м²»,
// «квадратных метров») make one token beside their words, as joined numbers do.

// signs stand for words and have positions as words have. «№» is none: it is not looked for.
var signs = map[rune]bool{'%': true, '§': true, '₽': true, '°': true, '℃': true}

// Signs are the forms of the tokens that signs make.
func Signs() []string { return []string{"%", "§", "₽", "°", "°c"} }

// IsSign reports whether r is a sign that stands for a word.
func IsSign(r rune) bool { return signs[r] }

// sign reads a sign at s[at:] and its one form; end is 0 when there is none.
func sign(s string, at int) (exact string, end int) {
	r, size := utf8.DecodeRuneInString(s[at:])
	if r < utf8.RuneSelf && r != '%' { // most, found out soonest
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
		if r == '°' || behindDigit(s, at) {
			return "°", end
		}
	case signs[r]:
		return string(r), end
	}
	return "", 0
}

// celsius returns the end of the «C» that follows a sign of degrees at s[at:], 0 when none does. Behind a
// space it is a capital: «20° с востока» is an angle.
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

// behindDigit reports whether a digit stands before s[at:]: there «º», an ordinal's sign, is typed for «°».
func behindDigit(s string, at int) bool { return at > 0 && s[at-1] >= '0' && s[at-1] <= '9' }

// Words of lengths and of their powers, by form or stem.
var (
	lengths = map[string]string{"м": "м", "m": "м", "метр": "м", "км": "км", "km": "км", "километр": "км"}
	powers  = map[string]string{"кв": "²", "квадратн": "²", "куб": "³", "кубическ": "³"}
	raised  = map[string]string{"2": "²", "²": "²", "3": "³", "³": "³"}
)

// IsMeasure reports whether the form of a token is that of a square or a cube of a length.
func IsMeasure(exact string) bool {
	length, square := strings.CutSuffix(exact, "²")
	length, cube := strings.CutSuffix(length, "³")
	return (square || cube) && lengths[length] == length && length != ""
}

// named looks a word up by its form or its best stem.
func (w *word) named(in map[string]string) string {
	if name := in[w.exact]; name != "" || len(w.stems) == 0 {
		return name
	}
	return in[w.stems[0]]
}

// measure returns the token of the square or cube that begins with w, piece i of a group; nil: none does.
func (a *Analyzer) measure(s string, g []piece, i int, w *word, pos int) *Token {
	length, power, end := w.length, w.power, 0
	switch {
	case i+1 < len(g): // «м2»
		if end = g[i+1].end; length == "" || g[i].glue != 0 || i+2 < len(g) && g[i+1].glue == 0 {
			return nil
		}
		power = raised[s[g[i+1].start:end]]
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

// nextWord returns the word that follows s[at:] behind a full stop and a space at most, and its end;
// nil: none does that may be one of a measure.
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

// isMeasured reports whether a group is a measure, with its number or without («м2», «25м²»), and so no number of
// an act.
func (a *Analyzer) isMeasured(s string, g []piece) bool {
	n := len(g)
	if n < 2 || n > 3 || g[n-2].digits || g[n-2].glue != 0 || n == 3 && (!g[0].digits || g[0].glue != 0) {
		return false
	}
	return raised[s[g[n-1].start:g[n-1].end]] != "" && a.word(clipRunes(s[g[n-2].start:g[n-2].end])).length != ""
}
