package topk

import (
	"bytes"
	"math"
	"math/bits"
	"slices"
	"sync"

	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/exec"
	"letopis/index/bleveindex/postings"
	"letopis/index/bleveindex/score"
)

// pruner finds the documents of one segment that score highest without scoring all
// of them. The score of the last hit kept so far is the threshold (θ in the
// literature); a document below it needs no score. It is dropped as early as can be:
//
//  1. by the parts of the query that it has, when their upper bounds do not reach
//     the threshold together (see circuit, which grew out of MaxScore: Turtle and
//     Flood, Query evaluation: strategies and optimizations, 1995);
//  2. by what these parts do add to it, rounded up (see scoreBatch);
//  3. only what is left gets its exact score.
//
// Documents that have all parts, or those that score most by a single part, come
// first, so that the threshold is high at once. Of a single part, whole blocks are left
// out by their maxima (Ding and Suel, Faster top-k document retrieval using block-max
// indexes, 2011).
type pruner struct {
	c *Collector
	m *exec.Matches

	parts        []part    // those that can add most first
	upperBounds  []float64 // of parts
	suffix       []float64 // what parts[i:] can add together
	leaves       []*score.Scorer
	leavesSuffix []float64 // what leaves[i:], the scorers of all parts in their order, can add together

	left       int         // matches not scored yet
	candidates docset.Bits // the matches; nil when each document of the only part is one
	seen       docset.Bits // of these, what was scored or dropped

	circuit circuit
	windows [][]uint64
	gates   [][window]uint64

	docs    [score.Batch]uint32
	freqs   [postings.BlockSize]uint32 // of a block
	bounds  [score.Batch]float64
	scratch score.Scratch
}

var pruners = sync.Pool{New: func() any { return &pruner{} }}

// addPruned offers those matches that can be among the hits.
func (c *Collector) addPruned(m *exec.Matches) {
	p := pruners.Get().(*pruner)
	p.c, p.m = c, m
	p.run()
	clear(p.leaves)
	clear(p.parts)
	p.c, p.m, p.candidates, p.seen = nil, nil, nil, nil
	pruners.Put(p)
}

func (p *pruner) run() {
	mem := p.c.mem
	list, _ := p.m.Scorer.Leaf()
	whole := list != nil && p.m.SharesDocs(list.Docs)
	stored := p.m.Scorer.Stored()
	switch {
	case stored != nil && p.m.Stored == stored.Source && (p.m.Len() == stored.Len() || !p.m.Sparse()):
		if p.m.Len() < stored.Len() {
			p.candidates = p.m.Bits(mem)
		}
		p.scoreOnlyStored(stored)
	case whole || list != nil && len(p.m.Words) == 1 && p.m.Words[0] == list:
		p.setParts(partOfEach([]*score.Scorer{p.m.Scorer}))
		if !whole {
			p.candidates = p.m.Bits(mem)
		}
		p.scoreOnlyPart(list)
	case p.m.Sparse():
		p.setParts(partOfEach(p.m.Scorer.AppendTerms(nil)))
		p.scoreDocs(p.m.Docs(mem))
	default:
		p.candidates, p.seen, p.left = p.m.Bits(mem), mem.Bits(p.c.seg.Len()), p.m.Len()
		rest := p.scoreRare(p.m.Scorer.AppendTerms(nil))
		p.setParts(groupParts(mem, p.c.seg.Len(), rest))
		if len(rest) > 0 {
			p.scan(p.suffix[0] - p.upperBounds[len(p.upperBounds)-1]/2) // those that have all
		}
		p.scan(0)
	}
}

// setParts readies parts, those that can add most first.
func (p *pruner) setParts(parts []part) {
	sortParts(parts)
	p.parts, p.upperBounds, p.leaves = append(p.parts[:0], parts...), p.upperBounds[:0], p.leaves[:0]
	for _, part := range parts {
		p.upperBounds, p.leaves = append(p.upperBounds, part.upperBound), append(p.leaves, part.scorers...)
	}
	p.suffix = suffixSums(p.suffix, len(parts), func(i int) float64 { return parts[i].upperBound })
	p.leavesSuffix = suffixSums(p.leavesSuffix, len(p.leaves), func(i int) float64 { return p.leaves[i].UpperBound() })
}

