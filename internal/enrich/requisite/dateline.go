package requisite

import (
	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/rudate"
)

// DateBefore reads the date that ends right before token i.
func DateBefore(p *ruletext.Page, i int) (archive.Date, int) {
	for j := max(0, i-10); j < i-1; j++ { // the longest reading first: «6 октября 2003» before «октября 2003»
		if d, next := DateAt(p, j); d.Month > 0 && (next == i || next == i-1 && p.At(next) == ",") {
			return d, j
		}
	}
	return archive.Date{}, i
}

// IsMonth reports whether token i is the name of a month.
func IsMonth(p *ruletext.Page, i int) bool { return rudate.Month(p.At(i)) > 0 }

// OnlyDays reports whether the line that begins at token i is nothing but days: those on which an act was amended,
// under its title, «15 августа 2023 г., 26 марта 2024 г.».
func OnlyDays(p *ruletext.Page, i int) bool {
	for end := p.LineEnd(i); i < end; {
		d, next := DateAt(p, i)
		if d.Day == 0 || next > end {
			return false
		}
		if i = next; i < end {
			if !p.IsAny(i, ",", ";") {
				return false
			}
			i++
		}
	}
	return true
}

// SameDay reports whether two dates are of the same day, whatever their roles.
func SameDay(a, b archive.Date) bool {
	return a.Year == b.Year && a.Month == b.Month && a.Day == b.Day
}

// ValidDate reports whether a date, or a month or year without a day, exists and is of no other age.
func ValidDate(d archive.Date) bool {
	return d.Year >= 1700 && d.Year <= 2100 && d.Month >= 0 && d.Month <= 12 && d.Day >= 0 &&
		d.Day <= archive.DaysIn(d.Year, max(d.Month, 1))
}

// DateLine reads the day of a post at the beginning of its line: alone, after
// «Опубликовано:» or «Пресс-релиз от», after the day of the week, in brackets, or before
// the time; or at the end of a line that tells who put it there. It returns the
// index after the day, i when the line is no such one.
func DateLine(p *ruletext.Page, i int) (archive.Date, int) {
	k := i
	section := p.HasStem(k, sections...) // «НОВОСТИ      8 октября 2021, 16:40»
	switch {
	case p.IsAny(k, "[", "("):
		k++
	case p.HasKind(k, ruletext.Number) && p.At(k+1) == ":" && p.HasKind(k+2, ruletext.Number): // «14:30, 3 марта 2010 г.»
		if k += 3; p.IsAny(k, ",", "|", "-") {
			k++
		}
	case p.HasStem(k, "опубликован", "размещен", "добавлен", "создан", "обновлен", "отредактирован", "изменен"):
		k++
	case p.IsAny(k, postNouns...) && p.At(k+1) == "от", p.At(k) == "последнее" && p.HasStem(k+1, "обновлен", "изменен"):
		k += 2
	case p.At(k) == "время" && p.HasStem(k+1, dateLabels...):
		k += 2
	case ruletext.IsOpenQuote(p.At(k)) && !p.HasKind(k+1, ruletext.Number): // a newspaper, «Вести района», 3 мая 2012 г.
		if k = afterQuote(p, k); p.At(k) == "," {
			k++
		}
		if p.At(k) == "№" && p.At(k+2) == "(" && p.At(k+4) == ")" { // «Знамя труда» № 19 (8745) от 12 мая 2015 г.
			k += 5
		} else if p.At(k) == "№" {
			k += 2
		}
		if p.IsAny(k, "от", ",") {
			k++
		}
	case rudate.IsWeekday(p.At(k)):
		if k++; p.IsAny(k, ",", ".") {
			k++
		}
	case p.At(k) == "дата" && p.HasStem(k+1, dateLabels...):
		for k += 2; p.HasKind(k, ruletext.Word) && k < i+6; k++ { // «Дата оформления заключения»
		}
	case i > 0 && p.At(k) == "от" && p.StemWithin(p.LineStart(i-1), 4, "релиз"): // «ПРЕСС-РЕЛИЗ № 14⏎от 05.02.2026»
		k++
	case p.At(k) == "дата" && p.IsAny(p.LineEnd(i), "время", "место", "начало"): // of what is made known
		return archive.Date{}, i
	case p.At(k) == "дата" && (p.At(k+1) == ":" || p.HasKind(k+1, ruletext.Number) || ruletext.IsOpenQuote(p.At(k+1))):
		k++
	case p.At(k) == "для" && p.IsAny(k+1, "публикации", "печати", "сми", "прессы"):
		k += 2
	case section:
		for k++; p.HasKind(k, ruletext.Word) && k < i+4 && rudate.Month(p.At(k)) == 0; k++ {
		}
	case p.At(k) == "пресс" && p.HasStem(k+2, "релиз"):
		for k += 3; p.HasKind(k, ruletext.Number) && p.At(k+1) == "от" || p.At(k) == "№"; k++ {
		}
		if p.At(k) == "от" {
			k++
		}
	}
	if p.At(k) == ":" {
		k++
	}
	v, next := DateAt(p, k)
	if v.Day > 0 && p.At(next) == "№" && !(p.At(next+2) == "(" && p.HasKind(next+3, ruletext.Number)) {
		// an act's or a letter's, not «3 мая 2012 г. № 17 (2044)» of a newspaper
		return archive.Date{}, i
	}
	if v.Day > 0 && k == i && p.LineEnd(i) == i+1 && next == p.LineEnd(next-1) && next <= i+4 { // «14⏎октября⏎2019»
		return v, next
	}
	if v.Day > 0 && p.Line(next-1) == p.Line(i) && (k > i && !section || dayStands(p, next)) {
		return v, next
	}
	if v, next = siteDay(p, i); next > i {
		return v, next
	}
	return byline(p, i)
}

