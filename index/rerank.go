package index

import (
	"cmp"
	"slices"
	"strings"
)

// Rerank adds to the scores of the first hits by relevance what Exprs give them, and puts these hits in
// order again. It is for what costs too much to be asked of all documents; scores are not below 0, so
// that the first hits stay before the others. The zero value changes nothing.
type Rerank struct {
	First int
	// Least is how many documents must be found: with fewer, hits stay as they are, for who asks less
	// strictly then.
	Least int
	Exprs []Expr
}

// applies reports whether the hits of q are in another order than search without Rerank has them.
func (r Rerank) applies(q Query) bool {
	return r.First > 0 && len(r.Exprs) > 0 && q.Sort == ByRelevance && q.Limit > 0
}

// Reranked answers q by a search that does not know Query.Rerank. Engines call it; all its searches
// should be of one state of the index.
func Reranked(q Query, search func(Query) (*Result, error)) (*Result, error) {
	r := q.Rerank
	q.Rerank = Rerank{}
	if !r.applies(q) {
		return search(q)
	}
	if q.After != nil {
		return r.after(q, search)
	}
	offset, limit := q.Offset, q.Limit
	q.Offset, q.Limit = 0, max(r.First, offset+limit)
	res, err := search(q)
	if err != nil {
		return nil, err
	}
	if res.Total >= r.Least {
		err = r.order(res.Hits[:min(r.First, len(res.Hits))], q.Explain, search)
	}
	res.Hits = res.Hits[min(offset, len(res.Hits)):min(offset+limit, len(res.Hits))]
	return res, err
}

// after answers q from a place on, which may be one among the first hits.
func (r Rerank) after(q Query, search func(Query) (*Result, error)) (*Result, error) {
	top := q
	top.After, top.Facets, top.Limit = nil, nil, r.First
	first, err := search(top)
	if err != nil {
		return nil, err
	}
	if first.Total < r.Least {
		return search(q)
	}
	hits := first.Hits
	var last Hit
	if len(hits) > 0 {
		last = hits[len(hits)-1]
	}
	if err := r.order(hits, q.Explain, search); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(hits, func(h Hit) bool { return h.ID == q.After.ID })
	if i < 0 {
		return search(q)
	}
	hits = hits[i+1 : min(i+1+q.Limit, len(hits))]
	if q.Limit -= len(hits); q.Limit > 0 {
		q.After = &Place{Score: last.Score, Date: last.Date, ID: last.ID}
	} else {
		q.After = nil
	}
	res, err := search(q)
	if err != nil {
		return nil, err
	}
	res.Hits = append(hits, res.Hits...)
	return res, nil
}

// order adds to the scores of hits and sorts them.
func (r Rerank) order(hits []Hit, explain bool, search func(Query) (*Result, error)) error {
	if len(hits) == 0 {
		return nil
	}
	ids := IDs{IDs: make([]string, len(hits))}
	for i, h := range hits {
		ids.IDs[i] = h.ID
	}
	more, err := search(Query{Expr: And{Exprs: []Expr{ids}}, Should: r.Exprs, Limit: len(hits), Explain: explain})
	if err != nil {
		return err
	}
	add := make(map[string]*Hit, len(more.Hits))
	for i := range more.Hits {
		add[more.Hits[i].ID] = &more.Hits[i]
	}
	for i := range hits {
		h := &hits[i]
		if m := add[h.ID]; m != nil && m.Score > 0 {
			h.Score += m.Score
			if h.Explain != nil && m.Explain != nil {
				parts := slices.Concat(h.Explain.Parts, m.Explain.Parts)
				h.Explain = &Explanation{Value: h.Score, Text: h.Explain.Text, Parts: parts}
			}
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.ID, b.ID)) })
	return nil
}
