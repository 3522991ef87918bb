package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold normalises a text so that equal words become equal strings: NFKC, lower case, ё → е, without accents, soft
// hyphens and zero-width characters; Latin look-alikes inside Cyrillic words become Cyrillic, every dash a hyphen,
// every space character a space.
func Fold(s string) string {
	if plain := foldPlain(s); plain != "" { // a single Russian word, the usual case
		return plain
	}
	var b strings.Builder
	b.Grow(len(s))
	start := -1
	flush := func(i int) {
		if start >= 0 {
			b.WriteString(foldWord(s[start:i]))
			start = -1
		}
	}
	for i, r := range s {
		if wordRune(r) {
			if start < 0 {
				start = i
			}
			continue
		}
		flush(i)
		switch {
		case isDash(r):
			b.WriteByte('-')
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	flush(len(s))
	return b.String()
}

// wordRune reports whether r can be part of a word; this includes the Roman numeral characters («Ⅳ»).
func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.Is(unicode.M, r) || invisible(r) || unicode.Is(unicode.Nl, r)
}

// invisible reports whether r occurs inside words without being visible.
func invisible(r rune) bool {
	return r == '\u00ad' || r >= '\u200b' && r <= '\u200f' || r == '\u2060' || r == '\ufeff'
}

func isDash(r rune) bool {
	return r == '-' || r >= '\u2010' && r <= '\u2015' || r == '\u2212' || r == '\ufe58' || r == '\ufe63' || r == '\uff0d'
}

// foldWord folds a run of letters.
func foldWord(w string) string {
	if plain := foldPlain(w); plain != "" {
		return plain
	}
	w = norm.NFKC.String(w) // also replaces compatibility characters: «ﬁ», full-width letters
	var b strings.Builder
	cyrillic, latin, twins := false, false, true
	for _, r := range w {
		if unicode.Is(unicode.M, r) || invisible(r) {
			continue
		}
		switch r = unicode.ToLower(r); {
		case r == 'ё':
			r = 'е'
		case r < utf8.RuneSelf:
			latin = true
			twins = twins && toCyrillic[r] != 0
		}
		cyrillic = cyrillic || unicode.Is(unicode.Cyrillic, r)
		b.WriteRune(r)
	}
	out := b.String()
	switch {
	case cyrillic && latin && romanNumeral(out):
		return strings.Map(func(r rune) rune { return mappedOr(toLatin[r], r) }, out)
	case cyrillic && latin && twins:
		return strings.Map(func(r rune) rune { return mappedOr(toCyrillic[r], r) }, out)
	}
	return out
}

// foldPlain folds a word of Russian letters only, the usual case, and returns "" for anything else.
func foldPlain(w string) string {
	same := true
	for i := 0; i < len(w); i += 2 {
		if i+1 >= len(w) {
			return ""
		}
		switch r := rune(w[i]&0x1f)<<6 | rune(w[i+1]&0x3f); {
		case w[i] != 0xd0 && w[i] != 0xd1:
			return ""
		case r >= 'а' && r <= 'я':
		case r >= 'А' && r <= 'Я', r == 'ё', r == 'Ё':
			same = false
		default:
			return ""
		}
	}
	if same {
		return w
	}
	out := make([]byte, len(w))
	for i := 0; i < len(w); i += 2 {
		r := rune(w[i]&0x1f)<<6 | rune(w[i+1]&0x3f)
		switch {
		case r == 'ё' || r == 'Ё':
			r = 'е'
		case r <= 'Я':
			r += 'а' - 'А'
		}
		utf8.EncodeRune(out[i:], r)
	}
	return string(out)
}

func mappedOr(to, r rune) rune {
	if to != 0 {
		return to
	}
	return r
}

// Latin letters by their Cyrillic look-alikes, including those of which only the capitals look alike («В» and "B").
var toCyrillic = map[rune]rune{'a': 'а', 'b': 'в', 'c': 'с', 'e': 'е', 'h': 'н', 'k': 'к', 'm': 'м', 'o': 'о', 'p': 'р',
	't': 'т', 'x': 'х', 'y': 'у', 'u': 'и', 'n': 'п', 'r': 'г'}

// Latin letters whose capitals look like Cyrillic ones, in lower case.
var capitalTwins = map[rune]rune{'a': 'а', 'b': 'в', 'c': 'с', 'e': 'е', 'h': 'н', 'k': 'к', 'm': 'м', 'o': 'о',
	'p': 'р', 't': 'т', 'x': 'х', 'y': 'у'}

// twins converts the letters next to a number ("CO2", «А4», "XX-1") to Cyrillic if each of them has a Cyrillic
// look-alike, because readers cannot tell which were typed.
func twins(folded string) string {
	for _, r := range folded {
		if r < utf8.RuneSelf && capitalTwins[r] == 0 {
			return folded
		}
	}
	return strings.Map(func(r rune) rune { return mappedOr(capitalTwins[r], r) }, folded)
}

// Cyrillic letters typed instead of Roman numerals.
var toLatin = map[rune]rune{'х': 'x', 'с': 'c', 'м': 'm', 'і': 'i', 'у': 'v'}

func romanNumeral(s string) bool {
	marks := false
	for _, r := range s {
		if !strings.ContainsRune("ivxlcdm", mappedOr(toLatin[r], r)) {
			return false
		}
		marks = marks || r == 'i' || r == 'v'
	}
	return marks
}

// words splits an embedded list: white space separates words, # begins a comment.
func words(list string) []string {
	var out []string
	for line := range strings.Lines(list) {
		line, _, _ = strings.Cut(line, "#")
		out = append(out, strings.Fields(line)...)
	}
	return out
}