// suffixSums are for each i the sum of the terms from i on, rounded up.
func suffixSums(to []float64, n int, term func(int) float64) []float64 {
	to = append(to[:0], make([]float64, n+1)...)
	for i := n - 1; i >= 0; i-- {
		to[i] = (to[i+1] + term(i)) * score.Slack
	}
	return to
}

// threshold is the score below which nothing is kept, 0 for none.
func (p *pruner) threshold() float64 {
	if !p.c.full() {
		return 0
	}
	return p.c.kept[0].score
}

// step is how many documents to score next: not many before there is a threshold.
func (p *pruner) step() int {
	if p.threshold() > 0 {
		return score.Batch
	}
	return min(max(p.c.limit-len(p.c.kept), 16), score.Batch)
}

// scoreDocs scores the documents of a list.
func (p *pruner) scoreDocs(docs []uint32) {
	for len(docs) > 0 {
		n := copy(p.docs[:p.step()], docs)
		docs = docs[n:]
		p.scoreBatch(n)
	}
}

// isCandidate reports whether a document of the only part is a match.
func (p *pruner) isCandidate(doc uint32) bool { return p.candidates == nil || p.candidates.Has(doc) }

// scoreOnlyPart scores the documents of the only part: first those that score most,
// then others that still can be kept.
func (p *pruner) scoreOnlyPart(list *postings.List) {
	n := 0
	for _, i := range list.Top {
		if d := list.Docs[i]; p.isCandidate(d) {
			p.docs[n] = d
			n++
		}
	}
	slices.Sort(p.docs[:n])
	top := slices.Clone(p.docs[:n])
	p.scoreBatch(n)
	_, weight := p.leaves[0].Leaf()
	weight *= score.Slack
	threshold := p.threshold()
	n = 0
	for b, most := range list.BlockMax {
		if weight*float64(most) < threshold {
			continue
		}
		end := min((b+1)*postings.BlockSize, len(list.Docs))
		for i := b * postings.BlockSize; i < end; i++ {
			d := list.Docs[i]
			if weight*float64(list.Impacts[i]) < threshold || !p.isCandidate(d) {
				continue
			}
			if _, ok := slices.BinarySearch(top, d); ok {
				continue
			}
			p.docs[n] = d
			if n++; n >= p.step() {
				p.scoreBatch(n)
				n, threshold = 0, p.threshold()
			}
		}
	}
	p.scoreBatch(n)
}

// scoreOnlyStored scores documents of the only part, which is read as it is stored: blocks that may score most first,
// and none that cannot reach the threshold.
func (p *pruner) scoreOnlyStored(s *score.Stored) {
	bounds := s.Bounds()
	if bounds == nil {
		for block := range s.Blocks() {
			p.scoreBlock(s, block)
		}
		return
	}
	for bound := byte(math.MaxUint8); bound > 0 && s.BoundOf(bound) >= p.threshold(); bound-- {
		for block := 0; ; block++ {
			next := bytes.IndexByte(bounds[block:], bound)
			if next < 0 {
				break
			}
			block += next
			p.scoreBlock(s, block)
		}
	}
}

// scoreBlock offers the documents of a block of the only part that can be kept.
func (p *pruner) scoreBlock(s *score.Stored, block int) {
	docs, freqs := s.Block(block, p.docs[:0], p.freqs[:0])
	threshold := p.threshold()
	for i, d := range docs {
		v := s.Of(d, freqs[i])
		if v < threshold || !p.isCandidate(d) {
			continue
		}
		found := p.c.candidate(d)
		found.score = v
		p.c.consider(found)
		threshold = p.threshold()
	}
}

