package bleveindex

import (
	"fmt"

	"letopis/index"
	"letopis/index/segment"
)

// pass keeps the live documents of s, segment n, that meet all conditions of q
// and counts facets on the way, each with its own conditions lifted.
func (ev *evaluator) pass(n int, s set, q index.Query, facets *counting) (set, error) {
	if dead := ev.g.deleted; dead != nil {
		s = ev.without(s, set{bits: dead, n: dead.count()})
	}
	conditions := make([]docBits, 0, len(q.Filters)+1)
	if s.n > 0 {
		for _, f := range q.Filters {
			conditions = append(conditions, ev.condition(f))
		}
		if q.Date != nil {
			conditions = append(conditions, ev.dates(*q.Date))
		}
	}
	passed := ev.narrow(s, conditions, 0)
	lifts := make([]uint64, len(facets.counters)) // bits of conditions
	for i, k := range facets.counters {
		for j, filter := range q.Filters {
			if filter.Field == k.request.Field {
				lifts[i] |= 1 << j
			}
		}
		if k.request.LiftDate && q.Date != nil {
			lifts[i] |= 1 << len(q.Filters)
		}
	}
	done := make([]bool, len(lifts))
	for i, lift := range lifts {
		if done[i] {
			continue
		}
		var same []*counter
		for j := i; j < len(lifts); j++ {
			if lifts[j] == lift {
				same, done[j] = append(same, facets.counters[j]), true
			}
		}
		counted := &passed
		if lift != 0 {
			wider := ev.narrow(s, conditions, lift)
			counted = &wider
		}
		facets.count(ev, n, counted, same)
	}
	return passed, ev.ctx.Err()
}

// without takes documents away from a set that stays what it was else.
func (ev *evaluator) without(s, others set) set {
	out := ev.subtract(s, others)
	out.scorer, out.near = s.scorer, s.near
	return out
}

// narrow keeps what meets all conditions but those lifted.
func (ev *evaluator) narrow(s set, conditions []docBits, lifted uint64) set {
	var hold []docBits
	for i, c := range conditions {
		if lifted&(1<<i) == 0 {
			hold = append(hold, c)
		}
	}
	if len(hold) == 0 || s.n == 0 {
		return s
	}
	var out set
	switch {
	case s.all:
		bits := ev.mem.bits(ev.g.n)
		copy(bits, hold[0])
		out = ofBits(bits.and(hold[1:]...))
	case s.bits != nil && words64(ev.g.n) < s.n:
		bits := ev.mem.bits(ev.g.n)
		copy(bits, s.bits)
		out = ofBits(bits.and(hold...))
	default:
		docs := ev.mem.docs(s.n)
	next:
		for _, d := range ev.list(&s) {
			for _, c := range hold {
				if !c.has(d) {
					continue next
				}
			}
			docs = append(docs, d)
		}
		out = ofDocs(docs)
	}
	out.scorer, out.near = s.scorer, s.near
	return out
}

// condition returns the documents that meet a filter. It is kept like postings:
// the same filters are set over and over.
func (ev *evaluator) condition(f index.Filter) docBits {
	key := cacheKey{segment: ev.g.id, field: f.Field, kind: "filter", term: fmt.Sprintf("%t %q %q", f.Missing, f.Any, f.None)}
	return ev.keptBits(key, func(b docBits) {
		k := ev.g.seg.Keyword(f.Field)
		any, none := marked(k, f.Any), marked(k, f.None)
		chosen := len(f.Any) > 0 || f.Missing
		for d := range uint32(ev.g.n) {
			values := k.Of(d)
			ok := !chosen || f.Missing && len(values) == 0
			for _, v := range values {
				if none != nil && none[v] {
					ok = false
					break
				}
				ok = ok || any != nil && any[v]
			}
			if ok {
				b.set(d)
			}
		}
	})
}

// marked marks values in a column; nil when none of them is there.
func marked(col *segment.Keyword, values []string) []bool {
	if col == nil || len(values) == 0 {
		return nil
	}
	var out []bool
	for _, v := range values {
		if ord, ok := col.Find(v); ok {
			if out == nil {
				out = make([]bool, col.Len())
			}
			out[ord] = true
		}
	}
	return out
}

// dates returns the documents whose dates overlap a range.
func (ev *evaluator) dates(r index.DateRange) docBits {
	key := cacheKey{segment: ev.g.id, kind: "dates", term: fmt.Sprint(r.From, "-", r.To)}
	return ev.keptBits(key, func(b docBits) {
		to := ev.g.seg.To()
		for d, from := range ev.g.seg.From() {
			if from != 0 && (r.To == 0 || from <= r.To) && (r.From == 0 || to[d] >= r.From) {
				b.set(uint32(d))
			}
		}
	})
}

// keptBits returns a set from the cache, or makes and keeps it.
func (ev *evaluator) keptBits(key cacheKey, fill func(docBits)) docBits {
	if p := ev.x.cache.get(key); p != nil {
		return p.bits
	}
	b := make(docBits, words64(ev.g.n))
	fill(b)
	ev.x.cache.put(key, &postings{bits: b})
	return b
}
