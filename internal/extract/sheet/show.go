package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"

	"letopis/internal/rudate"
)

// IsSet reports whether the format says more than to show numbers as they are.
func (f Format) IsSet() bool { return len(f.sections) > 0 }

// Show shows the number of a cell as Excel with Russian settings does.
func (f Format) Show(v float64, date1904 bool) string {
	s, negative := f.section(v)
	switch {
	case s == nil:
		return General(v)
	case s.date:
		if text, ok := s.showDate(v, date1904); ok {
			return text
		}
		return General(v)
	}
	sign := ""
	if v < 0 {
		if v = -v; !negative {
			sign = "-"
		}
	}
	text := ""
	switch {
	case s.exponent >= 0:
		text = s.showExponent(v)
	case s.general:
		text = s.showGeneral(v)
	default:
		text = s.showFixed(v)
	}
	return tidyNumber(sign + text)
}

// section chooses the section for a number; negative reports whether it is one for
// numbers below zero, which says so itself.
func (f Format) section(v float64) (s *formatSection, negative bool) {
	n := len(f.sections)
	if n == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return nil, false
	}
	if f.sections[0].when != "" || n > 1 && f.sections[1].when != "" {
		for i := range min(n, 3) {
			s := &f.sections[i]
			if s.when == "" && (i > 0 || n == 1) || s.holds(v) || s.when == "" && v > 0 {
				return s, strings.HasPrefix(s.when, "<") && s.limit <= 0
			}
		}
		return nil, false
	}
	switch {
	case v < 0 && n > 1:
		return &f.sections[1], true
	case v == 0 && n > 2:
		return &f.sections[2], false
	}
	return &f.sections[0], false
}

func (s *formatSection) holds(v float64) bool {
	switch s.when {
	case "<":
		return v < s.limit
	case "<=":
		return v <= s.limit
	case ">":
		return v > s.limit
	case ">=":
		return v >= s.limit
	case "=":
		return v == s.limit
	case "<>":
		return v != s.limit
	}
	return false
}

