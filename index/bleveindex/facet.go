package bleveindex

import (
	"slices"
	"strings"

	"letopis/index"
	"letopis/index/segment"
)

// ordinals number the values of a keyword field over all segments of a view, in
// their order. The values lie in the segments: clone what outlives the view.
type ordinals struct {
	terms []string
	of    [][]uint32 // by segment and its own ordinal
}

// ordinalsOf returns the numbering of a field, made when first asked for.
func (v *view) ordinalsOf(field string) *ordinals {
	v.mu.Lock()
	defer v.mu.Unlock()
	o := v.ordinals[field]
	if o == nil {
		o = newOrdinals(v.segs, field)
		v.ordinals[field] = o
	}
	return o
}

func newOrdinals(segs []*segView, field string) *ordinals {
	o := &ordinals{of: make([][]uint32, len(segs))}
	var lists [][]string
	for _, g := range segs {
		if k := g.seg.Keyword(field); k != nil {
			terms := make([]string, k.Len())
			for ord := range terms {
				terms[ord] = k.Value(uint32(ord))
			}
			lists = append(lists, terms)
		}
	}
	for len(lists) > 1 { // by pairs, so that a value is moved log(segments) times
		for i := 0; i < len(lists)-1; i++ {
			lists[i] = union(lists[i], lists[i+1])
			lists = slices.Delete(lists, i+1, i+2)
		}
	}
	if len(lists) == 0 {
		return o
	}
	o.terms = lists[0]
	for i, g := range segs {
		k := g.seg.Keyword(field)
		if k == nil {
			continue
		}
		o.of[i] = make([]uint32, k.Len())
		at := 0
		for ord := range o.of[i] {
			for value := k.Value(uint32(ord)); o.terms[at] != value; at++ {
			}
			o.of[i][ord] = uint32(at)
		}
	}
	return o
}

