package deadline

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/lazyregexp"
	"letopis/internal/rudate"
)

// Building blocks of patterns.
const (
	sep = `\s*,?\s*`
	// following matches the year or period of a day without a year: «года, следующего за отчётным».
	following = `(?: (?P<over>(?:(?:финансового|календарного) )?года` + sep +
		`(?:следующ|предшеств)[а-я]+ (?:за )?[а-я]+` +
		`(?: (?:годом(?: предоставления субсиди[ий])?|периодом|финансовым годом))?|` +
		`следующего года)|` +
		` (?P<each>(?:текущего|каждого|очередного|соответствующего|отчетного) (?:(?:финансового|календарного) )?года))?` +
		`(?P<told>\s*\(\s*за [^)]{0,60}(?:отчетн|истекш|прошедш)[^)]*\))?`
	day   = `(?P<day>\d{1,2})(?:\s?-?\s?(?:го|е))? `
	by    = `(?:до|к|позднее) `
	often = `ежегодно|ежеквартально|ежемесячно|раз в (?:год|квартал|месяц|полугодие)|каждое полугодие`
	unit  = `(?P<unit>дней|дня|день|сут(?:ок|ки)|недел[ьиюя]|месяц(?:ев|а)?|года?|лет|полгода)`
	since = `(?P<since> (?:со дня|с даты|с момента|после|от даты) [^,;.]{3,120})?`
)

// Patterns of terms from their preposition on.
var (
	// length matches a duration: «10 (десяти) рабочих дней», «двадцати пяти дней», «двух лет»; inWords matches its
	// number.
	length = `(?:(?P<n>\d{1,3}(?:\s?-?\s?[а-я]{1,3})?|` + inWords + `)(?:\s*\([а-я\d\s]+\))? ` +
		`(?:(?P<work>рабоч(?:их|его|ий|ие)|банковских|календарн(?:ых|ого)) )?)?` + unit
	inWords = `(?:` + rudate.CountPattern + `)(?: (?:` + rudate.CountPattern + `)){0,2}`
	// aDay matches «до 1 февраля 2015 года».
	aDay = pattern(`^` + by + day + `(?P<month>` + rudate.MonthPattern + `)(?: ` +
		`(?P<year>(?:19|20)\d\d)(?:\s*г(?:\.|ода|оду)?)?)?` + following)
	figures = pattern(`^` + by + `(?P<day>\d{1,2})\.(?P<month>\d\d)\.(?P<year>(?:19|20)?\d\d)` +
		`(?:\s*г(?:\.|ода|оду)?)?`)
	// another matches a further day after the first: «20 апреля, 20 июля».
	another = pattern(`^` + sep + `(?:и )?(?:в срок )?(?:` + by + `)?(?P<day>\d{1,2}) ` +
		`(?P<month>` + rudate.MonthPattern + `)` + following)
	// ofMonth matches «до 10-го числа второго месяца, следующего за отчётным кварталом».
	ofMonth = pattern(`^` + by + day + `(?:числа|(?P<work>рабочего дня))(?: ` +
		`(?P<which>первого|второго|третьего|каждого))?(?P<whole> месяца)?(?:` +
		sep + `следующ[а-я]+ за (?:отчетн|истекш|прошедш)[а-я]+(?: (?P<period>квартал|период|дат|месяц|` +
		`полугоди)[а-я]+)?)?`)
	// otherMonth matches words that show that a month does not recur.
	otherMonth = pattern(`^[\s,]*(?:следующ|в котор|когда|после|со дня|с даты)`)
	// untilWorkday matches «не позднее 5-го рабочего дня со дня регистрации».
	untilWorkday = pattern(`^` + by + `(?P<n>\d{1,2}(?:\s?-?\s?(?:го|е))?) (?P<work>рабочего) (?P<unit>дня)` +
		strings.TrimSuffix(since, "?"))
	// within matches «в течение 10 рабочих дней со дня подписания», inTerm «в десятидневный срок».
	within = pattern(`^(?:течение|позднее(?:` + sep + `чем)?(?: через)?) ` + length + since)
	inTerm = pattern(`^(?P<n>\d{1,3}(?:\s?-?\s?(?:ти|х))?[\s-]*|(?:(?:` + rudate.CountPattern + `)[\s-]+)*[а-я]*?)` +
		`(?P<unit>дневный|месячный|недельный) срок` + since)
	// ahead matches a duration that is counted back from the day after it: «не позднее чем за 30 дней до 1 марта».
	ahead = pattern(`(?:^|[\s,(])((?:(?P<than>позднее|ранее|менее)(?:` + sep + `чем)?(?: за)?|за) ` +
		`(?:(?:(?P<n>\d{1,3}(?:\s?-?\s?[а-я]{1,3})?|` + inWords + `)|(?P<vague>\d{1,3}[,.–-]\d{1,3}|полтор[аы]|` +
		`полутора|нескольк[а-я]+))(?:\s*\([а-я\d\s]+\))? (?:(?:(?P<work>рабоч[а-я]+|банковск[а-я]+)|` +
		`календарн[а-я]+) )?)?` + unit + `\s*)$`)
	// reports match something about a period: «отчёт за 9 месяцев до 15 октября».
	reports = pattern(`(?:отчет|сведени|информаци|доклад|данны|справк|баланс|итог|результат|показател)[^,;]*$`)
	// frequency matches a frequency anywhere.
	frequency = pattern(`(?:^|[\s,(])(` + often + `)(?:$|[\s,.;:)])`)
	// eachYear matches words that make «текущий год» any year.
	eachYear = pattern(`ежегодн|кажд[а-я]+ (?:календарн[а-я]+ )?год|` +
		`(?:очередн|финансов)[а-я]+ (?:(?:финансов|календарн)[а-я]+ )?год`)
	// inYears matches «в 2015–2017 годах», «с 2015 по 2017 год».
	inYears = pattern(`(?:^|[\s,(])(?P<by>в|течение|период|с) (?P<first>(?:19|20)\d\d)(?:\s*(?:гг?\.|год[а-я]*))?` +
		`(?:\s*(?:,|и|по|[-–—])\s*(?P<last>(?:19|20)\d\d))*\s*(?:гг?\.|год[а-я]*)`)
	// annexTitle matches the title of a part of an act; the group is set if it contains rules that apply every year.
	annexTitle = pattern(`^(?:(?:(?:типов|примерн|временн|административн)[а-я]+ )?` +
		`(положение|порядок|правила|регламент|инструкция)|приложение|постановление|распоряжение|решение|приказ|` +
		`план|график|состав|перечень|форма)(?:$|\s)`)
	// multiYear matches frequencies that cannot be scheduled, because the first year is not given.
	multiYear = pattern(`раз в (?:\d+|два|три|пять|несколько) (?:год|лет)`)
	// reporting matches a duty that recurs at a frequency without a day.
	reporting = pattern(`(?:представля|предоставля|направля|информир|отчитыва|докладыва|сообща)` +
		`(?:ть|ет|ют|ует|уют|овать)(?:ся)?(?:$|[^а-я])`)
	// leads match what precedes the preposition: «ежегодно, в срок не».
	leads = pattern(`(?:^|[\s,(])((?:(?P<often>` + often + `)` + sep + `)?(?:в срок )?` +
		`(?:не )?(?:в )?)$`)
)

