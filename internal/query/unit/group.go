package unit

import (
	"context"
	"slices"

	"letopis/index"
	"letopis/internal/query/related"
	"letopis/internal/query/vocab"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// group is a run of places that make one unit, with what may stand for them.
type group struct {
	from, to int
	spans    []span
}

// groups joins spans of several places that overlap, and covers the places
// between them one by one. Nothing overlaps a date or a number.
func groups(n int, spans []span) []group {
	var whole []span
	for _, sp := range spans {
		if sp.only && !slices.ContainsFunc(whole, sp.overlaps) {
			whole = append(whole, sp)
		}
	}
	only := slices.Clone(whole)
	for _, sp := range spans {
		if !sp.only && !slices.ContainsFunc(only, sp.overlaps) {
			whole = append(whole, sp)
		}
	}
	slices.SortStableFunc(whole, func(a, b span) int { return a.from - b.from })
	var out []group
	for i := 0; i < n; {
		g := group{from: i, to: i + 1}
		for len(whole) > 0 && whole[0].from < g.to {
			g.to = max(g.to, whole[0].to)
			g.spans, whole = append(g.spans, whole[0]), whole[1:]
		}
		out = append(out, g)
		i = g.to
	}
	return out
}

// tells is the share of its weight that the word of place i has.
func (g group) tells(i int) float64 {
	for _, sp := range g.spans {
		if sp.from == i && sp.to == i+1 && sp.tells > 0 {
			return sp.tells
		}
	}
	return 1
}

func (sp span) overlaps(o span) bool { return sp.from < o.to && o.from < sp.to }

// units makes one unit of each group of places.
func (m *Maker) units(ctx context.Context, v *vocab.Vocabulary, pl []words.Place, spans []span) []Unit {
	var out []Unit
	seen := map[string]bool{}
	nums := numbers(pl)
	for _, g := range groups(len(pl), spans) {
		if u, key, ok := m.unit(ctx, v, pl, nums, g); ok && !seen[key] {
			seen[key] = true
			out = append(out, u)
		}
	}
	return out
}

// unit asks for the words of a group. A synonym of one word stands beside that
// word only; one of several words stands for all of them, and for no others.
func (m *Maker) unit(
	ctx context.Context, v *vocab.Vocabulary, pl []words.Place, nums []bool, g group,
) (u Unit, key string, ok bool) {
	only := len(g.spans) > 0 && g.spans[0].only
	var stems []string
	var expansion []related.Stems  // of each word
	at := make([]int, g.to-g.from) // the number of each place's word; -1: it has none
	for i, p := range pl[g.from:g.to] {
		if at[i] = -1; !words.HasContent(p) {
			continue
		}
		at[i] = len(u.Words)
		w := Word{Stem: p.Stems[0], Exact: p.Exact, Pos: p.Pos, Date: only, Number: nums[g.from+i],
			Bare: m.related.Verb(p.Exact) != "" && !m.synonyms.Has(p.Token), share: g.tells(g.from + i)}
		u.Words = append(u.Words, w)
		need, others := m.word(ctx, v, w)
		u.Each = append(u.Each, need)
		stems, expansion = append(stems, w.Stem), append(expansion, others)
		for _, s := range slices.Concat([]string{w.Stem}, others.Places, others.Relatives, others.Actions) {
			u.Says = append(u.Says, Say{at[i], at[i] + 1, []string{s}})
		}
		key += " " + w.Stem
	}
	if len(u.Words) == 0 {
		return u, "", false
	}
	u.Marks = func(to *Marks) {
		to.Stems(stems...)
		for i, others := range expansion {
			of := u.Words[i].Exact
			for _, s := range others.Places {
				to.Expansion(text.Expansion{Of: of, Rule: ByPlace}, s)
			}
			for _, s := range slices.Concat(others.Relatives, others.Actions) {
				to.Expansion(text.Expansion{Of: of, Rule: ByRoot}, s)
			}
		}
		for _, sp := range g.spans {
			for _, mark := range sp.marks {
				mark(to)
			}
		}
	}
	if only {
		sp := g.spans[0]
		for _, s := range sp.says {
			u.Says = append(u.Says, Say{0, len(u.Words), s})
		}
		u.Each, u.Need = nil, beside(best(sp.alts), span{more: sp.more}, 1)
		return u, key, true
	}
	u.offer(g, at)
	return u, key, true
}

// offer puts what the spans of a group have to offer beside the words of its places,
// whose numbers are at, and says what the unit needs.
func (u *Unit) offer(g group, at []int) {
	var several []span
	for _, sp := range g.spans {
		var ws []int
		for _, n := range at[sp.from-g.from : sp.to-g.from] {
			if n >= 0 {
				ws = append(ws, n)
			}
		}
		for _, s := range sp.says {
			if len(ws) > 0 {
				u.Says = append(u.Says, Say{ws[0], ws[len(ws)-1] + 1, s})
			}
		}
		switch len(ws) {
		case 0:
		case 1:
			u.Each[ws[0]] = beside(u.Each[ws[0]], sp, 1)
		default:
			several = append(several, span{from: ws[0], to: ws[len(ws)-1] + 1, alts: sp.alts, more: sp.more})
		}
	}
	inPart := func(sp span) bool { return sp.from > 0 || sp.to < len(u.Words) }
	if !slices.ContainsFunc(several, inPart) {
		u.Need = simplify(index.And{Exprs: slices.Clone(u.Each)})
		for _, sp := range several {
			u.Need = beside(u.Need, sp, 1)
		}
	}
	for _, sp := range several {
		for i := sp.from; i < sp.to; i++ {
			u.Each[i] = beside(u.Each[i], sp, 1/float64(sp.to-sp.from))
		}
	}
	if u.Need == nil { // the spans overlap in part: word by word is the same
		u.Need = index.And{Exprs: u.Each}
	}
	if len(u.Each) == 1 {
		u.Each = nil
	}
}

// beside adds to an expression what a span offers in its place, with a share of
// its score.
func beside(e index.Expr, sp span, share float64) index.Expr {
	if len(sp.alts) > 0 {
		e = best(append([]index.Expr{e}, scaled(sp.alts, share)...))
	}
	if len(sp.more) > 0 {
		e = index.Or{Exprs: append([]index.Expr{e}, scaled(sp.more, share)...)}
	}
	return e
}

// scaled multiplies the scores of alternatives.
func scaled(exprs []index.Expr, by float64) []index.Expr {
	if by == 1 {
		return exprs
	}
	out := make([]index.Expr, len(exprs))
	for i, e := range exprs {
		out[i] = Scaled(e, by)
	}
	return out
}

// Scaled multiplies the scores of an expression.
func Scaled(e index.Expr, by float64) index.Expr {
	switch e := e.(type) {
	case index.Or:
		return index.Or{Exprs: scaled(e.Exprs, by), Best: e.Best}
	case index.And:
		return index.And{Exprs: scaled(e.Exprs, by)}
	case index.Term:
		e.Boost *= by
		return e
	case index.Near:
		e.Boost *= by
		return e
	case index.Phrase:
		e.Boost *= by
		return e
	case index.Prefix:
		e.Boost *= by
		return e
	}
	return e
}
