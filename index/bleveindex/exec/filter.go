package exec

import (
	"fmt"

	"letopis/index"
	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/segcache"
	"letopis/index/segment"
)

// Conditions are the documents that meet a query's conditions: each of its filters in
// their order, then its dates.
type Conditions []docset.Bits

// Conditions returns those of a query.
func (ev *Evaluator) Conditions(q index.Query) Conditions {
	out := make(Conditions, 0, len(q.Filters)+2)
	for _, f := range q.Filters {
		out = append(out, ev.filter(f))
	}
	if q.Date != nil {
		out = append(out, ev.overlapping(*q.Date))
	}
	if q.Within != nil {
		out = append(out, ev.overlapping(*q.Within))
	}
	return out
}

// Narrow keeps the matches that meet all conditions but those lifted, a bit for each by
// its index.
func (c Conditions) Narrow(mem *docset.Arena, m *Matches, lifted uint64) Matches {
	var hold []docset.Bits
	for i, b := range c {
		if lifted&(1<<i) == 0 {
			hold = append(hold, b)
		}
	}
	if len(hold) == 0 {
		return *m
	}
	return m.narrowed(docset.Narrow(mem, &m.Set, hold))
}

// filter returns the documents that meet a filter. It is kept like postings: the
// same filters are set over and over.
func (ev *Evaluator) filter(f index.Filter) docset.Bits {
	values := fmt.Sprintf("%t %q %q", f.Missing, f.Any, f.None)
	key := segcache.Key{Segment: ev.seg.ID, Field: f.Field, Kind: "filter", Term: values}
	return ev.keptBits(key, func(b docset.Bits) {
		k := ev.seg.Data.Keyword(f.Field)
		wanted, unwanted := ordinalsOf(k, f.Any), ordinalsOf(k, f.None)
		chosen := len(f.Any) > 0 || f.Missing
		for d := range uint32(ev.seg.Len()) {
			values := k.Of(d)
			ok := !chosen || f.Missing && len(values) == 0
			for _, v := range values {
				if unwanted != nil && unwanted[v] {
					ok = false
					break
				}
				ok = ok || wanted != nil && wanted[v]
			}
			if ok {
				b.Set(d)
			}
		}
	})
}

// ordinalsOf marks values of a field by ordinal; nil when none of them is there.
func ordinalsOf(k *segment.Keyword, values []string) []bool {
	if k == nil || len(values) == 0 {
		return nil
	}
	var out []bool
	for _, v := range values {
		if ord, ok := k.Find(v); ok {
			if out == nil {
				out = make([]bool, k.Len())
			}
			out[ord] = true
		}
	}
	return out
}

// overlapping returns the documents whose dates overlap a range.
func (ev *Evaluator) overlapping(r index.DateRange) docset.Bits {
	key := segcache.Key{Segment: ev.seg.ID, Kind: "dates", Term: fmt.Sprint(r.From, "-", r.To)}
	return ev.keptBits(key, func(b docset.Bits) {
		to := ev.seg.Data.To()
		for d, from := range ev.seg.Data.From() {
			if from != 0 && (r.To == 0 || from <= r.To) && (r.From == 0 || to[d] >= r.From) {
				b.Set(uint32(d))
			}
		}
	})
}

// keptBits returns documents from the cache, or makes and keeps them.
func (ev *Evaluator) keptBits(key segcache.Key, fill func(docset.Bits)) docset.Bits {
	if kept := segcache.Get[*docs](ev.Cache, key); kept != nil {
		return kept.bits
	}
	b := docset.NewBits(ev.seg.Len())
	fill(b)
	ev.Cache.Put(key, &docs{bits: b, n: b.Count()})
	return b
}