// siteDay reads the day that stands behind the name of a site and a sign, alone but for the time:
// «Вести района | 3 августа 2023, 09:41».
func siteDay(p *ruletext.Page, i int) (archive.Date, int) {
	end := p.LineEnd(i)
	for k := i + 2; k < min(end, i+16); k++ {
		if !p.IsAny(k-1, "|", "·", "•") {
			continue
		}
		if rudate.IsWeekday(p.At(k)) && p.At(k+1) == "," { // «Отдел культуры • четверг, 15 октября 2009 года»
			k += 2
		}
		if v, next := DateAt(p, k); v.Day > 0 && next <= end && dayStands(p, next) && p.At(next) != "№" {
			return v, next
		}
	}
	return archive.Date{}, i
}

// afterQuote is the token behind the quote that opens at token i, in its line.
func afterQuote(p *ruletext.Page, i int) int {
	for k, end := i+1, min(p.LineEnd(i), i+10); k < end; k++ {
		if ruletext.IsCloseQuote(p.At(k)) {
			return k + 1
		}
	}
	return i
}

// dayStands reports whether the day that ends before token i has its line for itself: at its
// end, before the time of day, or before who wrote and how many read, «3 августа 2023 | Автор: …».
func dayStands(p *ruletext.Page, i int) bool {
	end, k := p.LineEnd(i-1), i
	if p.At(k) == "(" && rudate.IsWeekday(p.At(k+1)) && p.At(k+2) == ")" {
		k += 3
	}
	if p.IsAny(k, ",", "|", "-", ".") {
		k++
	}
	clock := p.HasKind(k, ruletext.Number) && p.At(k+1) == ":" && p.HasKind(k+2, ruletext.Number)
	issue := p.At(k) == "№" && end == k+5 // of a newspaper
	return clock || issue || i >= end-4 || k > i && end-i <= 14 && p.At(end-1) != "." && !p.Adjoins(k) &&
		!p.StemWithin(k, end-k, "состо", "пройд", "прош", "провод")
}

