package score

import (
	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/postings"
)

// Batch is how many documents are bounded at a time, at most.
const Batch = 256

// Scratch is memory for bounds. The zero value is ready; it is for one goroutine.
type Scratch struct {
	levels []*[Batch]float64 // by depth of the scorers' tree

	places, freqs [Batch]uint32 // of documents that a term has
}

// At is the memory of a depth, 0 being the caller's own.
func (m *Scratch) At(depth int) *[Batch]float64 {
	for len(m.levels) <= depth {
		m.levels = append(m.levels, new([Batch]float64))
	}
	return m.levels[depth]
}

// Bounds writes for each of a batch of documents, in order, what the scorer gives
// it at most. bounds must not be the memory of depth 1 or more.
func (s *Scorer) Bounds(docs []uint32, bounds []float64, mem *Scratch) {
	s.bounds(docs, bounds, mem, 1)
}

func (s *Scorer) bounds(docs []uint32, bounds []float64, mem *Scratch, depth int) {
	if len(docs) == 0 {
		return
	}
	switch l := s.list; {
	case s.docs != nil:
		for i, d := range docs {
			bounds[i] = s.Score(d) * Slack
		}
	case s.stored != nil:
		s.stored.bounds(docs, bounds, mem)
	case l == nil:
		s.boundsOfChildren(docs, bounds, mem, depth)
	case l.Levels != nil:
		levels, scale := l.Levels, s.weight*float64(l.MaxImpact)/postings.MaxLevel*Slack
		for i, d := range docs {
			bounds[i] = scale * float64(levels[d])
		}
	case l.Bits != nil:
		weight := s.weight * Slack
		for i, d := range docs {
			bounds[i] = 0
			if at, ok := l.Rank(d); ok {
				bounds[i] = weight * float64(l.Impacts[at])
			}
		}
	default:
		boundsOfRare(l, s.weight*Slack, docs, bounds)
	}
}

func (s *Scorer) boundsOfChildren(docs []uint32, bounds []float64, mem *Scratch, depth int) {
	s.children[0].bounds(docs, bounds, mem, depth)
	for _, c := range s.children[1:] {
		more := mem.At(depth)[:len(docs)]
		c.bounds(docs, more, mem, depth+1)
		if s.best {
			for i, v := range more {
				bounds[i] = max(bounds[i], v)
			}
		} else {
			for i, v := range more {
				bounds[i] += v
			}
		}
	}
	if s.gate != nil {
		for i, d := range docs {
			if !s.gate.Has(d) {
				bounds[i] = 0
			}
		}
	}
}

// boundsOfRare is for a term that most documents do not have.
func boundsOfRare(l *postings.List, weight float64, docs []uint32, bounds []float64) {
	clear(bounds)
	i := 0
	for at := docset.Gallop(l.Docs, 0, docs[0]); at < len(l.Docs) && i < len(docs); {
		switch d := l.Docs[at]; {
		case docs[i] < d:
			i++
		case docs[i] > d:
			at++
		default:
			bounds[i] = weight * float64(l.Impacts[at])
			at, i = at+1, i+1
		}
	}
}
