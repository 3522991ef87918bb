package bleveindex

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"letopis/index"
	"letopis/index/segment"
)

// counter counts the values of one facet over the segments.
type counter struct {
	request index.FacetRequest
	wide    *wideCounter // of fields that no table has

	column int
	lexicon
	// The counts by number are the sum of both. Known ones may be nil; own ones are
	// all 0 between searches.
	own   *counts
	known *columnTally
	// The numbers that own may have, each once, while few documents were counted;
	// many: any may.
	touched []uint16
	many    bool
}

// counts has a place for each number that there can be, so that none needs to be
// checked. What is not used takes no memory.
type counts [mostNumbers]uint32

// counting is what a search counts its facets with.
type counting struct {
	*layout
	counters []*counter
	unused   []*counter
}

// newCounting makes ready to count facets; end must follow.
func (x *Index) newCounting(v *view, requests []index.FacetRequest) *counting {
	if len(requests) == 0 {
		return &counting{}
	}
	c := x.countings.Get().(*counting)
	c.layout = x.layout(v, requests)
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
			k.wide = newWideCounter(v, r.Field)
		}
		c.counters = append(c.counters, k)
	}
	return c
}

func (x *Index) endCounting(c *counting) {
	if c.layout == nil {
		return
	}
	for _, k := range c.counters {
		if k.many {
			clear(k.own[:len(k.values)])
		}
		for _, n := range k.touched {
			k.own[n] = 0
		}
		*k = counter{own: k.own, touched: k.touched[:0]}
	}
	c.unused = append(c.unused, c.counters...)
	c.counters, c.layout = c.counters[:0], nil
	x.countings.Put(c)
}

// layout returns what the view counts facets by.
func (x *Index) layout(v *view, requests []index.FacetRequest) *layout {
	v.mu.Lock()
	defer v.mu.Unlock()
	var fresh []string
	for _, r := range requests {
		if !v.laidOut[r.Field] {
			fresh = append(fresh, r.Field)
		}
	}
	if len(fresh) > 0 || v.layout == nil {
		v.layout = x.columns.layout(v.segs, fresh)
		for _, f := range fresh {
			v.laidOut[f] = true
		}
	}
	return v.layout
}

// count is that of a number.
func (k *counter) count(n uint16) uint32 {
	if k.known != nil && int(n) < len(k.known.counts) {
		return k.own[n] + k.known.counts[n]
	}
	return k.own[n]
}

// split counts the values of combinations instead of these.
func (k *counter) split() {
	if k.many {
		for i := range k.combos {
			k.splitOne(&k.combos[i])
		}
		return
	}
	if len(k.combos) == 0 {
		return
	}
	for _, n := range k.touched {
		i, ok := slices.BinarySearchFunc(k.combos, n, func(c combo, n uint16) int { return cmp.Compare(c.number, n) })
		if ok {
			k.splitOne(&k.combos[i])
		}
	}
}

func (k *counter) splitOne(c *combo) {
	count := k.own[c.number]
	if count == 0 {
		return
	}
	k.own[c.number] = 0
	for _, p := range c.parts {
		if k.own[p] == 0 {
			k.touched = append(k.touched, p)
		}
		k.own[p] += count
	}
}

// facet is what was counted. Only the values asked for are put in order.
func (k *counter) facet() index.Facet {
	if k.wide != nil {
		return k.wide.facet(k.request)
	}
	k.split()
	f := index.Facet{Field: k.request.Field, Missing: int(k.count(0))}
	chosen := k.first(&f)
	for _, v := range k.request.Keep {
		if n, ok := k.find(v); ok && k.count(n) > 0 && !slices.ContainsFunc(chosen, func(c numberCount) bool { return c.number == n }) {
			chosen = append(chosen, numberCount{n, k.count(n)})
		}
	}
	f.Values = make([]index.ValueCount, 0, len(chosen)+len(k.request.Keep))
	for _, c := range chosen {
		f.Values = append(f.Values, index.ValueCount{Value: k.values[c.number], Count: int(c.count)})
		f.Other -= int(c.count)
	}
	if len(k.request.Keep) > 0 {
		f.Trim(index.FacetRequest{Keep: k.request.Keep}) // puts all in order, adds kept ones of count 0
	}
	return f
}

