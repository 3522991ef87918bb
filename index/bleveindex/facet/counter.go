package facet

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"letopis/index"
	"letopis/index/bleveindex/snapshot"
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
type counts [maxNumbers]uint32

// reset makes the counter ready for another search.
func (k *counter) reset() {
	if k.many {
		clear(k.own[:len(k.values)])
	}
	for _, n := range k.touched {
		k.own[n] = 0
	}
	*k = counter{own: k.own, touched: k.touched[:0]}
}

// addKnown adds counts that are known.
func (k *counter) addKnown(known *columnTally) {
	if k.known == nil {
		k.known = known
		return
	}
	k.many = true
	own := k.own[:len(known.counts)]
	for n, v := range known.counts {
		own[n] += v
	}
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
	chosen := k.leading(&f)
	for _, v := range k.request.Keep {
		n, ok := k.find(v)
		if ok && k.count(n) > 0 && !slices.ContainsFunc(chosen, func(c numberCount) bool { return c.number == n }) {
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

// leading returns the values with the highest counts in order, as many as were
// asked for. In f it notes how many values there are and the sum of their counts.
func (k *counter) leading(f *index.Facet) []numberCount {
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
	l := newLeaders(k.order, k.request.Limit, 16)
	if !k.many && k.known == nil {
		for _, n := range k.touched {
			if count := k.own[n]; n > 0 && count > 0 {
				f.Distinct++
				f.Other += int(count)
				l.offer(n, count)
			}
		}
		return l.ordered()
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
		distinct += (uint64(count) + math.MaxUint32) >> 32 // 1 for all but 0: a branch would be mispredicted mostly
		sum += uint64(count)
		if count >= l.threshold {
			l.offer(uint16(n), count)
		}
	}
	f.Distinct, f.Other = int(distinct), int(sum)
	return l.ordered()
}

// wideCounter counts a field that has too many values for a table.
type wideCounter struct {
	ordinals *snapshot.Ordinals
	counts   map[uint32]int // by global ordinal
	missing  int
}

// add counts documents of segment n.
func (w *wideCounter) add(n int, k *segment.Keyword, docs []uint32) {
	for _, d := range docs {
		values := k.Of(d)
		for _, ord := range values {
			w.counts[w.ordinals.Global[n][ord]]++
		}
		if len(values) == 0 {
			w.missing++
		}
	}
}

func (w *wideCounter) facet(r index.FacetRequest) index.Facet {
	f := index.Facet{Field: r.Field, Missing: w.missing, Distinct: len(w.counts)}
	f.Values = make([]index.ValueCount, 0, len(w.counts))
	for ord, n := range w.counts {
		f.Values = append(f.Values, index.ValueCount{Value: strings.Clone(w.ordinals.Values[ord]), Count: n})
	}
	f.Trim(r)
	return f
}
