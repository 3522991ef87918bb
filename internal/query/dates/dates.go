// Package dates reads the dates that people put as conditions: a day, a month, a year, or
// a range of them, of documents (Range) and of events (EventTerms).
package dates

import (
	"regexp"
	"strconv"
	"strings"

	"letopis/index"
	"letopis/internal/query/message"
	"letopis/internal/rudate"
)

var dottedDate = regexp.MustCompile(`^(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})$`)

// undotted turns a date as Russians write it, 21.07.2017 or 07.2017, round.
func undotted(s string) string {
	m := dottedDate.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	pad := func(n string) string { return ("0" + n)[len(n)-1:] }
	s = m[3] + "-" + pad(m[2])
	if m[1] != "" {
		s += "-" + pad(m[1])
	}
	return s
}

// Range reads an inclusive range of dates, each YYYY, YYYY-MM, YYYY-MM-DD, the same as
// DD.MM.YYYY, or "" for open. It returns nil for no condition, an InvalidError for what
// is not a date or a range that ends before it begins.
func Range(from, to string) (*index.DateRange, error) {
	lo, _, err := Bounds("date_from", from)
	if err != nil {
		return nil, err
	}
	_, hi, err := Bounds("date_to", to)
	if err != nil {
		return nil, err
	}
	if lo == 0 && hi == 0 {
		return nil, nil
	}
	if lo != 0 && hi != 0 && lo > hi {
		return nil, message.Contradiction("date_from", "reversed", "Начало периода (%s) позже его конца (%s).",
			"The range begins (%s) after it ends (%s).", from, to)
	}
	return &index.DateRange{From: lo, To: hi}, nil
}

// Bounds returns the first and last day of s as YYYYMMDD, zeros for "". Its
// InvalidError names param.
func Bounds(param, s string) (first, last int32, err error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, 0, nil
	}
	bad := message.Invalid(param, "date", "«%s» — не дата: нужно ГГГГ, ГГГГ-ММ, ГГГГ-ММ-ДД или ДД.ММ.ГГГГ.",
		"%q is not a date: YYYY, YYYY-MM, YYYY-MM-DD or DD.MM.YYYY.", s)
	if s = undotted(s); !fixedDate(s) {
		return 0, 0, bad
	}
	n := make([]int, 3)
	for i, part := range strings.Split(s, "-") {
		n[i], _ = strconv.Atoi(part)
	}
	y, m, d := n[0], n[1], n[2]
	switch len(s) {
	case 4:
		return int32(y*10000 + 101), int32(y*10000 + 1231), nil
	case 7:
		if m < 1 || m > 12 {
			return 0, 0, bad
		}
		return int32(y*10000 + m*100 + 1), int32(y*10000 + m*100 + 31), nil
	}
	if !(rudate.Date{Year: y, Month: m, Day: d}).Exists() {
		return 0, 0, bad
	}
	day := int32(y*10000 + m*100 + d)
	return day, day, nil
}

// fixedDate reports whether s has the form of 2006, 2006-01 or 2006-01-02.
func fixedDate(s string) bool {
	if len(s) != 4 && len(s) != 7 && len(s) != 10 {
		return false
	}
	for i := range len(s) {
		if i == 4 || i == 7 {
			if s[i] != '-' {
				return false
			}
		} else if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s[:4] >= "1000"
}
