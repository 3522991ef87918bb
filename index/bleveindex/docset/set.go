// Package docset has sets of a segment's documents and what search does with
// them: as lists in order where they are sparse, as bits where they are dense. It
// knows nothing of terms or scores.
//
// Read Set first, then the operations in ops.go. Memory that a search needs for a
// moment comes from an Arena.
package docset

// Set holds documents of a segment: as a list in order, as bits, or both. What is
// asked for in the other form is kept in it, so a Set is for one goroutine; the
// list and the bits themselves must not be changed.
type Set struct {
	docs     []uint32
	bits     Bits
	n        int
	universe int  // documents of the segment
	all      bool // every document of the segment
}

// Of makes a set of a list of a segment's documents in order, with the same as bits,
// if they are there.
func Of(universe int, docs []uint32, bits Bits) Set {
	if docs == nil {
		docs = []uint32{}
	}
	return Set{docs: docs, bits: bits, n: len(docs), universe: universe}
}

// OfBits makes a set of bits.
func OfBits(universe int, b Bits) Set { return OfCounted(universe, b, b.Count()) }

// OfCounted makes a set of bits, n of which are set.
func OfCounted(universe int, b Bits, n int) Set { return Set{bits: b, n: n, universe: universe} }

// All is the set of all documents of a segment, which are given as a list.
func All(docs []uint32) Set { return Set{docs: docs, n: len(docs), universe: len(docs), all: true} }

// Len is the number of documents.
func (s *Set) Len() int { return s.n }

// IsAll reports whether the set was made as that of all documents.
func (s *Set) IsAll() bool { return s.all }

// HasBits reports whether the set is there as bits.
func (s *Set) HasBits() bool { return s.bits != nil }

// Sparse reports whether a list is faster than bits: it has some documents for each
// word at most.
func (s *Set) Sparse() bool { return s.n < 4*Words(s.universe) }

// SharesBits reports whether the set's bits are those in b's memory.
func (s *Set) SharesBits(b Bits) bool { return sameMemory(s.bits, b) }

// SharesDocs reports whether the set's list is the one in this memory.
func (s *Set) SharesDocs(docs []uint32) bool { return sameMemory(s.docs, docs) }

// Docs returns the documents in order.
func (s *Set) Docs(mem *Arena) []uint32 {
	if s.docs == nil && s.n > 0 {
		s.docs = s.bits.AppendFrom(mem.Docs(s.n+ListRoom), 0, s.n)
	}
	return s.docs
}

// Bits returns the documents as bits.
func (s *Set) Bits(mem *Arena) Bits {
	if s.bits != nil {
		return s.bits
	}
	s.bits = mem.Bits(s.universe)
	if s.all {
		for i := range s.bits {
			s.bits[i] = ^uint64(0)
		}
		s.bits.Trim(s.universe)
		return s.bits
	}
	for _, d := range s.docs {
		s.bits.Set(d)
	}
	return s.bits
}
