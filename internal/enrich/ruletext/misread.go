package ruletext

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/enrich/wordform"
	"letopis/internal/rudate"
)

// misread reads at byte i of s a number of a date in which letters stand for digits, «О3» of
// «12.О3.2О11». It returns the digits and the end; an end of i when there is none.
func misread(s string, i int) (digits string, end int) {
	var buf [4]byte
	n, letters, roman := 0, 0, false
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
			roman = roman || r == 'I' || r == 'І'
		} else {
			d = byte(r)
		}
		buf[n], n, end = d, n+1, end+size
	}
	if letters == 0 {
		return "", i
	}
	digits = string(buf[:n])
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	switch {
	case IsLetter(before):
	case letters == n: // «ЗО» марта, 13.ll.2010
		if n == 2 && !roman && (monthFollows(s[end:]) || dotted(s, end, 1) && dotted(s, i, -1)) {
			return digits, end
		}
	case n == 4 && (strings.HasPrefix(digits, "19") || strings.HasPrefix(digits, "20")):
		return digits, end
	case n == 2 && (dotted(s, end, 1) || dotted(s, i, -1) || monthFollows(s[end:])):
		return digits, end
	}
	return "", i
}

// dotted reports whether a point, with a space or none, parts the number that ends (step 1) or
// begins (step -1) at byte i from another number.
func dotted(s string, i, step int) bool {
	var next rune
	if step > 0 {
		if after, ok := strings.CutPrefix(strings.TrimPrefix(s[i:], " "), "."); ok {
			next, _ = utf8.DecodeRuneInString(strings.TrimPrefix(after, " "))
		}
	} else if before, ok := strings.CutSuffix(strings.TrimSuffix(s[:i], " "), "."); ok {
		next, _ = utf8.DecodeLastRuneInString(strings.TrimSuffix(before, " "))
	}
	_, wrong := rudate.MisreadDigit(next)
	return wrong || next >= '0' && next <= '9'
}

// prepositional reports whether s begins with a small Russian word that ends as nouns and adjectives do behind «о», and
// as what is counted does not: «бюджете», «внесении», «местном», but «рублей», «общее», «целых».
func prepositional(s string) bool {
	end := 0
	for end < len(s) && russian(s, end) {
		end += len("а")
	}
	word := s[:end]
	if r, _ := utf8.DecodeRuneInString(s); r < 'а' || r > 'я' || end < len("плане") {
		return false
	}
	stem, found := strings.CutSuffix(word, "е")
	return found && !wordform.HasEnd(stem, "о", "е", "и", "ы", "ш", "ж") ||
		wordform.HasEnd(word, "ии", "ах", "ях", "ном", "ском", "ной", "ской")
}

// monthFollows reports whether s begins with a month, after spaces or a quote.
func monthFollows(s string) bool {
	s = strings.TrimLeft(s[:min(len(s), 40)], " »\"\u00a0")
	w, _, _ := strings.Cut(s, " ")
	return rudate.Month(strings.ToLower(w)) > 0
}
