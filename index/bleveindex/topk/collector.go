// Package topk finds the first hits of a query among the documents that match,
// segment by segment, and scores no more of them than it must.
//
// Read Collector first, then pruner.go: how documents are left out that cannot reach the
// page. group.go makes hits of groups (index.Query.Collapse).
package topk

import (
	"container/heap"
	"slices"
	"strings"

	"letopis/index"
	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/exec"
	"letopis/index/bleveindex/snapshot"
)

// candidate is a document with its sort key.
type candidate struct {
	score float64
	date  int32
	seg   *snapshot.Segment
	doc   uint32
	slot  uint32 // of its group, from 1; 0 for none
}

func (c *candidate) id() string { return c.seg.Data.ID(c.doc) }

// Collector keeps the first hits in the order of a query: a heap with the last of
// them on top. It is for one goroutine and one search; call Close after it.
type Collector struct {
	q      index.Query
	limit  int // hits kept: those of the page and those before it
	kept   []*candidate
	free   []candidate // memory for more of them
	groups *groups     // with Collapse
	last   rankOfLast

	// Of the segment at hand.
	n   int
	seg *snapshot.Segment
	mem *docset.Arena
}

// rankOfLast is where the ID of the last candidate kept would stand among the IDs of a
// segment that it is not of.
type rankOfLast struct {
	last *candidate
	seg  *snapshot.Segment
	rank uint32
}

// NewCollector returns one for a query over a snapshot.
func NewCollector(q index.Query, snap *snapshot.Snapshot) *Collector {
	c := &Collector{q: q, limit: q.Offset + q.Limit}
	if q.Collapse != "" {
		c.groups = newGroups(snap.Ordinals(q.Collapse))
	}
	return c
}

// Close gives memory back.
func (c *Collector) Close() {
	if c.groups != nil {
		c.groups.release()
		c.groups = nil
	}
}

// Wants reports whether the documents are needed at all, beside their number.
func (c *Collector) Wants() bool { return c.q.Limit > 0 || c.groups != nil }

// Add offers the matches of segment n, which an evaluator has found.
func (c *Collector) Add(n int, ev *exec.Evaluator, m *exec.Matches) {
	c.n, c.seg, c.mem = n, ev.Segment(), ev.Arena()
	if c.groups != nil {
		c.groups.count(c, m)
	}
	byScore := c.q.Sort == index.ByRelevance
	switch {
	case c.limit == 0:
	case m.Scorer != nil && c.q.After == nil:
		c.addPruned(m)
	case m.IsAll() && byScore && c.groups == nil && c.q.After == nil:
		for _, d := range c.seg.Data.ByID()[:min(c.limit, m.Len())] { // all equal: their IDs decide
			c.offer(c.candidate(d))
		}
	case !byScore && c.q.After == nil && !m.Sparse():
		c.addByDate(m)
	default:
		c.addAll(m)
	}
}

// candidate makes one of a document, without a score.
func (c *Collector) candidate(doc uint32) candidate {
	return candidate{seg: c.seg, doc: doc, date: c.seg.Data.From()[doc]}
}

// full reports whether a document must be before one of those kept.
func (c *Collector) full() bool { return len(c.kept) == c.limit }

// addAll offers documents in any order, without bounds on their scores.
func (c *Collector) addAll(m *exec.Matches) {
	from := c.seg.Data.From()
	for _, d := range m.Docs(c.mem) {
		p := candidate{seg: c.seg, doc: d, date: from[d]}
		if m.Scorer != nil {
			p.score = m.Scorer.Score(d)
		}
		if c.q.After == nil && c.full() && compareKeys(c.q.Sort, keyOf(&p), keyOf(c.kept[0])) > 0 {
			continue
		}
		c.consider(p)
	}
}

