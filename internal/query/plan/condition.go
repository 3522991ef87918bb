package plan

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/query/dates"
	"letopis/internal/query/message"
	"letopis/internal/query/parse"
)

// What is said about conditions that were read more loosely than they were written.
var (
	warnFieldInOr = message.Message{Code: "field-in-or",
		RU: "Условие по полю рядом с ИЛИ прочитано как текст.",
		EN: "A field condition beside OR was read as text."}
	warnDate = message.Message{Code: "date-condition",
		RU: "После date: нужен год, дата или период: 2011, 2011-05, 2011..2014. Прочитано как текст.",
		EN: "After date: comes a year, a date or a range: 2011, 2011-05, 2011..2014. It was read as text."}
)

// isText reports whether operands of a field are text to look for, not a condition.
func isText(field string) bool { return field == "" || field == "title" || field == "number" }

// asText takes the fields off operands: they are read as text.
func asText(ops []parse.Operand) {
	for i := range ops {
		ops[i].Field = ""
	}
}

// condition takes a clause on a field that filters: city:, район:, date:, …. Of several
// operands all must name the same field. It reports whether there is nothing left to
// read as text.
func (pl *Planner) condition(
	ctx context.Context, p *Plan, c parse.Clause, warnings *message.Warnings,
) (done bool, err error) {
	field := c.Any[0].Field
	if isText(field) {
		for i := range c.Any {
			if !isText(c.Any[i].Field) {
				c.Any[i].Field = ""
				warnings.Add(warnFieldInOr)
			}
		}
		return false, nil
	}
	for _, op := range c.Any[1:] {
		if op.Field != field || field == "date" {
			asText(c.Any)
			warnings.Add(warnFieldInOr)
			return false, nil
		}
	}
	if field == "date" {
		from, to, ok := dateCondition(c.Any[0].Text)
		if !ok || c.Not || p.from+p.to != "" {
			warnings.Add(warnDate)
			asText(c.Any)
			return false, nil
		}
		p.from, p.to = from, to
		return true, nil
	}
	f := index.Filter{Field: field}
	for _, op := range c.Any {
		ids, err := pl.names.Named(ctx, p.v, field, op.Text, warnings)
		if err != nil {
			return false, err
		}
		if len(ids) == 0 {
			warnings.Add(pl.names.Unknown(ctx, p.v, field, op.Text))
			asText(c.Any)
			return false, nil
		}
		f.Any = append(f.Any, ids...)
	}
	if c.Not {
		f.Any, f.None = nil, f.Any
	}
	p.filters = append(p.filters, f)
	return true, nil
}

// dateCondition reads 2011, 2011-05, 21.07.2017, 2011..2014, 2011.. and ..2014.
func dateCondition(s string) (from, to string, ok bool) {
	from, to, ranged := strings.Cut(s, "..")
	if !ranged {
		to = from
	}
	r, err := dates.Range(from, to)
	return from, to, err == nil && r != nil
}

// Narrow adds the conditions on fields to those of the request. Facets are counted under them: what is
// chosen there narrows them further.
func (p *Plan) Narrow(q *index.Query) error {
	if p.from+p.to != "" {
		r, err := dates.Range(p.from, p.to)
		if err != nil {
			return err
		}
		q.Within = r
	}
	for _, f := range p.filters {
		f.Held = true
		q.Filters = append(q.Filters, f)
	}
	return nil
}

// common is the range that lies in both; nil is open.
func common(a, b *index.DateRange) *index.DateRange {
	if a == nil || b == nil {
		return cmp.Or(a, b)
	}
	out := index.DateRange{From: max(a.From, b.From), To: a.To}
	if a.To == 0 || b.To != 0 && b.To < a.To {
		out.To = b.To
	}
	return &out
}

// Assume adds conditions that words of the query were read as. They are part of what it
// says: how strictly the other words are read is found out under them. Documents that have
// the words, too, stand above those that do not; named is the plan of these words alone.
func (p *Plan) Assume(filters []index.Filter, date *index.DateRange, named *Plan) {
	p.read = index.Query{Filters: filters, Date: date}
	for _, u := range named.units {
		p.named = append(p.named, u.Need)
	}
	p.named = append(p.named, named.closeness()...)
}

// Among lets only documents of these IDs be found. What the query means is found out before.
func (p *Plan) Among(ids []string) { p.among = ids }

// Limit makes filters of the request limits of Assume's conditions, too: those count what is within, and do not widen
// them.
func (p *Plan) Limit(filters []index.Filter) { p.limits = filters }

// assumed is q under the conditions of Assume. A value that was chosen beside one that was
// read from the words is another that may be met, as if both had been chosen, but not beyond limits.
func (p *Plan) assumed(q index.Query) index.Query {
	q.Within = common(p.read.Date, q.Within)
	q.Filters = slices.Clone(q.Filters)
	for _, f := range p.read.Filters {
		f.Held = p.limits != nil
		i := slices.IndexFunc(q.Filters, func(o index.Filter) bool { return o.Field == f.Field && !o.Held })
		if i < 0 || f.Held {
			q.Filters = append(q.Filters, f)
			continue
		}
		q.Filters[i].Any = append(slices.Clip(f.Any), q.Filters[i].Any...)
	}
	return q
}
