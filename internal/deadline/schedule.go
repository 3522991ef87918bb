package deadline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"letopis/internal/rudate"
)

// Act has the dates of an act that deadlines are computed from; unknown dates are zero.
type Act struct {
	Date, Published, InForce rudate.Date
	End                      rudate.Date // the last day of its force
}

// Schedule holds the days on which a deadline falls.
type Schedule struct {
	First rudate.Date
	// Rule is the recurrence rule (RFC 5545); empty for a single day.
	Rule string
	// Derived: the day is not in the text but follows from the dates of the act.
	Derived bool
}

// Schedule computes the days of a deadline. ok is false if it has none: the day is before the act or after its end, or
// depends on something that is not known.
func (d *Deadline) Schedule(text string, act Act) (s Schedule, ok bool) {
	switch {
	case d.Kind == Once:
		if s.First, ok = d.once(act); ok {
			s.First, ok = d.countBack(s.First)
		}
		s.Derived = d.Date.Year == 0 || d.Count > 0
	case d.Kind == Within:
		s.Derived = true
		s.First, ok = d.within(text, act)
	case d.Kind == Yearly || d.Day > 0 && d.ofMonth():
		return d.recurring(act)
	}
	return s, ok && !before(s.First, act.Date) && (act.End == rudate.Date{} || !before(act.End, s.First))
}

// once returns the day of a Once deadline, without counting back.
func (d *Deadline) once(act Act) (rudate.Date, bool) {
	switch {
	case d.Date.Year > 0:
		return d.Date, true
	case d.InYear > 0:
		out := d.Date
		out.Year = act.Date.Year + d.InYear - 1
		return out, act.Date != rudate.Date{} && out.Exists()
	}
	return d.yearly(act.Date)
}

// countBack counts back from a day; ok is false for workdays.
func (d *Deadline) countBack(day rudate.Date) (out rudate.Date, ok bool) {
	switch {
	case d.Count == 0:
		return day, true
	case d.Unit == Months:
		return addMonths(day, -d.Count), true
	}
	return dateOf(timeOf(day).AddDate(0, 0, -d.Count)), d.Unit == Days
}

func before(a, b rudate.Date) bool { return timeOf(a).Before(timeOf(b)) }

func timeOf(d rudate.Date) time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

func dateOf(t time.Time) rudate.Date {
	return rudate.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
}

// lastOf returns the last day of a month.
func lastOf(year, month int) rudate.Date {
	return dateOf(time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC))
}

// addMonths adds n months to a day, clamping to the end of the month.
func addMonths(d rudate.Date, n int) rudate.Date {
	last := lastOf(d.Year, d.Month+n)
	last.Day = min(last.Day, d.Day)
	return last
}

// yearly returns the first day after another one with the day and month of d.
func (d *Deadline) yearly(after rudate.Date) (rudate.Date, bool) {
	if after == (rudate.Date{}) {
		return after, false
	}
	for year := after.Year; year <= after.Year+8; year++ { // 29 February may be that far away
		out := rudate.Date{Year: year, Month: d.Date.Month, Day: d.Date.Day}
		if out.Exists() && before(after, out) {
			return out, true
		}
	}
	return after, false
}

// recurring returns the schedule of a recurring deadline.
func (d *Deadline) recurring(act Act) (s Schedule, ok bool) {
	date, ok := d.ofYears()
	if act.Date == (rudate.Date{}) || !ok {
		return s, false
	}
	day, months := cmp.Or(d.Day, date.Day), d.months(date)
	if s.Rule, ok = d.rule(day, months); !ok {
		return s, false
	}
	s.Derived = d.Workday
	from, end := d.term(act)
	s.First = d.firstDayAfter(timeOf(from), months, day)
	if end != (rudate.Date{}) {
		if before(end, s.First) {
			return s, false
		}
		s.Rule += ";UNTIL=" + timeOf(end).Format("20060102")
	}
	return s, true
}

