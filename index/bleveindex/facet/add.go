package facet

import "letopis/index/bleveindex/docset"

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
			own, at := k.own, k.column%perRow
			for _, doc := range docs {
				own[rows[doc].at(at)] += by
			}
		}
	}
}

// addBits is add for a set of bits.
func (t *table) addBits(counters []*counter, set docset.Bits, by uint32) {
	const words = 32 // so many that their documents stay in the processor's first cache
	var docs [64*words + docset.ListRoom]uint32
	for from := 0; from < len(set); from += words {
		part := set[from:min(from+words, len(set))]
		t.add(counters, set.AppendFrom(docs[:0], uint32(64*from), part.Count()), by)
	}
}

// addFew adds a few documents.
func (t *table) addFew(counters []*counter, docs []uint32) {
	for _, k := range counters {
		rows, own, at := t.rows[k.column/perRow], k.own, k.column%perRow
		for _, doc := range docs {
			n := rows[doc].at(at)
			if own[n] == 0 && !k.many {
				k.touched = append(k.touched, n)
			}
			own[n]++
		}
	}
}

// quad are the counters of a group of columns.
type quad []*counter

func quadOf(counters []*counter, i int) (of quad) {
	for _, k := range counters {
		if k.column/perRow == i {
			of = append(of, k)
		}
	}
	return of
}

// all returns the counts of all columns when each is counted once.
func (q quad) all() *[perRow]*counts {
	if len(q) != perRow {
		return nil
	}
	var of [perRow]*counts
	for _, k := range q {
		of[k.column%perRow] = k.own
	}
	for _, c := range of {
		if c == nil {
			return nil
		}
	}
	return &of
}
