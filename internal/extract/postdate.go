package extract

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html/atom"
)

const (
	months = `январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|` +
		`ноябр[ья]|декабр[ья]|` +
		`(?:янв|фев|февр|мар|апр|июн|июл|авг|сен|сент|окт|ноя|нояб|дек)\.?`
	clock = `\d{1,2}[:.]\d{2}(?::\d{2})?`
	// dateBegin are the words that a line with nothing but a date may begin with.
	dateBegin = `(?:(?:дата|опубликован|размещен|размещён|добавлен|создан|отправлен|обновл|` +
		`понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)[^\d]{0,24})?(?:` + clock + `,?\s+)?[(\[]?`
	dateEnd = `[)\]]?(?:[.,]|,?\s*[|/]\s*.{0,40})?$`
)

var (
	dateText = `(\d{1,2})(?:[./](\d{1,2})[./]|\s+(` + months + `)\s+)(\d{4}|\d{2})(?:\s*г(?:\.|ода?)?)?` +
		`(?:(?:,|\s*[|/])?\s+(?:в\s+)?` + clock + `)?`
	dateOnly = regexp.MustCompile(`(?i)^` + dateBegin + dateText + dateEnd)
	// dashDate is a date of figures and dashes, the year first or last.
	dashDate = regexp.MustCompile(`(?i)^` + dateBegin + `(?:(\d{4})-(\d{2})-(\d{2})|` +
		`(\d{1,2})-(\d{1,2})-(\d{4}))(?:,?\s+` + clock + `)?` + dateEnd)
	// dayOnly is a date that leaves the year out, as the news of this year do.
	dayOnly = regexp.MustCompile(`(?i)^` + dateBegin + `(?:\d{1,2}\s+(?:` + months + `)|сегодня|` +
		`вчера)(?:,?\s+(?:в\s+)?` + clock + `)?` + dateEnd)
	dateFirst = regexp.MustCompile(`(?i)^[(\[]?` + dateText + `[)\]]?(?:[\s.:|—–-]+|$)`)
	dateLast  = regexp.MustCompile(`(?i)[\s(\[|]` + dateText + `[)\]]?$`)
	isoStart  = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})`)
	// actStamp is the date and number of an act: "от 12.03.2013 г. № 141".
	actStamp = regexp.MustCompile(`(?i)№|(?:^|\s)(?:от|N|принят[оа]?|до|с|на|по)\s*(?:\d|$)`)
)

// maxDateLine bounds a line that says nothing but a date, in bytes.
const maxDateLine = 90

// isDateLine reports whether a block says nothing but a date, maybe one that does
// not exist or lacks its year, and returns it where it is a day.
func isDateLine(b block) (date string, ok bool) {
	switch {
	case b.noted && b.day != nil:
		return *b.day, true
	case b.noted || b.tag == atom.Tr || len(b.text) > maxDateLine:
		return "", false
	}
	if d := isoDate(b.date); d != "" && b.dated && len(b.text) < 40 {
		return d, true
	}
	if !strings.ContainsAny(b.text, "0123456789") {
		return "", false
	}
	if m := dateOnly.FindStringSubmatch(b.text); m != nil {
		return normalDate(m), true
	}
	if m := dashDate.FindStringSubmatch(b.text); m != nil {
		return normalDate([]string{m[0], m[3] + m[4], m[2] + m[5], "", m[1] + m[6]}), true
	}
	return "", dayOnly.MatchString(b.text)
}

// noteDates keeps what isDateLine says of each block: it is asked many times.
func noteDates(blocks []block) {
	for i := range blocks {
		b := &blocks[i]
		if d, ok := isDateLine(*b); ok {
			b.day = &d
		}
		b.noted = true
	}
}

// dateLine returns the date of a block that says nothing else, "" where it says
// more or no day that exists.
func dateLine(b block) string {
	d, _ := isDateLine(b)
	return d
}

// hasEdgeDate reports whether a heading begins or ends with a date that is not the
// stamp of an act, and returns it where there is such a day.
func hasEdgeDate(s string) (date string, ok bool) {
	if strings.Contains(s, "№") || !strings.ContainsAny(s, "0123456789") {
		return "", false
	}
	if m := dateFirst.FindStringSubmatch(s); m != nil {
		return normalDate(m), true
	}
	if m := dateLast.FindStringSubmatchIndex(s); m != nil && !actStamp.MatchString(s[:m[0]+1]) {
		return normalDate(dateLast.FindStringSubmatch(s)), true
	}
	return "", false
}

// edgeDate returns the date that a heading begins or ends with, "" for none.
func edgeDate(s string) string {
	d, _ := hasEdgeDate(s)
	return d
}

// trimDate takes the date at the edge of a heading away.
func trimDate(s string) string {
	if _, ok := hasEdgeDate(s); !ok {
		return s
	}
	if m := dateFirst.FindStringIndex(s); m != nil {
		s = s[m[1]:]
	} else if m := dateLast.FindStringIndex(s); m != nil {
		s = s[:m[0]]
	}
	return strings.Trim(s, " \t-–—|:")
}

// normalDate turns a match of dateText into YYYY-MM-DD, "" when there is no
// such day.
func normalDate(m []string) string {
	if m == nil {
		return ""
	}
	day, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	year, _ := strconv.Atoi(m[4])
	if m[3] != "" {
		month = monthOf(m[3])
	}
	if year < 100 {
		year += 2000
		if year > 2069 {
			year -= 100
		}
	}
	if t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC); t.Day() != day ||
		int(t.Month()) != month || year < 1900 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

func monthOf(word string) int {
	word = strings.ToLower(word)
	if strings.HasPrefix(word, "мая") || strings.HasPrefix(word, "май") {
		return 5
	}
	for i, stem := range []string{"янв", "фев", "мар", "апр", "", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"} {
		if stem != "" && strings.HasPrefix(word, stem) {
			return i + 1
		}
	}
	return 0
}

// isoDate returns the day of an ISO 8601 time, "" if s is none or no such day is.
func isoDate(s string) string {
	day := isoStart.FindString(s)
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return ""
	}
	return day
}
