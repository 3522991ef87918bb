package enrich

import "letopis/internal/archive"

// period is a day or a span of days as a text tells it. Year 0 is one that it leaves out.
type period struct {
	from, to archive.Date // to is zero for one day
	second   archive.Date // another day of the same mention: «13 и 28 апреля»
	at, next int          // tokens
	year     int          // relative to that of the document: thisYear, nextYear
	since    bool         // «с 1 июля», without an end
	until    bool         // «до 1 июля»
}

// Years told in relation to the document's own.
const (
	noYear = iota
	thisYear
	nextYear
)

// point is a day with its month; last is the end of a span that digits tell, «20-21.04.2011».
type point struct {
	date, last archive.Date
	next       int
	year       int
}

// numericSpan reads «20-21.04.2011», «30.04-02.05.2011» at token i.
func (p *page) numericSpan(i int) (point, bool) {
	if !p.is(i, number) || len(p.at(i)) > 2 {
		return point{}, false
	}
	first, next := p.numericRange(i)
	if next == i || !validDate(first) {
		return point{}, false
	}
	last, end := p.numericDate(next - 5)
	return point{date: first, last: last, next: next}, end == next && validDate(last)
}

// leads reports whether one of words stands at token k, or before the time of day that ends
// there: «с 09:00 10.05.2016».
func (p *page) leads(k int, words ...string) bool {
	return p.oneOf(k, words...) || p.is(k, number) && p.oneOf(k-1, ":", ".", "-") && p.oneOf(k-3, words...)
}

// partOfNumber reports whether the number at token i goes on with what stands before it.
func (p *page) partOfNumber(i int) bool {
	return p.at(i-1) == "№" || p.tight(i) && p.is(i-1, mark) && p.is(i-2, number) && p.tight(i-1)
}

// pointAt reads a day with its month at token i, with or without a year. short allows
// «22.03», which elsewhere is a number.
func (p *page) pointAt(i int, short bool) (point, bool) {
	if isOpenQuote(p.at(i)) && p.is(i+1, number) {
		i++
	}
	if k := i + 1; p.small(i, 31) > 0 && months[p.at(k)] > 0 && p.oneOf(k+1, "-", "и", "по") && p.small(k+2,
		31) > 0 && months[p.at(k+3)] > 0 {
		d := archive.Date{Day: p.small(i, 31), Month: months[p.at(k)]} // the year follows the other day
		return point{date: d, next: k + 1}, d.Day <= archive.DaysIn(2000, d.Month)
	}
	if d, next := p.dateAt(i); d.Day > 0 {
		return point{date: d, next: next}, true
	}
	day, k := p.small(i, 31), i+1
	if day == 0 {
		if day, k = p.ordinalDay(i); day == 0 {
			return point{}, false
		}
	} else {
		k = p.afterDay(k)
	}
	if m := months[p.at(k)]; m > 0 && p.is(k, word) {
		if p.capital(k) && !p.toks[k].caps || p.year(k+1) > 0 { // «ул. 8 Марта»; with a year it would be a date
			return point{}, false
		}
		out := point{date: archive.Date{Day: day, Month: m}, next: k + 1}
		if day > archive.DaysIn(2000, m) {
			return point{}, false
		}
		out.year, out.next = p.relativeYear(k + 1)
		return out, true
	}
	m := p.small(i+2, 12)
	if short && m > 0 && len(p.at(i)) == 2 && len(p.at(i+2)) == 2 && p.at(i+1) == "." && p.tight(i+1) &&
		p.tight(i+2) && !(p.at(i+3) == "." && p.is(i+4, number)) {
		return point{date: archive.Date{Day: day, Month: m}, next: i + 3}, day <= archive.DaysIn(2000, m)
	}
	return point{}, false
}

// relativeYear reads «т.г.», «с.г.», «текущего года», «следующего года» at token i.
func (p *page) relativeYear(i int) (year, next int) {
	switch {
	case p.oneOf(i, "т", "с") && p.at(i+1) == "." && p.at(i+2) == "г":
		if next = i + 3; p.at(next) == "." && !p.startsSentenceAfter(next) {
			next++
		}
		return thisYear, next
	case p.oneOf(i, "текущего", "нынешнего", "этого", "сего", "данного") && p.at(i+1) == "года":
		return thisYear, i + 2
	case p.oneOf(i, "следующего", "будущего") && p.at(i+1) == "года":
		return nextYear, i + 2
	}
	return noYear, i
}

// startsSentenceAfter reports whether the point at token i ends a sentence.
func (p *page) startsSentenceAfter(i int) bool { return p.capital(i+1) || p.startsLine(i+1) }

