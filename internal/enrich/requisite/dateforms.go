package requisite

import (
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/rudate"
)

// spacedDate reads a date whose digits are spaced out, «2 6 . 0 4 . 2 0 1 8», at token i.
func spacedDate(p *ruletext.Page, i int) (archive.Date, int) {
	digits := func(at, n int) (v int) {
		for k := at; k < at+n; k++ {
			if !p.HasKind(k, ruletext.Number) || len(p.At(k)) != 1 {
				return -1
			}
			v = 10*v + int(p.At(k)[0]-'0')
		}
		return v
	}
	d := archive.Date{Day: digits(i, 2), Month: digits(i+3, 2), Year: digits(i+6, 4)}
	if p.At(i+2) != "." || p.At(i+5) != "." || d.Day < 1 || d.Month < 1 || d.Year < 1700 {
		return archive.Date{}, i
	}
	return d, i + 10
}

// yearFirst reports whether a year with its word stands at token i before a day of it: «2011 год 20 апреля», «2011 г.,
// 20 апреля».
func yearFirst(p *ruletext.Page, i int) bool {
	_, next := yearFirstDate(p, i)
	return next > i
}

// yearFirstDate reads such a date; a year that stands behind a month or in a period is another one's.
func yearFirstDate(p *ruletext.Page, i int) (archive.Date, int) {
	y, k := p.Year(i), i+2
	if y == 0 || !p.IsYearWord(i+1) || rudate.Month(p.At(i-1)) > 0 || p.IsAny(i-1, "-", "и", "за", "на", "в", ".") {
		return archive.Date{}, i
	}
	if p.At(k) == "." {
		k++
	}
	if p.At(k) == "," {
		k++
	}
	day := SmallNumber(p, k, 31)
	month := rudate.Month(p.At(k + 1))
	if day == 0 || month == 0 || p.Year(k+2) > 0 || p.Line(k) != p.Line(i) { // «за 2018 год 5 мая 2019 года»
		return archive.Date{}, i
	}
	return archive.Date{Year: y, Month: month, Day: day}, k + 2
}

// slippedDate reads a date at token i whose marks are not those of dates, where it stands as the date of an act does,
// first in a line or behind «от», with the year's word or the number behind: «14 02 2013 № 5», «14,02,2013 г.»,
// «14/II-2013».
func slippedDate(p *ruletext.Page, i int) (archive.Date, int) {
	mark := func(k int) int { // the token behind the mark
		if p.IsAny(k, ",", "/", "-") {
			return k + 1
		}
		return k
	}
	month := mark(i + 1)
	year := mark(month + 1)
	d := archive.Date{Day: SmallNumber(p, i, 31), Month: SmallNumber(p, month, 12), Year: p.Year(year)}
	roman := d.Month == 0
	if roman {
		d.Month = rudate.RomanMonth(p.At(month))
	}
	next := year + 1
	if d.Day == 0 || d.Month == 0 || d.Year == 0 || p.Line(year) != p.Line(i) || p.At(i+1) == "-" ||
		len(p.At(i)) != 2 || !roman && len(p.At(month)) != 2 || !p.StartsLine(i) && p.At(i-1) != "от" ||
		!p.IsYearWord(next) && p.At(next) != "№" {
		return archive.Date{}, i
	}
	return d, next
}

// hyphenated reports whether the tokens i…i+4, two digits each with one mark between, are
// a date, «11-10-21», and no number: beside «от» or «№», before «г.» or alone in their line.
func hyphenated(p *ruletext.Page, i int) bool {
	for k := i + 1; k < i+5; k++ {
		if !p.Adjoins(k) {
			return false
		}
	}
	if len(p.At(i)) != 2 || len(p.At(i+2)) != 2 ||
		p.Adjoins(i) && p.HasKind(i-1, ruletext.Mark) && !ruletext.IsOpenQuote(p.At(i-1)) ||
		p.Adjoins(i+5) && p.HasKind(i+5, ruletext.Mark) && !p.IsAny(i+5, ",", ".") {
		return false
	}
	if p.StemWithin(i-3, 3, "размещен", "опубликован", "добавлен", "вывешен", "обновлен") && p.Line(i-1) == p.Line(i) {
		return true
	}
	if p.At(i-1) == ":" && !p.StemWithin(i-4, 3, "тел", "факс", "т") || p.IsAny(i-1, "с", "по", "до") {
		return true
	}
	alone := p.StartsLine(i) &&
		(p.LineEnd(i) == i+5 || p.HasKind(i+5, ruletext.Number) && p.At(i+6) == ":" || p.IsAny(i+5, ".",
			",", "|") && !p.Adjoins(i+6))
	return alone || p.LineEnd(i) == i+5 && behindPlace(p, i) || p.At(i-1) == "от" || p.IsAny(i+5, "№", "г", "года") ||
		p.HasKind(i-1, ruletext.Number) && p.At(i-2) == "№"
}

// YearAt reads a year in digits or in words, «две тысячи одиннадцатого», at token i; it
// returns the index after it, i when there is none.
func YearAt(p *ruletext.Page, i int) (year, next int) {
	if y := p.Year(i); y > 0 {
		return y, i + 1
	}
	return rudate.YearInWords(p, i)
}

// behindPlace reports whether nothing but the name of a place stands in the line before token i: «г. Чердынь
// 11-10-21». Behind a surname such figures are a telephone's.
func behindPlace(p *ruletext.Page, i int) bool {
	from := p.LineStart(i)
	if p.IsAny(from, "г", "с", "п", "пгт", "рп", "пос", "ст", "д") && i-from < 7 {
		return p.Capitalized(i-1) || p.At(i-2) == "-"
	}
	return i == from+1 && p.Capitalized(from) && p.HasKind(from, ruletext.Word) &&
		!slices.ContainsFunc(surnameEnds, func(end string) bool { return strings.HasSuffix(p.At(from), end) })
}
