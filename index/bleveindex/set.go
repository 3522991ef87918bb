package bleveindex

import (
	"math/bits"
	"slices"
)

// set holds documents of a segment: as a list in order, as bits, or both. The
// scorer, nil for none, knows what they score; it is asked only for those that
// may be shown. Deleted documents may be in a set; search drops them.
type set struct {
	docs   []uint32
	bits   docBits
	n      int
	all    bool // every document of the segment
	scorer *scorer
	// Postings whose union has all of the set, and hardly more: a hint for
	// counting facets. nil: none are known.
	near []*postings
}

// few tells that a list is faster than bits, for n documents in all: it has some
// documents for each word at most.
func (s *set) few(n int) bool { return s.n < 4*words64(n) }

// ofDocs makes a set of a list.
func ofDocs(docs []uint32) set { return set{docs: docs, n: len(docs)} }

// ofBits makes a set of bits.
func ofBits(b docBits) set { return set{bits: b, n: b.count()} }

// list returns the documents in order.
func (ev *evaluator) list(s *set) []uint32 {
	if s.docs == nil && s.n > 0 {
		s.docs = s.bits.list(0, ev.mem.docs(s.n+listRoom))
	}
	return s.docs
}

// marked returns the documents as bits.
func (ev *evaluator) marked(s *set) docBits {
	if s.bits == nil {
		s.bits = ev.mem.bits(ev.g.n)
		if s.all {
			for i := range s.bits {
				s.bits[i] = ^uint64(0)
			}
			s.bits.trim(ev.g.n)
			return s.bits
		}
		for _, d := range s.docs {
			s.bits.set(d)
		}
	}
	return s.bits
}

// everything is the set of all documents.
func (ev *evaluator) everything() set {
	return set{docs: ev.x.every(ev.g.n), n: ev.g.n, all: true}
}

// intersect keeps documents that are in all sets.
func (ev *evaluator) intersect(sets []set) set {
	if len(sets) == 1 {
		s := sets[0]
		s.scorer = nil
		return s
	}
	order := make([]*set, len(sets))
	dense := true
	for i := range sets {
		order[i] = &sets[i]
		dense = dense && sets[i].bits != nil
	}
	slices.SortStableFunc(order, func(a, b *set) int { return a.n - b.n })
	near := order[0].near
	const wordsPerDoc = 4 // as long as it takes to look one document up
	if dense && len(ev.marked(order[0])) < wordsPerDoc*order[0].n {
		out := ev.mem.unset(ev.g.n)
		copy(out, order[0].bits)
		for _, s := range order[1:] {
			for i, w := range s.bits[:len(out)] {
				out[i] &= w
			}
		}
		both := ofBits(out)
		both.near = near
		return both
	}
	docs := ev.list(order[0])
	for _, s := range order[1:] {
		out := ev.mem.docs(len(docs))
		if s.bits != nil {
			for _, d := range docs {
				if s.bits.has(d) {
					out = append(out, d)
				}
			}
		} else {
			out = common(docs, s.docs, out)
		}
		docs = out
	}
	both := ofDocs(docs)
	both.near = near
	return both
}

// common appends the documents of both lists, the first being the shorter.
func common(a, b, out []uint32) []uint32 {
	const near = 8 // steps before larger ones: mostly it is here
	j := 0
	for _, d := range a {
		for last := min(j+near, len(b)); j < last && b[j] < d; j++ {
		}
		if j = gallop(b, j, d); j == len(b) {
			break
		}
		if b[j] == d {
			out = append(out, d)
		}
	}
	return out
}

// union returns the documents of all sets. Those of a word in several fields are
// wanted together again and again, and kept.
func (ev *evaluator) union(sets []set) set {
	name, ok := ev.names(sets)
	if ok {
		if p := ev.x.cache.get(name); p != nil {
			return set{bits: p.bits, n: p.n}
		}
	}
	var out docBits
	keep := ok && ev.x.cache.again(name)
	if keep {
		out = make(docBits, words64(ev.g.n))
	} else {
		out = ev.mem.bits(ev.g.n)
	}
	for i := range sets {
		if sets[i].bits == nil {
			for _, d := range sets[i].docs {
				out.set(d)
			}
			continue
		}
		for w, v := range sets[i].bits[:len(out)] {
			out[w] |= v
		}
	}
	s := ofBits(out)
	if keep {
		ev.x.cache.put(name, &postings{bits: s.bits, n: s.n})
	}
	return s
}

// names are those of postings that sets have all of; false when they have none, or
// are all rare.
func (ev *evaluator) names(sets []set) (key cacheKey, ok bool) {
	const most = 4 // fields of a word
	if len(sets) > most {
		return key, false
	}
	names, frequent := make([]byte, 0, 64), false
	for i := range sets {
		s := &sets[i]
		if len(s.near) != 1 || s.n != len(s.near[0].docs) {
			return key, false
		}
		k := s.near[0].key
		if k.kind != "" || k.positions {
			return key, false
		}
		frequent = frequent || s.bits != nil
		names = append(append(append(append(names, k.field...), 0), k.term...), 0)
	}
	return cacheKey{segment: ev.g.id, kind: "union", term: string(names)}, frequent
}

// subtract takes documents away.
func (ev *evaluator) subtract(a, b set) set {
	if b.n == 0 {
		return a
	}
	if !a.few(ev.g.n) && (a.all || a.bits != nil) {
		out, not := ev.mem.unset(ev.g.n), ev.marked(&b)
		for i, w := range ev.marked(&a) {
			out[i] = w &^ not[i]
		}
		return ofBits(out)
	}
	docs := ev.list(&a)
	out := ev.mem.docs(len(docs))
	j := 0
	for _, d := range docs {
		if b.bits != nil {
			if b.bits.has(d) {
				continue
			}
		} else if j = gallop(b.docs, j, d); j < len(b.docs) && b.docs[j] == d {
			continue
		}
		out = append(out, d)
	}
	return ofDocs(out)
}

// unite joins sets: documents that at least `least` of them have.
func (ev *evaluator) unite(sets []set, least int) set {
	if least == 1 {
		either := ev.union(sets)
		n := 0
		for i := range sets {
			if sets[i].near == nil {
				return either
			}
			n += len(sets[i].near)
		}
		either.near = slices.Grow(either.near, n)
		for i := range sets {
			either.near = append(either.near, sets[i].near...)
		}
		return either
	}
	// Counters of 64 documents at a time: plane p has bit p of each of them.
	planes := make([]docBits, bits.Len(uint(len(sets))))
	for p := range planes {
		planes[p] = ev.mem.bits(ev.g.n)
	}
	for i := range sets {
		for w, carry := range ev.marked(&sets[i]) {
			for p := 0; carry != 0; p++ {
				v := planes[p][w]
				planes[p][w] = v ^ carry
				carry &= v
			}
		}
	}
	out := ev.mem.unset(ev.g.n)
	for w := range out {
		var above uint64 // counters that are higher than least in the planes looked at
		equal := ^uint64(0)
		for p := len(planes) - 1; p >= 0; p-- {
			if v := planes[p][w]; least>>p&1 == 0 {
				above |= equal & v
				equal &^= v
			} else {
				equal &= v
			}
		}
		out[w] = above | equal
	}
	if least >= 1<<len(planes) {
		clear(out)
	}
	return ofBits(out)
}
