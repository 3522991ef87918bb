package bleveindex

import (
	"context"
	"slices"

	"letopis/index"
)

// conditions are the filters of a query on one segment. Condition i is bit i of
// a mask of those that a document fails; the date has the last bit.
type conditions struct {
	g       *segView
	filters []condition
	date    *index.DateRange
	lifts   []uint64 // for each facet, the conditions that are lifted for it
	facets  []*keyColumn
}

type condition struct {
	col       *keyColumn
	any, none []bool // by ordinal
	chosen    bool   // any or missing is asked for
	missing   bool
}

func newConditions(g *segView, q index.Query) *conditions {
	c := &conditions{g: g, date: q.Date}
	for _, f := range q.Filters {
		col := g.cols.keywords[f.Field]
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
		c.facets = append(c.facets, g.cols.keywords[f.Field])
	}
	return c
}

// marked marks values in a column; nil when none of them is there.
func marked(col *keyColumn, values []string) []bool {
	if col == nil || len(values) == 0 {
		return nil
	}
	var out []bool
	for _, v := range values {
		if i, ok := slices.BinarySearch(col.terms, v); ok {
			if out == nil {
				out = make([]bool, len(col.terms))
			}
			out[i] = true
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
		from, to := c.g.cols.from[doc], c.g.cols.to[doc]
		if from == 0 || r.To != 0 && from > r.To || r.From != 0 && to < r.From {
			mask |= 1 << len(c.filters)
		}
	}
	return mask
}

func (f *condition) ok(doc uint32) bool {
	values := f.col.of(doc)
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
func (c *conditions) pass(ctx context.Context, mem *arena, segment int, s set, counters []*counter) (set, error) {
	for i := range counters {
		counters[i].begin(c.facets[i])
	}
	free := len(c.filters) == 0 && c.date == nil
	if free && c.g.deleted == nil {
		for i := range counters {
			counters[i].addAll(segment, c.facets[i], s)
			counters[i].end(segment, c.facets[i])
		}
		return s, ctx.Err()
	}
	out := set{docs: mem.docs(len(s.docs)), w: s.w}
	switch {
	case s.w != nil:
		out.tf = mem.docs(len(s.docs))
	case s.scores != nil:
		out.scores = mem.scores(len(s.docs))
	}
	for i, d := range s.docs {
		if c.g.dead(d) {
			continue
		}
		mask := c.fails(d)
		for k := range counters {
			if mask&^c.lifts[k] == 0 {
				counters[k].add(c.facets[k], d)
			}
		}
		if mask == 0 {
			out.docs = append(out.docs, d)
			if s.w != nil {
				out.tf = append(out.tf, s.tf[i])
			} else if s.scores != nil {
				out.scores = append(out.scores, s.scores[i])
			}
		}
	}
	for i := range counters {
		counters[i].end(segment, c.facets[i])
	}
	return out, ctx.Err()
}
