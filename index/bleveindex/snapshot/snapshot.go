// Package snapshot is an index at one moment: its segments with what is deleted in
// them, and what is true of all of them together: how many documents have a term,
// how long a field is on the average, global ordinals of a field's values.
//
// Read Snapshot first. What a query does with it is elsewhere (exec, topk, facet);
// where it comes from is the engine's business.
package snapshot

import (
	"sync"

	"letopis/index/bleveindex/docset"
	"letopis/index/segment"
	"letopis/internal/cache"
)

// Snapshot is one consistent state of an index. It is safe for concurrent use for as long
// as the files of its segments stay mapped.
type Snapshot struct {
	Seq      uint64 // the last index.Batch.Seq applied
	Live     int    // documents that are not deleted
	Segments []*Segment

	counts *cache.Cache[countKey, int]

	mu       sync.Mutex
	averages map[string]float64
	ordinals map[string]*Ordinals
}

// countKey names a number of documents: those with a term in a field, or with a kind of
// thing, which is then part of field.
type countKey struct{ field, term string }

// maxCounts is how many terms' numbers of documents are kept, about 100 bytes each.
const maxCounts = 100_000

// New makes a snapshot of segments.
func New(seq uint64, segments []*Segment) *Snapshot {
	s := &Snapshot{
		Seq:      seq,
		Segments: segments,
		counts:   cache.New[countKey, int](maxCounts, nil),
		averages: map[string]float64{},
		ordinals: map[string]*Ordinals{},
	}
	for _, g := range segments {
		s.Live += g.LiveLen()
	}
	return s
}

// IDs returns those of the segments.
func (s *Snapshot) IDs() map[uint64]bool {
	ids := map[uint64]bool{}
	for _, g := range s.Segments {
		ids[g.ID] = true
	}
	return ids
}

// Segment is a segment with what is deleted in this snapshot.
type Segment struct {
	ID      uint64 // the engine's, of the same data always
	Data    *segment.Segment
	Deleted docset.Bits // nil when nothing is
}

// Len is the number of documents, deleted ones included.
func (g *Segment) Len() int { return g.Data.Len() }

// LiveLen is the number of documents that are not deleted.
func (g *Segment) LiveLen() int { return g.Len() - g.Deleted.Count() }

// IsDeleted reports whether a document is deleted.
func (g *Segment) IsDeleted(doc uint32) bool { return g.Deleted != nil && g.Deleted.Has(doc) }

// CountLiveOf is the number of live documents among those of a term.
func (g *Segment) CountLiveOf(p segment.Postings) int {
	if g.Deleted == nil {
		return p.Len()
	}
	if have := p.Bits(); have != nil {
		return p.Len() - g.Deleted.IntersectionCount(have)
	}
	docs, _ := p.Docs(make([]uint32, 0, p.Len()), nil)
	return g.CountLive(docs)
}

// CountLive is the number of live documents among some.
func (g *Segment) CountLive(docs []uint32) int {
	if g.Deleted == nil {
		return len(docs)
	}
	n := 0
	for _, d := range docs {
		if !g.Deleted.Has(d) {
			n++
		}
	}
	return n
}

// DocFreq is the number of live documents with a term of a text field.
func (s *Snapshot) DocFreq(field, term string) (int, error) {
	return s.DocFreqKnowing(field, term, nil, segment.Postings{})
}

// DocFreqKnowing is DocFreq for who has looked up the term in a segment, where it has these postings.
func (s *Snapshot) DocFreqKnowing(field, term string, in *Segment, known segment.Postings) (int, error) {
	return s.Count("", field, term, func(g *Segment) (int, error) {
		if g == in && known.Len() > 0 {
			return g.CountLiveOf(known), nil
		}
		p, err := g.Data.Text(field).Postings(term)
		return g.CountLiveOf(p), err
	})
}

// Count sums up over the segments a number of live documents that depends on a
// kind, a field and a term alone, and remembers it. The kind "" is DocFreq's.
func (s *Snapshot) Count(kind, field, term string, in func(*Segment) (int, error)) (int, error) {
	return s.Remember(kind, field, term, func() (int, error) {
		sum := 0
		for _, g := range s.Segments {
			n, err := in(g)
			if err != nil {
				return 0, err
			}
			sum += n
		}
		return sum, nil
	})
}

// Remember returns what count does, which depends on the snapshot, a kind, a field and a
// term alone, and keeps it.
func (s *Snapshot) Remember(kind, field, term string, count func() (int, error)) (int, error) {
	key := countKey{field, term}
	if kind != "" {
		key.field = kind + "\x00" + field
	}
	if n, ok := s.counts.Get(key); ok {
		return n, nil
	}
	n, err := count()
	if err == nil {
		s.counts.Put(key, n)
	}
	return n, err
}

// ForgetCounts drops what Count remembers. For measurements.
func (s *Snapshot) ForgetCounts() { s.counts.Clear() }

// AverageLength is the length of a text field among the live documents that have
// it, 0 when none has.
func (s *Snapshot) AverageLength(field string) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.averages[field]
	if ok {
		return a
	}
	total, have := 0, 0
	for _, g := range s.Segments {
		t := g.Data.Text(field)
		switch {
		case t == nil:
		case g.Deleted == nil:
			total, have = total+t.Tokens, have+t.Docs
		default:
			for doc, n := range t.Lengths {
				if n > 0 && !g.Deleted.Has(uint32(doc)) {
					total += int(n)
					have++
				}
			}
		}
	}
	if have > 0 {
		a = float64(total) / float64(have)
	}
	s.averages[field] = a
	return a
}
