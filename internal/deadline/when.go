package deadline

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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
	since = `(?P<since> (?:со дня|с даты|с момента|после|от даты) [^,;.]{3,120})?`
)

// Patterns of a term, from its preposition on.
var (
	// aDay is «до 1 февраля 2015 года».
	aDay = pattern(`^` + by + day + `(?P<month>` + rudate.MonthPattern + `)(?: ` +
		`(?P<year>(?:19|20)\d\d)(?:\s*г(?:\.|ода|оду)?)?)?` + following)
	figures = pattern(`^` + by + `(?P<day>\d{1,2})\.(?P<month>\d\d)\.(?P<year>(?:19|20)?\d\d)` +
		`(?:\s*г(?:\.|ода|оду)?)?`)
	// another is a further day behind the first: «20 апреля, 20 июля».
	another = pattern(`^` + sep + `(?:и )?(?:в срок )?(?:` + by + `)?(?P<day>\d{1,2}) ` +
		`(?P<month>` + rudate.MonthPattern + `)` + following)
	// ofMonth is «до 10-го числа второго месяца, следующего за отчётным кварталом».
	ofMonth = pattern(`^` + by + day + `(?:числа|рабочего дня)(?: ` +
		`(?P<which>первого|второго|третьего|каждого))?(?: месяца)?(?:` +
		sep + `следующ[а-я]+ за (?:отчетн|истекш|прошедш)[а-я]+(?: (?P<period>квартал|период|дат|месяц|` +
		`полугоди)[а-я]+)?)?`)
	// within is «в течение 10 рабочих дней со дня подписания», inTerm «в десятидневный срок».
	within = pattern(`^(?:течение|позднее(?:` + sep + `чем)?(?: через)?) (?:(?P<n>\d{1,3}|[а-я]+)(?:-?[а-я]{1,3})?` +
		`(?:\s*\([а-я\s]+\))? (?:(?P<work>рабочих|банковских|календарных|рабочего) )?)?` +
		`(?P<unit>дней|дня|день|суток|недел[ьию]|месяц(?:ев|а)?)` + since)
	inTerm = pattern(`^(?P<n>\d{1,2}(?:-?(?:ти|х))?[\s-]*|[а-я]*?)(?P<unit>дневный|месячный|недельный) срок` + since)
	// frequency stands alone: how often.
	frequency = pattern(`(?:^|[\s,(])(` + often + `)(?:$|[\s,.;:)])`)
	// rarely is how often no calendar has: from which year on is not said.
	rarely = pattern(`раз в (?:\d+|два|три|пять|несколько) (?:год|лет)`)
	// reporting is a duty that is done as often as is said, without a day.
	reporting = pattern(`(?:представля|предоставля|направля|информир|отчитыва|докладыва|сообща)` +
		`(?:ть|ет|ют|ует|уют|овать)(?:ся)?(?:$|[^а-я])`)
	// leads is what stands before the preposition: «ежегодно, в срок не».
	leads = pattern(`(?:^|[\s,(])((?:(?P<often>` + often + `)` + sep + `)?(?:в срок )?` +
		`(?:не )?(?:в )?)$`)
)

// match is a pattern found, by the names of its groups.
type match struct {
	Span
	pattern *regexp.Regexp
	text    string // from where the pattern begins
	at      []int
	often   string // as it is said right before
}

// prepositions are how terms begin, with the patterns that may follow.
var prepositions = []struct {
	word     string
	patterns []*regexp.Regexp
}{
	{"до", []*regexp.Regexp{aDay, figures, ofMonth}},
	{"позднее", []*regexp.Regexp{aDay, figures, ofMonth, within}},
	{"к", []*regexp.Regexp{aDay, figures}},
	{"течение", []*regexp.Regexp{within}},
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
				if found := pattern.FindStringSubmatchIndex(text[j:]); found != nil {
					m, ok, at = match{Span{j, j + found[1]}, pattern, text[j:], found, ""}, true, j
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
		start := max(strings.LastIndexAny(text[:i-len("ный")], " "), 0)
		start += len(text[start:i]) - len(strings.TrimLeft(text[start:i], " "))
		if found := inTerm.FindStringSubmatchIndex(text[start:]); found != nil && start >= from {
			m, ok, at = match{Span{start, start + found[1]}, inTerm, text[start:], found, ""}, true, start
		}
	}
	if ok {
		m.lead(text, from)
	}
	return m, ok
}

