// Package dateline reads the dates that stand beside texts on pages and in feeds: lines
// that say nothing but a date, dates at the edge of a heading, days of attributes. Dates
// within sentences are for package enrich.
//
// Read Of first.
package dateline

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"letopis/internal/extract/page"
	"letopis/internal/lazyregexp"
	"letopis/internal/rudate"
)

const (
	clock = `\d{1,2}[:.]\d{2}(?::\d{2})?`
	// ofSite are what sites write behind the date of a post.
	ofSite = `(?:автор|просмотр|прочитано|рубрика|категория|раздел|комментари|источник|разместил|опубликовал|` +
		`добавил|размещено|опубликовано|печать|версия для печати)`
)

// Emphasis are the signs that texts without markup set lines off with: «**12.03.2013**», «== 12 марта 2013 г. ==».
const Emphasis = "*_=#~"

// Signs part a date from a rubric or a title on its line, as a class of a regular expression.
const Signs = `|/·•`

var (
	// dateBegin are the words that a line with nothing but a date may begin with.
	dateBegin = `(?:(?:дата|опубликован|размещен|размещён|добавлен|создан|отправлен|обновл|` +
		rudate.WeekdayPattern + `|(?:` + rudate.WeekdayShortPattern + `)[.,])[^\d]{0,24})?` +
		`(?:` + clock + `(?:,|\s*[` + Signs + `]|\s+[-–—])?\s+)?[(\[]?`
	dateEnd = `[)\]]?(?:[.,]|,?\s*[` + Signs + `]\s*.{0,40}|,?\s+` + ofSite + `.{0,60}|` +
		`,\s*[a-z]\w{1,15}|,\s*[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][а-яё-]+|,?\s*\(?(?:` + rudate.WeekdayPattern + `)\)?)?$`
	dateText = `(\d{1,2})(?:[./](\d{1,2})[./]|\s+(` + rudate.MonthPattern + `)\s+)(\d{4}|\d{2})(?:\s*г(?:\.|ода?)?)?` +
		`(?:(?:,|\s*[` + Signs + `]|\s+[-–—])?\s+(?:в\s+)?` + clock + `(?:\s*\(?МСК\)?)?)?`
	dateOnly = lazyregexp.New(`(?i)^` + dateBegin + dateText + dateEnd)
	// dateAhead is how dateOnly, dashDate, rubricDate and dayOnly begin: few lines do.
	dateAhead = lazyregexp.New(`(?i)^` + dateBegin + `(?:\d|сегодня|вчера)`)
	// dashDate is a date of figures and dashes, the year first or last; one of two figures
	// only where all have two: «2-11-45» is a telephone.
	dashDate = lazyregexp.New(`(?i)^` + dateBegin + `(?:(\d{4})[-.](\d{2})[-.](\d{2})|` +
		`(\d{1,2})-(\d{1,2})-(\d{4})|(\d{2})-(\d{2})-([0-3]\d))(?:\s*г\.)?(?:,?\s+` + clock + `)?` + dateEnd)
	// rubricDate is a date that the page marks as one, with a rubric behind it.
	rubricDate = lazyregexp.New(`(?i)^` + dateBegin + dateText + `(?:\s+[^\d.!?]{1,40})?$`)
	// dayOnly is a date that leaves the year out, as the news of this year do.
	dayOnly = lazyregexp.New(`(?i)^` + dateBegin + `(?:\d{1,2}\s+(?:` + rudate.MonthPattern + `)|сегодня|` +
		`вчера)(?:,?\s+(?:в\s+)?` + clock + `)?` + dateEnd)
	// noDate stands where the other posts of a page have their day.
	noDate = lazyregexp.New(`(?i)^[(\[]?(?:дата:?\s+)?(?:без даты|дата не указана|не указана|сегодня|вчера)[)\]]?\.?$`)
	// labelsBefore are what sites tell of a post on the line of its day before it, each with its label and a sign behind,
	// and the link to the whole of it: «Категория: Новости | Автор: press | », «Читать далее → ».
	labelsBefore = lazyregexp.New(`(?i)^(?:(?:категория|рубрика|раздел|автор|просмотров|просмотры|комментарии|` +
		`комментариев|источник|добавила?|разместила?|опубликовала?)\s*:\s*[^` + Signs + `\n]{0,60}[` + Signs + `]\s*|` +
		`(?:читать далее|подробнее|читать полностью)\s*(?:\.\.\.|…|→|»|>>?|` + "[" + Signs + "]" + `)\s*)+`)
	// labelsBehind are what sites tell of a post behind its title and its day: «… | 04.06.2014 | Автор: О. Петрова».
	labelsBehind = lazyregexp.New(`(?i)\s*[` + Signs + `]\s*(?:категория|рубрика|раздел|автор|просмотров|просмотры|` +
		`комментарии|комментариев|источник|добавила?|разместила?|опубликовала?)\s*:[^` + Signs + `]{0,60}$`)
	// sameDay stands for the day of the post above.
	sameDay   = lazyregexp.New(`(?i)^(?:(?:в )?(?:тот|этот) же день|тем же числом|того же (?:дня|числа))[.:]?$`)
	dateFirst = lazyregexp.New(`(?i)^[(\[]?` + dateText + `[)\]]?(?:[\s.:` + Signs + `—–-]+|$)`)
	dateLast  = lazyregexp.New(`(?i)[\s(\[` + Signs + `]` + dateText + `[)\]]?$`)
	isoStart  = lazyregexp.New(`^(\d{4})-(\d{2})-(\d{2})`)
	// actStamp is the date and number of an act: "от 12.03.2013 г. № 141".
	actStamp = lazyregexp.New(`(?i)№|(?:^|\s)(?:от|N|принят[оа]?|до|с|на|по)\s*(?:\d|$)`)
)

