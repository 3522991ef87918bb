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

// Pieces of patterns.
const (
	sep = `\s*,?\s*`
	// following is the year or the period that a day of no year belongs to: «года, следующего за отчётным».
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

// Patterns of a term, from its preposition on.
var (
	// length is a time: «10 (десяти) рабочих дней», «двадцати пяти дней», «двух лет»; inWords is its number.
	length = `(?:(?P<n>\d{1,3}(?:\s?-?\s?[а-я]{1,3})?|` + inWords + `)(?:\s*\([а-я\d\s]+\))? ` +
		`(?:(?P<work>рабоч(?:их|его|ий|ие)|банковских|календарн(?:ых|ого)) )?)?` + unit
	inWords = `(?:` + rudate.CountPattern + `)(?: (?:` + rudate.CountPattern + `)){0,2}`
	// aDay is «до 1 февраля 2015 года».
	aDay = pattern(`^` + by + day + `(?P<month>` + rudate.MonthPattern + `)(?: ` +
		`(?P<year>(?:19|20)\d\d)(?:\s*г(?:\.|ода|оду)?)?)?` + following)
	figures = pattern(`^` + by + `(?P<day>\d{1,2})\.(?P<month>\d\d)\.(?P<year>(?:19|20)?\d\d)` +
		`(?:\s*г(?:\.|ода|оду)?)?`)
	// another is a further day behind the first: «20 апреля, 20 июля».
	another = pattern(`^` + sep + `(?:и )?(?:в срок )?(?:` + by + `)?(?P<day>\d{1,2}) ` +
		`(?P<month>` + rudate.MonthPattern + `)` + following)
	// ofMonth is «до 10-го числа второго месяца, следующего за отчётным кварталом».
	ofMonth = pattern(`^` + by + day + `(?:числа|(?P<work>рабочего дня))(?: ` +
		`(?P<which>первого|второго|третьего|каждого))?(?P<whole> месяца)?(?:` +
		sep + `следующ[а-я]+ за (?:отчетн|истекш|прошедш)[а-я]+(?: (?P<period>квартал|период|дат|месяц|` +
		`полугоди)[а-я]+)?)?`)
	// otherMonth begins what tells of a month that comes once.
	otherMonth = pattern(`^[\s,]*(?:следующ|в котор|когда|после|со дня|с даты)`)
	// untilWorkday is «не позднее 5-го рабочего дня со дня регистрации».
	untilWorkday = pattern(`^` + by + `(?P<n>\d{1,2}(?:\s?-?\s?(?:го|е))?) (?P<work>рабочего) (?P<unit>дня)` +
		strings.TrimSuffix(since, "?"))
	// within is «в течение 10 рабочих дней со дня подписания», inTerm «в десятидневный срок».
	within = pattern(`^(?:течение|позднее(?:` + sep + `чем)?(?: через)?) ` + length + since)
	inTerm = pattern(`^(?P<n>\d{1,3}(?:\s?-?\s?(?:ти|х))?[\s-]*|(?:(?:` + rudate.CountPattern + `)[\s-]+)*[а-я]*?)` +
		`(?P<unit>дневный|месячный|недельный) срок` + since)
	// ahead stands before the day that a time is counted back from: «не позднее чем за 30 дней до 1 марта».
	ahead = pattern(`(?:^|[\s,(])((?:(?P<than>позднее|ранее|менее)(?:` + sep + `чем)?(?: за)?|за) ` +
		`(?:(?:(?P<n>\d{1,3}(?:\s?-?\s?[а-я]{1,3})?|` + inWords + `)|(?P<vague>\d{1,3}[,.–-]\d{1,3}|полтор[аы]|` +
		`полутора|нескольк[а-я]+))(?:\s*\([а-я\d\s]+\))? (?:(?:(?P<work>рабоч[а-я]+|банковск[а-я]+)|` +
		`календарн[а-я]+) )?)?` + unit + `\s*)$`)
	// reports are of a time: «отчёт за 9 месяцев до 15 октября».
	reports = pattern(`(?:отчет|сведени|информаци|доклад|данны|справк|баланс|итог|результат|показател)[^,;]*$`)
	// frequency stands alone: how often.
	frequency = pattern(`(?:^|[\s,(])(` + often + `)(?:$|[\s,.;:)])`)
	// eachYear is said where «текущий год» is any.
	eachYear = pattern(`ежегодн|кажд[а-я]+ (?:календарн[а-я]+ )?год|` +
		`(?:очередн|финансов)[а-я]+ (?:(?:финансов|календарн)[а-я]+ )?год`)
	// inYears is «в 2015–2017 годах», «с 2015 по 2017 год».
	inYears = pattern(`(?:^|[\s,(])(?P<by>в|течение|период|с) (?P<first>(?:19|20)\d\d)(?:\s*(?:гг?\.|год[а-я]*))?` +
		`(?:\s*(?:,|и|по|[-–—])\s*(?P<last>(?:19|20)\d\d))*\s*(?:гг?\.|год[а-я]*)`)
	// annexTitle is how a part of an act begins: what holds for each year, or another.
	annexTitle = pattern(`^(?:(?:(?:типов|примерн|временн|административн)[а-я]+ )?` +
		`(положение|порядок|правила|регламент|инструкция)|приложение|постановление|распоряжение|решение|приказ|` +
		`план|график|состав|перечень|форма)(?:$|\s)`)
	// multiYear is how often no calendar has: from which year on is not said.
	multiYear = pattern(`раз в (?:\d+|два|три|пять|несколько) (?:год|лет)`)
	// reporting is a duty that is done as often as is said, without a day.
	reporting = pattern(`(?:представля|предоставля|направля|информир|отчитыва|докладыва|сообща)` +
		`(?:ть|ет|ют|ует|уют|овать)(?:ся)?(?:$|[^а-я])`)
	// leads is what stands before the preposition: «ежегодно, в срок не».
	leads = pattern(`(?:^|[\s,(])((?:(?P<often>` + often + `)` + sep + `)?(?:в срок )?` +
		`(?:не )?(?:в )?)$`)
)

// maxTermLength is how much is read of a term, in bytes.
const maxTermLength = 600

// maxLeadLength is how much is read of what stands before a term, in bytes.
const maxLeadLength = 160

// match is a pattern found, by the names of its groups.
type match struct {
	Span
	pattern *lazyregexp.Regexp
	text    string // from where the pattern begins
	at      []int
	often   string // as it is said right before
	count   int    // of units that the day is counted back from: «за 30 дней до 1 марта»
	unit    Unit
	refused bool // how long that time is, or another, is not known
}

// prepositions are how terms begin, with the patterns that may follow.
var prepositions = []struct {
	word     string
	patterns []*lazyregexp.Regexp
}{
	{"до", []*lazyregexp.Regexp{aDay, figures, untilWorkday, ofMonth}},
	{"позднее", []*lazyregexp.Regexp{aDay, figures, untilWorkday, ofMonth, within}},
	{"к", []*lazyregexp.Regexp{aDay, figures}},
	{"течение", []*lazyregexp.Regexp{within}},
}

// next is the first term from a place on.
func next(text string, from int) (m match, ok bool) {
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

// adjective is where the word begins that has a place of the text, or the number that stands apart before it: «10-ти
// дневный», «двадцати пятидневный».
func adjective(text string, at int) int {
	start := strings.LastIndexByte(text[:at], ' ') + 1
	for {
		before := strings.TrimRight(text[:start], " ")
		i := strings.LastIndexByte(before, ' ') + 1
		word := strings.Trim(before[i:], "-")
		digit := word != "" && unicode.IsDigit(rune(word[0]))
		if rudate.CountOf(word) == 0 && (!digit || !bare(text[start:])) {
			return start
		}
		start = i
	}
}

// bare reports whether a text begins with the unit of a term that has no number, «месячный».
func bare(text string) bool {
	return strings.HasPrefix(text, "дневный") || strings.HasPrefix(text, "месячный") ||
		strings.HasPrefix(text, "недельный")
}

// startsWord reports whether a word begins at a place.
func startsWord(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return at == 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// lead takes what stands before the preposition.
func (m *match) lead(text string, from int) {
	if m.pattern == inTerm {
		before := strings.TrimRight(text[:m.Start], " ")
		m.refused = bare(m.text) && !strings.HasSuffix(before, " в") && before != "в" && !strings.HasSuffix(before, "ый") &&
			!strings.HasSuffix(before, "ий") // «полутора месячный»
	} else if m.pattern != within {
		m.back(text[max(0, m.Start-maxLeadLength):m.Start])
	}
	window := text[min(m.Start, max(from, m.Start-80)):m.Start]
	if found := leads.FindStringSubmatchIndex(window); found != nil {
		m.Start -= len(window) - found[2]
		if i := leads.SubexpIndex("often"); found[2*i] >= 0 {
			m.often = window[found[2*i]:found[2*i+1]]
		}
	}
}

// back takes the time that stands before a day, which is counted back from that.
func (m *match) back(before string) {
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

// length is the time that the groups n, work and unit tell; 0: it is not known.
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

// group is what a group of the pattern found.
func (m *match) group(name string) string {
	i := m.pattern.SubexpIndex(name)
	if i < 0 || m.at[2*i] < 0 {
		return ""
	}
	return m.text[m.at[2*i]:m.at[2*i+1]]
}

// number is what a term says in figures, «10-ти», in words or as the beginning of an adjective; 0: it is not known.
func number(s string) int {
	if figures := strings.TrimRightFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }); figures != "" {
		n, _ := strconv.Atoi(figures)
		return n
	}
	s = strings.ReplaceAll(s, "-", " ")
	return cmp.Or(rudate.CountOf(s), rudate.CountWithin(s))
}
