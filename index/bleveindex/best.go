package bleveindex

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// pruned finds the documents of one segment that score highest without scoring all
// of them. The score of the last hit kept so far is the bar (in the literature: the
// threshold θ); a document below it needs no score. It is dropped as early as can be:
//
//  1. by the parts of the query that it has, when the upper bounds of what each of
//     these can add do not reach the bar together (see threshold, which grew out of
//     MaxScore: Turtle and Flood, Query evaluation: strategies and optimizations, 1995);
//  2. by what these parts do add to it, rounded up (see look);
//  3. only what is left gets its exact score.
//
// Documents that have all parts, or those that score most by a single part, are
// looked at first, so that the bar is high at once. Of a single part, whole blocks
// are left out by their maxima (Ding and Suel, Faster top-k document retrieval using
// block-max indexes, 2011).
type pruned struct {
	t  *top
	ev *evaluator
	n  int // of the segment
	s  *set

	parts  []part    // those that can add most first
	most   []float64 // upper bounds: what parts[i] can add
	after  []float64 // what parts[i:] can add together
	leaves []*scorer // of all parts, in their order
	rest   []float64 // what leaves[i:] can add together
	left   int       // documents of s not looked at
	whole  docBits   // of s, nil when each document of the only part is in s
	seen   docBits   // documents looked at

	circuit threshold
	windows [][]uint64
	gates   [][window]uint64

	docs   [batch]uint32
	bounds [batch]float64
	nested []*[batch]float64 // see adds
}

// batch is how many documents are looked at between two looks at the bar.
const batch = 256

// scored offers those documents of s, in segment n, that can be among the hits.
func (t *top) scored(ev *evaluator, n int, s *set) {
	r := ev.x.pruned.Get().(*pruned)
	defer ev.x.pruned.Put(r)
	r.t, r.ev, r.n, r.s = t, ev, n, s
	switch only := s.scorer.p; {
	case only != nil && (same(s.docs, only.docs) || len(s.near) == 1 && s.near[0] == only):
		r.order([]part{{scorers: []*scorer{s.scorer}, most: s.scorer.most}})
		if !same(s.docs, only.docs) {
			r.whole = ev.marked(s)
		}
		r.best(only)
	case s.few(ev.g.n):
		r.order(single(s.scorer.flat(nil)))
		r.list(ev.list(s))
	default:
		r.whole, r.seen, r.left = ev.marked(s), ev.mem.bits(ev.g.n), s.n
		rest := r.exhaust(s.scorer.flat(nil))
		r.order(ev.parts(rest))
		if len(rest) > 0 {
			r.sweep(r.after[0] - r.most[len(r.most)-1]/2) // those that have all
		}
		r.sweep(0)
	}
	clear(r.leaves)
	clear(r.parts)
	r.t, r.ev, r.s, r.whole, r.seen = nil, nil, nil, nil, nil
}

// order readies parts, those that can add most first.
func (r *pruned) order(parts []part) {
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.most, a.most) })
	r.parts, r.most, r.leaves = append(r.parts[:0], parts...), r.most[:0], r.leaves[:0]
	for _, p := range parts {
		r.most, r.leaves = append(r.most, p.most), append(r.leaves, p.scorers...)
	}
	r.after, r.rest = sums(r.after, len(parts), func(i int) float64 { return parts[i].most }), sums(r.rest, len(r.leaves), func(i int) float64 { return r.leaves[i].most })
}

