package enrich

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/archive"
)

// misreadDigits are letters that a scanner takes for digits.
var misreadDigits = map[rune]byte{'О': '0', 'о': '0', 'O': '0', 'o': '0', 'З': '3', 'з': '3'}

// misread reads at byte i of s a number of a date in which letters stand for digits, «О3» of
// «12.О3.2О11». It returns the digits and the end; an end of i when there is none.
func misread(s string, i int) (digits string, end int) {
	var buf [4]byte
	n, letters := 0, 0
	for end = i; end < len(s); {
		r, size := utf8.DecodeRuneInString(s[end:])
		d, wrong := misreadDigits[r]
		if !wrong && (r < '0' || r > '9') {
			if isLetter(r) && r != 'г' {
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
	case isLetter(before):
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
	_, wrong := misreadDigits[next]
	return wrong || next >= '0' && next <= '9'
}

// monthFollows reports whether s begins with a month, after spaces or a quote.
func monthFollows(s string) bool {
	s = strings.TrimLeft(s[:min(len(s), 40)], " »\"\u00a0")
	w, _, _ := strings.Cut(s, " ")
	return months[strings.ToLower(w)] > 0
}

// spacedDate reads a date whose digits are spaced out, «2 6 . 0 4 . 2 0 1 8», at token i.
func (p *page) spacedDate(i int) (archive.Date, int) {
	digits := func(at, n int) (v int) {
		for k := at; k < at+n; k++ {
			if !p.is(k, number) || len(p.at(k)) != 1 {
				return -1
			}
			v = 10*v + int(p.at(k)[0]-'0')
		}
		return v
	}
	d := archive.Date{Day: digits(i, 2), Month: digits(i+3, 2), Year: digits(i+6, 4)}
	if p.at(i+2) != "." || p.at(i+5) != "." || d.Day < 1 || d.Month < 1 || d.Year < 1700 {
		return archive.Date{}, i
	}
	return d, i + 10
}

// hyphenated reports whether the tokens i…i+4, two digits each with one mark between, are
// a date, «11-10-21», and no number: beside «от» or «№», before «г.» or alone in their line.
func (p *page) hyphenated(i int) bool {
	for k := i + 1; k < i+5; k++ {
		if !p.tight(k) {
			return false
		}
	}
	if len(p.at(i)) != 2 || len(p.at(i+2)) != 2 || p.tight(i) && p.is(i-1, mark) && !isOpenQuote(p.at(i-1)) ||
		p.tight(i+5) && p.is(i+5, mark) && !p.oneOf(i+5, ",", ".") {
		return false
	}
	if p.at(i-1) == ":" && !p.near(i-4, 3, "тел", "факс", "т") || p.oneOf(i-1, "с", "по", "до") {
		return true
	}
	alone := p.startsLine(i) && (p.lineEnd(i) == i+5 || p.is(i+5, number) && p.at(i+6) == ":" || p.oneOf(i+5, ".",
		",", "|") && !p.tight(i+6))
	return alone || p.at(i-1) == "от" || p.oneOf(i+5, "№", "г", "года") || p.is(i-1, number) && p.at(i-2) == "№"
}

// tens are those of a year or a day in words.
var tens = map[string]int{"двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60,
	"семьдесят": 70, "восемьдесят": 80, "девяносто": 90}

// ordinalTens are tens that end a year in words: «двухтысячный», «тысяча девятьсот девяностого».
var ordinalTens = map[string]int{"тридцатого": 30, "сорокового": 40, "пятидесятого": 50, "шестидесятого": 60,
	"семидесятого": 70, "восьмидесятого": 80, "девяностого": 90}

// yearAt reads a year in digits or in words, «две тысячи одиннадцатого», at token i; it
// returns the index after it, i when there is none.
func (p *page) yearAt(i int) (year, next int) {
	if y := p.year(i); y > 0 {
		return y, i + 1
	}
	k := i
	switch {
	case p.at(k) == "двухтысячного":
		return 2000, k + 1
	case p.at(k) == "две" && p.at(k+1) == "тысячи":
		year, k = 2000, k+2
	case p.at(k) == "тысяча" && p.oneOf(k+1, "девятьсот", "восемьсот"):
		year = 1900
		if p.at(k+1) == "восемьсот" {
			year = 1800
		}
		k += 2
	default:
		return 0, i
	}
	if n := ordinalTens[p.at(k)]; n > 0 {
		return year + n, k + 1
	}
	n := tens[p.at(k)]
	if n > 0 {
		k++
	}
	unit := ordinalDays[p.at(k)]
	if unit == 0 || n > 0 && unit > 9 {
		return 0, i
	}
	return year + n + unit, k + 1
}
