package facet

import (
	"math/bits"
	"slices"
	"sync"

	"letopis/index"
	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/exec"
	"letopis/index/bleveindex/postings"
)

// Counting is what a search counts its facets with, segment by segment. It is for one
// goroutine and one search; call Close after it.
type Counting struct {
	columns *Columns
	*layout
	counters []*counter
	unused   []*counter
}

// countings keep their counters, a quarter of a megabyte each.
var countings = sync.Pool{New: func() any { return &Counting{} }}

// NewCounting makes ready to count facets.
func (v *View) NewCounting(requests []index.FacetRequest) *Counting {
	if len(requests) == 0 {
		return &Counting{}
	}
	c := countings.Get().(*Counting)
	c.columns, c.layout = v.columns, v.layoutOf(requests)
	for _, r := range requests {
		var k *counter
		if n := len(c.unused); n > 0 {
			k, c.unused = c.unused[n-1], c.unused[:n-1]
		} else {
			k = &counter{own: new(counts)}
		}
		k.request = r
		if i, ok := c.column[r.Field]; ok {
			k.column, k.lexicon = i, c.lexicons[i]
		} else {
			k.wide = &wideCounter{ordinals: v.snap.Ordinals(r.Field), counts: map[uint32]int{}}
		}
		c.counters = append(c.counters, k)
	}
	return c
}

// Close gives memory back.
func (c *Counting) Close() {
	if c.layout == nil {
		return
	}
	for _, k := range c.counters {
		k.reset()
	}
	c.unused = append(c.unused, c.counters...)
	c.counters, c.layout, c.columns = c.counters[:0], nil, nil
	countings.Put(c)
}

// Facets returns what was counted, in the order asked.
func (c *Counting) Facets() (out []index.Facet) {
	for _, k := range c.counters {
		out = append(out, k.facet())
	}
	return out
}

// Add counts the matches of segment n for q's facets, each with its own conditions
// lifted (see index.FacetRequest): narrowed are the matches that meet all of them.
func (c *Counting) Add(n int, ev *exec.Evaluator, q index.Query, matches, narrowed *exec.Matches,
	conditions exec.Conditions) {
	lifts := make([]uint64, len(c.counters)) // bits of conditions
	for i, k := range c.counters {
		lifts[i] = lifted(q, k.request)
	}
	done := make([]bool, len(lifts))
	for i, lift := range lifts {
		if done[i] {
			continue
		}
		var alike []*counter
		for j := i; j < len(lifts); j++ {
			if lifts[j] == lift {
				alike, done[j] = append(alike, c.counters[j]), true
			}
		}
		counted := narrowed
		if lift != 0 {
			wider := conditions.Narrow(ev.Arena(), matches, lift)
			counted = &wider
		}
		c.count(n, ev, counted, alike)
	}
}

// lifted are the conditions of q that a facet is counted without, a bit each, as
// exec.Conditions orders them.
func lifted(q index.Query, r index.FacetRequest) (lift uint64) {
	for i, f := range q.Filters {
		if f.Field == r.Field && !f.Held {
			lift |= 1 << i
		}
	}
	if r.LiftDate && q.Date != nil {
		lift |= 1 << len(q.Filters)
	}
	return lift
}

// segmentTable is the table of the segment that is being counted.
type segmentTable struct {
	*table
	id   uint64
	docs int
	mem  *docset.Arena
}

// count adds a set of documents of segment n to some counters.
func (c *Counting) count(n int, ev *exec.Evaluator, m *exec.Matches, counters []*counter) {
	seg, mem := ev.Segment(), ev.Arena()
	var narrow []*counter
	for _, k := range counters {
		if k.wide == nil {
			narrow = append(narrow, k)
		} else {
			k.wide.add(n, seg.Data.Keyword(k.request.Field), m.Docs(mem))
		}
	}
	if m.Len() == 0 || len(narrow) == 0 {
		return
	}
	s := &segmentTable{table: c.tables[n], id: seg.ID, docs: seg.Len(), mem: mem}
	if m.Len() < minKept {
		s.addFew(narrow, m.Docs(mem))
		return
	}
	for _, step := range c.plan(s, m) {
		if step.known != nil {
			for _, k := range narrow {
				k.addKnown(&step.known.columns[k.column])
			}
		}
		if step.bits != nil {
			s.addBits(narrow, step.bits, step.by)
		} else if step.docs != nil {
			s.add(narrow, step.docs, step.by)
		}
	}
}