// first returns the values with the highest counts in order, as many as were
// asked for. In f it notes how many values there are and the sum of their counts.
func (k *counter) first(f *index.Facet) []numberCount {
	if k.known != nil && !k.many && len(k.touched) == 0 {
		l := k.known.leading(k.order)
		if n := k.request.Limit; n > 0 && n <= len(l.list) || len(l.list) == l.distinct {
			f.Distinct, f.Other = l.distinct, l.sum
			if n > 0 {
				return slices.Clip(l.list[:min(n, len(l.list))])
			}
			return slices.Clip(l.list)
		}
	}
	b := leaders{order: k.order, limit: k.request.Limit, bar: 1, list: make([]numberCount, 0, 16)}
	b.make()
	if !k.many && k.known == nil {
		for _, n := range k.touched {
			if count := k.own[n]; n > 0 && count > 0 {
				f.Distinct++
				f.Other += int(count)
				b.offer(n, count)
			}
		}
		return b.ordered()
	}
	distinct, sum := uint64(0), uint64(0)
	own := k.own[:len(k.values)]
	var known []uint32
	if k.known != nil {
		known = k.known.counts
	}
	for n := 1; n < len(own); n++ {
		count := own[n]
		if n < len(known) {
			count += known[n]
		}
		distinct += (uint64(count) + math.MaxUint32) >> 32 // 1 for all but 0: most branches here would be guessed wrong
		sum += uint64(count)
		if count >= b.bar {
			b.offer(uint16(n), count)
		}
	}
	f.Distinct, f.Other = int(distinct), int(sum)
	return b.ordered()
}

// leaders are the numbers with the highest counts.
type leaders struct {
	*order
	limit int    // 0: all are kept
	bar   uint32 // counts below are not kept
	list  []numberCount
}

const mostOrdered = 200 // more are put in order all together

type numberCount struct {
	number uint16
	count  uint32
}

func (b *leaders) before(x, y numberCount) bool {
	return x.count > y.count || x.count == y.count && b.place[x.number] < b.place[y.number]
}

func (b *leaders) offer(number uint16, count uint32) {
	x := numberCount{number, count}
	if b.limit <= 0 || b.limit > mostOrdered {
		b.list = append(b.list, x)
		return
	}
	if n := len(b.list); n == b.limit {
		if !b.before(x, b.list[n-1]) {
			return
		}
		b.list = b.list[:n-1]
	}
	i := len(b.list)
	for i > 0 && b.before(x, b.list[i-1]) {
		i--
	}
	b.list = append(b.list, x)
	copy(b.list[i+1:], b.list[i:])
	b.list[i] = x
	if n := len(b.list); n == b.limit {
		b.bar = b.list[n-1].count
	}
}

// ordered returns the leaders in order.
func (b *leaders) ordered() []numberCount {
	if b.limit <= 0 || b.limit > mostOrdered {
		slices.SortFunc(b.list, func(x, y numberCount) int {
			return cmp.Or(cmp.Compare(y.count, x.count), cmp.Compare(b.place[x.number], b.place[y.number]))
		})
		if b.limit > 0 {
			b.list = b.list[:min(b.limit, len(b.list))]
		}
	}
	return b.list
}

// wideCounter counts a field that has too many values for a table.
type wideCounter struct {
	ordinals *ordinals
	counts   map[uint32]int // by ordinal of the view
	missing  int
}

func newWideCounter(v *view, field string) *wideCounter {
	return &wideCounter{ordinals: v.ordinalsOf(field), counts: map[uint32]int{}}
}

// add counts documents of segment n.
func (w *wideCounter) add(n int, k *segment.Keyword, docs []uint32) {
	for _, d := range docs {
		values := k.Of(d)
		for _, ord := range values {
			w.counts[w.ordinals.of[n][ord]]++
		}
		if len(values) == 0 {
			w.missing++
		}
	}
}

func (w *wideCounter) facet(r index.FacetRequest) index.Facet {
	f := index.Facet{Field: r.Field, Missing: w.missing, Distinct: len(w.counts), Values: make([]index.ValueCount, 0, len(w.counts))}
	for ord, n := range w.counts {
		f.Values = append(f.Values, index.ValueCount{Value: strings.Clone(w.ordinals.terms[ord]), Count: n})
	}
	f.Trim(r)
	return f
}