// startsWord reports whether a word begins at a place.
func startsWord(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return at == 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// lead takes what stands before the preposition.
func (m *match) lead(text string, from int) {
	window := text[max(from, m.Start-80):m.Start]
	if found := leads.FindStringSubmatchIndex(window); found != nil {
		m.Start -= len(window) - found[2]
		if i := leads.SubexpIndex("often"); found[2*i] >= 0 {
			m.often = window[found[2*i]:found[2*i+1]]
		}
	}
}

// group is what a group of the pattern found.
func (m *match) group(name string) string {
	i := m.pattern.SubexpIndex(name)
	if i < 0 || m.at[2*i] < 0 {
		return ""
	}
	return m.text[m.at[2*i]:m.at[2*i+1]]
}

// sentence reads a sentence.
func (r *reader) sentence(s *sentence) {
	defer r.keep(s)
	r.control(s)
	if rarely.MatchString(s.folded) {
		return
	}
	read := false
	for at := 0; ; {
		m, ok := next(s.folded, at)
		if !ok {
			break
		}
		m.cut()
		at = m.End
		d, ok := m.deadline(cmp.Or(m.often, oftenElse(s.folded, m.Start, m.End)))
		if !ok || !r.holds(s, &m, &d) {
			continue
		}
		read = true
		if d.Kind == Once && d.Date.Year == 0 && s.norm() {
			d.Kind = Yearly
		}
		r.told(s, d, m.Span)
		for d.Kind == Yearly { // other days of the same
			found := another.FindStringSubmatchIndex(s.folded[at:])
			if found == nil {
				break
			}
			n := match{Span{at, at + found[1]}, another, s.folded[at:], found, m.often}
			if d, ok = n.deadline(m.often); !ok {
				break
			}
			d.Kind = Yearly
			words := s.folded[n.Start:n.End]
			n.Start += len(words) - len(strings.TrimLeft(words, " ,и"))
			at = n.End
			r.told(s, d, n.Span)
		}
	}
	if read || !strings.Contains(s.folded, "ежеквартально") && !strings.Contains(s.folded, "ежемесячно") {
		return // «ежегодно» is said of all things
	}
	f := frequency.FindStringSubmatchIndex(s.folded)
	if f != nil && reporting.MatchString(s.folded) && !inQuotes(s.folded[:f[2]]) {
		if d := (Deadline{Kind: kindOf(s.folded[f[2]:f[3]]), Month: 1}); d.Kind != Yearly {
			r.told(s, d, Span{f[2], f[3]})
		}
	}
}

// oftenElse is how often, said elsewhere in the sentence than beside the term: before it, or right behind.
func oftenElse(text string, start, end int) string {
	behind := text[end:min(len(text), end+60)]
	if i := strings.IndexAny(behind, ";."); i >= 0 {
		behind = behind[:i]
	}
	for _, part := range []string{text[:start], behind} {
		if all := frequency.FindAllStringSubmatch(part, -1); all != nil {
			return all[len(all)-1][1]
		}
	}
	return ""
}

// cut ends what a time is counted from before the verb that follows it.
func (m *match) cut() {
	i := m.pattern.SubexpIndex("since")
	if i < 0 || m.at[2*i] < 0 {
		return
	}
	from := m.text[m.at[2*i]:m.at[2*i+1]]
	if verb := hasDuty(from); verb > 0 {
		from = from[:verb]
	}
	from = strings.TrimSuffix(strings.TrimRight(from, " "), "официально")
	m.End -= m.at[2*i+1] - m.at[2*i] - len(strings.TrimRight(from, " "))
}

// kindOf is the kind of a deadline that comes so often.
func kindOf(often string) Kind {
	switch {
	case strings.Contains(often, "кварт"):
		return Quarterly
	case strings.Contains(often, "полугод"):
		return HalfYearly
	case strings.Contains(often, "месяч"), strings.HasSuffix(often, "месяц"):
		return Monthly
	case often != "":
		return Yearly
	}
	return Once
}

// deadline is what a term says. often is how often, where it is said elsewhere.
func (m *match) deadline(often string) (d Deadline, ok bool) {
	switch m.pattern {
	case within, inTerm:
		return m.within()
	case ofMonth:
		d.Day, _ = strconv.Atoi(m.group("day"))
		d.Kind, d.Month = kindOf(often), 1
		switch period := m.group("period"); {
		case period == "квартал":
			d.Kind = Quarterly
		case period == "полугоди":
			d.Kind = HalfYearly
		case period == "месяц" || m.group("which") == "каждого" || d.Kind == Once && m.group("period") == "" &&
			strings.Contains(m.text[m.at[0]:m.at[1]], "следующ"):
			d.Kind = Monthly
		}
		switch m.group("which") {
		case "второго":
			d.Month = 2
		case "третьего":
			d.Month = 3
		}
		return d, d.Day > 0 && d.Day <= 31 && d.ofMonth()
	case figures:
		d.Kind = Once
		d.Date, ok = rudate.Of(m.group("day"), m.group("month"), m.group("year"))
		return d, ok
	}
	d.Kind = Once
	if year := m.group("year"); year != "" {
		d.Date, ok = rudate.Of(m.group("day"), m.group("month"), year)
		return d, ok
	}
	d.Date, ok = dayOf(m.group("day"), m.group("month"))
	over := m.group("over")
	told := m.group("told")
	if often != "" || over != "" || told != "" || m.group("each") != "" {
		d.Kind = Yearly
		d.After = strings.Contains(over, "следующ") || strings.Contains(told, "год") && !strings.Contains(told, "полугоди")
	}
	return d, ok
}

// dayOf is a day of any year.
func dayOf(day, month string) (rudate.Date, bool) {
	d, ok := rudate.Of(day, month, "2000") // which has 29 February
	d.Year = 0
	return d, ok
}

// numbers are those that terms have in words, by their beginning.
var numbers = []struct {
	stem string
	n    int
}{{"одно", 1}, {"двух", 2}, {"дву", 2}, {"трех", 3}, {"четыр", 4}, {"пятнадцат", 15}, {"пят", 5}, {"шест", 6},
	{"сем", 7}, {"восьм", 8}, {"девят", 9}, {"десят", 10}, {"двадцат", 20}, {"тридцат", 30}}

func number(s string) int {
	n, err := strconv.Atoi(strings.TrimRight(s, "-тих "))
	if err == nil {
		return n
	}
	for _, w := range numbers {
		if strings.HasPrefix(s, w.stem) {
			return w.n
		}
	}
	return 0
}

// within reads a time that is counted from something.
func (m *match) within() (d Deadline, ok bool) {
	d.Kind, d.Unit, d.Count = Within, Days, number(m.group("n"))
	unit := m.group("unit")
	if m.group("n") == "" && !strings.HasPrefix(unit, "д") { // «в месячный срок»
		d.Count = 1
	}
	switch {
	case strings.HasPrefix(unit, "месяч"), strings.HasPrefix(unit, "месяц"):
		d.Unit = Months
	case strings.HasPrefix(unit, "недел"):
		d.Count *= 7
	case strings.HasPrefix(m.group("work"), "рабоч"), strings.HasPrefix(m.group("work"), "банк"):
		d.Unit = Workdays
	}
	return d, d.Count > 0
}
