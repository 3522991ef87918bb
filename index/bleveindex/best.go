package bleveindex

import (
	"cmp"
	"math/bits"
	"slices"
)

// pruned finds the documents of one segment with the highest scores without
// working out all scores. Parts of the query are in the order of the most that
// each can add; as the score of the last hit kept grows, parts at the end cannot
// make a hit by themselves any more, and only documents that the others have are
// looked at (MaxScore: Turtle and Flood, Query evaluation: strategies and
// optimizations, 1995), with bounds for blocks where one part is left (Ding and
// Suel, Faster top-k document retrieval using block-max indexes, 2011).
type pruned struct {
	t     *top
	ev    *evaluator
	n     int // of the segment
	s     *set
	parts []*scorer
	rest  []float64 // the most that parts[i:] can add
	whole docBits   // of s, nil when each document of a part is in s
}

// scored offers the documents of s, segment n, in their order.
func (t *top) scored(ev *evaluator, n int, s *set) {
	r := &pruned{t: t, ev: ev, n: n, s: s, parts: s.scorer.flat(nil)}
	slices.SortStableFunc(r.parts, func(a, b *scorer) int { return cmp.Compare(b.most, a.most) })
	r.rest = make([]float64, len(r.parts)+1)
	for i := len(r.parts) - 1; i >= 0; i-- {
		r.rest[i] = (r.rest[i+1] + r.parts[i].most) * slack
	}
	next := uint32(0)                          // the first document not looked at
	for i := 0; i < s.n && r.bar() == 0; i++ { // documents that score nothing can be kept too
		d := ev.list(s)[i]
		r.consider(d)
		next = d + 1
	}
	const few = 4 // words for each document: lists are faster
	if s.bits == nil && words64(ev.g.n) > few*s.n {
		docs := ev.list(s)
		for _, d := range docs[gallop(docs, 0, next):] {
			r.consider(d)
		}
		return
	}
	if len(r.parts) != 1 || r.parts[0].p == nil || !same(s.docs, r.parts[0].p.docs) {
		r.whole = ev.marked(s)
	}
	r.windows(next)
}

// same tells whether two lists are one.
func same(a, b []uint32) bool { return len(a) == len(b) && len(a) > 0 && &a[0] == &b[0] }

// bar is the score below which nothing is kept, 0 for none.
func (r *pruned) bar() float64 {
	if !r.t.full() {
		return 0
	}
	return r.t.places[0].score
}

// essential is the number of parts without which no document can be kept.
func (r *pruned) essential() int {
	bar := r.bar()
	k := len(r.parts)
	for k > 0 && r.rest[k-1] < bar {
		k--
	}
	return k
}

// windows looks at the documents from next on, some thousands at a time.
func (r *pruned) windows(next uint32) {
	const size = 64 // words
	var window [size]uint64
	words := words64(r.ev.g.n)
	for from := int(next / 64); from < words; from += size {
		k := r.essential()
		if k == 0 {
			return
		}
		if k == 1 && r.parts[0].p != nil {
			r.blocks(max(next, uint32(from*64)))
			return
		}
		to := min(from+size, words)
		clear(window[:])
		for _, p := range r.parts[:k] {
			p.window(uint32(from*64), window[:to-from])
		}
		for i, w := range window[:to-from] {
			if r.whole != nil {
				w &= r.whole[from+i]
			}
			for base := uint32(from+i) * 64; w != 0; w &= w - 1 {
				if d := base + uint32(bits.TrailingZeros64(w)); d >= next {
					r.consider(d)
				}
			}
		}
	}
}

// window adds the documents from base on that may score.
func (s *scorer) window(base uint32, to []uint64) {
	if s.p == nil {
		for _, p := range s.parts {
			p.window(base, to)
		}
		return
	}
	if s.p.bits != nil {
		for i, w := range s.p.bits[base/64:][:len(to)] {
			to[i] |= w
		}
		return
	}
	docs := s.p.docs
	end := base + uint32(len(to))*64
	for _, d := range docs[gallop(docs, 0, base):] {
		if d >= end {
			return
		}
		to[(d-base)/64] |= 1 << (d % 64)
	}
}

// blocks looks at the documents from next on of the first part, which every hit
// must have now.
func (r *pruned) blocks(next uint32) {
	first, rest := r.parts[0], r.rest[1]
	p, bar := first.p, r.bar()
	for i := gallop(p.docs, 0, next); i < len(p.docs); {
		b := i / blockSize
		end := min((b+1)*blockSize, len(p.docs))
		if (first.weight*float64(p.blocks[b])+rest)*slack < bar {
			i = end
			continue
		}
		for ; i < end; i++ {
			if (first.weight*float64(p.impact[i])+rest)*slack < bar {
				continue
			}
			if d := p.docs[i]; r.whole == nil || r.whole.has(d) {
				r.consider(d)
				bar = r.bar()
			}
		}
		if r.essential() == 0 {
			return
		}
	}
}

// consider offers a document if it may be kept.
func (r *pruned) consider(d uint32) {
	if bar := r.bar(); bar > 0 {
		sum := 0.0
		for i, p := range r.parts {
			if (sum+r.rest[i])*slack < bar {
				return
			}
			sum += p.bound(d)
		}
		if sum*slack < bar {
			return
		}
	}
	// The sum in the query's order, so that equal documents score the same.
	r.t.consider(r.n, place{g: r.ev.g, doc: d, date: r.ev.g.seg.From()[d], score: r.s.scorer.score(d)})
}