// sums are for each i the sum of the terms from i on, rounded up.
func sums(to []float64, n int, term func(int) float64) []float64 {
	to = append(to[:0], make([]float64, n+1)...)
	for i := n - 1; i >= 0; i-- {
		to[i] = (to[i+1] + term(i)) * slack
	}
	return to
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

// list looks at documents of a list.
func (r *pruned) list(docs []uint32) {
	for len(docs) > 0 {
		n := copy(r.docs[:r.step()], docs)
		docs = docs[n:]
		r.look(n)
	}
}

// step is how many documents to look at next: not many before there is a bar.
func (r *pruned) step() int {
	if r.bar() > 0 {
		return batch
	}
	return min(max(r.t.keep-len(r.t.places), 16), batch)
}

// best looks at the documents of the only part: first those that score most,
// then others that still can be kept.
func (r *pruned) best(p *postings) {
	n := 0
	for _, i := range p.tops {
		if d := p.docs[i]; r.whole == nil || r.whole.has(d) {
			r.docs[n] = d
			n++
		}
	}
	slices.Sort(r.docs[:n])
	tops := slices.Clone(r.docs[:n])
	r.look(n)
	weight, bar := r.leaves[0].weight*slack, r.bar()
	n = 0
	for b, most := range p.blocks {
		if weight*float64(most) < bar {
			continue
		}
		end := min((b+1)*blockSize, len(p.docs))
		for i := b * blockSize; i < end; i++ {
			d := p.docs[i]
			if weight*float64(p.impact[i]) < bar || r.whole != nil && !r.whole.has(d) {
				continue
			}
			if _, ok := slices.BinarySearch(tops, d); ok {
				continue
			}
			r.docs[n] = d
			if n++; n >= r.step() {
				r.look(n)
				n, bar = 0, r.bar()
			}
		}
	}
	r.look(n)
}

// exhaust looks at all documents of rare words, so that for others these words
// need not be reckoned with: they can add much, and to few. It returns the other
// scorers.
func (r *pruned) exhaust(scorers []*scorer) (rest []*scorer) {
	r.order(single(scorers))
	for _, s := range r.leaves {
		if s.p == nil || s.p.bits != nil {
			rest = append(rest, s)
			continue
		}
		n, limit := 0, r.step()
		for _, d := range s.p.docs {
			if !r.whole.has(d) || r.seen.has(d) {
				continue
			}
			r.seen.set(d)
			r.left--
			r.docs[n] = d
			if n++; n >= limit {
				r.look(n)
				n, limit = 0, r.step()
			}
		}
		r.look(n)
	}
	return rest
}

// sweep goes through the documents that can reach the bar or least, whatever is
// higher, and have not been looked at.
func (r *pruned) sweep(least float64) {
	words := words64(r.ev.g.n)
	n, bar := 0, -1.0
	for from := 0; from < words && r.left > 0; from += window {
		if now := max(r.bar(), least); now != bar {
			bar = now
			r.circuit.set(r.most, r.after, bar)
		}
		to := min(from+window, words)
		whole, seen := r.whole[from:to], r.seen[from:to]
		var pass []uint64
		switch r.circuit.root {
		case always:
			pass = whole
		case never:
			return // nor can those of the batch at hand reach the bar
		default:
			pass = r.circuit.run(r.window(from, to), &r.gates)
		}
		limit := r.step()
		for i, w := range pass {
			w &= whole[i] &^ seen[i]
			if w == 0 {
				continue
			}
			seen[i] |= w
			r.left -= bits.OnesCount64(w)
			for base := uint32(from+i) * 64; w != 0; w &= w - 1 {
				r.docs[n] = base + uint32(bits.TrailingZeros64(w))
				if n++; n >= limit {
					r.look(n)
					n, limit = 0, r.step()
				}
			}
		}
	}
	r.look(n)
}

// window returns the documents of each part in some words.
func (r *pruned) window(from, to int) [][]uint64 {
	r.windows = r.windows[:0]
	for _, p := range r.parts[:min(len(r.parts), mostParts)] {
		r.windows = append(r.windows, p.docs[from:to])
	}
	return r.windows
}

// look offers the first n of r.docs, in order, that can be kept.
func (r *pruned) look(n int) {
	docs, bounds := r.docs[:n], r.bounds[:n]
	bar := r.bar()
	if bar > 0 {
		clear(bounds)
		for i, p := range r.leaves {
			add := r.adds(0)[:len(docs)]
			r.bound(p, docs, add, 1)
			n = raise(docs, bounds, add, (bar-r.rest[i+1])/slack)
			docs, bounds = docs[:n], bounds[:n]
		}
	}
	for i, d := range docs {
		if bar > 0 && bounds[i]*slack < r.bar() {
			continue
		}
		// The sum in the query's order, so that equal documents score the same.
		r.t.consider(r.n, place{g: r.ev.g, doc: d, date: r.ev.g.seg.From()[d], score: r.s.scorer.score(d)})
	}
}

// raise adds to the bounds of documents and keeps those that reach least. It
// returns how many these are. Each is written where the next kept one belongs: a
// branch would mostly be guessed wrong. Bounds are not below 0: they have the
// order of their bits.
func raise(docs []uint32, bounds, add []float64, least float64) (n int) {
	bounds, add = bounds[:len(docs)], add[:len(docs)]
	below := int64(math.Float64bits(max(least, 0))) - 1
	for i, d := range docs {
		b := bounds[i] + add[i]
		docs[n], bounds[n] = d, b
		n += int(uint64(below-int64(math.Float64bits(b))) >> 63)
	}
	return n
}

// adds is memory for what scorers add, at a depth of nesting.
func (r *pruned) adds(depth int) *[batch]float64 {
	for len(r.nested) <= depth {
		r.nested = append(r.nested, new([batch]float64))
	}
	return r.nested[depth]
}

// bound writes for each of a batch of documents, in order, what a scorer adds at
// most.
func (r *pruned) bound(s *scorer, docs []uint32, add []float64, depth int) {
	if len(docs) == 0 {
		return
	}
	p := s.p
	switch {
	case p == nil:
		r.bound(s.parts[0], docs, add, depth)
		for _, part := range s.parts[1:] {
			more := r.adds(depth)[:len(docs)]
			r.bound(part, docs, more, depth+1)
			if s.best {
				for i, v := range more {
					add[i] = max(add[i], v)
				}
			} else {
				for i, v := range more {
					add[i] += v
				}
			}
		}
		if s.only != nil {
			for i, d := range docs {
				if !s.only.has(d) {
					add[i] = 0
				}
			}
		}
	case p.levels != nil:
		levels, scale := p.levels, s.weight*float64(p.max)/maxLevel*slack
		for i, d := range docs {
			add[i] = scale * float64(levels[d])
		}
	case p.bits != nil:
		weight := s.weight * slack
		for i, d := range docs {
			add[i] = 0
			if w, bit := p.bits[d/64], uint64(1)<<(d%64); w&bit != 0 {
				add[i] = weight * float64(p.impact[int(p.ranks[d/64])+bits.OnesCount64(w&(bit-1))])
			}
		}
	default: // a rare term: mostly it is not there
		clear(add)
		weight, i := s.weight*slack, 0
		for at := gallop(p.docs, 0, docs[0]); at < len(p.docs) && i < len(docs); {
			switch d := p.docs[at]; {
			case docs[i] < d:
				i++
			case docs[i] > d:
				at++
			default:
				add[i] = weight * float64(p.impact[at])
				at, i = at+1, i+1
			}
		}
	}
}