// General shows a number without a format: all digits that a cell is wide enough
// for, and all of long ones (ОГРН, accounts), which a narrow cell would round. Its
// point is the file's own: what has no format looks different in every language.
func General(v float64) string {
	size := math.Abs(v)
	switch {
	case v == 0:
		return "0"
	case size >= 1e15 || math.IsNaN(v) || size > 0 && size < 1e-9:
		return strconv.FormatFloat(v, 'G', -1, 64)
	case v == math.Trunc(v):
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	whole := len(strconv.FormatFloat(math.Trunc(size), 'f', 0, 64))
	s := strings.TrimRight(fixed(size, max(10-whole, 2)), "0")
	if s = strings.TrimSuffix(s, "."); v < 0 && s != "0" {
		s = "-" + s
	}
	return s
}

// fixed rounds a number that is not negative as people do: 1.005 to 1.01, though
// its nearest fraction of two is a little less.
func fixed(v float64, decimals int) string {
	scaled := v * math.Pow10(decimals)
	if scaled >= 1e15 {
		return strconv.FormatFloat(v, 'f', decimals, 64)
	}
	scaled, _ = strconv.ParseFloat(strconv.FormatFloat(scaled, 'g', 15, 64), 64) // what was just written reads
	s := strconv.FormatFloat(math.Round(scaled), 'f', 0, 64)
	if decimals == 0 {
		return s
	}
	if short := decimals + 1 - len(s); short > 0 {
		s = strings.Repeat("0", short) + s
	}
	return s[:len(s)-decimals] + "." + s[len(s)-decimals:]
}

func (s *formatSection) showGeneral(v float64) string {
	var b strings.Builder
	shown := false
	for _, t := range s.tokens {
		switch {
		case t.kind == 'L' && t.text != "/":
			b.WriteString(t.text)
		case !shown && t.kind != 'L':
			b.WriteString(General(v * math.Pow(100, float64(s.percent))))
			shown = true
		}
	}
	return b.String()
}

// showFixed puts the digits of a number in the places for them.
func (s *formatSection) showFixed(v float64) string {
	v *= math.Pow(100, float64(s.percent)) / math.Pow(1000, float64(s.scale))
	whole, part, _ := strings.Cut(fixed(v, s.decimals), ".")
	end := len(s.tokens)
	if s.point >= 0 {
		end = s.point
	}
	out := s.showWhole(s.tokens[:end], strings.TrimLeft(whole, "0"))
	if s.point < 0 {
		return out
	}
	tail := showPart(s.tokens[end+1:], part)
	if tail != "" && strings.ContainsRune("0123456789", rune(tail[0])) {
		out += ","
	}
	return out + tail
}

// showWhole fills the places of the whole part from the right; the first one
// takes what is left.
func (s *formatSection) showWhole(tokens []formatToken, digits string) string {
	first := -1
	for i, t := range tokens {
		if isDigitToken(t.kind) {
			first = i
			break
		}
	}
	var out []string // from the right
	shown := 0
	digit := func(d string) {
		if s.thousands && shown > 0 && shown%3 == 0 {
			out = append(out, "\u00a0")
		}
		out = append(out, d)
		shown++
	}
	for i := len(tokens) - 1; i >= 0; i-- {
		t := tokens[i]
		switch {
		case t.kind == 'L':
			out = append(out, t.text)
		case !isDigitToken(t.kind):
		case digits != "":
			for again := true; again; again = i == first && digits != "" {
				digit(digits[len(digits)-1:])
				digits = digits[:len(digits)-1]
			}
		case t.kind == '0':
			digit("0")
		}
	}
	var b strings.Builder
	for i := len(out) - 1; i >= 0; i-- {
		b.WriteString(out[i])
	}
	return b.String()
}

// showPart fills the places after the point; the last zeros are shown only where
// the format asks for them.
func showPart(tokens []formatToken, digits string) string {
	keep, n := 0, 0
	for _, t := range tokens {
		if isDigitToken(t.kind) && n < len(digits) {
			if n++; t.kind == '0' || digits[n-1] != '0' {
				keep = n
			}
		}
	}
	var b strings.Builder
	n = 0
	for _, t := range tokens {
		switch {
		case t.kind == 'L':
			b.WriteString(t.text)
		case isDigitToken(t.kind):
			if n < keep {
				b.WriteByte(digits[n])
			}
			n++
		}
	}
	return b.String()
}

func (s *formatSection) showExponent(v float64) string {
	text := strconv.FormatFloat(v, 'E', s.decimals, 64)
	if s.tokens[s.exponent].text == "-" {
		text = strings.Replace(text, "E+", "E", 1)
	}
	return strings.Replace(text, ".", ",", 1)
}

// tidyNumber takes away gaps that only align columns.
func tidyNumber(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}

// lastDay is 31 December 9999, the last day that Excel knows.
const lastDay = 2958465

// dayOf turns a serial number into a day. Day 60 of 1900 is 29 February, which
// never was, and day 0 is "0 January"; ok is false for days that are none.
func dayOf(day int, date1904 bool) (t time.Time, ok bool) {
	switch {
	case date1904:
		return time.Date(1904, 1, 1+day, 0, 0, 0, 0, time.UTC), true
	case day > 60:
		return time.Date(1899, 12, 30+day, 0, 0, 0, 0, time.UTC), true
	}
	return time.Date(1899, 12, 31+day, 0, 0, 0, 0, time.UTC), day > 0 && day < 60
}

// showDate shows a serial number as a date, a time, or both.
func (s *formatSection) showDate(v float64, date1904 bool) (string, bool) {
	if v < 0 || v >= lastDay+1 {
		return "", false
	}
	var half, calendar, named bool // what stands in the format
	unit := 1.0                    // parts of a second that are told apart
	for _, t := range s.tokens {
		half = half || t.kind == 'a'
		if t.kind == 'f' {
			unit = math.Pow10(t.n)
		}
		calendar = calendar || strings.IndexByte("ymdD", t.kind) >= 0
		named = named || t.kind == 'd' && t.n < 3
	}
	ticks := math.Round(v * 86400 * unit)
	day := int(ticks / (86400 * unit))
	t, ok := dayOf(day, date1904)
	if calendar && !ok {
		return "", false
	}
	ms := int64(ticks * 1000 / unit)
	t = t.Add(time.Duration(ms%86400000) * time.Millisecond)
	var b strings.Builder
	for _, tok := range s.tokens {
		b.WriteString(tok.showTime(t, ms, half, named))
	}
	return strings.TrimSpace(b.String()), true
}

// showTime shows a part of a date or a time. ms is the whole time since day 0;
// named reports whether a day of the month stands beside, which asks for the genitive.
func (f formatToken) showTime(t time.Time, ms int64, half, named bool) string {
	switch f.kind {
	case 'L':
		return f.text
	case 'D':
		return t.Format("02.01.2006")
	case 'y':
		if f.n < 3 {
			return t.Format("06")
		}
		return t.Format("2006")
	case 'm':
		return showMonth(int(t.Month())-1, f.n, named)
	case 'd':
		switch {
		case f.n == 3:
			return capital(rudate.WeekdayShort(t.Weekday()))
		case f.n > 3:
			return rudate.Weekday(t.Weekday())
		}
		return padded(int64(t.Day()), f.n)
	case 'h':
		hour := t.Hour()
		if half {
			hour = (hour+11)%12 + 1
		}
		return padded(int64(hour), f.n)
	case 'M':
		return padded(int64(t.Minute()), f.n)
	case 's':
		return padded(int64(t.Second()), f.n)
	case 'f':
		return "," + padded(int64(t.Nanosecond()/1e6), 3)[:f.n]
	case 'a':
		return t.Format("PM")[:f.n]
	case '[':
		return padded(ms/map[string]int64{"h": 3600000, "M": 60000, "s": 1000}[f.text], f.n)
	}
	return ""
}

func showMonth(month, n int, named bool) string {
	switch {
	case n < 3:
		return padded(int64(month+1), n)
	case n == 3:
		return rudate.Short(month + 1)
	case n > 4:
		return capital(rudate.Nominative(month + 1))[:2]
	case named:
		return rudate.Genitive(month + 1)
	}
	return capital(rudate.Nominative(month + 1))
}

// capital writes a Russian word with a capital; its letters have two bytes.
func capital(word string) string { return strings.ToUpper(word[:2]) + word[2:] }

func padded(v int64, n int) string {
	s := strconv.FormatInt(v, 10)
	return strings.Repeat("0", max(min(n, 20)-len(s), 0)) + s
}
