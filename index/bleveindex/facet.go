package bleveindex

import (
	"cmp"
	"math/bits"
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
	counts []uint32 // by number
	// The numbers that may have counts, while few documents were counted; many:
	// any may.
	touched []uint16
	many    bool
}

// counting is what a search counts its facets with.
type counting struct {
	*layout
	counters []*counter
	memory   []uint32 // of all counts; all are 0 between searches
}

// newCounting makes ready to count facets; end must follow.
func (x *Index) newCounting(v *view, requests []index.FacetRequest) *counting {
	if len(requests) == 0 {
		return &counting{}
	}
	c := x.countings.Get().(*counting)
	c.layout, c.counters = x.layout(v, requests), c.counters[:0]
	size := 0
	for _, r := range requests {
		if i, ok := c.column[r.Field]; ok {
			size += len(c.layout.lexicons[i].values)
		}
	}
	if len(c.memory) < size {
		c.memory = make([]uint32, size+size/4)
	}
	at := 0
	for _, r := range requests {
		k := &counter{request: r}
		if i, ok := c.column[r.Field]; ok {
			n := len(c.layout.lexicons[i].values)
			k.column, k.lexicon, k.counts = i, c.layout.lexicons[i], c.memory[at:at+n:at+n]
			at += n
		} else {
			k.wide = newWideCounter(v, r.Field)
		}
		c.counters = append(c.counters, k)
	}
	return c
}

