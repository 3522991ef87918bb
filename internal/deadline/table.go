package deadline

import (
	"cmp"
	"strconv"
	"strings"

	"letopis/internal/rudate"
)

// plan describes the columns of the current table: deadlines, those responsible, and measures.
type plan struct {
	cells           int
	term, who, what int
}

var (
	termCell = pattern(`^срок[а-я]*(?:$|\s(?:исполнени|выполнени|проведени|представлени))`)
	whoCell  = pattern(`ответственн|исполнител`)
	whatCell = pattern(`мероприяти|наименован|содержани|поручени`)
	inCell   = pattern(`^(?:(?P<day>\d{1,2})\.(?P<month>\d\d)\.(?P<year>(?:19|20)?\d\d)|` +
		`(?P<d>\d{1,2}) (?P<m>` + rudate.MonthPattern + `) (?P<y>(?:19|20)\d\d)|` +
		`(?P<quarter>iv|iii|ii|i|[1-4])(?:-?й)? квартал[а-я]* (?P<qy>(?:19|20)\d\d)|` +
		`(?P<name>` + rudate.MonthPattern + `) (?P<ny>(?:19|20)\d\d))\s*(?:г\.|года|г)?\.?$`)
)

// row reads a table row or heading, and reports whether the line belongs to a plan.
func (r *reader) row(line Span) bool {
	raw := r.text[line.Start:line.End]
	if len(raw) > maxSentenceLength || !strings.Contains(raw, "\t") {
		r.plan = plan{}
		return false
	}
	folded := fold(raw)
	cells := strings.Split(folded, "\t")
	if p, ok := heading(cells); ok {
		r.plan = p
		return true
	}
	if r.plan.cells != len(cells) {
		return r.plan.cells > 0
	}
	at := make([]Span, len(cells))
	start := line.Start
	for i, c := range cells {
		left := len(c) - len(strings.TrimLeft(c, " "))
		at[i] = Span{start + left, start + max(left, len(strings.TrimRight(c, " ")))}
		start += len(c) + 1
	}
	d, ok := cellTerm(strings.Trim(cells[r.plan.term], " "))
	if !ok {
		return true
	}
	d.Words, d.What = at[r.plan.term], line
	if r.plan.who >= 0 {
		d.Who = at[r.plan.who]
	}
	if r.plan.what >= 0 && !at[r.plan.what].Empty() {
		d.What = at[r.plan.what]
	}
	r.add(d)
	return true
}

// heading parses the heading of a plan.
func heading(cells []string) (p plan, ok bool) {
	p = plan{len(cells), -1, -1, -1}
	for i, c := range cells {
		c = strings.Trim(c, " ")
		switch {
		case termCell.MatchString(c):
			p.term = i
		case p.who < 0 && whoCell.MatchString(c):
			p.who = i
		case p.what < 0 && whatCell.MatchString(c):
			p.what = i
		}
	}
	return p, p.term >= 0 && p.what >= 0
}

// cellTerm parses the deadline in a cell: a day, or the end of a month or quarter.
func cellTerm(cell string) (d Deadline, ok bool) {
	if m, found := nextTerm(cell, 0); found && m.Start == 0 {
		d, ok = m.deadline(cmp.Or(m.often, (&sentence{folded: cell}).oftenElse(m.Start, m.End)))
		return d, ok && d.Kind != Within
	}
	at := inCell.FindStringSubmatchIndex(cell)
	if at == nil {
		return d, false
	}
	m := match{pattern: inCell, text: cell, at: at}
	d.Kind = Once
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	switch {
	case m.group("day") != "":
		d.Date, ok = rudate.Of(m.group("day"), m.group("month"), m.group("year"))
	case m.group("d") != "":
		d.Date, ok = rudate.Of(m.group("d"), m.group("m"), m.group("y"))
	case m.group("quarter") != "":
		q := max(rudate.RomanMonth(m.group("quarter")), number(m.group("quarter")))
		d.Date, ok = lastOf(number(m.group("qy")), 3*q), true
	default:
		name := strings.TrimSuffix(m.group("name"), ".")
		d.Date, ok = lastOf(number(m.group("ny")), max(rudate.Month(name), rudate.ShortMonth(name))), true
	}
	return d, ok
}
