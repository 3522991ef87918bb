// Package rudate knows the words of Russian dates for all packages that read or write them: months in all cases and
// abbreviated, days of the week, days and years in words. It parses the parts of a date; callers decide where in a text
// a date may occur.
//
// Words are compared as given: in lower case, with «е» for «ё».
package rudate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Names of months, of the days of the week from Sunday on.
var (
	genitive = [12]string{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
		"октября", "ноября", "декабря"}
	nominative = [12]string{"январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь",
		"октябрь", "ноябрь", "декабрь"}
	short = [12]string{"янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"}
	// shortToo are other ways to cut months short.
	shortToo = map[string]int{"январ": 1, "февр": 2, "феврал": 2, "апрел": 4, "сент": 9, "сентябр": 9, "октябр": 10,
		"нояб": 11, "ноябр": 11, "декабр": 12}

	weekdays      = [7]string{"воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"}
	weekdaysShort = [7]string{"вс", "пн", "вт", "ср", "чт", "пт", "сб"}
)

// Genitive is the name of month 1–12 as it stands behind a day: «мая».
func Genitive(month int) string { return genitive[month-1] }

// Nominative is the name of month 1–12 that stands alone: «май».
func Nominative(month int) string { return nominative[month-1] }

// Short is the name of month 1–12 cut to three letters.
func Short(month int) string { return short[month-1] }

// Weekday is the name of a day of the week.
func Weekday(d time.Weekday) string { return weekdays[d] }

// WeekdayShort is the name of a day of the week in two letters.
func WeekdayShort(d time.Weekday) string { return weekdaysShort[d] }

// Month returns 1–12 for the name of a month in any case of the singular, 0 for another word.
func Month(word string) int { return months[word] }

var months = func() map[string]int {
	m := map[string]int{}
	for i, name := range nominative {
		m[name] = i + 1
		stem := strings.TrimRight(name, "ьй")
		ends := []string{"я", "ю", "ем", "е"}
		if stem == name { // март, август
			ends = []string{"а", "у", "ом", "е"}
		}
		for _, end := range ends {
			m[stem+end] = i + 1
		}
	}
	return m
}()

// ShortMonth returns 1–12 for the name of a month that is cut short, «дек», 0 for another word.
func ShortMonth(word string) int { return shortMonths[word] }

var shortMonths = func() map[string]int {
	m := map[string]int{}
	for i, name := range short {
		if months[name] == 0 { // «май» is not cut
			m[name] = i + 1
		}
	}
	for name, month := range shortToo {
		m[name] = month
	}
	return m
}()

// RomanMonth returns 1–12 for a month in Roman figures, small letters, 0 for another word.
func RomanMonth(word string) int { return max(slices.Index(roman[:], word), 0) }

var roman = [...]string{"0", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"}

// IsWeekday reports whether word is the name of a day of the week, in full or in two letters.
func IsWeekday(word string) bool {
	return slices.Contains(weekdays[:], word) || slices.Contains(weekdaysShort[:], word)
}

// OnWeekday returns the day of the week that «в» takes: «в среду».
func OnWeekday(word string) (time.Weekday, bool) {
	switch word {
	case "среду", "пятницу", "субботу":
		word = strings.TrimSuffix(word, "у") + "а"
	case "среда", "пятница", "суббота":
		return 0, false
	}
	d := slices.Index(weekdays[:], word)
	return time.Weekday(max(d, 0)), d >= 0
}

// MonthPattern is a regular expression for the names of months behind a day or alone, and cut
// short; WeekdayPattern and WeekdayShortPattern are those for days of the week.
var (
	MonthPattern        = monthPattern()
	WeekdayPattern      = strings.Join(weekdays[:], "|")
	WeekdayShortPattern = strings.Join(weekdaysShort[:], "|")
)

// monthPattern has the names of one month side by side, the longest first: the engine of
// regular expressions joins what begins alike.
func monthPattern() string {
	var names []string
	for i := range nominative {
		var cut []string
		for word, month := range shortMonths {
			if month == i+1 {
				cut = append(cut, word+`\.?`)
			}
		}
		slices.Sort(cut)
		slices.Reverse(cut)
		names = append(names, slices.Concat([]string{genitive[i], nominative[i]}, cut)...)
	}
	return strings.Join(names, "|")
}

// Date is a day, or a month where Day is 0, or a year where Month is 0, too.
type Date struct{ Year, Month, Day int }

// Of reads a day whose parts are known: a day in figures, a month in figures or by name, with or
// without the point of one that is cut short, a year in figures, see Century. It returns false
// where there is no such day.
func Of(day, month, year string) (Date, bool) {
	d, err := strconv.Atoi(day)
	y, err2 := strconv.Atoi(year)
	if err != nil || err2 != nil {
		return Date{}, false
	}
	m, err := strconv.Atoi(month)
	if err != nil {
		name := strings.TrimSuffix(strings.ToLower(month), ".")
		m = max(Month(name), ShortMonth(name))
	}
	out := Date{Year: Century(y), Month: m, Day: d}
	return out, out.Exists()
}

// Century completes a year of two figures: up to 49 it is of this century, to which plans of today
// reach, else of the one before, of which archives have acts. Longer years are as they are.
func Century(year int) int {
	switch {
	case year >= 100:
		return year
	case year > 49:
		return 1900 + year
	}
	return 2000 + year
}

// Exists reports whether there is such a day.
func (d Date) Exists() bool {
	t := time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	return t.Day() == d.Day && int(t.Month()) == d.Month && t.Year() == d.Year
}

// String is YYYY-MM-DD.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// MisreadDigit returns the figure that a scanner takes for the letter r: «l2.О3.2О11».
func MisreadDigit(r rune) (digit byte, ok bool) {
	switch r {
	case 'О', 'о', 'O', 'o':
		return '0', true
	case 'l', 'I', 'І':
		return '1', true
	case 'З', 'з':
		return '3', true
	}
	return 0, false
}
