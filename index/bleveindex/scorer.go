package bleveindex

import (
	"math/bits"
	"slices"

	"letopis/index"
)

// scorer scores single documents. It is a tree: a leaf has postings; the others
// add up what their parts give, or take the best of it. It is for one goroutine, as
// leaves remember where they were.
type scorer struct {
	parts []*scorer
	best  bool
	only  docBits // not nil: other documents score nothing, whatever parts match them

	p      *postings // of a leaf
	weight float64   // boost × idf
	at     int       // where the leaf's last document was

	lengths []uint32

	most float64 // no document scores more
}

// slack makes up for rounding: impacts have 24 bits, and sums are taken in
// different orders.
const slack = 1 + 1e-6

func newLeaf(p *postings, weight float64, lengths []uint32) *scorer {
	return &scorer{p: p, weight: weight, lengths: lengths, most: weight * float64(p.max) * slack}
}

// newSum joins scorers, nil when none scores.
func newSum(parts []*scorer, best bool) *scorer {
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return parts[0]
	}
	s := &scorer{parts: parts, best: best}
	for _, p := range parts {
		if best {
			s.most = max(s.most, p.most)
		} else {
			s.most += p.most
		}
	}
	if !best {
		s.most *= slack
	}
	return s
}

// score is that of a document, 0 when nothing matches it. Documents are asked
// for in order; a lower one than before takes longer.
func (s *scorer) score(doc uint32) float64 {
	if s.p != nil {
		i, ok := s.find(doc)
		if !ok {
			return 0
		}
		return s.weight * bm25(s.p.tf[i], s.lengths[doc], s.p.average)
	}
	if s.only != nil && !s.only.has(doc) {
		return 0
	}
	sum := 0.0
	for _, p := range s.parts {
		if v := p.score(doc); !s.best {
			sum += v
		} else if v > sum {
			sum = v
		}
	}
	return sum
}

// bm25 is index.BM25 with an idf of 1.
func bm25(tf, length uint32, average float64) float64 {
	const base, slope = index.BM25K1 * (1 - index.BM25B), index.BM25K1 * index.BM25B
	t := float64(tf)
	return t * (index.BM25K1 + 1) / (t + base + slope/average*float64(length))
}

// find returns a leaf's index of a document.
func (s *scorer) find(doc uint32) (int, bool) {
	p := s.p
	if p.bits != nil {
		w := p.bits[doc/64]
		bit := uint64(1) << (doc % 64)
		if w&bit == 0 {
			return 0, false
		}
		return int(p.ranks[doc/64]) + bits.OnesCount64(w&(bit-1)), true
	}
	if s.at > 0 && p.docs[s.at-1] >= doc {
		s.at = 0
	}
	s.at = gallop(p.docs, s.at, doc)
	return s.at, s.at < len(p.docs) && p.docs[s.at] == doc
}

// flat are the parts of a sum, and of sums in it.
func (s *scorer) flat(to []*scorer) []*scorer {
	if s.p != nil || s.best || s.only != nil {
		return append(to, s)
	}
	for _, p := range s.parts {
		to = p.flat(to)
	}
	return to
}

// gated is a scorer that gives nothing outside of a set: the parts of a
// conjunction match documents that it does not.
func (ev *evaluator) gated(s *scorer, in *set) *scorer {
	if s == nil {
		return nil
	}
	return &scorer{parts: []*scorer{s}, only: ev.marked(in), most: s.most}
}

// open lets go of a set's own gate, for documents that are all in the set.
func (s *set) open() {
	if g := s.scorer; g != nil && len(g.only) > 0 && len(s.bits) > 0 && &g.only[0] == &s.bits[0] {
		s.scorer = g.parts[0]
	}
}

// leaf is the set of postings with their score, if any is wanted.
func (ev *evaluator) leaf(p *postings, field string, boost, idf float64) set {
	s := set{docs: p.docs, bits: p.bits, n: len(p.docs)}
	if p.key != (cacheKey{}) {
		s.near = []*postings{p}
	}
	if s.docs == nil {
		s.docs = []uint32{}
	}
	if ev.score && boost*idf > 0 && len(p.docs) > 0 {
		lengths := ev.g.seg.Text(field).Lengths
		if p.impact == nil { // of some documents only, not from the cache
			p.weigh(lengths, ev.v.average(field))
		}
		s.scorer = newLeaf(p, boost*idf, lengths)
	}
	return s
}

// weigh works out the impacts: BM25 with an idf of 1.
func (p *postings) weigh(lengths []uint32, average float64) {
	if average <= 0 {
		average = 1
	}
	p.average, p.max = average, 0
	p.impact = make([]float32, len(p.docs))
	p.blocks = make([]float32, (len(p.docs)+blockSize-1)/blockSize)
	for i, d := range p.docs {
		v := float32(bm25(p.tf[i], lengths[d], average))
		p.impact[i] = v
		p.blocks[i/blockSize] = max(p.blocks[i/blockSize], v)
	}
	for _, v := range p.blocks {
		p.max = max(p.max, v)
	}
	p.rank()
	p.level()
}

// level makes the levels of a frequent term.
func (p *postings) level() {
	const frequent = 8 // documents for each that has it, at most
	n := 64 * len(p.bits)
	if p.levels = nil; p.bits == nil || len(p.docs)*frequent < n || p.max == 0 {
		return
	}
	p.levels = make([]uint8, n)
	scale := maxLevel / p.max
	for i, d := range p.docs {
		p.levels[d] = uint8(min(float64(p.impact[i]*scale)+1, maxLevel))
	}
}

const maxLevel = 255

// rank notes the documents with the highest impacts, where they are few of all.
func (p *postings) rank() {
	const most, many = 32, 256
	if len(p.docs) < many {
		return
	}
	p.tops = make([]uint32, 0, most)
	for b, v := range p.blocks {
		if len(p.tops) == most && v <= p.impact[p.tops[most-1]] {
			continue
		}
		for i := b * blockSize; i < min((b+1)*blockSize, len(p.docs)); i++ {
			if len(p.tops) == most {
				if p.impact[i] <= p.impact[p.tops[most-1]] {
					continue
				}
				p.tops = p.tops[:most-1]
			}
			at := len(p.tops)
			for at > 0 && p.impact[p.tops[at-1]] < p.impact[i] {
				at--
			}
			p.tops = slices.Insert(p.tops, at, uint32(i))
		}
	}
}
