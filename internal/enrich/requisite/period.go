package requisite

import (
	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/rudate"
)

// Period is a day or a span of days as a text tells it. Year 0 is one that it leaves out.
type Period struct {
	From, To archive.Date // to is zero for one day
	Second   archive.Date // another day of the same mention: «13 и 28 апреля»
	At, Next int          // tokens
	Year     int          // relative to that of the document: thisYear, nextYear
	Since    bool         // «с 1 июля», without an end
	Until    bool         // «до 1 июля»
}

// Years told in relation to the document's own.
const (
	NoYear = iota
	ThisYear
	NextYear
)

// Point is a day with its month; last is the end of a span that digits tell, «20-21.04.2011».
type Point struct {
	date, last archive.Date
	next       int
	year       int
}

// numericSpan reads «20-21.04.2011», «30.04-02.05.2011» at token i.
func numericSpan(p *ruletext.Page, i int) (Point, bool) {
	if !p.HasKind(i, ruletext.Number) || len(p.At(i)) > 2 {
		return Point{}, false
	}
	first, next := numericRange(p, i)
	if next == i || !ValidDate(first) {
		return Point{}, false
	}
	last, end := numericDate(p, next-5)
	return Point{date: first, last: last, next: next}, end == next && ValidDate(last)
}

// leads reports whether one of words stands at token k, or before the time of day that ends
// there: «с 09:00 10.05.2016», «до 22 час. 25 июня».
func leads(p *ruletext.Page, k int, words ...string) bool {
	if h := k; p.At(h) == "." || p.HasStem(h, "час") || p.At(h) == "ч" {
		if p.At(h) == "." {
			h--
		}
		if (p.HasStem(h, "час") || p.At(h) == "ч") && SmallNumber(p, h-1, 24) > 0 {
			return p.IsAny(h-2, words...)
		}
	}
	return p.IsAny(k, words...) || p.HasKind(k, ruletext.Number) && p.IsAny(k-1, ":", ".", "-") && p.IsAny(k-3, words...)
}

// partOfNumber reports whether the number at token i goes on with what stands before it.
func partOfNumber(p *ruletext.Page, i int) bool {
	return p.At(i-1) == "№" ||
		p.Adjoins(i) && p.HasKind(i-1, ruletext.Mark) && p.HasKind(i-2, ruletext.Number) && p.Adjoins(i-1)
}

// PointAt reads a day with its month at token i, with or without a year. short allows
// «22.03», which elsewhere is a number.
func PointAt(p *ruletext.Page, i int, short bool) (Point, bool) {
	if ruletext.IsOpenQuote(p.At(i)) && p.HasKind(i+1, ruletext.Number) {
		i++
	}
	if k := i + 1; SmallNumber(p, i, 31) > 0 && rudate.Month(p.At(k)) > 0 && p.IsAny(k+1, "-", "и", "по") &&
		SmallNumber(p, k+2,
			31) > 0 && rudate.Month(p.At(k+3)) > 0 {
		d := archive.Date{Day: SmallNumber(p, i, 31), Month: rudate.Month(p.At(k))} // the year follows the other day
		return Point{date: d, next: k + 1}, d.Day <= archive.DaysIn(2000, d.Month)
	}
	if d, next := DateAt(p, i); d.Day > 0 {
		return Point{date: d, next: next}, true
	}
	day, k := SmallNumber(p, i, 31), i+1
	if day == 0 {
		if day, k = rudate.DayInWords(p, i); day == 0 {
			return Point{}, false
		}
	} else {
		k = afterDay(p, k)
	}
	if m := rudate.Month(p.At(k)); m > 0 && p.HasKind(k, ruletext.Word) {
		if p.Capitalized(k) && !p.Tokens[k].AllCaps || p.Year(k+1) > 0 { // «ул. 8 Марта»; with a year it would be a date
			return Point{}, false
		}
		out := Point{date: archive.Date{Day: day, Month: m}, next: k + 1}
		if day > archive.DaysIn(2000, m) {
			return Point{}, false
		}
		out.year, out.next = relativeYear(p, k+1)
		return out, true
	}
	m := SmallNumber(p, i+2, 12)
	if short && m > 0 && len(p.At(i)) == 2 && len(p.At(i+2)) == 2 && p.At(i+1) == "." && p.Adjoins(i+1) &&
		p.Adjoins(i+2) && !(p.At(i+3) == "." && p.HasKind(i+4, ruletext.Number)) {
		return Point{date: archive.Date{Day: day, Month: m}, next: i + 3}, day <= archive.DaysIn(2000, m)
	}
	return Point{}, false
}

