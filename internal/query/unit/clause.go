package unit

import (
	"context"

	"letopis/index"
	"letopis/internal/query/parse"
	"letopis/internal/query/vocab"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// Clause makes a unit of a clause that is not plain words.
func (m *Maker) Clause(ctx context.Context, v *vocab.Vocabulary, c parse.Clause) (Unit, bool) {
	var units []Unit
	for _, op := range c.Any {
		units = append(units, m.operand(ctx, v, op)...)
	}
	switch len(units) {
	case 0:
		return Unit{}, false
	case 1:
		return units[0], true
	}
	// Operands of one clause are joined by OR, the words of one operand by AND.
	var out Unit
	or := index.Or{}
	for _, u := range units {
		or.Exprs = append(or.Exprs, u.Need)
		if len(c.Any) > 1 {
			u.Words = nil
		}
		out.Words = append(out.Words, u.Words...)
	}
	out.Need = or
	if len(c.Any) == 1 {
		out.Need = index.And{Exprs: or.Exprs}
	}
	out.Marks = func(to *Marks) {
		for _, u := range units {
			u.Marks(to)
		}
	}
	return out, true
}

// operand makes the units of an operand: one, or one a word.
func (m *Maker) operand(ctx context.Context, v *vocab.Vocabulary, op parse.Operand) []Unit {
	one := func(u Unit, ok bool) []Unit {
		if !ok {
			return nil
		}
		return []Unit{u}
	}
	switch {
	case op.Field == "number":
		return one(m.number(op))
	case op.Kind == parse.Prefix:
		return []Unit{m.prefix(op)}
	case op.Kind == parse.Phrase:
		return one(m.phrase(op.Field, op.Text))
	case op.Field == "title":
		return one(m.title(op))
	}
	units := m.Words(ctx, v, op.Text)
	if len(units) < 2 {
		return units
	}
	var joined Unit
	var and index.And
	for _, u := range units {
		and.Exprs = append(and.Exprs, u.Need)
		joined.Words = append(joined.Words, u.Words...)
	}
	joined.Need = and
	joined.Marks = func(to *Marks) {
		for _, u := range units {
			u.Marks(to)
		}
	}
	return []Unit{joined}
}

// phrase is a quoted string: these forms in this order. Stop words count.
func (m *Maker) phrase(field, quoted string) (Unit, bool) {
	pl := words.Places(m.text.AnalyzeQuery(quoted))
	if len(pl) == 0 {
		return Unit{}, false
	}
	first := pl[0].Pos
	size := pl[len(pl)-1].Pos - first + 1
	exact, stems := make([]string, size), make([]string, size) // a gap matches any word
	var loose index.And
	for _, p := range pl {
		exact[p.Pos-first] = p.Exact
		if words.HasContent(p) {
			stems[p.Pos-first] = p.Stems[0]
			loose.Exprs = append(loose.Exprs, m.anywhere(p.Stems[0], 1))
		}
	}
	marks := func(to *Marks) { to.Phrase(exact) }
	if field == "title" {
		if len(loose.Exprs) == 0 {
			return Unit{}, false
		}
		return Unit{Need: index.Phrase{Field: "title", Terms: words.TrimGaps(stems), Boost: 1}, Marks: marks}, true
	}
	u := Unit{Need: index.Phrase{Field: "exact", Terms: exact, Boost: 1}, Marks: marks}
	if len(exact) == 1 {
		u.Need = index.Term{Field: "exact", Term: exact[0], Boost: 1}
	}
	if len(loose.Exprs) > 0 {
		u.Loose = index.And{Exprs: loose.Exprs}
	}
	return u, true
}

// prefix is word*: any form that begins so. Titles hold only stems, which may
// be shorter than what was typed.
func (m *Maker) prefix(op parse.Operand) Unit {
	p := text.Fold(op.Text)
	u := Unit{
		Need:  index.Prefix{Field: "exact", Prefix: p, Boost: 1},
		Marks: func(to *Marks) { to.Prefix(p) },
	}
	if op.Field == "title" {
		u.Need = index.Or{Exprs: []index.Expr{
			index.Prefix{Field: "title", Prefix: p, Boost: 1},
			index.Term{Field: "title", Term: m.related.Stem(p), Boost: 1},
		}}
	}
	return u
}

// title is title:word.
func (m *Maker) title(op parse.Operand) (Unit, bool) {
	var and index.And
	var stems []string
	for _, p := range words.Places(m.text.AnalyzeQuery(op.Text)) {
		if words.HasContent(p) {
			stems = append(stems, p.Stems[0])
			and.Exprs = append(and.Exprs, index.Term{Field: "title", Term: p.Stems[0], Boost: 1})
		}
	}
	if stems == nil {
		return Unit{}, false
	}
	return Unit{Need: simplify(and), Marks: func(to *Marks) { to.Stems(stems...) }}, true
}

// number is number:179-а: the document's own number, the whole of it; or, with a star, what
// begins so.
func (m *Maker) number(op parse.Operand) (Unit, bool) {
	whole := m.text.NumberTerm(op.Text)
	if whole == "" {
		return Unit{}, false
	}
	var stems []string
	for _, p := range words.Places(m.text.AnalyzeQuery(op.Text)) {
		if words.HasContent(p) {
			stems = append(stems, p.Stems[0])
		}
	}
	u := Unit{Need: index.Term{Field: "number", Term: whole, Boost: 1}, Marks: func(to *Marks) { to.Stems(stems...) }}
	if op.Kind == parse.Prefix {
		u.Need = index.Prefix{Field: "number", Prefix: whole, Boost: 1}
	}
	return u, true
}
