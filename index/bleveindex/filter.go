package bleveindex

import (
	"letopis/index"
	"letopis/index/segment"
)

// conditions are the filters of a query on one segment. Condition i is bit i of
// a mask of those that a document fails; the date has the last bit.
type conditions struct {
	g       *segView
	filters []condition
	date    *index.DateRange
	lifts   []uint64 // for each facet, the conditions that are lifted for it
	facets  []*segment.Keyword
}

type condition struct {
	col       *segment.Keyword
	any, none []bool // by ordinal
	chosen    bool   // any or missing is asked for
	missing   bool
}

func newConditions(g *segView, q index.Query) *conditions {
	c := &conditions{g: g, date: q.Date}
	for _, f := range q.Filters {
		col := g.seg.Keyword(f.Field)
		c.filters = append(c.filters, condition{col: col, any: marked(col, f.Any), none: marked(col, f.None),
			chosen: len(f.Any) > 0 || f.Missing, missing: f.Missing})
	}
	for _, f := range q.Facets {
		var lift uint64
		for i, filter := range q.Filters {
			if filter.Field == f.Field {
				lift |= 1 << i
			}
		}
		if f.LiftDate {
			lift |= 1 << len(q.Filters)
		}
		c.lifts = append(c.lifts, lift)
		c.facets = append(c.facets, g.seg.Keyword(f.Field))
	}
	return c
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

// fails returns the conditions that a document does not meet.
func (c *conditions) fails(doc uint32) (mask uint64) {
	for i := range c.filters {
		if !c.filters[i].ok(doc) {
			mask |= 1 << i
		}
	}
	if r := c.date; r != nil {
		from, to := c.g.seg.From()[doc], c.g.seg.To()[doc]
		if from == 0 || r.To != 0 && from > r.To || r.From != 0 && to < r.From {
			mask |= 1 << len(c.filters)
		}
	}
	return mask
}

func (f *condition) ok(doc uint32) bool {
	values := f.col.Of(doc)
	found := f.missing && len(values) == 0
	for _, v := range values {
		if f.none != nil && f.none[v] {
			return false
		}
		found = found || f.any != nil && f.any[v]
	}
	return found || !f.chosen
}

// pass keeps the live documents that meet all conditions and counts facets on
// the way, each with its own conditions lifted.
func (c *conditions) pass(ev *evaluator, n int, s set, counters []*counter) (set, error) {
	if len(c.filters) == 0 && c.date == nil {
		if dead := c.g.deleted; dead != nil {
			scorer := s.scorer
			s = ev.subtract(s, set{bits: dead, n: len(dead)})
			s.scorer = scorer
		}
		for i := range counters {
			counters[i].addAll(ev, n, c.facets[i], &s)
		}
		return s, ev.ctx.Err()
	}
	for i := range counters {
		counters[i].begin(c.facets[i])
	}
	docs := ev.list(&s)
	out := ev.mem.docs(len(docs))
	for _, d := range docs {
		if c.g.dead(d) {
			continue
		}
		mask := c.fails(d)
		if mask == 0 {
			out = append(out, d)
		}
		for k := range counters {
			if mask&^c.lifts[k] == 0 {
				counters[k].add(c.facets[k], d)
			}
		}
	}
	for i := range counters {
		counters[i].end(n, c.facets[i])
	}
	passed := ofDocs(out)
	passed.scorer = s.scorer
	return passed, ev.ctx.Err()
}
