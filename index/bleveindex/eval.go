package bleveindex

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"letopis/index"
)

// set holds documents of a segment in order, with scores, nil when all are 0.
// Deleted documents may be in it; they are dropped at the end.
type set struct {
	docs   []uint32
	scores []float64
}

// evaluator evaluates expressions over one segment of a view.
type evaluator struct {
	ctx   context.Context
	x     *Index
	v     *view
	g     *segView
	score bool // whether scores are wanted
}

// eval returns the documents that e selects. within, when not nil, tells the
// only documents that matter: others may be missing from the result.
func (ev *evaluator) eval(e index.Expr, within []uint32) (set, error) {
	if err := ev.ctx.Err(); err != nil {
		return set{}, err
	}
	switch e := e.(type) {
	case nil, index.All:
		return set{docs: ev.all()}, nil
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
		return ev.expand(e.Field, e.Prefix, e.Boost, func(string) bool { return true })
	case index.Fuzzy:
		return ev.expand(e.Field, "", e.Boost, func(t string) bool { return index.Edits(t, e.Term, e.Edits) })
	case index.Phrase:
		return ev.positional(e.Field, e.Terms, e.Boost, within, phraseCount(e.Terms))
	case index.Near:
		return ev.positional(e.Field, e.Terms, e.Boost, within, nearCount(e.Window))
	}
	return set{}, fmt.Errorf("bleveindex: no such expression: %T", e)
}

func (ev *evaluator) all() []uint32 {
	out := make([]uint32, ev.g.n)
	for i := range out {
		out[i] = uint32(i)
	}
	return out
}

