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

// Reranked answers q by a search that does not know Query.Rerank, and sets Hit.First. Engines call it; all its searches
// should be of one state of the index. What lies behind the first hits takes one search.
func Reranked(q Query, search func(Query) (*Result, error)) (*Result, error) {
	r := q.Rerank
	q.Rerank = Rerank{}
	if !r.applies(q) || q.Offset >= r.First || q.After != nil && q.After.Behind {
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

// after answers q from a place on that may be one among the first hits. Where its hit is none of them, it goes on with
// those that stand behind the place: the hit has been removed, or others have come before it. What else has entered or
// left the first hits meanwhile may be passed over, or come again.
func (r Rerank) after(q Query, search func(Query) (*Result, error)) (*Result, error) {
	place, top := *q.After, q
	top.After, top.Limit = nil, r.First
	res, err := search(top)
	if err != nil {
		return nil, err
	}
	if res.Total < r.Least {
		return search(q)
	}
	hits := res.Hits
	end := place
	if len(hits) > 0 {
		last := hits[len(hits)-1]
		end = Place{Score: last.Score, ID: last.ID}
	}
	if err := r.order(hits, q.Explain, search); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(hits, func(h Hit) bool { return h.ID == place.ID })
	gone := i < 0
	if gone {
		behind := func(h Hit) bool { return byScore(Place{Score: h.Score, ID: h.ID}, place) > 0 }
		if i = slices.IndexFunc(hits, behind); i < 0 {
			i = len(hits)
		}
		if byScore(place, end) > 0 {
			end = place
		}
		i--
	}
	res.Hits = hits[i+1 : min(i+1+q.Limit, len(hits))]
	if len(res.Hits) == q.Limit || len(hits) < r.First { // nothing lies behind the first
		return res, nil
	}
	limit := q.Limit - len(res.Hits)
	q.After, q.Facets, q.Limit = &end, nil, limit
	if gone {
		q.Limit++ // it may stand among the others now
	}
	more, err := search(q)
	if err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(more.Hits, func(h Hit) bool { return h.ID == place.ID })
	res.Hits = append(res.Hits, others[:min(limit, len(others))]...)
	return res, nil
}

// byScore compares places in the order by relevance.
func byScore(a, b Place) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.ID, b.ID))
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
		h.First = true
		if m := add[h.ID]; m != nil && m.Score > 0 {
			h.Score += m.Score
			if h.Explain != nil && m.Explain != nil {
				parts := slices.Concat(h.Explain.Parts, m.Explain.Parts)
				h.Explain = &Explanation{Value: h.Score, Text: h.Explain.Text, Parts: parts}
			}
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return byScore(Place{Score: a.Score, ID: a.ID}, Place{Score: b.Score, ID: b.ID})
	})
	return nil
}
