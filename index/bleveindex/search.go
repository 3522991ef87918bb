package bleveindex

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"
	"strings"

	"letopis/index"
)

// Search implements index.Index.
func (x *Index) Search(ctx context.Context, q index.Query) (*index.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	v, err := x.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	if x.o.Answers < 0 {
		return x.search(ctx, v, q)
	}
	key := resultKey(q)
	v.mu.Lock()
	cached := v.results[key]
	v.mu.Unlock()
	if cached != nil {
		return cloneResult(cached), nil
	}
	res, err := x.search(ctx, v, q)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	if len(v.results) >= x.o.Answers {
		clear(v.results)
	}
	v.results[key] = res
	v.mu.Unlock()
	return cloneResult(res), nil
}

// resultKey writes a query with everything that tells it from others.
func resultKey(q index.Query) string {
	date, after := q.Date, q.After
	q.Date, q.After = nil, nil // pointers: written apart
	key := fmt.Sprintf("%#v", q)
	if date != nil {
		key += fmt.Sprintf("|%d-%d", date.From, date.To)
	}
	if after != nil {
		key += fmt.Sprintf("|%#v", *after)
	}
	return key
}

// cloneResult lets callers change what they get.
func cloneResult(r *index.Result) *index.Result {
	out := *r
	out.Hits = slices.Clone(r.Hits)
	out.Facets = slices.Clone(r.Facets)
	for i := range out.Facets {
		out.Facets[i].Values = slices.Clone(r.Facets[i].Values)
	}
	return &out
}

func (x *Index) search(ctx context.Context, v *view, q index.Query) (*index.Result, error) {
	res := &index.Result{Seq: v.seq}
	top := newTop(q)
	counters := make([]counter, len(q.Facets))
	for i, f := range q.Facets {
		counters[i] = counter{request: f, counts: map[string]int{}}
	}
	for _, g := range v.segs {
		ev := &evaluator{ctx: ctx, x: x, v: v, g: g, score: q.Sort == index.ByRelevance}
		s, err := ev.eval(q.Expr, nil)
		if err != nil {
			return nil, err
		}
		conds := newConditions(g, q)
		passed, err := conds.pass(ctx, s, counters)
		if err != nil {
			return nil, err
		}
		res.Total += len(passed.docs)
		if q.Limit == 0 && q.Collapse == "" {
			continue
		}
		if ev.score {
			if passed, err = ev.should(q.Should, passed); err != nil {
				return nil, err
			}
		}
		top.add(g, passed)
	}
	res.Hits, res.Groups = top.hits(res.Total)
	for i := range counters {
		res.Facets = append(res.Facets, counters[i].facet())
	}
	if q.Explain {
		for i := range res.Hits {
			if err := x.explain(ctx, v, q, &res.Hits[i]); err != nil {
				return nil, err
			}
		}
	}
	return res, nil
}