func (ev *evaluator) complement(docs []uint32) []uint32 {
	out := make([]uint32, 0, ev.g.n-len(docs))
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

// bm25 scores occurrences in place of a postings list.
func (ev *evaluator) scores(field string, boost, idf float64, docs, tf []uint32) []float64 {
	if !ev.score || boost == 0 {
		return nil
	}
	lengths, average := ev.g.cols.lengths[field], ev.v.average(field)
	if average <= 0 {
		average = 1
	}
	// index.BM25, with what does not change taken out of the loop.
	top := boost * idf * (index.BM25K1 + 1)
	base, slope := index.BM25K1*(1-index.BM25B), index.BM25K1*index.BM25B/average
	out := make([]float64, len(docs))
	for i, d := range docs {
		t := float64(tf[i])
		out[i] = top * t / (t + base + slope*float64(lengths[d]))
	}
	return out
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
	p, err := ev.x.cache.postings(ev.g, textPrefix+e.Field, e.Term, false)
	if err != nil {
		return set{}, err
	}
	idf, err := ev.idf(e.Field, e.Term)
	return set{p.docs, ev.scores(e.Field, e.Boost, idf, p.docs, p.tf)}, err
}

// expand joins the terms of a field that match: their documents, the sum of
// their frequencies, and the idf of their joint count.
func (ev *evaluator) expand(field, prefix string, boost float64, ok func(string) bool) (set, error) {
	total, err := ev.expandedCount(field, prefix, ok)
	if err != nil {
		return set{}, err
	}
	docs, tf, err := ev.joint(ev.g, field, prefix, ok)
	if err != nil {
		return set{}, err
	}
	return set{docs, ev.scores(field, boost, index.IDF(ev.v.live, total), docs, tf)}, nil
}

// joint merges the postings of all matching terms of a segment.
func (ev *evaluator) joint(g *segView, field, prefix string, ok func(string) bool) (docs, tf []uint32, err error) {
	var terms []string
	err = g.each(textPrefix+field, prefix, func(t string, _ int) bool {
		if ok(t) {
			terms = append(terms, t)
		}
		return len(terms) <= ev.x.o.MaxTerms
	})
	if err != nil {
		return nil, nil, err
	}
	if len(terms) > ev.x.o.MaxTerms {
		return nil, nil, fmt.Errorf("%q: over %d terms: %w", prefix, ev.x.o.MaxTerms, index.ErrTooBroad)
	}
	sum := make([]uint32, g.n)
	for _, t := range terms {
		if err := ev.ctx.Err(); err != nil {
			return nil, nil, err
		}
		p, err := ev.x.cache.postings(g, textPrefix+field, t, false)
		if err != nil {
			return nil, nil, err
		}
		for i, d := range p.docs {
			sum[d] += p.tf[i]
		}
	}
	for d, n := range sum {
		if n > 0 {
			docs, tf = append(docs, uint32(d)), append(tf, n)
		}
	}
	return docs, tf, nil
}

// expandedCount is the number of live documents with any matching term.
func (ev *evaluator) expandedCount(field, prefix string, ok func(string) bool) (int, error) {
	if !ev.score {
		return 0, nil
	}
	n := 0
	for _, g := range ev.v.segs {
		docs, _, err := ev.joint(g, field, prefix, ok)
		if err != nil {
			return 0, err
		}
		for _, d := range docs {
			if !g.dead(d) {
				n++
			}
		}
	}
	return n, nil
}

// and intersects the parts; those that exclude are taken away last.
func (ev *evaluator) and(parts []index.Expr, within []uint32) (set, error) {
	if len(parts) == 0 {
		return set{docs: ev.all()}, nil
	}
	var acc *set
	// Cheap parts first: positional ones look only at what is left.
	order := slices.Clone(parts)
	sort.SliceStable(order, func(i, j int) bool { return cost(order[i]) < cost(order[j]) })
	for _, part := range order {
		if not, ok := part.(index.Not); ok && acc != nil {
			s, err := ev.eval(not.Expr, acc.docs)
			if err != nil {
				return set{}, err
			}
			*acc = subtract(*acc, s.docs)
			continue
		}
		look := within
		if acc != nil {
			look = acc.docs
		}
		s, err := ev.eval(part, look)
		if err != nil {
			return set{}, err
		}
		if acc == nil {
			acc = &s
			continue
		}
		*acc = intersect(*acc, s)
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
		sets = append(sets, set{docs: ev.all()}) // everything, with what scores there are
		least = 1
	}
	if len(sets) == 1 && least == 1 {
		return sets[0], nil
	}
	return ev.unite(sets, best, least), nil
}

// unite merges sets by windows of documents, so that counters stay in the
// processor's cache.
func (ev *evaluator) unite(sets []set, best bool, least int) set {
	const window = 8192
	var hit [window]uint16
	var sum [window]float64
	scored := false
	size := 0
	for _, s := range sets {
		scored = scored || s.scores != nil
		size = max(size, len(s.docs))
	}
	out := set{docs: make([]uint32, 0, size)}
	at := make([]int, len(sets))
	for base := uint32(0); base < uint32(ev.g.n); base += window {
		end, any := base+window, false
		for i, s := range sets {
			for ; at[i] < len(s.docs) && s.docs[at[i]] < end; at[i]++ {
				d := s.docs[at[i]] - base
				any = true
				hit[d]++
				if s.scores == nil {
					continue
				}
				if sc := s.scores[at[i]]; best {
					sum[d] = max(sum[d], sc)
				} else {
					sum[d] += sc
				}
			}
		}
		if !any {
			continue
		}
		for d := range hit {
			if hit[d] == 0 {
				continue
			}
			if int(hit[d]) >= least {
				out.docs = append(out.docs, base+uint32(d))
				if scored {
					out.scores = append(out.scores, sum[d])
				}
			}
			hit[d], sum[d] = 0, 0
		}
	}
	return out
}

// gallop returns the first index from i on with docs[index] >= d.
func gallop(docs []uint32, i int, d uint32) int {
	if i >= len(docs) || docs[i] >= d {
		return i
	}
	step := 1
	for i+step < len(docs) && docs[i+step] < d {
		i += step
		step *= 2
	}
	lo, hi := i+1, min(i+step, len(docs))
	for lo < hi {
		mid := (lo + hi) / 2
		if docs[mid] < d {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func intersect(a, b set) set {
	if len(a.docs) > len(b.docs) {
		a, b = b, a
	}
	out := set{docs: make([]uint32, 0, len(a.docs))}
	scored := a.scores != nil || b.scores != nil
	j := 0
	for i, d := range a.docs {
		if j = gallop(b.docs, j, d); j == len(b.docs) {
			break
		}
		if b.docs[j] != d {
			continue
		}
		out.docs = append(out.docs, d)
		if scored {
			s := 0.0
			if a.scores != nil {
				s = a.scores[i]
			}
			if b.scores != nil {
				s += b.scores[j]
			}
			out.scores = append(out.scores, s)
		}
	}
	return out
}

func subtract(a set, docs []uint32) set {
	out := set{docs: make([]uint32, 0, len(a.docs))}
	j := 0
	for i, d := range a.docs {
		if j = gallop(docs, j, d); j < len(docs) && docs[j] == d {
			continue
		}
		out.docs = append(out.docs, d)
		if a.scores != nil {
			out.scores = append(out.scores, a.scores[i])
		}
	}
	return out
}
