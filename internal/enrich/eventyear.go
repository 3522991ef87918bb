package enrich

import "letopis/internal/archive"

// date completes the years of a period; it reports whether they are known.
func (x *eventFinder) date(per *period, s span) bool {
	if per.from.Year == 0 {
		year := x.yearFor(per, s)
		if year == 0 {
			return false
		}
		per.from.Year = year
		if per.to.Day > 0 {
			if per.to.Year = year; per.to.Month < per.from.Month {
				per.to.Year++
			}
		}
		if per.second.Day > 0 {
			per.second.Year = year
		}
	}
	for _, d := range []archive.Date{per.from, per.to, per.second} {
		if d.Day > 0 && !validDate(d) {
			return false
		}
	}
	return per.to.Day == 0 || !before(per.to, per.from)
}

// yearFor returns the year of a day without one: what the text says in relation to its own
// year, else that which brings the day nearest to the document's own; without that, the year
// told last.
func (x *eventFinder) yearFor(per *period, s span) int {
	if x.own.Year == 0 {
		if per.year != noYear {
			return 0
		}
		return x.last
	}
	switch {
	case per.year == thisYear:
		return x.own.Year
	case per.year == nextYear:
		return x.own.Year + 1
	case x.own.Month == 0:
		return x.own.Year
	}
	year := x.own.Year
	switch gap := 31*(per.from.Month-x.own.Month) + per.from.Day - x.own.Day; {
	case gap > 220, gap > 31 && x.p.onlyPast(s):
		year--
	case gap < -220:
		year++
	}
	return year
}

// pastVerb reports whether a sentence has a verb in the past.
func (p *page) pastVerb(s span) bool {
	for k := s.from; k < s.to; k++ {
		if p.is(k, word) && !p.capital(k) && isPast(p.at(k)) {
			return true
		}
	}
	return false
}

// onlyPast tells a sentence that has a verb in the past and none in another tense.
func (p *page) onlyPast(s span) bool {
	past := false
	for k := s.from; k < s.to; k++ {
		if !p.is(k, word) || p.capital(k) {
			continue
		}
		if p.begins(k, "состоится", "состоятся", "пройд", "начн", "будет", "будут", "приглаша", "назнач", "заплан",
			"планир", "наме", "решен", "решил", "объяв", "перен") || p.finite(k) {
			return false
		}
		past = past || isPast(p.at(k))
	}
	return past
}

// before reports whether day a is earlier than day b.
func before(a, b archive.Date) bool { return days(a) < days(b) }

// days counts days from a fixed one; months count for 31.
func days(d archive.Date) int { return (d.Year*12+d.Month)*31 + d.Day }

// current reports whether a period is near enough to the document's own date: others are
// those of its background.
func (x *eventFinder) current(per *period) bool {
	if x.own.Year == 0 {
		return true
	}
	own := x.own
	if own.Month == 0 {
		own.Month, own.Day = 6, 30
	}
	since := days(own) - days(per.from)
	past := 130
	if x.l.kind != kindNews {
		past = 250
	}
	if x.l.kind == "отчёт" || x.l.kind == "доклад" { // of the year before
		past = 450
	}
	if own.Day == 0 || x.own.Month == 0 {
		past += 200
	}
	return since < past && since > -3*12*31
}
