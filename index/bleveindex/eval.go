package bleveindex

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"letopis/index"
	"letopis/index/segment"
)

// evaluator evaluates expressions over one segment of a view.
type evaluator struct {
	ctx   context.Context
	x     *Index
	v     *view
	g     *segView
	score bool // whether scores are wanted
	mem   *arena
}

// eval returns the documents that e selects. within, when not nil, tells the
// only documents that matter: others may be missing from the result.
func (ev *evaluator) eval(e index.Expr, within []uint32) (set, error) {
	if err := ev.ctx.Err(); err != nil {
		return set{}, err
	}
	switch e := e.(type) {
	case nil, index.All:
		return ev.everything(), nil
	case index.And:
		return ev.and(e.Exprs, within)
	case index.Or:
		return ev.or(e.Exprs, e.Best, 1, within)
	case index.AtLeast:
		return ev.or(e.Exprs, false, e.Min, within)
	case index.Not:
		s, err := ev.eval(e.Expr, within)
		return ev.subtract(ev.everything(), s), err
	case index.IDs:
		return ev.ids(e.IDs), nil
	case index.Term:
		p, err := ev.postings(e.Field, e.Term, false)
		if err != nil {
			return set{}, err
		}
		return ev.term(e, p)
	case index.Prefix:
		return ev.expand(expansion{field: e.Field, word: e.Prefix}, e.Boost)
	case index.Fuzzy:
		return ev.expand(expansion{e.Field, e.Term, e.Edits}, e.Boost)
	case index.Phrase:
		return ev.positional("phrase", e.Field, e.Terms, e.Boost, within, phraseCount(e.Terms))
	case index.Near:
		return ev.positional("near"+strconv.Itoa(e.Window), e.Field, e.Terms, e.Boost, within, nearCount(e.Window))
	}
	return set{}, fmt.Errorf("bleveindex: no such expression: %T", e)
}

func (ev *evaluator) ids(ids []string) set {
	out := ev.mem.bits(ev.g.n)
	for _, id := range ids {
		if doc, ok := ev.g.seg.Find(id); ok {
			out.set(doc)
		}
	}
	return ofBits(out)
}

func (ev *evaluator) idf(field string, terms ...string) (float64, error) {
	sum := 0.0
	for _, t := range terms {
		if t == "" {
			continue
		}
		n, err := ev.v.count(field, t)
		if err != nil {
			return 0, err
		}
		sum += index.IDF(ev.v.live, n)
	}
	return sum, nil
}

// term is the set of a term with these postings.
func (ev *evaluator) term(e index.Term, p *postings) (set, error) {
	if !ev.score || e.Boost == 0 {
		return ev.leaf(p, e.Field, 0, 0), nil
	}
	idf, err := ev.idf(e.Field, e.Term)
	return ev.leaf(p, e.Field, e.Boost, idf), err
}

// terms evaluates terms that must all occur. A term asked for the first time
// that has many more documents than the others leave is looked up in those
// only, not decoded.
func (ev *evaluator) terms(parts []index.Term) (_ []set, err error) {
	type unknown struct {
		part int
		list segment.Postings
	}
	var todo []unknown
	var known []set
	sets := make([]set, len(parts))
	for i, e := range parts {
		if p := ev.cached(cacheKey{segment: ev.g.id, field: e.Field, term: e.Term}); p != nil {
			if sets[i], err = ev.term(e, p); err != nil {
				return nil, err
			}
			known = append(known, sets[i])
			continue
		}
		list, err := ev.g.seg.Text(e.Field).Postings(e.Term)
		if err != nil {
			return nil, err
		}
		todo = append(todo, unknown{i, list})
	}
	slices.SortFunc(todo, func(a, b unknown) int { return a.list.Len() - b.list.Len() })
	for _, u := range todo {
		e := parts[u.part]
		key := cacheKey{segment: ev.g.id, field: e.Field, term: e.Term}
		left := ev.g.n
		var least set
		if len(known) > 0 {
			least = ev.intersect(known)
			known, left = append(known[:0], least), least.n
		}
		const few = 16 // documents decoded in the time that one takes to be looked up
		var p *postings
		if u.list.Len() > few*left && !ev.x.cache.again(key) {
			p = lookUp(u.list, ev.list(&least), false)
		} else {
			p = ev.decode(key, u.list)
		}
		if sets[u.part], err = ev.term(e, p); err != nil {
			return nil, err
		}
		known = append(known, sets[u.part])
	}
	return sets, nil
}

