package query

import (
	"slices"

	"letopis/index"
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

func (sp span) overlaps(o span) bool { return sp.from < o.to && o.from < sp.to }

// units makes one unit of each group of places.
func (s *Service) units(v *vocabulary, pl []place, spans []span) []unit {
	var out []unit
	seen := map[string]bool{}
	nums := numbers(pl)
	for _, g := range groups(len(pl), spans) {
		if u, key, ok := s.unit(v, pl, nums, g); ok && !seen[key] {
			seen[key] = true
			out = append(out, u)
		}
	}
	return out
}

// unit asks for the words of a group. A synonym of one word stands beside that
// word only; one of several words stands for all of them, and for no others.
func (s *Service) unit(v *vocabulary, pl []place, nums []bool, g group) (u unit, key string, ok bool) {
	only := len(g.spans) > 0 && g.spans[0].only
	var stems []string
	at := make([]int, g.to-g.from) // the number of each place's word; -1: it has none
	for i, p := range pl[g.from:g.to] {
		if at[i] = -1; p.Stop || len(p.Stems) == 0 {
			continue
		}
		at[i] = len(u.words)
		w := word{stem: p.Stems[0], exact: p.Exact, pos: p.Pos, date: only, number: nums[g.from+i]}
		u.words = append(u.words, w)
		need, others := s.wordExpr(v, w)
		u.each = append(u.each, need)
		stems = append(append(stems, w.stem), others...)
		key += " " + w.stem
	}
	if len(u.words) == 0 {
		return u, "", false
	}
	u.marks = func(m *marks) {
		m.stems(stems)
		for _, sp := range g.spans {
			for _, f := range sp.marks {
				f(m)
			}
		}
	}
	if only {
		sp := g.spans[0]
		u.each, u.need = nil, beside(best(sp.alts), span{more: sp.more}, 1)
		return u, key, true
	}
	var several []span
	for _, sp := range g.spans {
		var words []int
		for _, n := range at[sp.from-g.from : sp.to-g.from] {
			if n >= 0 {
				words = append(words, n)
			}
		}
		switch len(words) {
		case 0:
		case 1:
			u.each[words[0]] = beside(u.each[words[0]], sp, 1)
		default:
			several = append(several, span{from: words[0], to: words[len(words)-1] + 1, alts: sp.alts, more: sp.more})
		}
	}
	whole := func(sp span) bool { return sp.from == 0 && sp.to == len(u.words) }
	if !slices.ContainsFunc(several, func(sp span) bool { return !whole(sp) }) {
		u.need = simplify(index.And{Exprs: slices.Clone(u.each)})
		for _, sp := range several {
			u.need = beside(u.need, sp, 1)
		}
	}
	for _, sp := range several {
		for i := sp.from; i < sp.to; i++ {
			u.each[i] = beside(u.each[i], sp, 1/float64(sp.to-sp.from))
		}
	}
	if u.need == nil { // the spans overlap in part: word by word is the same
		u.need = index.And{Exprs: u.each}
	}
	if len(u.each) == 1 {
		u.each = nil
	}
	return u, key, true
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
		switch e := e.(type) {
		case index.Or:
			out[i] = index.Or{Exprs: scaled(e.Exprs, by), Best: e.Best}
		case index.And:
			out[i] = index.And{Exprs: scaled(e.Exprs, by)}
		case index.Term:
			e.Boost *= by
			out[i] = e
		case index.Near:
			e.Boost *= by
			out[i] = e
		case index.Phrase:
			e.Boost *= by
			out[i] = e
		default:
			out[i] = e
		}
	}
	return out
}
