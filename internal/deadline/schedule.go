package deadline

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"letopis/internal/rudate"
)

// Act is what the days of deadlines follow from, besides their words; days that are not known are zero.
type Act struct {
	Date, Published, InForce rudate.Date
	End                      rudate.Date // the last day of its force
}

// Schedule is on which days a deadline falls.
type Schedule struct {
	First rudate.Date
	// Rule is the recurrence of RFC 5545, "" of what is once.
	Rule string
	// Derived: the text does not tell the day by itself: it follows from that of the act.
	Derived bool
}

// Schedule puts a deadline on days; ok is false for what has none: a day before the act, or behind its end, one that
// depends on what nobody knows, or none at all.
func (d *Deadline) Schedule(text string, act Act) (s Schedule, ok bool) {
	switch {
	case d.Kind == Once && d.Date.Year == 0:
		s.Derived = true
		if s.First, ok = d.yearly(act.Date); !ok {
			return s, false
		}
	case d.Kind == Once:
		s.First = d.Date
	case d.Kind == Within:
		s.Derived = true
		if s.First, ok = d.within(text, act); !ok {
			return s, false
		}
	case d.Kind == Yearly || d.Day > 0 && d.ofMonth():
		return d.recurring(act)
	default:
		return s, false
	}
	return s, !before(s.First, act.Date) && (act.End == rudate.Date{} || !before(act.End, s.First))
}

func before(a, b rudate.Date) bool { return at(a).Before(at(b)) }

func at(d rudate.Date) time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

func on(t time.Time) rudate.Date {
	return rudate.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
}

// lastOf is the last day of a month.
func lastOf(year, month int) rudate.Date {
	return on(time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC))
}

// yearly is the first day after another one that has the day and month of d.
func (d *Deadline) yearly(after rudate.Date) (rudate.Date, bool) {
	if after == (rudate.Date{}) {
		return after, false
	}
	for year := after.Year; year <= after.Year+8; year++ { // 29 February may be so far
		out := rudate.Date{Year: year, Month: d.Date.Month, Day: d.Date.Day}
		if out.Exists() && before(after, out) {
			return out, true
		}
	}
	return after, false
}

// recurring is when a deadline falls that comes again and again. What is told of a period falls behind it, also behind
// the last one.
func (d *Deadline) recurring(act Act) (s Schedule, ok bool) {
	if act.Date == (rudate.Date{}) {
		return s, false
	}
	from, end := at(act.Date), at(act.End)
	months, late := []int{}, 0
	switch d.Kind {
	case Yearly:
		months = append(months, d.Date.Month)
		if d.After {
			from, late = time.Date(act.Date.Year, 12, 31, 0, 0, 0, 0, time.UTC), 12
		}
	case Quarterly, HalfYearly:
		step := 3
		if d.Kind == HalfYearly {
			step = 6
		}
		for m := d.Month; m <= 12; m += step {
			months = append(months, m)
		}
		late = d.Month
	case Monthly:
		late = 1
	}
	day := cmp.Or(d.Day, d.Date.Day)
	for _, m := range months {
		if d.Kind != Yearly && day > lastOf(2001, m).Day {
			return s, false // of no rule: the month has no such day
		}
	}
	if s.Rule = "FREQ=MONTHLY"; len(months) > 0 {
		s.Rule = "FREQ=YEARLY;BYMONTH=" + strings.Trim(strings.ReplaceAll(fmt.Sprint(months), " ", ","), "[]")
	}
	s.Rule += fmt.Sprintf(";BYMONTHDAY=%d", day)
	if len(months) == 0 && day > 28 { // a month without the day has its last one
		s.Rule = "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31"[:len("FREQ=MONTHLY;BYMONTHDAY=28")+3*(day-28)] + ";BYSETPOS=-1"
	}
	s.First = firstOf(from, months, day)
	if act.End != (rudate.Date{}) {
		end = end.AddDate(0, late, 0)
		if before(on(end), s.First) {
			return s, false
		}
		s.Rule += ";UNTIL=" + end.Format("20060102")
	}
	return s, true
}

// firstOf is the first day behind from that has a day of a month, of any where months is empty.
func firstOf(from time.Time, months []int, day int) rudate.Date {
	for i := range 12 * 9 {
		month := time.Date(from.Year(), from.Month()+time.Month(i), 1, 0, 0, 0, 0, time.UTC)
		last := lastOf(month.Year(), int(month.Month()))
		fits := len(months) == 0
		for _, m := range months {
			fits = fits || m == int(month.Month())
		}
		out := rudate.Date{Year: last.Year, Month: last.Month, Day: min(day, last.Day)}
		if fits && at(out).After(from) && (out.Day == day || len(months) == 0) {
			return out
		}
	}
	return on(from)
}

var (
	// ofItself is what a time may be counted from that is known: what becomes of the act itself.
	ofItself = pattern(`(подписани|приняти|утверждени|издани|опубликовани|вступлени)[а-я]*(.*)$`)
	itself   = pattern(`^(?: в силу)?(?: (?:его|ее|(?:настоящ|данн)[а-я]+ [а-я]+|постановления|распоряжения|приказа))?` +
		`[\s.]*$`)
)

// within is the last day of a time that is counted from what becomes of the act.
func (d *Deadline) within(text string, act Act) (rudate.Date, bool) {
	m := ofItself.FindStringSubmatch(fold(d.From.Of(text)))
	if m == nil || !itself.MatchString(m[2]) || d.Unit == Workdays {
		return rudate.Date{}, false
	}
	from := act.Date
	switch m[1] {
	case "опубликовани":
		from = act.Published
	case "вступлени":
		from = act.InForce
	}
	if from == (rudate.Date{}) {
		return from, false
	}
	if d.Unit == Months {
		return on(at(from).AddDate(0, d.Count, 0)), true
	}
	return on(at(from).AddDate(0, 0, d.Count)), true
}