// rule returns the recurrence rule for a day in months, or in every month if empty; ok is false if a month lacks the
// day.
func (d *Deadline) rule(day int, months []int) (rule string, ok bool) {
	list := strings.Trim(strings.ReplaceAll(fmt.Sprint(months), " ", ","), "[]")
	switch {
	case d.Workday: // Monday to Friday, as holidays are unknown
		if rule = "FREQ=MONTHLY"; len(months) > 0 {
			rule += ";BYMONTH=" + list
		}
		return rule + fmt.Sprintf(";BYDAY=MO,TU,WE,TH,FR;BYSETPOS=%d", day), day <= 20
	case len(months) > 0:
		for _, m := range months {
			if d.Kind != Yearly && day > lastOf(2001, m).Day {
				return "", false
			}
		}
		return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%s;BYMONTHDAY=%d", list, day), true
	case day > 28: // shorter months use their last day
		return "FREQ=MONTHLY;BYMONTHDAY=" + "28,29,30,31"[:2+3*(day-28)] + ";BYSETPOS=-1", true
	}
	return fmt.Sprintf("FREQ=MONTHLY;BYMONTHDAY=%d", day), true
}

// ofYears returns the day and month of a Yearly deadline after counting back; ok is false if they differ between
// years, as with workdays or across the end of February.
func (d *Deadline) ofYears() (rudate.Date, bool) {
	if d.Kind != Yearly {
		return d.Date, d.Count == 0
	}
	var days [2]rudate.Date
	for i := range days { // a leap year and a common year
		day := d.Date
		day.Year = 2000 + i
		out, ok := d.countBack(day)
		if !ok {
			return out, false
		}
		days[i] = rudate.Date{Month: out.Month, Day: out.Day}
	}
	return days[0], days[0] == days[1]
}

// months returns the months in which a deadline falls; none means every month.
func (d *Deadline) months(date rudate.Date) (out []int) {
	switch d.Kind {
	case Yearly:
		return []int{date.Month}
	case Monthly:
		return nil
	}
	for m := d.Month; m <= 12; m += d.period() {
		out = append(out, m)
	}
	return out
}

// period returns the length in months of the period that is reported on, 0 if there is none.
func (d *Deadline) period() int {
	switch d.Kind {
	case Quarterly:
		return 3
	case HalfYearly:
		return 6
	case Monthly:
		return 1
	}
	if d.After {
		return 12
	}
	return 0
}

// term returns the range in which a deadline recurs: the eve of its start, and its end, zero if unknown. Reports are
// due after their period, even after the last one, when the act has already ended.
func (d *Deadline) term(act Act) (from, end rudate.Date) {
	from, end = act.Date, act.End
	period, late := d.period(), max(1, d.Month)
	if d.Kind == Yearly {
		late = period
		if d.After {
			from = lastOf(from.Year, 12)
		}
	}
	if end != (rudate.Date{}) && period > 0 {
		end = lastOf(end.Year, (end.Month+period-1)/period*period+late)
	}
	if d.Years[1] < act.Date.Year {
		return from, end
	}
	first, last := lastOf(d.Years[0]-1, 12), lastOf(d.Years[1], 12)
	if d.After {
		first, last = lastOf(d.Years[0], period), lastOf(d.Years[1], 12+late)
	}
	if before(from, first) {
		from = first
	}
	if end == (rudate.Date{}) || before(last, end) {
		end = last
	}
	return from, end
}

// firstDayAfter returns the first day after from with a day of a month, in any month if months is empty.
func (d *Deadline) firstDayAfter(from time.Time, months []int, day int) rudate.Date {
	for i := range 12 * 9 {
		out := lastOf(from.Year(), int(from.Month())+i)
		if d.Workday {
			out.Day = weekday(out.Year, out.Month, day)
		} else if day < out.Day || len(months) > 0 {
			out.Day = day
		}
		if (len(months) == 0 || slices.Contains(months, out.Month)) && out.Exists() && timeOf(out).After(from) {
			return out
		}
	}
	return dateOf(from)
}

// weekday returns the day of the month of its n-th workday, Monday to Friday.
func weekday(year, month, n int) int {
	for day := 1; ; day++ {
		if w := timeOf(rudate.Date{Year: year, Month: month, Day: day}).Weekday(); w != time.Saturday && w != time.Sunday {
			if n--; n <= 0 {
				return day
			}
		}
	}
}

var (
	// ofItself matches known events to count from: what happens to the act itself.
	ofItself = pattern(`(подписани|приняти|утверждени|издани|опубликовани|вступлени)[а-я]*(.*)$`)
	itself   = pattern(`^(?: в силу)?(?: (?:его|ее|(?:настоящ|данн)[а-я]+ [а-я]+|постановления|распоряжения|приказа))?` +
		`[\s.]*$`)
)

// within returns the last day of a duration counted from an event of the act.
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
		return addMonths(from, d.Count), true
	}
	return dateOf(timeOf(from).AddDate(0, 0, d.Count)), true
}