// should adds the scores of what matches beside the query.
func (ev *evaluator) should(exprs []index.Expr, s set) (set, error) {
	if len(exprs) == 0 || len(s.docs) == 0 {
		return s, nil
	}
	scores := make([]float64, len(s.docs))
	copy(scores, s.scores)
	for _, e := range exprs {
		more, err := ev.eval(e, s.docs)
		if err != nil {
			return set{}, err
		}
		if more.scores == nil {
			continue
		}
		j := 0
		if len(more.docs) < len(s.docs) {
			for k, d := range more.docs {
				if j = gallop(s.docs, j, d); j < len(s.docs) && s.docs[j] == d {
					scores[j] += more.scores[k]
				}
			}
			continue
		}
		for k, d := range s.docs {
			if j = gallop(more.docs, j, d); j < len(more.docs) && more.docs[j] == d {
				scores[k] += more.scores[j]
			}
		}
	}
	return set{s.docs, scores}, nil
}

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
		c.filters = append(c.filters, condition{col: col, any: ordinals(col, f.Any), none: ordinals(col, f.None),
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

// ordinals marks values in a column; nil when none of them is there.
func ordinals(col *keyColumn, values []string) []bool {
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
func (c *conditions) pass(ctx context.Context, s set, counters []counter) (set, error) {
	for i := range counters {
		counters[i].begin(c.facets[i])
	}
	free := len(c.filters) == 0 && c.date == nil
	if free && c.g.deleted == nil {
		for i := range counters {
			counters[i].addAll(c.facets[i], s.docs)
		}
		return s, ctx.Err()
	}
	out := set{docs: make([]uint32, 0, len(s.docs))}
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
			if s.scores != nil {
				out.scores = append(out.scores, s.scores[i])
			}
		}
	}
	for i := range counters {
		counters[i].end(c.facets[i])
	}
	return out, ctx.Err()
}

// counter counts the values of one facet over the segments.
type counter struct {
	request index.FacetRequest
	counts  map[string]int
	missing int
	local   []int // by ordinal of the segment at hand
}

func (c *counter) begin(col *keyColumn) {
	if col == nil {
		return
	}
	if cap(c.local) < len(col.terms) {
		c.local = make([]int, len(col.terms))
	}
	c.local = c.local[:len(col.terms)]
	clear(c.local)
}

func (c *counter) add(col *keyColumn, doc uint32) {
	values := col.of(doc)
	for _, v := range values {
		c.local[v]++
	}
	if len(values) == 0 {
		c.missing++
	}
}

// addAll counts documents without conditions, the common case.
func (c *counter) addAll(col *keyColumn, docs []uint32) {
	if col == nil {
		c.missing += len(docs)
		return
	}
	local, start, values := c.local, col.start, col.values
	for _, d := range docs {
		from, to := start[d], start[d+1]
		if from == to {
			c.missing++
		}
		for _, v := range values[from:to] {
			local[v]++
		}
	}
	c.end(col)
}

func (c *counter) end(col *keyColumn) {
	if col == nil {
		return
	}
	for ord, n := range c.local {
		if n > 0 {
			c.counts[col.terms[ord]] += n
		}
	}
}

func (c *counter) facet() index.Facet {
	f := index.Facet{Field: c.request.Field, Missing: c.missing, Distinct: len(c.counts)}
	for v, n := range c.counts {
		f.Values = append(f.Values, index.ValueCount{Value: v, Count: n})
	}
	f.Trim(c.request)
	return f
}

// place is a document with its sort key.
type place struct {
	score float64
	date  int32
	g     *segView
	doc   uint32
	more  int
}

func (p *place) id() string { return p.g.cols.ids[p.doc] }

// top keeps the first hits in the order of a query: a heap with the last of
// them on top.
type top struct {
	q      index.Query
	keep   int
	places []*place
	groups map[string]*place // with Collapse: the first of each group
	alone  int               // documents without a group
}

func newTop(q index.Query) *top {
	t := &top{q: q, keep: q.Offset + q.Limit}
	if q.Collapse != "" {
		t.groups = map[string]*place{}
	}
	return t
}

func (t *top) Len() int           { return len(t.places) }
func (t *top) Less(i, j int) bool { return t.compare(t.places[i], t.places[j]) > 0 }
func (t *top) Swap(i, j int)      { t.places[i], t.places[j] = t.places[j], t.places[i] }
func (t *top) Push(x any)         { t.places = append(t.places, x.(*place)) }
func (t *top) Pop() any {
	last := t.places[len(t.places)-1]
	t.places = t.places[:len(t.places)-1]
	return last
}

// compare is the order of the contract, negative when a comes first.
func (t *top) compare(a, b *place) int {
	if c := compareKeys(t.q.Sort, a.score, a.date, b.score, b.date); c != 0 {
		return c
	}
	return strings.Compare(a.id(), b.id())
}

func compareKeys(sort index.Sort, aScore float64, aDate int32, bScore float64, bDate int32) int {
	switch {
	case sort == index.ByRelevance:
		return cmp.Compare(bScore, aScore)
	case aDate == bDate:
		return 0
	case aDate == 0:
		return 1
	case bDate == 0:
		return -1
	case sort == index.ByDateDesc:
		return cmp.Compare(bDate, aDate)
	}
	return cmp.Compare(aDate, bDate)
}

// add offers the documents of a segment.
func (t *top) add(g *segView, s set) {
	var group *keyColumn
	if t.groups != nil {
		group = g.cols.keywords[t.q.Collapse]
	}
	p := &place{}
	for i, d := range s.docs {
		*p = place{g: g, doc: d, date: g.cols.from[d]}
		if s.scores != nil {
			p.score = s.scores[i]
		}
		if t.groups != nil {
			if values := group.of(d); len(values) > 0 {
				if t.grouped(group.terms[values[0]], p) {
					p = &place{}
				}
				continue
			}
			t.alone++
		}
		if t.passed(p) && t.offer(p) {
			p = &place{}
		}
	}
}

// grouped keeps the first document of a group; it reports whether p was kept.
func (t *top) grouped(name string, p *place) bool {
	best := t.groups[name]
	switch {
	case best == nil:
		t.groups[name] = p
		return true
	case t.compare(p, best) < 0:
		p.more = best.more + 1
		t.groups[name] = p
		return true
	}
	best.more++
	return false
}

// passed tells whether p lies after the place to go on from.
func (t *top) passed(p *place) bool {
	a := t.q.After
	if a == nil {
		return true
	}
	if c := compareKeys(t.q.Sort, p.score, p.date, a.Score, a.Date); c != 0 {
		return c > 0
	}
	return p.id() > a.ID
}

// offer keeps p if it is among the first; it reports whether it was.
func (t *top) offer(p *place) bool {
	switch {
	case t.keep == 0:
		return false
	case len(t.places) < t.keep:
		heap.Push(t, p)
		return true
	case t.compare(p, t.places[0]) < 0:
		t.places[0] = p
		heap.Fix(t, 0)
		return true
	}
	return false
}

// hits returns the page asked for and the number of groups.
func (t *top) hits(total int) ([]index.Hit, int) {
	groups := total
	if t.groups != nil {
		groups = t.alone + len(t.groups)
		for _, p := range t.groups {
			if t.passed(p) {
				t.offer(p)
			}
		}
	}
	slices.SortFunc(t.places, t.compare)
	var out []index.Hit
	for _, p := range t.places[min(t.q.Offset, len(t.places)):] {
		out = append(out, index.Hit{ID: p.id(), Score: p.score, Date: p.date, More: p.more})
	}
	return out, groups
}
