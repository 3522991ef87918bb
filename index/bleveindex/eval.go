package bleveindex

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/blevesearch/scorch_segment_api/v2"

	"letopis/index"
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
		return set{docs: ev.g.cols.every, all: true}, nil
	case index.And:
		return ev.and(e.Exprs, within)
	case index.Or:
		return ev.or(e.Exprs, e.Best, 1, within)
	case index.AtLeast:
		return ev.or(e.Exprs, false, e.Min, within)
	case index.Not:
		s, err := ev.eval(e.Expr, within)
		return set{docs: ev.complement(s.docs)}, err
	case index.IDs:
		return ev.ids(e.IDs)
	case index.Term:
		return ev.term(e)
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

func (ev *evaluator) complement(docs []uint32) []uint32 {
	out := ev.mem.docs(ev.g.n - len(docs))
	next := 0
	for d := range uint32(ev.g.n) {
		if next < len(docs) && docs[next] == d {
			next++
			continue
		}
		out = append(out, d)
	}
	return out
}

func (ev *evaluator) ids(ids []string) (set, error) {
	bm, err := ev.g.seg.DocNumbers(ids)
	if err != nil {
		return set{}, err
	}
	return set{docs: bm.ToArray()}, nil
}

func (ev *evaluator) idf(field string, terms ...string) (float64, error) {
	sum := 0.0
	for _, t := range terms {
		if t == "" {
			continue
		}
		n, err := ev.v.count(textPrefix+field, t)
		if err != nil {
			return 0, err
		}
		sum += index.IDF(ev.v.live, n)
	}
	return sum, nil
}

func (ev *evaluator) term(e index.Term) (set, error) {
	p, err := ev.x.cache.postings(ev.v, ev.g, textPrefix+e.Field, e.Term, false)
	if err != nil {
		return set{}, err
	}
	return ev.leaf(e, p)
}

// leaf is the set of a term with these postings.
func (ev *evaluator) leaf(e index.Term, p *postings) (set, error) {
	if !ev.score || e.Boost == 0 {
		return set{docs: p.docs}, nil
	}
	idf, err := ev.idf(e.Field, e.Term)
	s := set{docs: p.docs, tf: p.tf, w: ev.weight(e.Field, e.Boost, idf)}
	if p.most != nil {
		s.bounds = p
	}
	return s, err
}

// terms evaluates terms that must all occur. A term asked for the first time
// that has many more documents than the others leave is looked up in those
// only, not decoded.
func (ev *evaluator) terms(parts []index.Term) (_ []set, err error) {
	type unknown struct {
		part int
		list segment.PostingsList
		n    int
	}
	var todo []unknown
	var left []uint32
	known := false
	sets := make([]set, len(parts))
	narrow := func(s set) {
		if known {
			left = ev.common(left, s.docs)
		} else {
			left, known = s.docs, true
		}
	}
	for i, e := range parts {
		key := cacheKey{ev.g.id, textPrefix + e.Field, e.Term, false}
		if p := ev.x.cache.get(key); p != nil {
			if sets[i], err = ev.leaf(e, p); err != nil {
				return nil, err
			}
			continue
		}
		dict, err := ev.g.seg.Dictionary(textPrefix + e.Field)
		if err != nil {
			return nil, err
		}
		list, err := dict.PostingsList([]byte(e.Term), nil, nil)
		if err != nil {
			return nil, err
		}
		todo = append(todo, unknown{i, list, int(list.Count())})
	}
	if len(todo) == 0 {
		return sets, nil
	}
	for i := range sets {
		if !slices.ContainsFunc(todo, func(u unknown) bool { return u.part == i }) {
			narrow(sets[i])
		}
	}
	slices.SortFunc(todo, func(a, b unknown) int { return a.n - b.n })
	for _, u := range todo {
		e := parts[u.part]
		const few = 4
		if known && u.n > few*len(left) && !ev.x.cache.again(cacheKey{ev.g.id, textPrefix + e.Field, e.Term, false}) {
			var p *postings
			if p, err = lookUp(u.list, left, false); err == nil {
				sets[u.part], err = ev.leaf(e, p)
			}
		} else {
			sets[u.part], err = ev.term(e)
		}
		if err != nil {
			return nil, err
		}
		narrow(sets[u.part])
	}
	return sets, nil
}

// lookUp decodes postings of some documents only.
func lookUp(list segment.PostingsList, docs []uint32, positions bool) (*postings, error) {
	p := &postings{}
	if positions {
		p.at = []uint32{0}
	}
	it := list.Iterator(true, false, positions, nil)
	var x segment.Posting
	for _, d := range docs {
		if x == nil || x.Number() < uint64(d) {
			var err error
			if x, err = it.Advance(uint64(d)); err != nil || x == nil {
				return p, err
			}
		}
		if x.Number() == uint64(d) {
			p.add(x, positions)
		}
	}
	return p, nil
}

// and intersects the parts; those that exclude are taken away last.
func (ev *evaluator) and(parts []index.Expr, within []uint32) (set, error) {
	if len(parts) == 0 {
		return set{docs: ev.g.cols.every, all: true}, nil
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
	var acc *set
	if cheap > 0 {
		more, err := ev.terms(terms)
		if err != nil {
			return set{}, err
		}
		s := ev.intersect(append(sets, more...))
		acc = &s
	}
	for _, part := range order[cheap:] {
		look := within
		if acc != nil {
			look = acc.docs
		}
		if not, ok := part.(index.Not); ok && acc != nil {
			s, err := ev.eval(not.Expr, look)
			if err != nil {
				return set{}, err
			}
			*acc = ev.subtract(*acc, s.docs)
			continue
		}
		s, err := ev.eval(part, look)
		if err != nil {
			return set{}, err
		}
		if acc != nil {
			s = ev.intersect([]set{*acc, s})
		}
		acc = &s
	}
	return *acc, nil
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
	sets := make([]set, 0, len(parts)+1)
	for _, part := range parts {
		s, err := ev.eval(part, within)
		if err != nil {
			return set{}, err
		}
		sets = append(sets, s)
	}
	if least <= 0 {
		sets = append(sets, set{docs: ev.g.cols.every}) // everything, with what scores there are
		least = 1
	}
	if len(sets) == 1 && least == 1 {
		return sets[0], nil
	}
	return ev.unite(sets, best, least), nil
}

// should adds the scores of what matches beside the query.
func (ev *evaluator) should(exprs []index.Expr, s set) (set, error) {
	if len(exprs) == 0 || len(s.docs) == 0 {
		return s, nil
	}
	scores := ev.mem.scores(len(s.docs))[:len(s.docs)]
	for i := range scores {
		scores[i] = s.score(i)
	}
	for _, e := range exprs {
		more, err := ev.eval(e, s.docs)
		if err != nil {
			return set{}, err
		}
		if !more.scored() {
			continue
		}
		j := 0
		if len(more.docs) < len(s.docs) {
			for k, d := range more.docs {
				if j = gallop(s.docs, j, d); j < len(s.docs) && s.docs[j] == d {
					scores[j] += more.score(k)
				}
			}
			continue
		}
		for k, d := range s.docs {
			if j = gallop(more.docs, j, d); j < len(more.docs) && more.docs[j] == d {
				scores[k] += more.score(j)
			}
		}
	}
	return set{docs: s.docs, scores: scores}, nil
}
