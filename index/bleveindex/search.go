package bleveindex

import (
	"context"
	"fmt"
	"slices"

	"letopis/index"
)

// should adds what matches beside the query to the score.
func (ev *evaluator) should(exprs []index.Expr, s *set) error {
	sets := []set{*s}
	for _, e := range exprs {
		more, err := ev.eval(e, ev.list(s))
		if err != nil {
			return err
		}
		sets = append(sets, more)
	}
	s.scorer = joined(sets, false)
	return nil
}

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
	facets := x.newCounting(v, q.Facets)
	defer x.endCounting(facets)
	mem := x.arenas.Get().(*arena)
	defer x.arenas.Put(mem)
	if q.Collapse != "" {
		top.groups = x.newGroups(v, q.Collapse)
		defer x.freeGroups(top.groups)
	}
	for n, g := range v.segs {
		mem.reset()
		ev := &evaluator{ctx: ctx, x: x, v: v, g: g, score: q.Sort == index.ByRelevance, mem: mem}
		s, err := ev.eval(q.Expr, nil)
		if err != nil {
			return nil, err
		}
		s.open()
		passed, err := ev.pass(n, s, q, facets)
		if err != nil {
			return nil, err
		}
		res.Total += passed.n
		if passed.n == 0 || q.Limit == 0 && q.Collapse == "" {
			continue
		}
		if ev.score {
			if err := ev.should(q.Should, &passed); err != nil {
				return nil, err
			}
		}
		top.add(ev, n, passed)
	}
	res.Hits, res.Groups = top.hits(res.Total)
	for _, k := range facets.counters {
		res.Facets = append(res.Facets, k.facet())
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
