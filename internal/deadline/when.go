package deadline

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/rudate"
)

// sentence reads the deadlines of a sentence.
func (r *reader) sentence(s *sentence) {
	defer r.keepIntroduction(s)
	r.control(s)
	if multiYear.MatchString(s.folded) {
		return
	}
	read := false
	for at := 0; ; {
		m, ok := nextTerm(s.folded, at)
		if !ok {
			break
		}
		m.cutTrigger()
		at = m.End
		d, ok := m.deadline(cmp.Or(m.often, s.oftenElse(m.Start, m.End)))
		if !ok || !r.isDeadline(s, &m, &d) {
			continue
		}
		read = true
		r.year(s, &d)
		r.years(s, &m, &d)
		r.record(s, d, m.Span)
		for first := d; first.Kind == Yearly || first.InYear > 0; { // further days of the same duty
			found := another.FindStringSubmatchIndex(s.folded[at:])
			if found == nil {
				break
			}
			n := match{Span: Span{at, at + found[1]}, pattern: another, text: s.folded[at:], at: found}
			if d, ok = n.deadline(m.often); !ok {
				break
			}
			if d.Kind = first.Kind; d.InYear == 0 || d.Kind == Yearly {
				d.InYear = first.InYear
			}
			d.After = d.After && d.Kind == Yearly
			d.Count, d.Unit, d.Years = first.Count, first.Unit, first.Years
			words := s.folded[n.Start:n.End]
			n.Start += len(words) - len(strings.TrimLeft(words, " ,и"))
			at = n.End
			r.record(s, d, n.Span)
		}
	}
	if read || !strings.Contains(s.folded, "ежеквартально") && !strings.Contains(s.folded, "ежемесячно") {
		return // «ежегодно» alone is too vague
	}
	f := frequency.FindStringSubmatchIndex(s.folded)
	if f != nil && reporting.MatchString(s.folded) && !inQuotes(s.folded[:f[2]]) {
		if d := (Deadline{Kind: kindOf(s.folded[f[2]:f[3]]), Month: 1}); d.Kind != Yearly {
			r.record(s, d, Span{f[2], f[3]})
		}
	}
}

// year decides whether a day without a year recurs every year, as in a norm, or occurs once, as in an order «до 1
// декабря текущего года».
func (r *reader) year(s *sentence, d *Deadline) {
	of := s
	if s.duty() < 0 {
		if termLine.MatchString(s.folded) {
			of = &r.last
		} else if lead := r.leadOf(s); lead != nil {
			of = lead
		}
	}
	switch {
	case d.Kind == Once && d.Date.Year == 0 && s.isNorm():
		d.Kind = Yearly
	case d.InYear > 0 && of.isOrder() && !eachYear.MatchString(s.folded) && !eachYear.MatchString(of.folded) &&
		!r.inRules(s.Start):
		d.Kind, d.After = Once, false
		return
	}
	d.InYear = 0
}

// inRules reports whether an offset is in rules that apply every year. Offsets must be ascending.
func (r *reader) inRules(at int) bool {
	for line := range lines(r.text[r.titled:at]) {
		s := sentence{Span: Span{r.titled + line.Start, r.titled + line.End}}
		if !s.fill(r.text) || len(s.folded) > maxTitleLength || s.body > 0 ||
			strings.ContainsAny(s.folded[len(s.folded)-1:], ".;:") {
			continue
		}
		if title := annexTitle.FindStringSubmatch(s.folded); title != nil && s.duty() < 0 {
			r.rules = title[1] != ""
		}
	}
	r.titled = at
	return r.rules
}

// maxTitleLength is the maximum length of the title of an annex on one line, in bytes.
const maxTitleLength = 300

// years sets the years in which something recurs, given before the term, right after it, or in the introducing
// sentence.
func (r *reader) years(s *sentence, m *match, d *Deadline) {
	if d.Kind == Within || d.Kind == Once && d.Date.Year+d.InYear > 0 {
		return
	}
	years := s.years(m.Span)
	if lead := r.leadOf(s); years[0] == 0 && lead != nil {
		years = lead.years(Span{len(lead.folded), len(lead.folded)})
	}
	if years[1] > years[0] && d.Kind == Once {
		d.Kind = Yearly
	}
	if d.Kind != Once {
		d.Years = years
	}
}