// maxBylineLength is how many tokens of a line are looked through for who put a post there.
const maxBylineLength = 64

// bylineTokens is how long a line is at most that tells who put a post there and nothing else.
const bylineTokens = 20

// byline reads the day in a line that tells who put a post there, where from or how
// often it was read: «Автор: admin | 5 июля 2012».
func byline(p *ruletext.Page, i int) (archive.Date, int) {
	end := min(p.LineEnd(i), i+maxBylineLength)
	for k := i + 1; k < end; k++ { // «Добавил: press | 8 октября 2010 г., 16:31 | Просмотров: 512 | Комментарии (3)»
		if p.IsAny(k, "|", "·", "•") && p.HasStem(k+1, readers...) {
			end = k
		}
	}
	for k := i; k < end; k++ { // «Просмотров: 67 | Добавил: press | Дата: 28.04.2014»
		if p.At(k) != "|" || !p.IsAny(k+1, "дата", "добавлено", "опубликовано", "размещено") {
			continue
		}
		if v, next := DateAt(p, k+3); p.At(k+2) == ":" && v.Day > 0 {
			return v, next
		}
	}
	if end-i > bylineTokens || !issueLine(p, i, end) && !p.HasStem(i, bylines...) {
		return archive.Date{}, i
	}
	for k := i + 1; k < end; k++ {
		if v, next := DateAt(p, k); v.Day > 0 && next <= end && next >= end-5 &&
			(p.At(end-1) != "." || next >= end-1) {
			return v, next
		}
	}
	return archive.Date{}, i
}

// CountsReaders reports whether what counts those who read a post begins at token i, maybe behind a sign: «15.02.2017,
// просмотров 214».
func CountsReaders(p *ruletext.Page, i int) bool {
	if p.IsAny(i, ",", "|", "·", "•", "-") {
		i++
	}
	return p.HasStem(i, readers...)
}

// issueLine tells what a newspaper puts over its pages: «№ 17 (2044) · Район · 3 мая 2012».
func issueLine(p *ruletext.Page, i, end int) bool {
	if p.At(i) != "№" || !p.HasKind(i+1, ruletext.Number) {
		return false
	}
	for k := i + 2; k < end; k++ {
		if p.IsAny(k, "·", "|", "•") {
			return true
		}
	}
	return false
}

// DayAt reports whether a date of a day begins at token j.
func DayAt(p *ruletext.Page, j int) bool {
	d, _ := DateAt(p, j)
	if p.HasKind(j, ruletext.Word) { // «двадцать пятого марта две тысячи одиннадцатого года»
		return d.Day > 0 && p.LineEnd(j)-p.LineStart(j) < 16
	}
	return d.Day > 0 && p.HasKind(j, ruletext.Number) &&
		(!p.HasKind(j-1, ruletext.Number) || p.At(j+1) == "." && p.Year(j+4) > 0 || // «ул. Гагарина, 23  25.04.2017»
			rudate.Month(p.At(j+1)) > 0 && p.Year(j+2) > 0)
}

// RefStart reports whether a date or number of an act may begin at token j.
func RefStart(p *ruletext.Page, j int) bool {
	return p.IsAny(j, "от", "№", "_") || p.At(j) == "номер" && p.At(j+1) == ":" ||
		p.HasKind(j, ruletext.Number) && (p.StartsLine(j) || p.At(j-1) == "_") ||
		ruletext.IsOpenQuote(p.At(j)) && (p.HasKind(j+1, ruletext.Number) || p.At(j+1) == "_")
}

// Dated tells a short line that ends with a date, or a date and a number:
// «г. Городец 15 декабря 2011 года».
func Dated(p *ruletext.Page, i int) bool {
	end := p.LineEnd(i)
	for k := i; k < end && end-i <= 20; k++ {
		if r := RefAt(p, k); r.Date.Day > 0 && r.Next == end {
			return true
		}
	}
	return false
}
