package bleveindex

import (
	"context"
	"slices"
	"sync"

	"letopis/index"
	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/exec"
	"letopis/index/bleveindex/topk"
)

// Search implements index.Index.
func (x *Index) Search(ctx context.Context, q index.Query) (*index.Result, error) {
	if err := index.Pace(ctx); err != nil {
		return nil, err
	}
	v, err := x.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	if x.o.Answers < 0 || amongNamed(q.Expr) {
		return x.reranked(ctx, v, q)
	}
	key := resultKey(q)
	res, ok := v.answers.Get(key)
	if !ok {
		if res, err = x.reranked(ctx, v, q); err != nil {
			return nil, err
		}
		v.answers.Put(key, res)
	}
	return cloneResult(res), nil
}

// amongNamed reports whether a query asks of documents that it names, or of all but those: it is about one page or one
// document, so that its answer is not worth the place of another.
func amongNamed(e index.Expr) bool {
	switch e := e.(type) {
	case index.IDs:
		return true
	case index.Not:
		return amongNamed(e.Expr)
	case index.And:
		return slices.ContainsFunc(e.Exprs, amongNamed)
	}
	return false
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

var arenas = sync.Pool{New: func() any { return &docset.Arena{} }}

func (x *Index) reranked(ctx context.Context, v *view, q index.Query) (*index.Result, error) {
	var places exec.Places
	if q.Rerank.First > 0 { // its hits will be named
		places = exec.Places{}
	}
	return index.Reranked(q, func(q index.Query) (*index.Result, error) { return x.search(ctx, v, q, places) })
}

// search goes through the segments: in each it finds what matches, counts facets, and
// offers what passes the conditions to the collector of hits. places, when not nil, are of the hits of searches before
// over the same view; its own are added.
func (x *Index) search(ctx context.Context, v *view, q index.Query, places exec.Places) (_ *index.Result, err error) {
	defer x.shield(&err)()
	res := &index.Result{Seq: v.Seq}
	hits := topk.NewCollector(q, v.Snapshot)
	defer hits.Close()
	facets := v.facets.NewCounting(q.Facets)
	defer facets.Close()
	mem := arenas.Get().(*docset.Arena)
	defer arenas.Put(mem)
	for n, g := range v.Segments {
		mem.Reset()
		ev := x.exec.NewEvaluator(ctx, v.Snapshot, g, q.Sort == index.ByRelevance, mem)
		ev.Know(places)
		matches, err := ev.Live(q.Expr)
		if err != nil {
			return nil, err
		}
		var conditions exec.Conditions
		if matches.Len() > 0 {
			conditions = ev.Conditions(q)
		}
		passed := conditions.Narrow(mem, &matches, 0)
		facets.Add(n, ev, q, &matches, &passed, conditions)
		if err := index.Pace(ctx); err != nil {
			return nil, err
		}
		res.Total += passed.Len()
		if passed.Len() == 0 || !hits.Wants() {
			continue
		}
		if q.Sort == index.ByRelevance {
			if err := ev.AddScores(&passed, q.Should); err != nil {
				return nil, err
			}
		}
		hits.Add(n, ev, &passed)
	}
	res.Hits, res.Groups = hits.Hits(res.Total)
	if places != nil {
		hits.AddTo(places)
	}
	res.Facets = facets.Facets()
	if q.Explain {
		for i := range res.Hits {
			if err := x.explain(ctx, v, q, &res.Hits[i]); err != nil {
				return nil, err
			}
		}
	}
	return res, nil
}

// explain accounts for the score of a hit.
func (x *Index) explain(ctx context.Context, v *view, q index.Query, h *index.Hit) error {
	for _, g := range v.Segments {
		d, ok := g.Data.Find(h.ID)
		if !ok || g.IsDeleted(d) {
			continue
		}
		h.Explain = &index.Explanation{Value: h.Score, Text: exec.Sum}
		for _, e := range append([]index.Expr{q.Expr}, q.Should...) {
			ev := x.exec.NewEvaluator(ctx, v.Snapshot, g, true, &docset.Arena{})
			part, err := ev.Explain(e, d)
			if err != nil {
				return err
			}
			if part != nil {
				h.Explain.Parts = append(h.Explain.Parts, part)
			}
		}
		return nil
	}
	return nil
}
