package query

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/text"
)

// plan is a query understood: what is required, what is excluded, and the
// conditions on fields.
type plan struct {
	units   []unit
	nots    []index.Expr
	filters []index.Filter
	from    string
	to      string
	common  []string // words that need not be there when fewer are required, see findCommon
}

func (s *Service) plan(ctx context.Context, v *vocabulary, clauses []clause, a *Answer) (*plan, error) {
	p := &plan{}
	var run []string // plain words side by side are analysed together
	flush := func() {
		if run != nil {
			p.units = append(p.units, s.understand(ctx, v, s.text.AnalyzeQuery(strings.Join(run, " ")))...)
			run = nil
		}
	}
	for _, c := range clauses {
		if op := c.any[0]; !c.not && len(c.any) == 1 && op.kind == opWord && op.field == "" {
			if u, ok := s.addressUnit(op.text); ok {
				flush()
				p.units = append(p.units, u)
			} else {
				run = append(run, op.text)
			}
			continue
		}
		flush()
		if done, err := s.condition(ctx, v, p, c, a); err != nil {
			return nil, err
		} else if done {
			continue
		}
		if u, ok := s.alternatives(ctx, v, c); ok && c.not {
			p.nots = append(p.nots, u.need)
		} else if ok {
			p.units = append(p.units, u)
		}
	}
	flush()
	return p, p.trim(ctx, v, a)
}

// terms is the number of words that p looks for.
func (p *plan) terms() int {
	n := len(p.nots)
	for _, u := range p.units {
		n += max(1, len(u.words))
	}
	return n
}

// trim leaves the commonest words out of a query of too many: a title pasted
// whole is found by its rarest. It fails when what is quoted, or joined by OR,
// is too much by itself.
func (p *plan) trim(ctx context.Context, v *vocabulary, a *Answer) error {
	if p.terms() <= MaxTerms {
		return nil
	}
	rarest := make([]int, len(p.units)) // documents of a unit's rarest word; -1: what is not plain words stays
	for i, u := range p.units {
		var stems []string
		for _, w := range u.words {
			if !w.date {
				stems = append(stems, w.stem)
			}
		}
		if rarest[i] = -1; len(stems) == 0 {
			continue
		}
		counts, err := v.idx.Counts(ctx, "body", stems)
		if err != nil {
			return fmt.Errorf("counts of words: %w", err)
		}
		rarest[i] = slices.Min(counts)
	}
	var without []string
	for p.terms() > MaxTerms {
		i := slices.Index(rarest, slices.Max(rarest))
		if rarest[i] < 0 {
			return invalid("q", "too-many-terms", "В запросе больше %d слов: оставьте главные.",
				"The query has more than %d words: keep those that matter.", MaxTerms)
		}
		for _, w := range p.units[i].words {
			without = append(without, w.exact)
		}
		p.units, rarest = slices.Delete(p.units, i, i+1), slices.Delete(rarest, i, i+1)
	}
	list := strings.Join(without, ", ")
	a.warn(Message{"words-left-out", "Слов много; самые обычные не учтены: " + list + ".", "There are many words; the commonest were left out: " + list + "."})
	return nil
}

// alternatives makes a unit of a clause that is not plain words.
func (s *Service) alternatives(ctx context.Context, v *vocabulary, c clause) (unit, bool) {
	var units []unit
	for _, op := range c.any {
		units = append(units, s.operandUnits(ctx, v, op)...)
	}
	switch len(units) {
	case 0:
		return unit{}, false
	case 1:
		return units[0], true
	}
	// Operands of one clause are joined by OR, the words of one operand by AND.
	var out unit
	or := index.Or{}
	for _, u := range units {
		or.Exprs = append(or.Exprs, u.need)
		if len(c.any) > 1 {
			u.words = nil
		}
		out.words = append(out.words, u.words...)
	}
	out.need = or
	if len(c.any) == 1 {
		out.need = index.And{Exprs: or.Exprs}
	}
	out.marks = func(m *marks) {
		for _, u := range units {
			u.marks(m)
		}
	}
	return out, true
}

func (s *Service) operandUnits(ctx context.Context, v *vocabulary, op operand) []unit {
	one := func(u unit, ok bool) []unit {
		if !ok {
			return nil
		}
		return []unit{u}
	}
	switch {
	case op.field == "number":
		return one(s.numberUnit(op))
	case op.kind == opPrefix:
		return []unit{s.prefixUnit(op)}
	case op.kind == opPhrase:
		return one(s.phraseUnit(v, op.field, op.text))
	case op.field == "title":
		return one(s.titleUnit(op))
	}
	units := s.understand(ctx, v, s.text.AnalyzeQuery(op.text))
	if len(units) < 2 {
		return units
	}
	var joined unit
	var and index.And
	for _, u := range units {
		and.Exprs = append(and.Exprs, u.need)
		joined.words = append(joined.words, u.words...)
	}
	joined.need = and
	joined.marks = func(m *marks) {
		for _, u := range units {
			u.marks(m)
		}
	}
	return []unit{joined}
}

