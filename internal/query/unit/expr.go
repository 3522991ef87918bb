package unit

import (
	"context"
	"slices"

	"letopis/index"
	"letopis/internal/query/related"
	"letopis/internal/query/vocab"
	"letopis/internal/query/words"
)

// anywhere selects documents with a stem in their text, title or surroundings.
func (m *Maker) anywhere(stem string, boost float64) index.Expr {
	or := index.Or{Exprs: []index.Expr{
		index.Term{Field: "body", Term: stem, Boost: boost},
		index.Term{Field: "title", Term: stem, Boost: boost * m.weights.Title},
		index.Term{Field: "aside", Term: stem, Boost: boost * m.weights.Aside},
	}}
	if words.HasDigit(stem) {
		own := m.weights.Number
		if words.IsNumber(stem) {
			own *= incidental
		}
		or.Exprs = append(or.Exprs, index.Term{Field: "number", Term: stem, Boost: boost * own})
	}
	return or
}

// incidental is the share of Number that a bare number has: «бюджет 2019», «90
// лет» ask for no act number 2019 or 90.
const incidental = 0.1

// numbered is anywhere for digits that stand for an act: «№ 139», «постановление 139».
func (m *Maker) numbered(digits string) index.Expr {
	or := m.anywhere(digits, 1).(index.Or)
	or.Exprs[len(or.Exprs)-1] = index.Term{Field: "number", Term: digits, Boost: m.weights.Number}
	return or
}

// actWords are what an act is called before its number.
var actWords = words.Set(`
	постановление постановления постановлению постановлением постановлении распоряжение распоряжения распоряжению
	распоряжением решение решения решению решением решении приказ приказа приказу приказом указ указа закон закона
	законом акт акта устав устава проект проекта документ документа`)

// numbers reports which places are the bare numbers of acts: those after «№», and
// all but years beside the name of a kind of act.
func numbers(pl []words.Place) []bool {
	acts := slices.ContainsFunc(pl, func(p words.Place) bool { return actWords[p.Exact] })
	out := make([]bool, len(pl))
	for i, p := range pl {
		year := len(p.Exact) == 4 && (p.Exact[:2] == "19" || p.Exact[:2] == "20")
		out[i] = words.IsNumber(p.Exact) && (acts && !year || i > 0 && pl[i-1].Exact == "№")
	}
	return out
}

// word is the expression of a word with its alternatives of one word, whose stems it
// returns too.
func (m *Maker) word(ctx context.Context, v *vocab.Vocabulary, w Word) (need index.Expr, others related.Stems) {
	own := w.share
	if m.related.Verb(w.Exact) != "" {
		own *= m.weights.Verb
	}
	alts := []index.Expr{m.anywhere(w.Stem, own)}
	if w.Number {
		alts[0] = m.numbered(w.Stem)
	}
	others = m.related.Stems(ctx, v, w.Stem, w.Exact)
	seen := slices.Clip(others.Places)
	for _, p := range others.Places {
		alts = append(alts, m.anywhere(p, m.weights.Place))
	}
	need = best(alts)
	or := index.Or{Exprs: []index.Expr{need}}
	also := func(stems []string, boost float64) {
		for _, r := range stems {
			if !slices.Contains(seen, r) {
				seen = append(seen, r)
				or.Exprs = append(or.Exprs, m.anywhere(r, boost))
			}
		}
	}
	also(others.Relatives, m.weights.Relative)
	also(others.Actions, m.weights.Synonym)
	if len(or.Exprs) > 1 {
		need = or
	}
	return need, others
}

// together selects documents with all stems close to each other, as a unit that
// stands in place of one word of the query.
func (m *Maker) together(stems []string, boost float64) index.Expr {
	if len(stems) == 1 {
		return m.anywhere(stems[0], boost)
	}
	near := index.Near{Field: "body", Terms: stems, Window: len(stems) + 2, Boost: boost}
	if m.weights.Title <= 0 {
		return near
	}
	title := near
	title.Field, title.Boost = "title", boost*m.weights.Title
	return index.Or{Exprs: []index.Expr{near, title}}
}

// synonym is the expression of what stands for a term. An abbreviation that is
// no word of the dictionary is looked for by its letters in the text.
func (m *Maker) synonym(t related.Term, boost float64) index.Expr {
	if t.Abbrev == "" || m.text.Known(t.Abbrev) {
		return m.together(t.Stems, boost)
	}
	return index.Or{Exprs: []index.Expr{
		index.Term{Field: "exact", Term: t.Abbrev, Boost: boost},
		index.Term{Field: "title", Term: t.Stems[0], Boost: boost * m.weights.Title},
		index.Term{Field: "aside", Term: t.Stems[0], Boost: boost * m.weights.Aside},
	}}
}

// best scores by the best of alternatives.
func best(alts []index.Expr) index.Expr {
	if len(alts) == 1 {
		return alts[0]
	}
	return index.Or{Exprs: alts, Best: true}
}

// simplify takes an And of one apart.
func simplify(and index.And) index.Expr {
	if len(and.Exprs) == 1 {
		return and.Exprs[0]
	}
	return and
}
