package bleveindex

import (
	"math/bits"
	"slices"
)

const (
	plus  = 1
	minus = ^uint32(0)
)

// add adds documents to some counters' own counts, or with by = minus takes them
// away. Counters of one group of columns share the access to a row.
func (t *table) add(counters []*counter, docs []uint32, by uint32) {
	for _, k := range counters {
		k.many = true
	}
	for i, rows := range t.rows {
		group := quadOf(counters, i)
		if of := group.all(); of != nil {
			a, b, c, d := of[0], of[1], of[2], of[3]
			for _, doc := range docs {
				r := rows[doc]
				a[r.at(0)] += by
				b[r.at(1)] += by
				c[r.at(2)] += by
				d[r.at(3)] += by
			}
			continue
		}
		for _, k := range group {
			own, at := k.own, k.column%together
			for _, doc := range docs {
				own[rows[doc].at(at)] += by
			}
		}
	}
}

// addBits is add for a set of bits.
func (t *table) addBits(counters []*counter, set docBits, by uint32) {
	const words = 32 // so many that their documents stay in the processor's first cache
	var docs [64*words + listRoom]uint32
	for from := 0; from < len(set); from += words {
		part := set[from:min(from+words, len(set))]
		t.add(counters, part.list(uint32(64*from), docs[:0]), by)
	}
}

// quad are the counters of a group of columns.
type quad []*counter

func quadOf(counters []*counter, i int) (of quad) {
	for _, k := range counters {
		if k.column/together == i {
			of = append(of, k)
		}
	}
	return of
}

// all returns the counts of all columns when each is counted once.
func (q quad) all() *[together]*counts {
	if len(q) != together {
		return nil
	}
	var of [together]*counts
	for _, k := range q {
		of[k.column%together] = k.own
	}
	for _, c := range of {
		if c == nil {
			return nil
		}
	}
	return &of
}

// addFew adds a few documents.
func (t *table) addFew(counters []*counter, docs []uint32) {
	for _, k := range counters {
		rows, own, at := t.rows[k.column/together], k.own, k.column%together
		for _, doc := range docs {
			n := rows[doc].at(at)
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
	if s.n < worthCounts {
		t.addFew(narrow, ev.list(s))
		return
	}
	if s.all {
		addKnown(narrow, t.totals)
		return
	}
	if len(s.near) == 1 && len(s.near[0].docs) == s.n {
		if known := c.knownWord(ev, t, s.near[0], true); known != nil {
			addKnown(narrow, known)
			return
		}
	}
	if known := c.tallied(ev, t, s); known != nil {
		addKnown(narrow, known)
		return
	}
	cost := min(s.n, ev.g.n-s.n)
	if steps, ok := c.steps(ev, t, s, cost); ok {
		for _, step := range steps {
			if step.known != nil {
				addKnown(narrow, step.known)
			}
			if step.docs != nil {
				t.addBits(narrow, step.docs, step.by)
			}
		}
		return
	}
	if cost < s.n {
		addKnown(narrow, t.totals)
		others := ev.mem.unset(ev.g.n)
		for i, w := range ev.marked(s) {
			others[i] = ^w
		}
		others.trim(ev.g.n)
		t.addBits(narrow, others, minus)
		return
	}
	if s.few(ev.g.n) {
		t.add(narrow, ev.list(s), plus)
	} else {
		t.addBits(narrow, ev.marked(s), plus)
	}
}

// addKnown adds counts that are known.
func addKnown(counters []*counter, known *tally) {
	for _, k := range counters {
		k.addKnown(&known.columns[k.column])
	}
}

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

// step adds known counts, nil for none, and adds documents or takes them away,
// nil for none.
type step struct {
	known *tally
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
	union := ev.mem.bits(ev.g.n)
	cost := 0
	added := ev.mem.bits(ev.g.n) // of rare words
	for _, p := range words {
		if p.bits == nil {
			for _, d := range p.docs {
				if !union.has(d) {
					union.set(d)
					added.set(d)
					cost++
				}
			}
			continue
		}
		common := union.shared(p.bits)
		known := c.knownWord(ev, t, p, false)
		switch adds := len(p.docs) - common; {
		case known != nil && common == 0:
			steps = append(steps, step{known: known})
			union.or(p.bits)
		case known != nil && common < adds:
			shared := ev.mem.unset(ev.g.n)
			for i, w := range p.bits {
				shared[i] = union[i] & w
				union[i] |= w
			}
			steps, cost = append(steps, step{known, shared, minus}), cost+common
		default:
			more := ev.mem.unset(ev.g.n)
			for i, w := range p.bits {
				more[i] = w &^ union[i]
				union[i] |= w
			}
			steps, cost = append(steps, step{nil, more, plus}), cost+adds
		}
		if cost >= most {
			return nil, false
		}
	}
	steps = append(steps, step{docs: added, by: plus})
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