// clockAt skips a time of day and what stands with it: «с 09:00», «17 часов», «10.00 (МСК),».
func (p *page) clockAt(i int) int {
	k := i
	if p.oneOf(k, ",", "(", "в", "с", "года", "г") {
		k++
	}
	if !p.is(k, number) || len(p.at(k)) > 2 {
		return i
	}
	switch {
	case p.oneOf(k+1, ":", ".", "-") && p.is(k+2, number) && len(p.at(k+2)) == 2 && p.tight(k+1) && p.tight(k+2) &&
		!(p.at(k+3) == "." && p.tight(k+3) && p.is(k+4, number)):
		if k += 3; p.at(k) == ":" && p.is(k+1, number) {
			k += 2
		}
	case p.begins(k+1, "час") || p.at(k+1) == "ч":
		k++
	default:
		return i
	}
	for n := 0; n < 4 && (p.begins(k, "час", "минут", "местн", "времен", "московск", "мск") || p.oneOf(k, "ч", ".",
		",", "(", ")", "мин", "по", "до", "-") && p.begins(k+1, "местн", "московск", "мск", "по", "времен")); n++ {
		k++
	}
	for p.oneOf(k, ")", ",") {
		k++
	}
	return k
}

// dayOfList reads a day that others of its month follow, «5, 12 и 19 мая 2020 года»: its point
// has the month and the year of the last.
func (p *page) dayOfList(i int) (point, bool) {
	day := p.small(i, 31)
	if day == 0 || p.at(i+1) != "," || p.small(i+2, 31) <= day {
		return point{}, false
	}
	for k := i + 2; k < i+14 && p.small(k, 31) > 0; k += 2 {
		if last, ok := p.pointAt(k, false); ok && p.at(k-1) == "и" { // not «ул. Ленина, 4, 14 мая»
			last.date.Day = day
			return last, last.date.Month > 0
		}
		if !p.oneOf(k+1, ",", "и") {
			break
		}
	}
	return point{}, false
}

// periodAt reads a day or a span at token i: «20–21 апреля 2011 г.», «с 1 по 15 марта», «13 и 28
// апреля», «с 09:00 10.05.2016 до 17:00 09.06.2016», «30 апреля – 2 мая».
func (p *page) periodAt(i int) (period, bool) {
	if day, _ := p.ordinalDay(i); day == 0 && !p.is(i, number) || p.partOfNumber(i) {
		return period{}, false
	}
	out := period{at: i}
	before := i - 1
	for isOpenQuote(p.at(before)) {
		before--
	}
	out.since, out.until = p.leads(before, "с", "со"), p.leads(before, "до", "по")
	if day := p.small(i, 31); day > 0 && p.oneOf(i+1, "-", "и", "по", "до") && p.small(i+2, 31) > 0 {
		if last, ok := p.pointAt(i+2, false); ok && day < last.date.Day && !(p.at(i+1) == "-" && p.at(i+3) == ".") {
			first := last.date
			first.Day = day
			out.from, out.to, out.next, out.year, out.since = first, last.date, last.next, last.year, false
			if p.at(i+1) == "и" && last.date.Day > day+1 {
				out.second, out.to = out.to, archive.Date{}
			}
			return out, true
		}
	}
	if last, ok := p.dayOfList(i); ok { // «5, 12 и 19 мая»: each is read in its turn
		out.from, out.next, out.year = last.date, i+1, last.year
		return out, true
	}
	first, ok := p.numericSpan(i)
	if !ok {
		first, ok = p.pointAt(i, out.since || p.startsLine(i) && p.at(i+3) == "|")
	}
	if !ok {
		return period{}, false
	}
	if first.last.Day > 0 {
		out.from, out.to, out.next = first.date, first.last, first.next
		return out, true
	}
	out.from, out.next, out.year = first.date, first.next, first.year
	k := p.clockAt(out.next)
	if k > out.next && p.at(k-1) == "," {
		k = max(k-1, out.next)
	}
	if p.at(k) == "-" && p.at(k+1) == "-" {
		k++
	}
	if p.at(k) == "и" && out.from.Year == 0 { // «9 июля и 21 августа 2020 г.»
		if second, ok := p.pointAt(k+1, false); ok && (second.date.Month > out.from.Month || second.date.Year > 0) {
			out.second, out.next, out.year = second.date, second.next, second.year
			out.from.Year = second.date.Year
			return out, true
		}
	}
	if !p.oneOf(k, "по", "до", "-") {
		return out, true
	}
	joint := p.at(k)
	if k = p.clockAt(k + 1); p.at(k) == "по" || p.at(k) == "до" {
		k++
	}
	last, ok := p.pointAt(k, out.since)
	if !ok || joint == "-" && p.startsLine(k) {
		return out, true
	}
	out.to, out.next, out.since = last.date, last.next, false
	if out.year == noYear {
		out.year = last.year
	}
	switch { // one year told for both
	case out.from.Year == 0 && out.to.Year != 0:
		if out.from.Year = out.to.Year; out.from.Month > out.to.Month {
			out.from.Year--
		}
	case out.to.Year == 0 && out.from.Year != 0:
		if out.to.Year = out.from.Year; out.from.Month > out.to.Month {
			out.to.Year++
		}
	}
	return out, true
}
