package docset

import (
	"math/bits"
	"slices"
)

// Intersect keeps the documents that are in all of one or more sets.
func Intersect(mem *Arena, sets ...*Set) Set {
	if len(sets) == 1 {
		return *sets[0]
	}
	order := slices.Clone(sets)
	slices.SortStableFunc(order, func(a, b *Set) int { return a.n - b.n })
	dense := true
	for _, s := range order {
		dense = dense && s.bits != nil
	}
	universe := order[0].universe
	const wordsPerDoc = 4 // as long as it takes to look one document up
	if dense && Words(universe) < wordsPerDoc*order[0].n {
		out := mem.Uninitialized(universe)
		copy(out, order[0].bits)
		for _, s := range order[1:] {
			out.And(s.bits)
		}
		return OfBits(universe, out)
	}
	docs := order[0].Docs(mem)
	for _, s := range order[1:] {
		if s.SharesDocs(docs) {
			continue
		}
		out := mem.Docs(len(docs))
		if s.bits != nil {
			for _, d := range docs {
				if s.bits.Has(d) {
					out = append(out, d)
				}
			}
		} else {
			out = AppendCommon(out, docs, s.docs)
		}
		docs = out
	}
	return Of(universe, docs, nil)
}

// Subtract takes the documents of b away from a.
func Subtract(mem *Arena, a, b *Set) Set {
	if b.n == 0 {
		return *a
	}
	if !a.Sparse() && (a.all || a.bits != nil) {
		out, not := mem.Uninitialized(a.universe), b.Bits(mem)
		for i, w := range a.Bits(mem) {
			out[i] = w &^ not[i]
		}
		return OfBits(a.universe, out)
	}
	docs := a.Docs(mem)
	out := mem.Docs(len(docs))
	j := 0
	for _, d := range docs {
		if b.bits != nil {
			if b.bits.Has(d) {
				continue
			}
		} else if j = Gallop(b.docs, j, d); j < len(b.docs) && b.docs[j] == d {
			continue
		}
		out = append(out, d)
	}
	return Of(a.universe, out, nil)
}

// AddTo adds the documents to bits.
func (s *Set) AddTo(b Bits) {
	if s.bits != nil {
		b.Or(s.bits)
		return
	}
	for _, d := range s.docs {
		b.Set(d)
	}
}

// AtLeast returns the documents of a segment that are in least or more of the sets,
// least being 1 or more.
func AtLeast(mem *Arena, universe int, sets []*Set, least int) Set {
	// Counters of 64 documents at a time: plane p has bit p of each of them.
	planes := make([]Bits, bits.Len(uint(len(sets))))
	for p := range planes {
		planes[p] = mem.Bits(universe)
	}
	for _, s := range sets {
		for w, carry := range s.Bits(mem) {
			for p := 0; carry != 0; p++ {
				v := planes[p][w]
				planes[p][w] = v ^ carry
				carry &= v
			}
		}
	}
	out := mem.Uninitialized(universe)
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
	return OfBits(universe, out)
}

// Narrow keeps the documents that are in all of some sets of bits.
func Narrow(mem *Arena, s *Set, within []Bits) Set {
	switch {
	case len(within) == 0 || s.n == 0:
		return *s
	case s.all:
		out := mem.Bits(s.universe)
		copy(out, within[0])
		return OfBits(s.universe, out.And(within[1:]...))
	case s.bits != nil && Words(s.universe) < s.n:
		out := mem.Bits(s.universe)
		copy(out, s.bits)
		return OfBits(s.universe, out.And(within...))
	}
	docs := mem.Docs(s.n)
next:
	for _, d := range s.Docs(mem) {
		for _, b := range within {
			if !b.Has(d) {
				continue next
			}
		}
		docs = append(docs, d)
	}
	return Of(s.universe, docs, nil)
}