// scoreRare scores all matches that have rare words, so that for others these
// words need not be reckoned with: they can add much, and to few. It returns the
// other scorers.
func (p *pruner) scoreRare(scorers []*score.Scorer) (rest []*score.Scorer) {
	p.setParts(partOfEach(scorers))
	for _, s := range p.leaves {
		docs, ok := s.Rare()
		if !ok {
			rest = append(rest, s)
			continue
		}
		n, limit := 0, p.step()
		for _, d := range docs {
			if !p.candidates.Has(d) || p.seen.Has(d) {
				continue
			}
			p.seen.Set(d)
			p.left--
			p.docs[n] = d
			if n++; n >= limit {
				p.scoreBatch(n)
				n, limit = 0, p.step()
			}
		}
		p.scoreBatch(n)
	}
	return rest
}

// scan goes through the matches that can reach the threshold or least, whichever is
// higher, and have not been seen.
func (p *pruner) scan(least float64) {
	words := len(p.candidates)
	n, threshold := 0, -1.0
	for from := 0; from < words && p.left > 0; from += window {
		if now := max(p.threshold(), least); now != threshold {
			threshold = now
			p.circuit.build(p.upperBounds, p.suffix, threshold)
		}
		to := min(from+window, words)
		candidates, seen := p.candidates[from:to], p.seen[from:to]
		var pass []uint64
		switch p.circuit.root {
		case always:
			pass = candidates
		case never:
			return // nor can those of the batch at hand reach the threshold
		default:
			pass = p.circuit.run(p.window(from, to), &p.gates)
		}
		limit := p.step()
		for i, w := range pass {
			w &= candidates[i] &^ seen[i]
			if w == 0 {
				continue
			}
			seen[i] |= w
			p.left -= bits.OnesCount64(w)
			for base := uint32(from+i) * 64; w != 0; w &= w - 1 {
				p.docs[n] = base + uint32(bits.TrailingZeros64(w))
				if n++; n >= limit {
					p.scoreBatch(n)
					n, limit = 0, p.step()
				}
			}
		}
	}
	p.scoreBatch(n)
}

// window returns the documents of each part in some words.
func (p *pruner) window(from, to int) [][]uint64 {
	p.windows = p.windows[:0]
	for _, part := range p.parts[:min(len(p.parts), maxParts)] {
		p.windows = append(p.windows, part.docs[from:to])
	}
	return p.windows
}

// scoreBatch offers the first n of p.docs, in order, that can be kept.
func (p *pruner) scoreBatch(n int) {
	docs, bounds := p.docs[:n], p.bounds[:n]
	threshold := p.threshold()
	if threshold > 0 {
		clear(bounds)
		for i, s := range p.leaves {
			add := p.scratch.At(0)[:len(docs)]
			s.Bounds(docs, add, &p.scratch)
			n = addBounds(docs, bounds, add, (threshold-p.leavesSuffix[i+1])/score.Slack)
			docs, bounds = docs[:n], bounds[:n]
		}
	}
	for i, d := range docs {
		if threshold > 0 && bounds[i]*score.Slack < p.threshold() {
			continue
		}
		// The sum in the query's order, so that equal documents score the same.
		found := p.c.candidate(d)
		found.score = p.m.Scorer.Score(d)
		p.c.consider(found)
	}
}

// addBounds adds to the bounds of documents and keeps those that reach least. It
// returns how many these are. Each is written where the next kept one belongs: a
// branch would be mispredicted mostly. Bounds are not below 0: they have the order of
// their bits.
func addBounds(docs []uint32, bounds, add []float64, least float64) (n int) {
	bounds, add = bounds[:len(docs)], add[:len(docs)]
	below := int64(math.Float64bits(max(least, 0))) - 1
	for i, d := range docs {
		b := bounds[i] + add[i]
		docs[n], bounds[n] = d, b
		n += int(uint64(below-int64(math.Float64bits(b))) >> 63)
	}
	return n
}