// MaxLength bounds a line that says nothing but a date, in bytes.
const MaxLength = 140

// Of reports whether a block says nothing but a date, maybe one that does
// not exist or lacks its year, and returns it where it is a day.
func Of(b page.Block) (date string, ok bool) {
	switch {
	case b.Noted && b.Day != nil:
		return *b.Day, true
	case b.Noted || b.Tag == atom.Tr || len(b.Text) > MaxLength:
		return "", false
	}
	if d := ISO(b.Date); d != "" && b.Dated && len(b.Text) < 40 {
		return d, true
	}
	b.Text = strings.Trim(b.Text, Emphasis+" ")
	if d := inWords(b.Text); d != "" {
		return d, true
	}
	if !strings.ContainsAny(b.Text, "0123456789") {
		return "", noDate.MatchString(b.Text) || sameDay.MatchString(b.Text)
	}
	line := figures(labelsBefore.ReplaceAllString(b.Text, ""))
	ahead := dateAhead.MatchString(line)
	if ahead {
		if m := dateOnly.FindStringSubmatch(line); m != nil {
			return normalDate(m), true
		}
		if m := dashDate.FindStringSubmatch(line); m != nil {
			return normalDate([]string{m[0], m[3] + m[4] + m[7], m[2] + m[5] + m[8], "", m[1] + m[6] + m[9]}), true
		}
		if m := rubricDate.FindStringSubmatch(line); m != nil && b.Dated && !b.Titled && b.Links == 0 {
			return normalDate(m), true
		}
	}
	if bare, ok := bareDate(line); ok {
		if m := dateOnly.FindStringSubmatch(bare); m != nil {
			return normalDate(m), true
		}
		return "", ahead && dayOnly.MatchString(line) || dayOnly.MatchString(bare)
	}
	return "", ahead && dayOnly.MatchString(line)
}

// inWords returns the day of a line that says it in words, «двадцать шестое июля 2019 года», and nothing else; "" for
// others.
func inWords(line string) string {
	if first, _ := utf8.DecodeRuneInString(line); !unicode.IsLetter(first) {
		return ""
	}
	words := strings.Fields(strings.ReplaceAll(strings.ToLower(strings.TrimRight(line, ".")), "ё", "е"))
	if len(words) < 3 || len(words) > 9 {
		return ""
	}
	day, at := rudate.DayInWords(rudate.Fields(words), 0)
	if day == 0 {
		return ""
	}
	year, next := rudate.YearInWords(rudate.Fields(words), at+1)
	if year == 0 && at+1 < len(words) {
		year, _ = strconv.Atoi(words[at+1])
		next = at + 2
	}
	if rest := strings.Join(words[min(next, len(words)):], ""); rest != "" && rest != "года" && rest != "г" {
		return ""
	}
	d := rudate.Date{Year: year, Month: rudate.Month(words[at]), Day: day}
	if year < 1900 || !d.Exists() {
		return ""
	}
	return d.String()
}

// longName is how many runes a rubric or a name before a date has at most.
const longName = 40