// condition takes a clause on a field that filters: city:, район:, date:, …. Of several
// operands all must name the same field.
func (s *Service) condition(ctx context.Context, v *vocabulary, p *plan, c clause, a *Answer) (bool, error) {
	field := c.any[0].field
	if field == "" || field == "title" || field == "number" {
		for i := range c.any {
			if f := c.any[i].field; f != "" && f != "title" && f != "number" {
				c.any[i].field = ""
				a.warn(warnFieldInOr)
			}
		}
		return false, nil
	}
	for _, op := range c.any[1:] {
		if op.field != field || field == "date" {
			for i := range c.any {
				c.any[i].field = ""
			}
			a.warn(warnFieldInOr)
			return false, nil
		}
	}
	if field == "date" {
		from, to, ok := dateCondition(c.any[0].text)
		if !ok || c.not || p.from+p.to != "" {
			a.warn(warnDate)
			c.any[0].field = ""
			return false, nil
		}
		p.from, p.to = from, to
		return true, nil
	}
	f := index.Filter{Field: field}
	for _, op := range c.any {
		ids, err := s.valuesNamed(ctx, v, field, op.text, a)
		if err != nil {
			return false, err
		}
		if len(ids) == 0 {
			a.warn(s.unknownValue(field, op.text))
			for i := range c.any {
				c.any[i].field = ""
			}
			return false, nil
		}
		f.Any = append(f.Any, ids...)
	}
	if c.not {
		f.Any, f.None = nil, f.Any
	}
	p.filters = append(p.filters, f)
	return true, nil
}

func (a *Answer) warn(m Message) {
	if !slices.ContainsFunc(a.Warnings, func(w Warning) bool { return w.Code == m.Code }) {
		a.Warnings = append(a.Warnings, Warning{Message: m})
	}
}

// dateCondition reads 2011, 2011-05, 21.07.2017, 2011..2014, 2011.. and ..2014.
func dateCondition(s string) (from, to string, ok bool) {
	from, to, ranged := strings.Cut(s, "..")
	if !ranged {
		to = from
	}
	r, err := ParseDates(from, to)
	return from, to, err == nil && r != nil
}

// narrow adds the conditions on fields to those of the request.
func (p *plan) narrow(q *index.Query) error {
	if p.from+p.to != "" {
		r, err := ParseDates(p.from, p.to)
		if err != nil {
			return err
		}
		if q.Date != nil {
			r.From = max(r.From, q.Date.From)
			if r.To == 0 || q.Date.To != 0 && q.Date.To < r.To {
				r.To = q.Date.To
			}
		}
		q.Date = r
	}
	for _, f := range p.filters {
		i := slices.IndexFunc(q.Filters, func(o index.Filter) bool { return o.Field == f.Field })
		if i < 0 {
			q.Filters = append(q.Filters, f)
			continue
		}
		q.Filters[i] = both(q.Filters[i], f)
	}
	return nil
}

// both is the filter that holds when a and b do. The index takes one a field.
func both(a, b index.Filter) index.Filter {
	out := index.Filter{Field: a.Field, None: append(slices.Clone(a.None), b.None...)}
	switch open := func(f index.Filter) bool { return len(f.Any) == 0 && !f.Missing }; {
	case open(a):
		out.Any, out.Missing = b.Any, b.Missing
	case open(b):
		out.Any, out.Missing = a.Any, a.Missing
	default:
		out.Missing = a.Missing && b.Missing
		for _, v := range a.Any {
			switch {
			case slices.Contains(b.Any, v):
				out.Any = append(out.Any, v)
			case a.Field == "event":
				out.Any = append(out.Any, within(v, b.Any)...)
			}
		}
		if out.Any == nil && !out.Missing {
			out.Any = []string{"\x00"} // no document has it
		}
	}
	return out
}

func (p *plan) matcher() *text.Matcher {
	m := newMarks()
	for _, u := range p.units {
		if u.marks != nil {
			u.marks(m)
		}
	}
	return m.m
}

// resolve finds the ids of the values that people mean by name: the whole
// label or id first, else labels that hold name at the beginning of a word.
func resolve(values []value, name string) []string {
	folded := text.Fold(name)
	var exact, part []string
	for _, x := range values {
		switch {
		case x.folded == folded || text.Fold(x.id) == folded:
			exact = append(exact, x.id)
		case countLetters(folded) >= minPrefix && strings.Contains(" "+x.folded, " "+folded):
			part = append(part, x.id)
		}
	}
	if exact != nil {
		return exact
	}
	return part[:min(len(part), MaxValues)]
}
