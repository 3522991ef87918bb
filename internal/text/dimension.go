package text

import (
	"strings"
	"unicode/utf8"
)

// Dimensions ("3x4", "3×4", "3 х 4", "1,5х2") make one extra token along with their numbers, whichever letter or sign
// is typed for "times".

const (
	times        = "×"
	maxDigits    = 6 // digits before and after the decimal point
	maxDimension = 4 // numbers in a dimension
)

// dimension returns the spans of the numbers of a dimension at s[at:] and of the signs between them; nil if there is
// none.
func dimension(s string, at int) []Span {
	if !isDigit(s[at]) || grouped(s, at) {
		return nil
	}
	var parts []Span
	end := decimal(s, at)
	for end > 0 {
		parts = append(parts, Span{at, end})
		sign, after := timesSign(s, end)
		if len(parts) == 2*maxDimension-1 || after == 0 {
			break
		}
		next := decimal(s, after)
		if next > 0 {
			parts = append(parts, sign)
		}
		at, end = after, next
	}
	if len(parts) < 3 || continuesWord(s[parts[len(parts)-1].End:]) {
		return nil
	}
	return parts
}

// decimal returns the end of the number at s[at:], or 0 if there is none or it is too long.
func decimal(s string, at int) int {
	end := digitsEnd(s, at)
	if end == 0 {
		return 0
	}
	if end < len(s) && (s[end] == ',' || s[end] == '.') {
		if tail := digitsEnd(s, end+1); tail > 0 {
			return tail
		}
	}
	return end
}

// digitsEnd returns the end of a run of one to maxDigits digits at s[at:], or 0 if it is empty or longer.
func digitsEnd(s string, at int) int {
	end := at
	for end < len(s) && isDigit(s[end]) {
		if end-at == maxDigits {
			return 0
		}
		end++
	}
	if end == at {
		return 0
	}
	return end
}

// timesSign reads a "times" sign at s[at:], optionally surrounded by spaces. after is the offset of the next number,
// 0 if there is no such sign.
func timesSign(s string, at int) (sign Span, after int) {
	start := afterSpace(s, at)
	r, size := utf8.DecodeRuneInString(s[start:])
	if !strings.ContainsRune("xXхХ×✕", r) || size == 0 || r == utf8.RuneError {
		return Span{}, 0
	}
	sign = Span{start, start + size}
	return sign, afterSpace(s, sign.End)
}

func afterSpace(s string, at int) int {
	for _, space := range []string{" ", "\u00a0"} {
		if strings.HasPrefix(s[at:], space) {
			return at + len(space)
		}
	}
	return at
}

// continuesWord reports whether the characters after a number make it part of something else: «4-комнатный», "4/1",
// "0x4f".
func continuesWord(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	if isHyphen(r) || r == '/' {
		_, size = class(rest, size)
		return size > 0
	}
	return r|0x20 >= 'a' && r|0x20 <= 'z'
}

// emitDimension emits the numbers and signs of a dimension, and the joined token after the first number.
func (a *Analyzer) emitDimension(s string, parts []Span, pos int, emit func(*Token) bool) (next int, ok bool) {
	var whole strings.Builder
	for i, p := range parts {
		if i%2 == 1 {
			whole.WriteString(times)
		} else {
			whole.WriteString(strings.ReplaceAll(s[p.Start:p.End], ",", "."))
		}
	}
	joined := Token{Start: parts[0].Start, End: parts[len(parts)-1].End, Pos: pos, Exact: clipRunes(whole.String())}
	joined.Stems = []string{joined.Exact}
	for i, p := range parts {
		if i%2 == 1 {
			if !emit(&Token{Start: p.Start, End: p.End, Pos: pos, Exact: times, Stop: true}) {
				return pos, false
			}
			pos++
			continue
		}
		for start := p.Start; start < p.End; pos++ { // «1,5» makes the tokens 1 and 5, as elsewhere
			end := digitsEnd(s, start)
			t := Token{Start: start, End: end, Pos: pos, Exact: s[start:end]}
			t.Stems = []string{t.Exact}
			if !emit(&t) {
				return pos, false
			}
			if start == joined.Start && !emit(&joined) {
				return pos, false
			}
			start = end + 1
		}
	}
	return pos, true
}