// consider offers a candidate, or keeps it as the first of its group.
func (c *Collector) consider(p candidate) {
	if c.groups != nil {
		p.slot = c.groups.slotOf(c, p.doc)
		if p.slot > 0 && c.q.After != nil {
			if g := &c.groups.list[p.slot-1]; g.first.seg == nil || c.compare(&p, &g.first) < 0 {
				g.first = p
			}
			return
		}
	}
	if c.isAfter(&p) {
		c.offer(p)
	}
}

// isAfter reports whether p lies after the place to go on from.
func (c *Collector) isAfter(p *candidate) bool {
	a := c.q.After
	if a == nil {
		return true
	}
	if by := compareKeys(c.q.Sort, keyOf(p), key{a.Score, a.Date}); by != 0 {
		return by > 0
	}
	return p.id() > a.ID
}

// offer keeps p if it is among the first, of its group too.
func (c *Collector) offer(p candidate) {
	if p.slot > 0 {
		if kept := c.groups.list[p.slot-1].kept; kept != nil {
			if c.compare(&p, kept) < 0 {
				*kept, c.last = p, rankOfLast{} // another document at the same address
				heap.Fix((*byLast)(c), slices.Index(c.kept, kept))
			}
			return
		}
	}
	switch {
	case c.limit == 0:
		return
	case len(c.kept) < c.limit:
		kept := c.allocate()
		*kept = p
		c.setKept(kept, kept)
		heap.Push((*byLast)(c), kept)
	case c.before(&p, c.kept[0]):
		last := c.kept[0]
		c.setKept(last, nil)
		*last, c.last = p, rankOfLast{}
		c.setKept(last, last)
		heap.Fix((*byLast)(c), 0)
	}
}

// setKept tells the group of p which candidate is kept of it.
func (c *Collector) setKept(p, kept *candidate) {
	if p.slot > 0 {
		c.groups.list[p.slot-1].kept = kept
	}
}

// mostAllocated is how many candidates are made at once: a page has fewer.
const mostAllocated = 64

// allocate returns memory for another candidate to keep.
func (c *Collector) allocate() *candidate {
	if c.kept == nil {
		n := min(c.limit, mostAllocated)
		c.kept, c.free = make([]*candidate, 0, n), make([]candidate, n)
	}
	if len(c.free) == 0 {
		return new(candidate)
	}
	p := &c.free[0]
	c.free = c.free[1:]
	return p
}

// Hits returns the page asked for and the number of hits in all, of which there are total
// without Collapse.
func (c *Collector) Hits(total int) ([]index.Hit, int) {
	if c.groups != nil {
		total = c.groups.len()
		for i := range c.groups.list {
			if p := c.groups.list[i].first; p.seg != nil && c.isAfter(&p) {
				c.offer(p)
			}
		}
	}
	slices.SortFunc(c.kept, c.compare)
	page := c.kept[min(c.q.Offset, len(c.kept)):]
	if len(page) == 0 {
		return nil, total
	}
	out := make([]index.Hit, 0, len(page))
	for _, p := range page {
		h := index.Hit{ID: strings.Clone(p.id()), Score: p.score, Date: p.date}
		if c.groups != nil {
			c.groups.describe(p, c.q.Collapse, &h)
		}
		out = append(out, h)
	}
	return out, total
}

// AddTo adds the places of the hits, and of those before them. Their IDs lie in the segments.
func (c *Collector) AddTo(places exec.Places) {
	for _, p := range c.kept {
		places[p.id()] = exec.Place{Segment: p.seg, Doc: p.doc}
	}
}

// byLast makes a heap of the candidates kept, the last of them on top.
type byLast Collector

func (h *byLast) Len() int           { return len(h.kept) }
func (h *byLast) Less(i, j int) bool { return (*Collector)(h).compare(h.kept[i], h.kept[j]) > 0 }
func (h *byLast) Swap(i, j int)      { h.kept[i], h.kept[j] = h.kept[j], h.kept[i] }
func (h *byLast) Push(x any)         { h.kept = append(h.kept, x.(*candidate)) }
func (h *byLast) Pop() any {
	last := h.kept[len(h.kept)-1]
	h.kept = h.kept[:len(h.kept)-1]
	return last
}