// bareDate takes from a line what sites put around a date: before it a rubric, «Общество | 15.03.2010», a place, who
// put the post there or what it is, «Новость от …»; behind its hour how many read it, «14:22  132». ok is false where
// there is nothing of that.
func bareDate(line string) (bare string, ok bool) {
	digit := strings.IndexAny(line, "0123456789")
	if digit < 0 {
		return line, false
	}
	bare = line[digit:]
	head := strings.TrimSpace(line[:digit])
	if last := strings.LastIndexByte(bare, ' '); last > 0 && counts(bare[:last], bare[last+1:]) {
		bare, ok = strings.TrimRightFunc(bare[:last], func(r rune) bool { return !unicode.IsDigit(r) }), true
	}
	switch sign, size := utf8.DecodeLastRuneInString(head); {
	case head == "":
		return bare, ok
	case postFrom[strings.ToLower(head)]:
		return bare, true
	case !strings.ContainsRune(Signs+",", sign):
		return line, false
	default:
		name := head[:len(head)-size]
		for _, label := range []string{"Автор:", "Рубрика:", "Раздел:"} {
			name = strings.TrimPrefix(name, label)
		}
		name = strings.TrimSpace(name)
		for _, place := range []string{"г. ", "с. ", "п. ", "д. ", "пгт ", "пос. "} {
			name = strings.TrimPrefix(name, place)
		}
		if initials.MatchString(name) { // who signed a post, before its day
			return bare, true
		}
		words := strings.Count(name, " ") + 1
		first, _ := utf8.DecodeRuneInString(name)
		return bare, utf8.RuneCountInString(name) <= longName && !strings.ContainsAny(name, ".!?:;№,()«»\"") &&
			(unicode.IsUpper(first) || first < utf8.RuneSelf && unicode.IsLetter(first)) && (sign != ',' || words < 3)
	}
}

// counts reports whether a number behind a day and an hour, or behind a picture, says how many read a post.
func counts(before, number string) bool {
	if len(number) > 6 || strings.Trim(number, "0123456789") != "" {
		return false
	}
	before = strings.TrimRight(before, " ")
	picture, _ := utf8.DecodeLastRuneInString(before)
	return picture != '№' && unicode.Is(unicode.So, picture) || clockLast.MatchString(before)
}

var (
	initials  = lazyregexp.New(`^[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][а-яё-]+$`)
	clockLast = lazyregexp.New(clock + `$`)
	// postFrom stand before the day of a post.
	postFrom = map[string]bool{"новость от": true, "сообщение от": true, "запись от": true,
		"публикация от": true, "материал от": true, "статья от": true}
)

// misread is a date in which a scanner took letters for figures, «12.О3.2О11».
var (
	misread = lazyregexp.New(`[\dОоOoЗз]{1,2}[./-][\dОоOoЗз]{1,2}[./-][\dОоOoЗз]{2,4}`)
	// monthFirst is a date as sites have it whose makers left the order of another language: «Март 15th, 2010».
	monthFirst = lazyregexp.New(`(?i)(^|[\s(\[|])(` + rudate.MonthPattern +
		`)\s+(\d{1,2})(?:st|nd|rd|th)?, (\d{4})`)
	misreadDigits = func(r rune) rune {
		if digit, wrong := rudate.MisreadDigit(r); wrong {
			return rune(digit)
		}
		return r
	}
)

// figures writes the figures of a date for the letters that stand for them.
func figures(s string) string {
	if strings.Contains(s, ", 20") || strings.Contains(s, ", 19") {
		s = monthFirst.ReplaceAllString(s, "$1$3 $2 $4")
	}
	if !partsFigures(s) || !strings.ContainsAny(s, "ОоOoЗз") {
		return s
	}
	return misread.ReplaceAllStringFunc(s, func(date string) string { return strings.Map(misreadDigits, date) })
}

// partsFigures reports whether a sign of dates stands between figures, or letters that may stand for them: few lines
// have one.
func partsFigures(s string) bool {
	const figure = "0123456789ОоOoЗз"
	for at := 0; ; at++ {
		next := strings.IndexAny(s[at:], "./-")
		if next < 0 {
			return false
		}
		at += next
		before, _ := utf8.DecodeLastRuneInString(s[:at])
		after, _ := utf8.DecodeRuneInString(s[at+1:])
		if strings.ContainsRune(figure, before) && strings.ContainsRune(figure, after) {
			return true
		}
	}
}

// dayMonth is the day at the beginning of a date without its year.
var dayMonth = lazyregexp.New(`(?i)(\d{1,2})\s+(` + rudate.MonthPattern + `)(?:[^\pL]|$)`)

// DayIn returns the day of a block that says nothing but a date and leaves the year out, in the given year; "" for
// others.
func DayIn(b page.Block, year string) string {
	if d, ok := Of(b); !ok || d != "" {
		return ""
	}
	m := dayMonth.FindStringSubmatch(b.Text)
	if m == nil || dateOnly.MatchString(figures(b.Text)) { // a day that does not exist

		return ""
	}
	return normalDate([]string{m[0], m[1], "", m[2], year})
}

