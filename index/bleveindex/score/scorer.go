// Package score has what documents of a segment score: trees of BM25 over postings, exact
// scores of single documents, and bounds on those of many.
//
// Read Scorer first. Which documents are scored at all is decided elsewhere (topk).
package score

import (
	"slices"

	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/postings"
)

// Scorer scores single documents. It is a tree: a leaf has postings; an inner node
// adds up what its children give, or takes the best of it; a gate has one child, which
// counts in some documents only. It is for one goroutine, as leaves remember
// where they were.
type Scorer struct {
	upperBound float64 // no document scores more

	children []*Scorer
	best     bool
	gate     docset.Bits // not nil: other documents score nothing

	// Of one that knows what documents score.
	docs   []uint32
	values []float64

	// Of a leaf.
	list    *postings.List
	weight  float64 // boost × idf
	lengths []uint32
	at      int // where the last document was

	stored *Stored // of a leaf that reads postings as they are stored
}

// Slack makes up for rounding: impacts have 24 bits, and sums are taken in different
// orders. Bounds are multiplied by it.
const Slack = 1 + 1e-6

// Leaf scores the documents of a list, which has impacts, by weight; lengths are
// those of the field.
func Leaf(list *postings.List, weight float64, lengths []uint32) *Scorer {
	return &Scorer{list: list, weight: weight, lengths: lengths, upperBound: weight * float64(list.MaxImpact) * Slack}
}

// Fixed scores documents, in order, by values.
func Fixed(docs []uint32, values []float64) *Scorer {
	return &Scorer{docs: docs, values: values, upperBound: slices.Max(values) * Slack}
}

// Join adds up what scorers give, or takes the best of it. It is nil when there are
// none.
func Join(children []*Scorer, best bool) *Scorer {
	switch len(children) {
	case 0:
		return nil
	case 1:
		return children[0]
	}
	s := &Scorer{children: children, best: best}
	for _, c := range children {
		if best {
			s.upperBound = max(s.upperBound, c.upperBound)
		} else {
			s.upperBound += c.upperBound
		}
	}
	if !best {
		s.upperBound *= Slack
	}
	return s
}

// Gate is a scorer that gives nothing to documents outside of a set: parts of a
// conjunction match documents that it does not. The gate of nil is nil.
func Gate(s *Scorer, within docset.Bits) *Scorer {
	if s == nil {
		return nil
	}
	return &Scorer{children: []*Scorer{s}, gate: within, upperBound: s.upperBound}
}

// WithoutGate returns what is behind a gate, for documents that are all in the set
// of the gate. Other scorers stay as they are.
func (s *Scorer) WithoutGate(within *docset.Set) *Scorer {
	if s != nil && within.SharesBits(s.gate) {
		return s.children[0]
	}
	return s
}

// UpperBound is what no document scores more than.
func (s *Scorer) UpperBound() float64 { return s.upperBound }

// Leaf returns a leaf's postings and weight; nil when the scorer is not a leaf.
func (s *Scorer) Leaf() (list *postings.List, weight float64) { return s.list, s.weight }

// Stored returns what a leaf reads as it is stored, nil for others.
func (s *Scorer) Stored() *Stored { return s.stored }

// Bits are the documents of a leaf that has many, nil for others.
func (s *Scorer) Bits() docset.Bits {
	switch {
	case s.list != nil:
		return s.list.Bits
	case s.stored != nil:
		return s.stored.Bits()
	}
	return nil
}

// Rare returns the documents of a leaf that has few of a segment; ok is false for others.
func (s *Scorer) Rare() (docs []uint32, ok bool) {
	switch {
	case s.list != nil:
		return s.list.Docs, s.list.Bits == nil
	case s.stored != nil:
		return s.stored.Docs(), postings.Rare(s.stored.Len(), len(s.stored.lengths))
	}
	return nil, false
}

// Score is that of a document, 0 when nothing matches it. Documents are asked
// for in order; a lower one than before takes longer.
func (s *Scorer) Score(doc uint32) float64 {
	if s.list != nil {
		i, ok := s.list.Find(doc, s.at)
		if s.at = i; !ok {
			return 0
		}
		return s.weight * postings.Impact(s.list.Freqs[i], s.lengths[doc], s.list.AvgLength)
	}
	if s.stored != nil {
		return s.stored.Score(doc)
	}
	if s.docs != nil {
		if i, ok := slices.BinarySearch(s.docs, doc); ok {
			return s.values[i]
		}
		return 0
	}
	if s.gate != nil && !s.gate.Has(doc) {
		return 0
	}
	sum := 0.0
	for _, c := range s.children {
		if v := c.Score(doc); !s.best {
			sum += v
		} else if v > sum {
			sum = v
		}
	}
	return sum
}

// AppendTerms appends the terms of a sum, and of sums in it: scorers that add up to
// this one.
func (s *Scorer) AppendTerms(to []*Scorer) []*Scorer {
	if s.children == nil || s.best || s.gate != nil {
		return append(to, s)
	}
	for _, c := range s.children {
		to = c.AppendTerms(to)
	}
	return to
}

// Mark adds the documents that may score to a set.
func (s *Scorer) Mark(to docset.Bits) {
	switch {
	case s.docs != nil:
		for _, d := range s.docs {
			to.Set(d)
		}
	case s.stored != nil && s.stored.Bits() != nil:
		to.Or(s.stored.Bits())
	case s.stored != nil:
		for _, d := range s.stored.Docs() {
			to.Set(d)
		}
	case s.list == nil:
		for _, c := range s.children {
			c.Mark(to)
		}
	case s.list.Bits != nil:
		to.Or(s.list.Bits)
	default:
		for _, d := range s.list.Docs {
			to.Set(d)
		}
	}
}
