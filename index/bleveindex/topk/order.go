package topk

import (
	"cmp"
	"sort"
	"strings"

	"letopis/index"
	"letopis/index/bleveindex/exec"
)

// key is what hits are sorted by, before their IDs.
type key struct {
	score float64
	date  int32
}

func keyOf(c *candidate) key { return key{c.score, c.date} }

// compareKeys is the order of the contract without IDs, negative when a comes first.
func compareKeys(sort index.Sort, a, b key) int {
	switch {
	case sort == index.ByRelevance:
		return cmp.Compare(b.score, a.score)
	case a.date == b.date:
		return 0
	case a.date == 0:
		return 1
	case b.date == 0:
		return -1
	case sort == index.ByDateDesc:
		return cmp.Compare(b.date, a.date)
	}
	return cmp.Compare(a.date, b.date)
}

// compare is the order of the contract, negative when a comes first.
func (c *Collector) compare(a, b *candidate) int {
	if by := compareKeys(c.q.Sort, keyOf(a), keyOf(b)); by != 0 {
		return by
	}
	return strings.Compare(a.id(), b.id())
}

// before is compare(p, last) < 0, with numbers in place of IDs.
func (c *Collector) before(p, last *candidate) bool {
	if c.q.Sort == index.ByRelevance {
		if p.score != last.score {
			return p.score > last.score
		}
	} else if by := compareKeys(c.q.Sort, keyOf(p), keyOf(last)); by != 0 {
		return by < 0
	}
	rank := p.seg.Data.Rank()
	if p.seg == last.seg {
		return rank[p.doc] < rank[last.doc]
	}
	if c.last.last != last || c.last.seg != p.seg {
		place, _ := p.seg.Data.Place(last.id())
		c.last = rankOfLast{last, p.seg, uint32(place)}
	}
	return rank[p.doc] < c.last.rank
}

// addByDate offers documents in the order of their dates until none can be kept.
func (c *Collector) addByDate(m *exec.Matches) {
	from, order := c.seg.Data.From(), c.seg.Data.ByDate()
	have := m.Bits(c.mem)
	offer := func(docs []uint32) (more bool) {
		for _, d := range docs {
			if !have.Has(d) {
				continue
			}
			p := candidate{seg: c.seg, doc: d, date: from[d]}
			if c.full() && compareKeys(c.q.Sort, keyOf(&p), keyOf(c.kept[0])) > 0 {
				return false
			}
			c.consider(p)
		}
		return true
	}
	if c.q.Sort == index.ByDateAsc {
		offer(order)
		return
	}
	dated := sort.Search(len(order), func(i int) bool { return from[order[i]] == 0 })
	for end := dated; end > 0; { // days from the last to the first, in each by ID
		day := from[order[end-1]]
		start := sort.Search(end, func(i int) bool { return from[order[i]] >= day })
		if !offer(order[start:end]) {
			return
		}
		end = start
	}
	offer(order[dated:])
}
