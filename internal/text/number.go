package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Recognition of numbers in texts: numbers of acts, numbers in groups of digits, numbers with special signs.

// repairFZ undoes an OCR error: it merges the last two pieces of «131-Ф3» (with the digit 3), read instead of
// «131-ФЗ».
func repairFZ(s string, g []piece) []piece {
	n := len(g)
	if n >= 3 && g[n-1].digits && s[g[n-1].start:g[n-1].end] == "3" && g[n-2].glue == 0 && g[n-3].digits &&
		isF(s[g[n-2].start:g[n-2].end]) {
		g[n-2].end, g[n-2].glue = g[n-1].end, ' '
		return g[:n-1]
	}
	return g
}

func isF(w string) bool { return w == "Ф" || w == "ф" }

func ocrFZ(s string, p piece) bool {
	return !p.digits && p.end-p.start == 3 && s[p.end-1] == '3' && isF(s[p.start:p.end-1])
}

// numberSign reports whether p is an "N" or "No" before a number, typed instead of «№».
func numberSign(s string, p piece) bool {
	switch s[p.start:p.end] {
	case "N", "No", "Nо", "n":
	default:
		return false
	}
	rest := strings.TrimLeft(s[p.end:], ". \u00a0_")
	return rest != "" && rest[0] >= '0' && rest[0] <= '9'
}

// thousands joins «1 234 567», a number of up to three digits followed by groups of three, into one extra token that
// is emitted along with its parts.
func thousands(s string, g []piece, pos int) *Token {
	p := g[0]
	if len(g) != 1 || !p.digits || p.end-p.start > 3 || p.start > 0 && grouped(s, p.start) {
		return nil
	}
	whole := func(end int, b []byte) *Token {
		if end == p.end {
			return nil
		}
		return &Token{Start: p.start, End: end, Pos: pos, Exact: string(b), Stems: []string{string(b)}}
	}
	end, b := p.end, []byte(s[p.start:p.end])
	for {
		i := end
		switch {
		case strings.HasPrefix(s[i:], " "):
			i++
		case strings.HasPrefix(s[i:], "\u00a0"), strings.HasPrefix(s[i:], "\u202f"):
			_, size := utf8.DecodeRuneInString(s[i:])
			i += size
		default:
			return whole(end, b)
		}
		j := i
		for j < len(s) && s[j] >= '0' && s[j] <= '9' {
			j++
		}
		if j-i != 3 || len(b) > 12 {
			return whole(end, b)
		}
		b = append(b, s[i:j]...)
		end = j
	}
}

// grouped reports whether the number at i continues a group of digits that began before it.
func grouped(s string, i int) bool {
	r, size := utf8.DecodeLastRuneInString(s[:i])
	return (r == ' ' || r == '\u00a0' || r == '\u202f') && i > size && s[i-size-1] >= '0' && s[i-size-1] <= '9'
}

// digitsOf converts the digits of any script to ASCII.
func digitsOf(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.Map(func(r rune) rune {
				if d := max(superscript(r), subscript(r)); d >= 0 {
					return d
				}
				if r >= utf8.RuneSelf && unicode.IsDigit(r) {
					zero := r
					for unicode.IsDigit(zero-1) && r-zero < 9 {
						zero--
					}
					return '0' + r - zero
				}
				return r
			}, s)
		}
	}
	return s
}

// isIndex reports whether r at s[i:] is an index that belongs to the characters before it: the power of a unit («м²»
// equals «м2») or a count in a formula («CO₂» equals "CO2"). A superscript after a longer word or a number is a
// footnote mark.
func isIndex(s string, i int, r rune) bool {
	if subscript(r) >= 0 {
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		return unicode.IsLetter(before) || subscript(before) >= 0
	}
	if superscript(r) < 0 {
		return false
	}
	for letters := 0; ; letters++ {
		before, size := utf8.DecodeLastRuneInString(s[:i])
		if i -= size; !unicode.IsLetter(before) {
			return letters > 0
		}
		if letters == 2 {
			return false
		}
	}
}

// superscript returns the ASCII digit of a superscript, or -1 for anything else.
func superscript(r rune) rune {
	switch {
	case r == '¹':
		return '1'
	case r == '²' || r == '³':
		return '2' + r - '²'
	case r == '⁰' || r >= '⁴' && r <= '⁹':
		return '0' + r - '⁰'
	}
	return -1
}

// subscript returns the ASCII digit of a subscript, or -1 for anything else.
func subscript(r rune) rune {
	if r >= '₀' && r <= '₉' {
		return '0' + r - '₀'
	}
	return -1
}

// fraction reads a sign such as «½» at s[at:] and returns the same form that "1/2" has. end is 0 if there is none.
func fraction(s string, at int) (whole string, end int) {
	if s[at] < utf8.RuneSelf {
		return "", 0
	}
	r, size := utf8.DecodeRuneInString(s[at:])
	if !unicode.Is(unicode.No, r) {
		return "", 0
	}
	up, down, ok := strings.Cut(norm.NFKC.String(s[at:at+size]), "\u2044") // the fraction slash
	if !ok {
		return "", 0
	}
	return up + "-" + down, at + size
}
