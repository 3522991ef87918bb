package ruletext

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/rudate"
)

// misread reads at byte i of s a number of a date in which letters stand for digits, «О3» of
// «12.О3.2О11». It returns the digits and the end; an end of i when there is none.
func misread(s string, i int) (digits string, end int) {
	var buf [4]byte
	n, letters := 0, 0
	for end = i; end < len(s); {
		r, size := utf8.DecodeRuneInString(s[end:])
		d, wrong := rudate.MisreadDigit(r)
		if !wrong && (r < '0' || r > '9') {
			if IsLetter(r) && r != 'г' {
				return "", i
			}
			break
		}
		if n == len(buf) {
			return "", i
		}
		if wrong {
			letters++
		} else {
			d = byte(r)
		}
		buf[n], n, end = d, n+1, end+size
	}
	if letters == 0 || letters == n {
		return "", i
	}
	digits = string(buf[:n])
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	switch {
	case IsLetter(before):
	case n == 4 && (strings.HasPrefix(digits, "19") || strings.HasPrefix(digits, "20")):
		return digits, end
	case n == 2 && (dotted(s, end, 1) || dotted(s, i, -1) || monthFollows(s[end:])):
		return digits, end
	}
	return "", i
}

// dotted reports whether a point parts the number that ends (step 1) or begins (step -1) at
// byte i from another number.
func dotted(s string, i, step int) bool {
	var next rune
	switch {
	case step > 0 && strings.HasPrefix(s[i:], "."):
		next, _ = utf8.DecodeRuneInString(s[i+1:])
	case step < 0 && strings.HasSuffix(s[:i], "."):
		next, _ = utf8.DecodeLastRuneInString(s[:i-1])
	}
	_, wrong := rudate.MisreadDigit(next)
	return wrong || next >= '0' && next <= '9'
}

// monthFollows reports whether s begins with a month, after spaces or a quote.
func monthFollows(s string) bool {
	s = strings.TrimLeft(s[:min(len(s), 40)], " »\"\u00a0")
	w, _, _ := strings.Cut(s, " ")
	return rudate.Month(strings.ToLower(w)) > 0
}