func (x *Index) endCounting(c *counting) {
	for _, k := range c.counters {
		k.clear()
	}
	clear(c.counters)
	if c.layout != nil {
		c.layout = nil
		x.countings.Put(c)
	}
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

// add adds documents of a table to counts, or with by = minus takes them away.
func (t *table) add(counters []*counter, docs []uint32, by uint32) {
	const together = 4 // that many counters share the access to a row
	for len(counters) >= together {
		a, b, c, d := counters[0], counters[1], counters[2], counters[3]
		i, j, k, l := a.column, b.column, c.column, d.column
		last := max(i, j, k, l)
		for _, doc := range docs {
			row := t.data[int(doc)*t.width:][:last+1]
			a.counts[row[i]] += by
			b.counts[row[j]] += by
			c.counts[row[k]] += by
			d.counts[row[l]] += by
		}
		counters = counters[together:]
	}
	for _, c := range counters {
		column := t.data[c.column:]
		for _, doc := range docs {
			c.counts[column[int(doc)*t.width]] += by
		}
	}
}

const (
	plus  = 1
	minus = ^uint32(0)
)

// addBits is add for a set of bits.
func (t *table) addBits(counters []*counter, b docBits, by uint32) {
	const words = 8
	var buffer [64 * words]uint32
	for from := 0; from < len(b); from += words {
		docs := b[from:min(from+words, len(b))].list(uint32(from)*64, buffer[:0])
		t.add(counters, docs, by)
	}
}

// addFew adds a few documents.
func (t *table) addFew(counters []*counter, docs []uint32) {
	for _, k := range counters {
		if k.many {
			t.add([]*counter{k}, docs, plus)
			continue
		}
		column := t.data[k.column:]
		for _, doc := range docs {
			n := column[int(doc)*t.width]
			if k.counts[n] == 0 {
				k.touched = append(k.touched, n)
			}
			k.counts[n]++
		}
	}
}

// count adds a set of documents of segment n to some counters.
//
// Most sets are close to others whose counts are known: all documents, or what
// a frequent word has, as kept in the cache. Then only the difference is counted.
func (c *counting) count(ev *evaluator, n int, s *set, counters []*counter) {
	var narrow []*counter
	for _, k := range counters {
		if k.wide == nil {
			narrow = append(narrow, k)
		} else {
			k.wide.add(n, ev.g.seg.Keyword(k.request.Field), ev.list(s))
		}
	}
	if s.n == 0 || len(narrow) == 0 {
		return
	}
	t := c.tables[n]
	const few = 512 // are counted at once
	if s.n <= few {
		t.addFew(narrow, ev.list(s))
		return
	}
	for _, k := range narrow {
		k.many = true
	}
	if s.all {
		t.addTotals(narrow)
		return
	}
	cost := min(s.n, ev.g.n-s.n)
	if steps, ok := c.steps(ev, t, s, cost); ok {
		for _, step := range steps {
			if step.known != nil {
				for _, k := range narrow {
					addCounts(k.counts, step.known[c.base[k.column]:])
				}
			}
			t.addBits(narrow, step.docs, step.by)
		}
		return
	}
	if cost < s.n {
		t.addTotals(narrow)
		others := ev.mem.bits(ev.g.n)
		for i, w := range ev.marked(s) {
			others[i] = ^w
		}
		others.trim(ev.g.n)
		t.addBits(narrow, others, minus)
		return
	}
	if s.docs != nil {
		t.add(narrow, s.docs, plus)
	} else {
		t.addBits(narrow, s.bits, plus)
	}
}

func (t *table) addTotals(counters []*counter) {
	for _, k := range counters {
		addCounts(k.counts, t.totals[k.column])
	}
}

// addCounts adds what both lists have.
func addCounts(to, from []uint32) {
	n := min(len(to), len(from))
	to, from = to[:n], from[:n]
	for i, v := range from {
		to[i] += v
	}
}

// step adds known counts, nil for none, and adds documents or takes them away.
type step struct {
	known []uint32 // by c.base
	docs  docBits
	by    uint32
}

// steps leads to the counts of a set by those of the words whose union it was
// made of: of each word either what it adds to the words before, or its known
// counts without what it shares with them. ok tells that fewer documents than most
// are looked at.
func (c *counting) steps(ev *evaluator, t *table, s *set, most int) (steps []step, ok bool) {
	if len(s.near) == 0 {
		return nil, false
	}
	words := slices.Clone(s.near)
	slices.SortFunc(words, func(a, b *postings) int { return len(b.docs) - len(a.docs) })
	whole := len(words) == 1 && len(words[0].docs) == s.n
	union := ev.mem.bits(ev.g.n)
	cost := 0
	for _, p := range words {
		if p.bits == nil {
			return nil, false
		}
		shared, more := ev.mem.bits(ev.g.n), ev.mem.bits(ev.g.n)
		for i, w := range p.bits {
			shared[i], more[i] = union[i]&w, w&^union[i]
			union[i] |= w
		}
		common := shared.count()
		known := c.known(ev, t, p, whole)
		if adds := len(p.docs) - common; known != nil && common < adds {
			steps, cost = append(steps, step{known, shared, minus}), cost+common
		} else {
			steps, cost = append(steps, step{nil, more, plus}), cost+adds
		}
		if cost >= most {
			return nil, false
		}
	}
	have := ev.marked(s)
	n := 0
	for i, w := range have {
		union[i] &^= w // what has been taken away since
		n += bits.OnesCount64(union[i])
	}
	if n > 0 {
		steps, cost = append(steps, step{nil, union, minus}), cost+n
	}
	return steps, cost < most
}

// known returns the counts of all that a word has, by c.base, kept in the cache
// when they are wanted again; nil when they are not known. now: work them out,
// as just these are wanted.
func (c *counting) known(ev *evaluator, t *table, p *postings, now bool) []uint32 {
	const rare = 512 // are faster counted
	if p.key == (cacheKey{}) || len(p.docs) < rare {
		return nil
	}
	key := p.key
	key.kind += " counts"
	if kept := ev.x.cache.get(key); kept != nil && kept.shape == c.shape {
		return kept.counts
	}
	if !now && !ev.x.cache.again(key) {
		return nil
	}
	counts := make([]uint32, c.size())
	var all []*counter
	for i := range c.names {
		all = append(all, &counter{column: i, counts: counts[c.base[i]:c.base[i+1]]})
	}
	t.add(all, p.docs, plus)
	ev.x.cache.replace(key, &postings{counts: counts, shape: c.shape})
	return counts
}

// numbers lists the numbers that have counts.
func (k *counter) numbers() []uint16 {
	if !k.many {
		return k.touched
	}
	k.touched = k.touched[:0]
	for n, count := range k.counts {
		if count > 0 {
			k.touched = append(k.touched, uint16(n))
		}
	}
	return k.touched
}

// clear makes all counts 0.
func (k *counter) clear() {
	if k.many {
		clear(k.counts)
		return
	}
	for _, n := range k.touched {
		k.counts[n] = 0
	}
}

// split counts the values of combinations instead of these.
func (k *counter) split() {
	if len(k.combos) == 0 {
		return
	}
	for _, n := range k.numbers() {
		i, ok := slices.BinarySearchFunc(k.combos, n, func(c combo, n uint16) int { return cmp.Compare(c.number, n) })
		if !ok {
			continue
		}
		count := k.counts[n]
		k.counts[n] = 0
		for _, p := range k.combos[i].parts {
			if k.counts[p] == 0 {
				k.touched = append(k.touched, p)
			}
			k.counts[p] += count
		}
	}
}

// facet is what was counted. Only the values asked for are put in order.
func (k *counter) facet() index.Facet {
	if k.wide != nil {
		return k.wide.facet(k.request)
	}
	k.split()
	f := index.Facet{Field: k.request.Field, Missing: int(k.counts[0])}
	k.counts[0] = 0
	chosen, distinct, sum := k.first()
	for _, v := range k.request.Keep {
		if n, ok := k.find(v); ok && k.counts[n] > 0 && !slices.Contains(chosen, n) {
			chosen = append(chosen, n)
		}
	}
	f.Distinct, f.Other = distinct, sum
	f.Values = make([]index.ValueCount, 0, len(chosen)+len(k.request.Keep))
	for _, n := range chosen {
		f.Values = append(f.Values, index.ValueCount{Value: k.values[n], Count: int(k.counts[n])})
		f.Other -= int(k.counts[n])
	}
	f.Trim(index.FacetRequest{Keep: k.request.Keep}) // puts all in order, adds kept ones of count 0
	return f
}

// first returns the numbers of the values with the highest counts, as many as
// were asked for, how many there are, and the sum of all counts.
func (k *counter) first() (out []uint16, distinct, sum int) {
	limit := k.request.Limit
	k.order.make()
	counts, place := k.counts, k.place
	bar := uint32(1) // counts below are not among the first
	for _, n := range k.numbers() {
		count := counts[n]
		if count == 0 {
			continue
		}
		distinct++
		sum += int(count)
		if limit <= 0 || count < bar {
			continue
		}
		if len(out) == limit {
			if count == bar && place[n] > place[out[limit-1]] {
				continue
			}
			out = out[:limit-1]
		}
		i := len(out)
		for i > 0 && (counts[out[i-1]] < count || counts[out[i-1]] == count && place[out[i-1]] > place[n]) {
			i--
		}
		out = slices.Insert(out, i, n)
		if len(out) == limit {
			bar = counts[out[limit-1]]
		}
	}
	if limit <= 0 {
		out = slices.DeleteFunc(slices.Clone(k.touched), func(n uint16) bool { return counts[n] == 0 })
	}
	return out, distinct, sum
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