// lookUp decodes postings of some documents only.
func lookUp(list segment.Postings, docs []uint32, positions bool) *postings {
	p := &postings{}
	if positions {
		p.at = []uint32{0}
	}
	var c segment.Cursor
	c.Reset(list)
	for _, d := range docs {
		if !c.Seek(d) {
			break
		}
		if c.Doc() == d {
			p.add(&c, positions)
		}
	}
	return p
}

// and intersects the parts; those that exclude are taken away last.
func (ev *evaluator) and(parts []index.Expr, within []uint32) (set, error) {
	if len(parts) == 0 {
		return ev.everything(), nil
	}
	// Cheap parts first, terms together: the others look only at what is left.
	order := slices.Clone(parts)
	slices.SortStableFunc(order, func(a, b index.Expr) int { return cost(a) - cost(b) })
	var terms []index.Term
	var sets []set
	cheap := 0
	for ; cheap < len(order) && cost(order[cheap]) <= cost(index.Term{}); cheap++ {
		if t, ok := order[cheap].(index.Term); ok {
			terms = append(terms, t)
			continue
		}
		s, err := ev.eval(order[cheap], within)
		if err != nil {
			return set{}, err
		}
		sets = append(sets, s)
	}
	more, err := ev.terms(terms)
	if err != nil {
		return set{}, err
	}
	sets = append(sets, more...)
	var acc *set
	if len(sets) > 0 {
		s := ev.intersect(sets)
		acc = &s
	}
	for _, part := range order[cheap:] {
		look := within
		if acc != nil && cost(part) > cost(index.Prefix{}) {
			look = ev.list(acc)
		}
		if not, ok := part.(index.Not); ok && acc != nil {
			s, err := ev.eval(not.Expr, look)
			if err != nil {
				return set{}, err
			}
			*acc = ev.subtract(*acc, s)
			continue
		}
		s, err := ev.eval(part, look)
		if err != nil {
			return set{}, err
		}
		sets = append(sets, s)
		if acc != nil {
			s = ev.intersect([]set{*acc, s})
		}
		acc = &s
	}
	out := *acc
	for i := range sets {
		sets[i].open()
	}
	out.scorer = ev.gated(joined(sets, false), &out)
	return out, nil
}

// joined is the scorer of several sets.
func joined(sets []set, best bool) *scorer {
	var parts []*scorer
	for i := range sets {
		if sets[i].scorer != nil {
			parts = append(parts, sets[i].scorer)
		}
	}
	return newSum(parts, best)
}

// cost orders the parts of And.
func cost(e index.Expr) int {
	switch e.(type) {
	case index.IDs:
		return 0
	case index.Term:
		return 1
	case index.Or, index.AtLeast, index.And:
		return 2
	case index.Prefix, index.Fuzzy:
		return 3
	case index.Phrase, index.Near:
		return 4
	}
	return 5
}

// or unites documents that at least `least` parts select.
func (ev *evaluator) or(parts []index.Expr, best bool, least int, within []uint32) (set, error) {
	sets := make([]set, 0, len(parts))
	for _, part := range parts {
		s, err := ev.eval(part, within)
		if err != nil {
			return set{}, err
		}
		sets = append(sets, s)
	}
	var out set
	switch {
	case least <= 0:
		out = ev.everything() // with what scores there are
	case len(sets) == 1 && least == 1:
		return sets[0], nil
	default:
		out = ev.unite(sets, least)
	}
	out.scorer = joined(sets, best)
	if least > 1 {
		out.scorer = ev.gated(out.scorer, &out)
	}
	return out, nil
}
