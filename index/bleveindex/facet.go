package bleveindex

import (
	"cmp"
	"math"
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
	// The counts by number are the sum of both. Known ones are kept with a word
	// (see counting.known), or are nil; own ones are all 0 between searches.
	own   *counts
	known []uint32
	// The numbers that own may have, while few documents were counted; many: any
	// may.
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

// add adds documents to some counters' own counts, or with by = minus takes them
// away. Counters of one group of columns share the access to a row.
func (t *table) add(counters []*counter, docs []uint32, by uint32) {
	for i, rows := range t.rows {
		var of [together]*counts
		n := 0
		for _, k := range counters {
			if k.column/together == i {
				of[k.column%together] = k.own
				n++
			}
		}
		if n == together && of[0] != nil && of[1] != nil && of[2] != nil && of[3] != nil {
			a, b, c, d := of[0], of[1], of[2], of[3]
			for _, doc := range docs {
				row := &rows[doc]
				a[row[0]] += by
				b[row[1]] += by
				c[row[2]] += by
				d[row[3]] += by
			}
			continue
		}
		for _, k := range counters {
			if k.column/together != i {
				continue
			}
			own, at := k.own, k.column%together
			for _, doc := range docs {
				own[rows[doc][at]] += by
			}
		}
	}
}

const (
	plus  = 1
	minus = ^uint32(0)
)

// addBits is add for a set of bits.
func (t *table) addBits(counters []*counter, b docBits, by uint32) {
	for _, k := range counters {
		k.many = true
	}
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
		rows, own, at := t.rows[k.column/together], k.own, k.column%together
		for _, doc := range docs {
			n := rows[doc][at]
			if own[n] == 0 && !k.many {
				k.touched = append(k.touched, n)
			}
			own[n]++
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
	if s.all {
		t.addTotals(narrow)
		return
	}
	cost := min(s.n, ev.g.n-s.n)
	if steps, ok := c.steps(ev, t, s, cost); ok {
		for _, step := range steps {
			if step.known != nil {
				for _, k := range narrow {
					k.addKnown(step.known[c.base[k.column]:c.base[k.column+1]])
				}
			}
			if step.docs != nil {
				t.addBits(narrow, step.docs, step.by)
			}
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
	t.addBits(narrow, ev.marked(s), plus)
}

func (t *table) addTotals(counters []*counter) {
	for _, k := range counters {
		k.addKnown(t.totals[k.column])
	}
}

// addKnown adds counts that do not change while the counter is in use.
func (k *counter) addKnown(known []uint32) {
	known = known[:min(len(known), len(k.values))]
	if k.known == nil {
		k.known = known
		return
	}
	k.many = true
	own := k.own[:len(known)]
	for n, v := range known {
		own[n] += v
	}
}

// step adds known counts, nil for none, and adds documents or takes them away,
// nil for none.
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
		if adds := len(p.docs) - common; known != nil && common == 0 {
			steps = append(steps, step{known: known})
		} else if known != nil && common < adds {
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
	list := make([]uint32, c.size())
	for i := range c.names {
		rows, at, of := t.rows[i/together], i%together, list[c.base[i]:c.base[i+1]]
		for _, doc := range p.docs {
			of[rows[doc][at]]++
		}
	}
	ev.x.cache.replace(key, &postings{counts: list, shape: c.shape})
	return list
}

// count is that of a number.
func (k *counter) count(n uint16) uint32 {
	if int(n) < len(k.known) {
		return k.own[n] + k.known[n]
	}
	return k.own[n]
}

// split counts the values of combinations instead of these.
func (k *counter) split() {
	if k.many || k.known != nil {
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
	count := k.count(c.number)
	if count == 0 {
		return
	}
	if !k.many {
		k.touched = append(append(k.touched, c.number), c.parts...)
	}
	k.own[c.number] -= count
	for _, p := range c.parts {
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
		if n, ok := k.find(v); ok && k.count(n) > 0 && !slices.Contains(chosen, n) {
			chosen = append(chosen, n)
		}
	}
	f.Values = make([]index.ValueCount, 0, len(chosen)+len(k.request.Keep))
	for _, n := range chosen {
		count := int(k.count(n))
		f.Values = append(f.Values, index.ValueCount{Value: k.values[n], Count: count})
		f.Other -= count
	}
	f.Trim(index.FacetRequest{Keep: k.request.Keep}) // puts all in order, adds kept ones of count 0
	return f
}

// first returns the numbers of the values with the highest counts, as many as
// were asked for. In f it notes how many values there are and the sum of their
// counts.
func (k *counter) first(f *index.Facet) []uint16 {
	b := best{order: k.order, limit: k.request.Limit, bar: 1}
	b.make()
	if !k.many && k.known == nil {
		slices.Sort(k.touched)
		for _, n := range slices.Compact(k.touched) {
			if count := k.own[n]; n > 0 && count > 0 {
				f.Distinct++
				f.Other += int(count)
				b.offer(n, count)
			}
		}
		return b.numbers()
	}
	distinct, sum := uint64(0), uint64(0)
	own, known := k.own[:len(k.values)], k.known
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
	return b.numbers()
}

// best keeps the numbers with the highest counts.
type best struct {
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

func (b *best) before(x, y numberCount) bool {
	return x.count > y.count || x.count == y.count && b.place[x.number] < b.place[y.number]
}

func (b *best) offer(number uint16, count uint32) {
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
	b.list = slices.Insert(b.list, i, x)
	if n := len(b.list); n == b.limit {
		b.bar = b.list[n-1].count
	}
}

func (b *best) numbers() []uint16 {
	if b.limit > mostOrdered && len(b.list) > b.limit {
		slices.SortFunc(b.list, func(x, y numberCount) int {
			return cmp.Or(cmp.Compare(y.count, x.count), cmp.Compare(b.place[x.number], b.place[y.number]))
		})
		b.list = b.list[:b.limit]
	}
	out := make([]uint16, len(b.list))
	for i, x := range b.list {
		out[i] = x.number
	}
	return out
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
