// Package memindex is the executable specification of index.Index: a naive scan
// over all documents, written to be obviously right. It is also a real index
// for small tests of other packages.
package memindex

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"letopis/index"
)

// Index holds documents in memory.
type Index struct {
	can  index.Capabilities
	mu   sync.RWMutex
	docs map[string]*index.Doc
	seq  uint64
}

var _ index.Index = (*Index)(nil)

// All is what an index can do that nothing was taken from.
var All = index.Capabilities{CollapseAfter: true, AtomicBatches: true}

// New returns an empty index that can do all.
func New() *Index { return NewWith(All) }

// NewWith returns an empty index that does no more than an engine with these
// capabilities.
func NewWith(can index.Capabilities) *Index { return &Index{can: can, docs: map[string]*index.Doc{}} }

// Capabilities implements index.Index.
func (x *Index) Capabilities() index.Capabilities { return x.can }

// Apply implements index.Index.
func (x *Index) Apply(ctx context.Context, b index.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !x.can.AtomicBatches {
		return x.applyOneByOne(ctx, b)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.apply(b)
	return nil
}

func (x *Index) apply(b index.Batch) {
	for _, id := range b.Delete {
		delete(x.docs, id)
	}
	for _, d := range b.Put {
		x.docs[d.ID] = d
	}
	if b.Seq != 0 {
		x.seq = b.Seq
	}
}

// applyOneByOne lets searches see each document alone, and the number when all are there.
func (x *Index) applyOneByOne(ctx context.Context, b index.Batch) error {
	step := func(part index.Batch) error {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.apply(part)
		return ctx.Err()
	}
	for _, id := range b.Delete {
		if err := step(index.Batch{Delete: []string{id}}); err != nil {
			return err
		}
	}
	for _, d := range b.Put {
		if err := step(index.Batch{Put: []*index.Doc{d}}); err != nil {
			return err
		}
	}
	return step(index.Batch{Seq: b.Seq})
}

// Seq implements index.Index.
func (x *Index) Seq(context.Context) (uint64, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.seq, nil
}

// Search implements index.Index.
func (x *Index) Search(ctx context.Context, q index.Query) (*index.Result, error) {
	if err := x.can.Allow(q); err != nil {
		return nil, err
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	return index.Reranked(q, func(q index.Query) (*index.Result, error) { return x.search(ctx, q) })
}

func (x *Index) search(ctx context.Context, q index.Query) (*index.Result, error) {
	s := newStats(x.docs)
	res := &index.Result{Seq: x.seq}
	var hits []index.Hit
	for id, d := range x.docs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		ok, score := s.eval(q.Expr, d)
		if !ok || !pass(d, q.Filters, "") || !inRange(d, q.Date) || !inRange(d, q.Within) {
			continue
		}
		h := index.Hit{ID: id, Date: d.DateFrom}
		if q.Sort == index.ByRelevance {
			for _, e := range q.Should {
				if ok, add := s.eval(e, d); ok {
					score += add
				}
			}
			h.Score = score
			if q.Explain {
				h.Explain = &index.Explanation{Value: score, Text: "BM25"}
			}
		}
		hits = append(hits, h)
	}
	res.Total, res.Groups = len(hits), len(hits)
	slices.SortFunc(hits, func(a, b index.Hit) int { return compare(q.Sort, a, b) })
	if q.Collapse != "" {
		hits = x.collapse(hits, q.Collapse)
		res.Groups = len(hits)
	}
	res.Hits = page(hits, q)
	for _, f := range q.Facets {
		res.Facets = append(res.Facets, s.facet(x.docs, q, f))
	}
	return res, nil
}

// compare orders hits as the contract says.
func compare(sort index.Sort, a, b index.Hit) int {
	byID := strings.Compare(a.ID, b.ID)
	switch {
	case sort == index.ByRelevance:
		return cmp.Or(cmp.Compare(b.Score, a.Score), byID)
	case (a.Date == 0) != (b.Date == 0):
		return cmp.Compare(b2i(a.Date == 0), b2i(b.Date == 0))
	case sort == index.ByDateDesc:
		return cmp.Or(cmp.Compare(b.Date, a.Date), byID)
	}
	return cmp.Or(cmp.Compare(a.Date, b.Date), byID)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (x *Index) collapse(hits []index.Hit, field string) []index.Hit {
	first := map[string]int{}
	var out []index.Hit
	for _, h := range hits {
		values := x.docs[h.ID].Keywords[field]
		if len(values) == 0 {
			out = append(out, h)
			continue
		}
		if i, ok := first[values[0]]; ok {
			out[i].More++
			continue
		}
		first[values[0]] = len(out)
		h.Group = values[0]
		out = append(out, h)
	}
	return out
}

func page(hits []index.Hit, q index.Query) []index.Hit {
	if q.After != nil {
		place := index.Hit{ID: q.After.ID, Score: q.After.Score, Date: q.After.Date}
		hits = slices.DeleteFunc(slices.Clone(hits), func(h index.Hit) bool { return compare(q.Sort, h, place) <= 0 })
	}
	hits = hits[min(q.Offset, len(hits)):]
	return hits[:min(q.Limit, len(hits))]
}

// pass reports whether the document passes the filters but for the one on the
// field to lift that is not held.
func pass(d *index.Doc, filters []index.Filter, lift string) bool {
	for _, f := range filters {
		values := d.Keywords[f.Field]
		has := func(v string) bool { return slices.Contains(values, v) }
		switch {
		case f.Field == lift && !f.Held:
		case slices.ContainsFunc(f.None, has):
			return false
		case len(f.Any) == 0 && !f.Missing:
		case !slices.ContainsFunc(f.Any, has) && !(f.Missing && len(values) == 0):
			return false
		}
	}
	return true
}

func inRange(d *index.Doc, r *index.DateRange) bool {
	if r == nil {
		return true
	}
	return d.DateFrom != 0 && (r.To == 0 || d.DateFrom <= r.To) && (r.From == 0 || d.DateTo >= r.From)
}

func (s *stats) facet(docs map[string]*index.Doc, q index.Query, f index.FacetRequest) index.Facet {
	out := index.Facet{Field: f.Field}
	counts := map[string]int{}
	for _, d := range docs {
		if ok, _ := s.eval(q.Expr, d); !ok || !pass(d, q.Filters, f.Field) {
			continue
		}
		if !inRange(d, q.Within) || !f.LiftDate && !inRange(d, q.Date) {
			continue
		}
		values := slices.Compact(slices.Sorted(slices.Values(d.Keywords[f.Field])))
		for _, v := range values {
			counts[v]++
		}
		if len(values) == 0 {
			out.Missing++
		}
	}
	out.Distinct = len(counts)
	for v, n := range counts {
		out.Values = append(out.Values, index.ValueCount{Value: v, Count: n})
	}
	out.Trim(f)
	return out
}

// Terms implements index.Index.
func (x *Index) Terms(_ context.Context, field, prefix string, limit int) ([]index.TermCount, error) {
	out, err := x.terms(field, func(t string) bool { return strings.HasPrefix(t, prefix) })
	if limit > 0 {
		out = out[:min(limit, len(out))]
	}
	return out, err
}

// Neighbours implements index.Index.
func (x *Index) Neighbours(_ context.Context, field, term string, edits int) ([]index.TermCount, error) {
	return x.terms(field, func(t string) bool { return t != term && index.Edits(t, term, edits) })
}

// terms counts the documents of the terms and values of a field that are wanted.
func (x *Index) terms(field string, want func(string) bool) ([]index.TermCount, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	counts := map[string]int{}
	for _, d := range x.docs {
		seen := map[string]bool{}
		for _, t := range d.Text[field] {
			seen[t.Term] = true
		}
		for _, v := range d.Keywords[field] {
			seen[v] = true
		}
		for t := range seen {
			counts[t]++
		}
	}
	out := make([]index.TermCount, 0, len(counts))
	for t, n := range counts {
		if want(t) {
			out = append(out, index.TermCount{Term: t, Count: n})
		}
	}
	slices.SortFunc(out, func(a, b index.TermCount) int { return strings.Compare(a.Term, b.Term) })
	return out, nil
}

// Counts implements index.Index.
func (x *Index) Counts(_ context.Context, field string, terms []string) ([]int, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	out := make([]int, len(terms))
	for _, d := range x.docs {
		for i, term := range terms {
			if slices.ContainsFunc(d.Text[field], func(t index.Token) bool { return t.Term == term }) {
				out[i]++
			}
		}
	}
	return out, nil
}

// Stats implements index.Index.
func (x *Index) Stats(context.Context) (index.Stats, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return index.Stats{Docs: len(x.docs)}, nil
}

// Close implements index.Index.
func (x *Index) Close() error { return nil }