// years returns the first and last year in which a sentence says that something recurs. A single year must precede
// the term or follow it directly.
func (s *sentence) years(term Span) (out [2]int) {
	if !strings.Contains(s.folded, "20") && !strings.Contains(s.folded, "19") {
		return out
	}
	for _, at := range inYears.FindAllStringSubmatchIndex(s.folded, -1) {
		m := match{pattern: inYears, text: s.folded, at: at}
		first, _ := strconv.Atoi(m.group("first"))
		last, _ := strconv.Atoi(cmp.Or(m.group("last"), m.group("first")))
		beside := at[0] < term.Start || strings.Trim(s.folded[min(term.End, at[0]):at[0]], " ,") == ""
		if last < first || last == first && (m.group("by") == "с" || !beside) || !s.isTerm(at[2]) {
			continue
		}
		return [2]int{first, last}
	}
	return out
}

// oftenElse returns a frequency elsewhere in the sentence: before the term or shortly after it.
func (s *sentence) oftenElse(start, end int) string {
	var often, after string
	behind := s.folded[end:min(len(s.folded), end+60)]
	if i := strings.IndexAny(behind, ";."); i >= 0 {
		behind = behind[:i]
	}
	for _, f := range s.frequency.get(func() [][]int { return frequency.FindAllStringSubmatchIndex(s.folded, -1) }) {
		switch word := s.folded[f[2]:f[3]]; {
		case f[3] <= start:
			often = word
		case f[2] >= end && f[3] <= end+len(behind):
			after = word
		}
	}
	return cmp.Or(often, after)
}

// cutTrigger ends the trigger of a term before the verb that follows it.
func (m *match) cutTrigger() {
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

// kindOf returns the kind of deadline with a frequency.
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

// deadline converts a match; often is a frequency given elsewhere.
func (m *match) deadline(often string) (d Deadline, ok bool) {
	if m.refused {
		return d, false
	}
	d.Count, d.Unit = m.count, m.unit
	switch m.pattern {
	case within, inTerm, untilWorkday:
		return m.within()
	case ofMonth:
		return m.ofMonth(d, often)
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
	over, each, told := m.group("over"), m.group("each"), m.group("told")
	if often != "" || over != "" || told != "" || each != "" {
		d.Kind = Yearly
		switch {
		case often != "" || told != "":
		case strings.HasPrefix(each, "текущ") && !strings.Contains(each, "финансов"):
			d.InYear = 1
		case strings.HasPrefix(over, "следующ"):
			d.InYear = 2
		}
		d.After = strings.Contains(over, "следующ") || strings.Contains(told, "год") && !strings.Contains(told, "полугоди")
	}
	return d, ok
}

// ofMonth sets the day of a month in d.
func (m *match) ofMonth(d Deadline, often string) (Deadline, bool) {
	day, _ := strconv.Atoi(m.group("day"))
	d.Day, d.Workday = day, m.group("work") != ""
	if d.Unit == Days && d.Count < day && !d.Workday {
		d.Day, d.Count, d.Unit = day-d.Count, 0, ""
	}
	d.Kind, d.Month = kindOf(often), 1
	d.After = strings.Contains(m.text[m.at[0]:m.at[1]], "следующ")
	switch period := m.group("period"); {
	case period == "квартал":
		d.Kind = Quarterly
	case period == "полугоди":
		d.Kind = HalfYearly
	case period == "месяц" || m.group("which") == "каждого" || d.Kind == Once && period == "" && d.After:
		d.Kind = Monthly
	case d.Kind == Once && period == "" && m.group("which") == "" && m.group("whole") != "" &&
		!otherMonth.MatchString(m.text[m.at[1]:]):
		d.Kind = Monthly
	}
	switch m.group("which") {
	case "второго":
		d.Month = 2
	case "третьего":
		d.Month = 3
	}
	return d, day > 0 && day <= 31 && d.ofMonth()
}

// dayOf parses a day without a year.
func dayOf(day, month string) (rudate.Date, bool) {
	d, ok := rudate.Of(day, month, "2000") // a leap year
	d.Year = 0
	return d, ok
}

// within reads a duration after an event.
func (m *match) within() (d Deadline, ok bool) {
	behind := m.text[m.at[2*m.pattern.SubexpIndex("unit")+1]:]
	if next, _ := utf8.DecodeRuneInString(behind); m.pattern == within && unicode.IsLetter(next) ||
		// «не позднее 10 дней до начала» is counted back from something
		strings.HasPrefix(strings.TrimLeft(behind, " "), "до ") {
		return d, false
	}
	if unit := m.group("unit"); m.group("since") == "" && (strings.HasPrefix(unit, "год") || unit == "лет") {
		return d, false // no deadline: «в течение года», «в течение двух лет»
	}
	d.Kind = Within
	d.Count, d.Unit = m.length()
	return d, d.Count > 0
}
