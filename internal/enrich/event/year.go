package event

import (
	"letopis/internal/archive"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// date completes the years of a period; it reports whether they are known.
func (x *eventFinder) date(per *requisite.Period, s ruletext.Span) bool {
	if per.From.Year == 0 {
		year := x.yearFor(per, s)
		if year == 0 {
			return false
		}
		per.From.Year = year
		if per.To.Day > 0 {
			if per.To.Year = year; per.To.Month < per.From.Month {
				per.To.Year++
			}
		}
		if per.Second.Day > 0 {
			per.Second.Year = year
		}
	}
	for _, d := range []archive.Date{per.From, per.To, per.Second} {
		if d.Day > 0 && !requisite.ValidDate(d) {
			return false
		}
	}
	return per.To.Day == 0 || !before(per.To, per.From)
}

// yearFor returns the year of a day without one: what the text says in relation to its own
// year, else that which brings the day nearest to the document's own; without that, the year
// told last.
func (x *eventFinder) yearFor(per *requisite.Period, s ruletext.Span) int {
	if x.tabular() && per.Year == requisite.NoYear {
		if x.of > 0 && (x.lastAt < x.p.LineStart(per.At) || x.last < x.of) && pastVerb(x.p, s) {
			return x.of
		}
		if x.last > 0 { // of the year before
			return x.last
		}
	}
	for k := per.At - 1; k > s.From && per.Year == requisite.NoYear; k-- { // «в 2010 году лёд сошёл 29 апреля»
		if y := x.p.Year(k); y > 0 && x.p.IsAny(k-1, "в", "во") && x.p.At(k+1) == "году" {
			return y
		}
	}
	if x.own.Year == 0 {
		if per.Year != requisite.NoYear {
			return 0
		}
		if x.last == 0 {
			return x.yearAhead(per, s)
		}
		return x.last
	}
	switch {
	case per.Year == requisite.ThisYear:
		return x.own.Year
	case per.Year == requisite.NextYear:
		return x.own.Year + 1
	case x.own.Month == 0:
		return x.own.Year
	}
	year := x.own.Year
	switch gap := 31*(per.From.Month-x.own.Month) + per.From.Day - x.own.Day; {
	case gap > 220 && !(x.l.Act >= 0 && !pastVerb(x.p, s)), gap > 31 && onlyPast(x.p, s):
		year--
	case gap < -220:
		year++
	}
	return year
}

// yearAhead is the year of the next day that the sentence s tells in full, «в понедельник, 2 сентября, обсудили ливни
// 24 августа 2024 года»; 0 for none.
func (x *eventFinder) yearAhead(per *requisite.Period, s ruletext.Span) int {
	for k := per.Next; k < s.To; k++ {
		if d, _ := requisite.DateAt(x.p, k); d.Day > 0 && d.Year > 0 {
			return d.Year
		}
	}
	return 0
}

// pastVerb reports whether a sentence has a verb in the past.
func pastVerb(p *ruletext.Page, s ruletext.Span) bool {
	for k := s.From; k < s.To; k++ {
		if p.HasKind(k, ruletext.Word) && !p.Capitalized(k) && wordform.IsPast(p.At(k)) {
			return true
		}
	}
	return false
}

// onlyPast tells a sentence that has a verb in the past and none in another tense.
func onlyPast(p *ruletext.Page, s ruletext.Span) bool {
	past := false
	for k := s.From; k < s.To; k++ {
		if !p.HasKind(k, ruletext.Word) || p.Capitalized(k) {
			continue
		}
		if p.HasStem(k, future...) || wording.IsFiniteVerb(p, k) {
			return false
		}
		past = past || wordform.IsPast(p.At(k))
	}
	return past
}

// before reports whether day a is earlier than day b.
func before(a, b archive.Date) bool { return days(a) < days(b) }

// days counts days from a fixed one; months count for 31.
func days(d archive.Date) int { return (d.Year*12+d.Month)*31 + d.Day }

// current reports whether a period is near enough to the document's own date: others are
// those of its background.
func (x *eventFinder) current(per *requisite.Period) bool {
	if x.own.Year == 0 {
		return true
	}
	own := x.own
	if own.Month == 0 {
		own.Month, own.Day = 6, 30
	}
	since := days(own) - days(per.From)
	past := 130
	if x.l.Kind != wording.KindNews {
		past = 250
	}
	if x.l.Kind == "отчёт" || x.l.Kind == "доклад" { // of the year before
		past = 450
	}
	if own.Day == 0 || x.own.Month == 0 {
		past += 200
	}
	return since < past && since > -3*12*31
}