// relativeYear reads «т.г.», «с.г.», «текущего года», «следующего года» at token i.
func relativeYear(p *ruletext.Page, i int) (year, next int) {
	switch {
	case p.IsAny(i, "т", "с") && p.At(i+1) == "." && p.At(i+2) == "г":
		if next = i + 3; p.At(next) == "." && !startsSentenceAfter(p, next) {
			next++
		}
		return ThisYear, next
	case p.IsAny(i, "текущего", "нынешнего", "этого", "сего", "данного") && p.At(i+1) == "года":
		return ThisYear, i + 2
	case p.IsAny(i, "следующего", "будущего") && p.At(i+1) == "года":
		return NextYear, i + 2
	}
	return NoYear, i
}

// startsSentenceAfter reports whether the point at token i ends a sentence.
func startsSentenceAfter(p *ruletext.Page, i int) bool {
	return p.Capitalized(i+1) || p.StartsLine(i+1)
}

// clockAt skips a time of day and what stands with it: «с 09:00», «17 часов», «10.00 (МСК),».
func clockAt(p *ruletext.Page, i int) int {
	k := i
	if p.IsAny(k, ",", "(", "в", "с", "года", "г") {
		k++
	}
	if !p.HasKind(k, ruletext.Number) || len(p.At(k)) > 2 {
		return i
	}
	switch {
	case p.IsAny(k+1, ":", ".", "-") && p.HasKind(k+2, ruletext.Number) && len(p.At(k+2)) == 2 && p.Adjoins(k+1) &&
		p.Adjoins(k+2) &&
		!(p.At(k+3) == "." && p.Adjoins(k+3) && p.HasKind(k+4, ruletext.Number)):
		if k += 3; p.At(k) == ":" && p.HasKind(k+1, ruletext.Number) {
			k += 2
		}
	case p.HasStem(k+1, "час") || p.At(k+1) == "ч":
		k++
	default:
		return i
	}
	for n := 0; n < 4 && (p.HasStem(k, "час", "минут", "местн", "времен", "московск", "мск") || p.IsAny(k, "ч", ".",
		",", "(", ")", "мин", "по", "до", "-") && p.HasStem(k+1, "местн", "московск", "мск", "по", "времен")); n++ {
		k++
	}
	for p.IsAny(k, ")", ",") {
		k++
	}
	return k
}

// dayOfList reads a day that others of its month follow, «5, 12 и 19 мая 2020 года»: its point
// has the month and the year of the last.
func dayOfList(p *ruletext.Page, i int) (Point, bool) {
	day := SmallNumber(p, i, 31)
	if day == 0 || p.At(i+1) != "," || SmallNumber(p, i+2, 31) <= day {
		return Point{}, false
	}
	for k := i + 2; k < i+14 && SmallNumber(p, k, 31) > 0; k += 2 {
		if last, ok := PointAt(p, k, false); ok && p.At(k-1) == "и" { // not «ул. Ленина, 4, 14 мая»
			last.date.Day = day
			return last, last.date.Month > 0
		}
		if !p.IsAny(k+1, ",", "и") {
			break
		}
	}
	return Point{}, false
}