// step adds known counts, nil for none, and adds documents or takes them away: bits,
// or a list, or none.
type step struct {
	known *tally
	bits  docset.Bits
	docs  []uint32
	by    uint32
}

// plan leads to the counts of a set. Most sets are close to others whose counts are known:
// all documents, or what a frequent word has, as kept in the cache. Then only the
// difference is counted.
func (c *Counting) plan(s *segmentTable, m *exec.Matches) []step {
	if m.IsAll() {
		return []step{{known: s.totals}}
	}
	if len(m.Words) == 1 && len(m.Words[0].Docs) == m.Len() {
		if known := c.tallyOfWord(s, m.Words[0], true); known != nil {
			return []step{{known: known}}
		}
	}
	if known := c.tallyOfSet(s, m); known != nil {
		return []step{{known: known}}
	}
	complement := s.docs - m.Len()
	if steps, ok := c.planByWords(s, m, min(m.Len(), complement)); ok {
		return steps
	}
	if complement < m.Len() {
		others := s.mem.Uninitialized(s.docs)
		for i, w := range m.Bits(s.mem) {
			others[i] = ^w
		}
		others.Trim(s.docs)
		return []step{{known: s.totals, bits: others, by: minus}}
	}
	if m.Sparse() {
		return []step{{docs: m.Docs(s.mem), by: plus}}
	}
	return []step{{bits: m.Bits(s.mem), by: plus}}
}

// planByWords leads to the counts of a set by those of the words whose union it was
// made of; ok reports whether fewer documents than most are looked at.
func (c *Counting) planByWords(s *segmentTable, m *exec.Matches, most int) (steps []step, ok bool) {
	if len(m.Words) == 0 {
		return nil, false
	}
	words := slices.Clone(m.Words)
	slices.SortFunc(words, func(a, b *postings.List) int { return len(b.Docs) - len(a.Docs) })
	union := s.mem.Bits(s.docs)
	cost := 0
	rare := s.mem.Bits(s.docs) // what rare words add
	for _, w := range words {
		if w.Bits == nil {
			for _, d := range w.Docs {
				if !union.Has(d) {
					union.Set(d)
					rare.Set(d)
					cost++
				}
			}
			continue
		}
		step, looked := c.stepOfWord(s, union, w)
		steps, cost = append(steps, step), cost+looked
		if cost >= most {
			return nil, false
		}
	}
	steps = append(steps, step{bits: rare, by: plus})
	gone := union // what has been taken away from the union since
	n := 0
	for i, w := range m.Bits(s.mem) {
		gone[i] &^= w
		n += bits.OnesCount64(gone[i])
	}
	if n > 0 {
		steps, cost = append(steps, step{bits: gone, by: minus}), cost+n
	}
	return steps, cost < most
}

// stepOfWord adds a frequent word to the union of those before it: either what it adds to
// them, or its known counts without what it shares with them. looked is how many
// documents that looks at.
func (c *Counting) stepOfWord(s *segmentTable, union docset.Bits, word *postings.List) (_ step, looked int) {
	common := union.IntersectionCount(word.Bits)
	added := len(word.Docs) - common
	known := c.tallyOfWord(s, word, false)
	if known != nil && common == 0 {
		union.Or(word.Bits)
		return step{known: known}, 0
	}
	docs := s.mem.Uninitialized(s.docs)
	if known != nil && common < added {
		for i, w := range word.Bits {
			docs[i] = union[i] & w
			union[i] |= w
		}
		return step{known: known, bits: docs, by: minus}, common
	}
	for i, w := range word.Bits {
		docs[i] = w &^ union[i]
		union[i] |= w
	}
	return step{bits: docs, by: plus}, added
}