// A day without its year at the edge of a title: before it, «28 августа Открыт мост», or behind it in brackets.
var (
	dayFirst = lazyregexp.New(`(?i)^[(\[]?(\d{1,2})\s+(` + rudate.MonthPattern + `)[)\]]?(?:,\s*(?:` +
		rudate.WeekdayPattern + `))?[\s.:` + Signs + `—–-]+`)
	dayLast = lazyregexp.New(`(?i)\s*[(\[](\d{1,2})\s+(` + rudate.MonthPattern + `)[)\]]$`)
)

// dayEdge finds a day without its year at the edge of a title, and what is left of that; nil for none.
func dayEdge(s string) (m []string, title string) {
	if len(s) > longHeading {
		return nil, s
	}
	if m := dayFirst.FindStringSubmatch(s); m != nil {
		title := s[len(m[0]):]
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(title, `«"`))
		if unicode.IsUpper(first) {
			return m, title
		}
	}
	if m := dayLast.FindStringSubmatch(s); m != nil {
		return m, s[:len(s)-len(m[0])]
	}
	return nil, s
}

// DayAtEdge reports whether a heading has a day without its year at its edge, and returns the heading without it.
func DayAtEdge(s string) (title string, ok bool) {
	m, title := dayEdge(s)
	return title, m != nil
}

// EdgeIn returns the day without its year at the edge of a heading, in the given year; "" for none.
func EdgeIn(s, year string) string {
	m, _ := dayEdge(s)
	if m == nil {
		return ""
	}
	return normalDate([]string{m[0], m[1], "", m[2], year})
}

// Note keeps what Of says of each block: it is asked many times. «Тот же день» is that of the
// line with a date above it.
func Note(blocks []page.Block) {
	day := ""
	for i := range blocks {
		b := &blocks[i]
		if d, ok := Of(*b); ok {
			if sameDay.MatchString(strings.Trim(b.Text, Emphasis+" ")) {
				d = day
			}
			day = d
			b.Day = &d
		}
		b.Noted = true
	}
}

// Date returns the date of a block that says nothing else, "" where it says
// more or no day that exists.
func Date(b page.Block) string {
	d, _ := Of(b)
	return d
}

// longHeading is the length in bytes of a text that is no heading.
const longHeading = 2000

// AtEdge reports whether a heading begins or ends with a date that is not the
// stamp of an act, and returns it where there is such a day.
func AtEdge(s string) (date string, ok bool) {
	if len(s) > longHeading {
		return "", false
	}
	s = labelsBehind.ReplaceAllString(figures(s), "")
	if strings.Contains(s, "№") || !strings.ContainsAny(s, "0123456789") {
		return "", false
	}
	if m := dateFirst.FindStringSubmatch(s); m != nil {
		return normalDate(m), true
	}
	if !endsInFigure(s) {
		return "", false
	}
	if m := dateLast.FindStringSubmatchIndex(s); m != nil && !actStamp.MatchString(s[:m[0]+1]) {
		return normalDate(dateLast.FindStringSubmatch(s)), true
	}
	return "", false
}

// endsInFigure reports whether a text ends in a figure but for what may stand behind a date: «12.03.2013 года)».
func endsInFigure(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, ")].годаГОДА \t\n\f\r"))
	return last >= '0' && last <= '9'
}

// Edge returns the date that a heading begins or ends with, "" for none.
func Edge(s string) string {
	d, _ := AtEdge(s)
	return d
}

// First returns the date that a text begins with, however long it is; "" for none.
func First(s string) string {
	return normalDate(dateFirst.FindStringSubmatch(figures(s[:min(len(s), MaxLength)])))
}

// inBrackets is the day of a post behind its last sentence.
var inBrackets = lazyregexp.New(`(?i)[.!?…»"]\s*[(\[]` + dateText + `[)\]]\.?$`)

// Last returns the day in brackets that stands behind the last sentence of a text, however long it is; "" for none.
func Last(s string) string {
	if len(s) > MaxLength {
		cut := len(s) - MaxLength
		for cut < len(s) && !utf8.RuneStart(s[cut]) {
			cut++
		}
		s = s[cut:]
	}
	if !strings.HasSuffix(strings.TrimRight(s, "."), ")") && !strings.HasSuffix(strings.TrimRight(s, "."), "]") {
		return ""
	}
	return normalDate(inBrackets.FindStringSubmatch(figures(s)))
}

// TrimEdge takes the date at the edge of a heading away.
func TrimEdge(s string) string {
	if _, ok := AtEdge(s); !ok {
		return s
	}
	s = labelsBehind.ReplaceAllString(s, "")
	if line := figures(s); dateFirst.MatchString(line) {
		s = line[dateFirst.FindStringIndex(line)[1]:]
	} else if m := dateLast.FindStringIndex(line); m != nil {
		s = line[:m[0]]
	}
	return strings.Trim(s, " \t-–—|:")
}