// union merges sorted lists without repetitions.
func union(a, b []string) []string {
	out := make([]string, 0, len(a)+len(b)/4)
	for len(a) > 0 && len(b) > 0 {
		switch c := strings.Compare(a[0], b[0]); {
		case c < 0:
			out, a = append(out, a[0]), a[1:]
		case c > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// tally counts by ordinal. What is not touched is 0.
type tally struct {
	counts  []uint32
	touched []uint32
}

func (t *tally) grow(n int) {
	if len(t.counts) < n {
		t.counts = make([]uint32, n+n/4)
	}
}

func (t *tally) add(ord, n uint32) {
	if t.counts[ord] == 0 {
		t.touched = append(t.touched, ord)
	}
	t.counts[ord] += n
}

func (t *tally) reset() {
	for _, ord := range t.touched {
		t.counts[ord] = 0
	}
	t.touched = t.touched[:0]
}

// counter counts the values of one facet over the segments.
type counter struct {
	request  index.FacetRequest
	ordinals *ordinals
	missing  int
	total    tally // by ordinal of the view
	local    tally // by ordinal of the segment at hand; documents without a value last
}

func (x *Index) newCounter(v *view, f index.FacetRequest) *counter {
	c := x.counters.Get().(*counter)
	c.request, c.ordinals, c.missing = f, v.ordinalsOf(f.Field), 0
	c.total.grow(len(c.ordinals.terms))
	return c
}

func (x *Index) freeCounter(c *counter) {
	c.total.reset()
	c.ordinals = nil
	x.counters.Put(c)
}

func (c *counter) begin(k *segment.Keyword) {
	if k != nil {
		c.local.grow(k.Len() + 1)
	}
}

func (c *counter) add(k *segment.Keyword, doc uint32) {
	values := k.Of(doc)
	for _, v := range values {
		c.local.add(v, 1)
	}
	if len(values) == 0 {
		c.missing++
	}
}

// addAll counts documents without conditions, the common case.
func (c *counter) addAll(ev *evaluator, n int, k *segment.Keyword, s *set) {
	switch {
	case k == nil:
		c.missing += s.n
		return
	case s.all:
		c.begin(k)
		for ord, count := range k.Counts {
			if count > 0 {
				c.local.add(uint32(ord), count)
			}
		}
	case k.Single != nil && s.n > 2*k.Len():
		// Nearly all values will occur: no need to note which.
		c.begin(k)
		counts := c.local.counts[:k.Len()+1]
		c.countSingle(k, counts, ev.list(s))
		for ord, count := range counts {
			if count > 0 {
				c.local.touched = append(c.local.touched, uint32(ord))
			}
		}
	case k.Single != nil:
		c.addFew(n, k, ev.list(s))
		return
	default:
		c.begin(k)
		for _, d := range ev.list(s) {
			c.add(k, d)
		}
	}
	c.end(n, k)
}

// countSingle counts documents of a field that has one value at most.
func (c *counter) countSingle(k *segment.Keyword, counts []uint32, docs []uint32) {
	single := k.Single
	for _, d := range docs {
		counts[single[d]]++
	}
}

// addFew counts documents by ordinals of the view at once.
func (c *counter) addFew(n int, k *segment.Keyword, docs []uint32) {
	to, none := c.ordinals.of[n], uint32(k.Len())
	counts, touched, single := c.total.counts, c.total.touched, k.Single
	for _, d := range docs {
		ord := single[d]
		if ord == none {
			c.missing++
			continue
		}
		ord = to[ord]
		n := counts[ord]
		if n == 0 {
			touched = append(touched, ord)
		}
		counts[ord] = n + 1
	}
	c.total.touched = touched
}

// end adds up a segment's counts.
func (c *counter) end(n int, k *segment.Keyword) {
	if k == nil {
		return
	}
	to := c.ordinals.of[n]
	for _, ord := range c.local.touched {
		count := c.local.counts[ord]
		if int(ord) == len(to) {
			c.missing += int(count)
		} else {
			c.total.add(to[ord], count)
		}
	}
	c.local.reset()
}

// facet is what was counted. Only the values asked for are put in order.
func (c *counter) facet() index.Facet {
	f := index.Facet{Field: c.request.Field, Missing: c.missing, Distinct: len(c.total.touched)}
	value := func(ord uint32) index.ValueCount {
		return index.ValueCount{Value: strings.Clone(c.ordinals.terms[ord]), Count: int(c.total.counts[ord])}
	}
	chosen := c.first()
	for _, v := range c.request.Keep {
		if ord, ok := slices.BinarySearch(c.ordinals.terms, v); ok && c.total.counts[ord] > 0 && !slices.Contains(chosen, uint32(ord)) {
			chosen = append(slices.Clip(chosen), uint32(ord))
		}
	}
	f.Values = make([]index.ValueCount, 0, len(chosen)+len(c.request.Keep))
	for _, ord := range c.total.touched {
		f.Other += int(c.total.counts[ord])
	}
	for _, ord := range chosen {
		f.Values = append(f.Values, value(ord))
	}
	for _, v := range f.Values {
		f.Other -= v.Count
	}
	f.Trim(index.FacetRequest{Keep: c.request.Keep}) // puts all in order, adds kept ones of count 0
	return f
}

// first returns the ordinals of the values with the highest counts, as many as
// were asked for.
func (c *counter) first() []uint32 {
	limit := c.request.Limit
	if limit <= 0 || limit >= len(c.total.touched) {
		return c.total.touched
	}
	counts := c.total.counts
	var out []uint32
	for _, ord := range c.total.touched {
		n := counts[ord]
		if len(out) == limit {
			if last := out[limit-1]; n < counts[last] || n == counts[last] && ord > last {
				continue
			}
			out = out[:limit-1]
		}
		i := len(out)
		for i > 0 && (counts[out[i-1]] < n || counts[out[i-1]] == n && out[i-1] > ord) {
			i--
		}
		out = slices.Insert(out, i, ord)
	}
	return out
}