// maxTermLength limits how much of a term is read, in bytes.
const maxTermLength = 600

// maxLeadLength limits how much before a term is read, in bytes.
const maxLeadLength = 160

// match is a match of a pattern with named groups.
type match struct {
	Span
	pattern *lazyregexp.Regexp
	text    string // starts where the pattern matched
	at      []int
	often   string // frequency said right before it
	count   int    // units to count back from the day: «за 30 дней до 1 марта»
	unit    Unit
	refused bool // the length of a duration is unknown
}

// prepositions begin terms; each with the patterns that may follow.
var prepositions = []struct {
	word     string
	patterns []*lazyregexp.Regexp
}{
	{"до", []*lazyregexp.Regexp{aDay, figures, untilWorkday, ofMonth}},
	{"позднее", []*lazyregexp.Regexp{aDay, figures, untilWorkday, ofMonth, within}},
	{"к", []*lazyregexp.Regexp{aDay, figures}},
	{"течение", []*lazyregexp.Regexp{within}},
}

// nextTerm returns the first term from an offset on.
func nextTerm(text string, from int) (m match, ok bool) {
	at := len(text)
	for _, p := range prepositions {
		for i := from; i < at; {
			j := strings.Index(text[i:at], p.word)
			if j < 0 {
				break
			}
			j += i
			i = j + len(p.word)
			if !startsWord(text, j) || i == len(text) || text[i] != ' ' && text[i] != ',' {
				continue
			}
			for _, pattern := range p.patterns {
				if found := pattern.FindStringSubmatchIndex(text[j:min(len(text), j+maxTermLength)]); found != nil {
					m, ok, at = match{Span: Span{j, j + found[1]}, pattern: pattern, text: text[j:], at: found}, true, j
					break
				}
			}
		}
	}
	for i := from; i < at; { // «в десятидневный срок»
		j := strings.Index(text[i:at], "ный")
		if j < 0 {
			break
		}
		i += j + len("ный")
		start := adjective(text, i-len("ный"))
		if found := inTerm.FindStringSubmatchIndex(text[start:]); found != nil && start >= from {
			m, ok, at = match{Span: Span{start, start + found[1]}, pattern: inTerm, text: text[start:], at: found}, true, start
		}
	}
	if ok {
		m.lead(text, from)
	}
	return m, ok
}

