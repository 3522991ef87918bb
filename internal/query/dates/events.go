package dates

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"letopis/index"
	"letopis/internal/query/message"
)

// The years of which documents are read: none tells of an event in another.
const firstEventYear, lastEventYear = 1700, 2199

// EventTerms returns the values of the field event that lie in a day, a month, a year
// or a range of them («2011-04-20..2011-06»): whole years and months where it covers
// them, days at its ends, and what takes place on all days of their months. Both ends of a range are needed.
func EventTerms(s string) ([]string, error) {
	bad := message.Invalid("event", "date",
		"«%s» — не дата события: нужно ГГГГ, ГГГГ-ММ, ГГГГ-ММ-ДД или период 2011-04..2011-06, с %d по %d год.",
		"%q is no date of an event: YYYY, YYYY-MM, YYYY-MM-DD or a range 2011-04..2011-06, from %d to %d.", s,
		firstEventYear, lastEventYear)
	from, to, ranged := strings.Cut(s, "..")
	if !ranged {
		to = from
	}
	first, _, err := Bounds("event", from)
	if err != nil || dayOf(first).Year() < firstEventYear {
		return nil, bad
	}
	_, last, err := Bounds("event", to)
	if err != nil || last == 0 || dayOf(last).Year() > lastEventYear {
		return nil, bad
	}
	if first > last {
		return nil, message.Contradiction("event", "reversed", "Начало периода (%s) позже его конца (%s).",
			"The range begins (%s) after it ends (%s).", from, to)
	}
	lo, hi := dayOf(first), lastDay(last)
	var out []string
	for d := lo; !d.After(hi); {
		year, month := d.AddDate(1, 0, 0), d.AddDate(0, 1, 0)
		switch {
		case d.YearDay() == 1 && !year.AddDate(0, 0, -1).After(hi):
			out, d = append(out, fmt.Sprintf("%04d", d.Year())), year
		case d.Day() == 1 && !month.AddDate(0, 0, -1).After(hi):
			out, d = append(out, d.Format("2006-01")), month
		default:
			if all := index.WholeMonth(d.Year(), int(d.Month())); !slices.Contains(out, all) {
				out = append(out, all)
			}
			out, d = append(out, d.Format(time.DateOnly)), d.AddDate(0, 0, 1)
		}
	}
	return out, nil
}

func dayOf(n int32) time.Time {
	return time.Date(int(n/10000), time.Month(n/100%100), int(n%100), 0, 0, 0, 0, time.UTC)
}

// lastDay is dayOf for the end of a month that is written as its 31st.
func lastDay(n int32) time.Time {
	next := time.Date(int(n/10000), time.Month(n/100%100)+1, 1, 0, 0, 0, 0, time.UTC)
	if d := dayOf(n); d.Before(next) {
		return d
	}
	return next.AddDate(0, 0, -1)
}
