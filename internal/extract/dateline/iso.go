package dateline

import (
	"net/mail"
	"strings"
	"time"

	"letopis/internal/lazyregexp"
	"letopis/internal/rudate"
)

// normalDate turns a match of dateText into YYYY-MM-DD, "" when there is no
// such day.
func normalDate(m []string) string {
	if m == nil {
		return ""
	}
	d, ok := rudate.Of(m[1], m[2]+m[3], m[4])
	if !ok || d.Year < 1900 {
		return ""
	}
	return d.String()
}

// ISO returns the day of an ISO 8601 time, "" if s is none or no such day is.
func ISO(s string) string {
	day := isoStart.FindString(s)
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return ""
	}
	return day
}

// Day returns the day of a text that is a date and nothing else, "" for others.
func Day(s string) string { return normalDate(dateOnly.FindStringSubmatch(s)) }

// Published is the day on which the page says that it was published.
func Published(meta map[string]string) string {
	for _, name := range []string{"article:published_time", "datepublished", "dc.date", "dc.date.issued", "date"} {
		if d := ISO(meta[name]); d != "" {
			return d
		}
	}
	return Day(meta["date"])
}

var russianDate = lazyregexp.New(`(?i)(\d{1,2})\s+([а-яё]{3,8})\.?\s+(\d{4})`)

// ParseAny returns the day of a date in any of the forms that feeds and letters use,
// Russian names of months among them.
func ParseAny(s string) string {
	s = strings.TrimSpace(s)
	if d := ISO(s); d != "" {
		return d
	}
	if t, err := mail.ParseDate(s); err == nil {
		return t.Format(time.DateOnly)
	}
	if m := russianDate.FindStringSubmatch(s); m != nil {
		return normalDate([]string{m[0], m[1], "", m[2], m[3]})
	}
	return Day(s)
}