// adjective returns the start of the word at an offset, or of a number written separately before it: «10-ти дневный»,
// «двадцати пятидневный».
func adjective(text string, at int) int {
	start := strings.LastIndexByte(text[:at], ' ') + 1
	for {
		before := strings.TrimRight(text[:start], " ")
		i := strings.LastIndexByte(before, ' ') + 1
		word := strings.Trim(before[i:], "-")
		digit := word != "" && unicode.IsDigit(rune(word[0]))
		if rudate.CountOf(word) == 0 && (!digit || !isUnitOnly(text[start:])) {
			return start
		}
		start = i
	}
}

// isUnitOnly reports whether a text begins with a unit without a number, «месячный».
func isUnitOnly(text string) bool {
	return strings.HasPrefix(text, "дневный") || strings.HasPrefix(text, "месячный") ||
		strings.HasPrefix(text, "недельный")
}

// startsWord reports whether a word begins at an offset.
func startsWord(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return at == 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// lead reads what precedes the preposition.
func (m *match) lead(text string, from int) {
	if m.pattern == inTerm {
		before := strings.TrimRight(text[:m.Start], " ")
		m.refused = isUnitOnly(m.text) && !strings.HasSuffix(before, " в") && before != "в" &&
			!strings.HasSuffix(before, "ый") && !strings.HasSuffix(before, "ий") // «полутора месячный»
	} else if m.pattern != within {
		m.countBack(text[max(0, m.Start-maxLeadLength):m.Start])
	}
	window := text[min(m.Start, max(from, m.Start-80)):m.Start]
	if found := leads.FindStringSubmatchIndex(window); found != nil {
		m.Start -= len(window) - found[2]
		if i := leads.SubexpIndex("often"); found[2*i] >= 0 {
			m.often = window[found[2*i]:found[2*i+1]]
		}
	}
}

// countBack reads a duration before a day, which is counted back from it.
func (m *match) countBack(before string) {
	at := ahead.FindStringSubmatchIndex(before)
	if at == nil {
		return
	}
	a := match{pattern: ahead, text: before, at: at}
	than := a.group("than")
	if than == "" && reports.MatchString(before[:at[0]]) {
		return
	}
	m.count, m.unit = a.length()
	m.refused = m.count == 0 || than == "ранее" || a.group("vague") != ""
	m.Start -= at[3] - at[2]
}

// length returns the duration in the groups n, work and unit; 0 if unknown.
func (m *match) length() (int, Unit) {
	count, unit := number(m.group("n")), m.group("unit")
	if m.group("n") == "" && !strings.HasPrefix(unit, "д") { // «в месячный срок»
		count = 1
	}
	switch {
	case strings.HasPrefix(unit, "месяч"), strings.HasPrefix(unit, "месяц"):
		return count, Months
	case strings.HasPrefix(unit, "год"), unit == "лет":
		return 12 * count, Months
	case unit == "полгода":
		return 6 * count, Months
	case strings.HasPrefix(unit, "недел"):
		return 7 * count, Days
	case strings.HasPrefix(m.group("work"), "рабоч"), strings.HasPrefix(m.group("work"), "банк"):
		return count, Workdays
	}
	return count, Days
}

// group returns the text of a group.
func (m *match) group(name string) string {
	i := m.pattern.SubexpIndex(name)
	if i < 0 || m.at[2*i] < 0 {
		return ""
	}
	return m.text[m.at[2*i]:m.at[2*i+1]]
}

// number returns a number in digits, «10-ти», in words or as the beginning of an adjective; 0 if unknown.
func number(s string) int {
	if figures := strings.TrimRightFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }); figures != "" {
		n, _ := strconv.Atoi(figures)
		return n
	}
	s = strings.ReplaceAll(s, "-", " ")
	return cmp.Or(rudate.CountOf(s), rudate.CountWithin(s))
}