// PeriodAt reads a day or a span at token i: «20–21 апреля 2011 г.», «с 1 по 15 марта», «13 и 28
// апреля», «с 09:00 10.05.2016 до 17:00 09.06.2016», «30 апреля – 2 мая».
func PeriodAt(p *ruletext.Page, i int) (Period, bool) {
	if day, _ := rudate.OrdinalInWords(p, i); day == 0 && !p.HasKind(i, ruletext.Number) || partOfNumber(p, i) {
		return Period{}, false
	}
	out := Period{At: i}
	before := i - 1
	for ruletext.IsOpenQuote(p.At(before)) {
		before--
	}
	if p.IsAny(before, partsOfDay...) && p.IsAny(before-1, "до", "с") {
		before--
	}
	out.Since, out.Until = leads(p, before, "с", "со"), leads(p, before, "до", "по")
	if per, ok := daysOfMonth(p, out); ok {
		return per, true
	}
	if last, ok := dayOfList(p, i); ok { // «5, 12 и 19 мая»: each is read in its turn
		out.From, out.Next, out.Year = last.date, i+1, last.year
		return out, true
	}
	first, ok := numericSpan(p, i)
	if !ok {
		first, ok = PointAt(p, i,
			out.Since || p.StartsLine(i) && p.At(i+3) == "|" || p.At(i-1) == "(" && p.At(i+3) == "." && p.At(i+4) == ")")
	}
	if !ok {
		return Period{}, false
	}
	if first.last.Day > 0 {
		out.From, out.To, out.Next = first.date, first.last, first.next
		return out, true
	}
	out.From, out.Next, out.Year = first.date, first.next, first.year
	return withEnd(p, out), true
}

// daysOfMonth reads two days of one month, the beginning and the end of out or the days of a list:
// «20–21 апреля», «с 1 по 15 марта», «13 и 28 апреля».
func daysOfMonth(p *ruletext.Page, out Period) (Period, bool) {
	i := out.At
	day := SmallNumber(p, i, 31)
	joint := i + 1
	if day == 0 { // «с двадцать третьего по двадцать пятое марта»
		day, joint = rudate.OrdinalInWords(p, i)
	} else if SmallNumber(p, i+2, 31) == 0 {
		return Period{}, false
	}
	if day == 0 || !p.IsAny(joint, "-", "и", "по", "до") &&
		!(p.At(joint) == "," && SmallNumber(p, joint+1, 31) == day+1) { // «19, 20 ноября»
		return Period{}, false
	}
	last, ok := PointAt(p, joint+1, false)
	if !ok || day >= last.date.Day || p.At(joint) == "-" && p.At(i+3) == "." {
		return Period{}, false
	}
	first := last.date
	first.Day = day
	out.From, out.To, out.Next, out.Year, out.Since = first, last.date, last.next, last.year, false
	if p.At(joint) == "и" && last.date.Day > day+1 {
		out.Second, out.To = out.To, archive.Date{}
	}
	return out, true
}

// withEnd adds to out, which begins with a day, another day or the end of the period, where they
// follow.
func withEnd(p *ruletext.Page, out Period) Period {
	k := clockAt(p, out.Next)
	if k > out.Next && p.At(k-1) == "," {
		k = max(k-1, out.Next)
	}
	if p.At(k) == "-" && p.At(k+1) == "-" {
		k++
	}
	if p.At(k) == "и" && out.From.Year == 0 { // «9 июля и 21 августа 2020 г.»
		if second, ok := PointAt(p, k+1, false); ok && (second.date.Month > out.From.Month || second.date.Year > 0) {
			out.Second, out.Next, out.Year = second.date, second.next, second.year
			out.From.Year = second.date.Year
			return out
		}
	}
	if !p.IsAny(k, "по", "до", "-") || p.StartsLine(k) && p.Capitalized(k) { // «До 30 мая …» under a day
		return out
	}
	joint := p.At(k)
	if k = clockAt(p, k+1); p.At(k) == "по" || p.At(k) == "до" {
		k++
	}
	if p.IsAny(k, partsOfDay...) { // «с утра 11 ноября до вечера 12 ноября»
		k++
	}
	last, ok := PointAt(p, k, out.Since)
	if !ok || joint == "-" && p.StartsLine(k) {
		return out
	}
	out.To, out.Next, out.Since = last.date, last.next, false
	if out.Year == NoYear {
		out.Year = last.year
	}
	switch { // one year told for both
	case out.From.Year == 0 && out.To.Year != 0:
		if out.From.Year = out.To.Year; out.From.Month > out.To.Month {
			out.From.Year--
		}
	case out.To.Year == 0 && out.From.Year != 0:
		if out.To.Year = out.From.Year; out.From.Month > out.To.Month {
			out.To.Year++
		}
	}
	return out
}
