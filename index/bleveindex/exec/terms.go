package exec

import (
	"slices"

	"letopis/index"
	"letopis/index/bleveindex/postings"
	"letopis/index/bleveindex/segcache"
	"letopis/index/segment"
)

// termKey is that of a term's postings.
func (ev *Evaluator) termKey(field, term string) segcache.Key {
	return segcache.Key{Segment: ev.seg.ID, Field: field, Term: term}
}

// cached returns postings from the cache, nil when they are not there. Their
// impacts are those of the field's average length of today.
func (ev *Evaluator) cached(key segcache.Key) *postings.List {
	list := segcache.Get[*postings.List](ev.Cache, key)
	if list == nil || list.Impacts == nil || !ev.scored || list.AvgLength == ev.snap.AverageLength(key.Field) {
		return list
	}
	list = list.Reweighted(ev.seg.Data.Text(key.Field).Lengths, ev.snap.AverageLength(key.Field))
	ev.Cache.Put(key, list)
	return list
}

// keep readies postings for search and puts them into the cache.
func (ev *Evaluator) keep(key segcache.Key, list *postings.List) *postings.List {
	list.Key = key
	if key.Kind != postings.KindPositions && len(list.Docs) > 0 {
		list.Index(ev.seg.Len())
		list.SetImpacts(ev.seg.Data.Text(key.Field).Lengths, ev.snap.AverageLength(key.Field))
	}
	ev.Cache.Put(key, list)
	return list
}

// postings returns the occurrences of a term, decoded.
func (ev *Evaluator) postings(field, term string) (*postings.List, error) {
	key := ev.termKey(field, term)
	if list := ev.cached(key); list != nil {
		return list, nil
	}
	stored, err := ev.seg.Data.Text(field).Postings(term)
	if err != nil {
		return nil, err
	}
	return ev.keep(key, postings.Decode(stored, false)), nil
}

// idf sums up those of terms; "" has none.
func (ev *Evaluator) idf(field string, terms ...string) (float64, error) {
	sum := 0.0
	for _, t := range terms {
		if t == "" {
			continue
		}
		n, err := ev.snap.DocFreq(field, t)
		if err != nil {
			return 0, err
		}
		sum += index.IDF(ev.snap.Live, n)
	}
	return sum, nil
}

// term are the matches of a term with these postings.
func (ev *Evaluator) term(e index.Term, list *postings.List) (Matches, error) {
	if !ev.scored || e.Boost == 0 {
		return ev.leaf(list, e.Field, 0, 0), nil
	}
	idf, err := ev.idf(e.Field, e.Term)
	return ev.leaf(list, e.Field, e.Boost, idf), err
}

// allTerms evaluates terms that must all occur. A term that is asked for the first time
// and has many more documents than the others leave is looked up in those only, not
// decoded.
func (ev *Evaluator) allTerms(terms []index.Term) (_ []Matches, err error) {
	type unknown struct {
		at     int // among terms
		stored segment.Postings
	}
	var todo []unknown
	var known []Matches
	out := make([]Matches, len(terms))
	for i, e := range terms {
		if list := ev.cached(ev.termKey(e.Field, e.Term)); list != nil {
			if out[i], err = ev.term(e, list); err != nil {
				return nil, err
			}
			known = append(known, out[i])
			continue
		}
		stored, err := ev.seg.Data.Text(e.Field).Postings(e.Term)
		if err != nil {
			return nil, err
		}
		todo = append(todo, unknown{i, stored})
	}
	slices.SortFunc(todo, func(a, b unknown) int { return a.stored.Len() - b.stored.Len() })
	for _, u := range todo {
		e := terms[u.at]
		key := ev.termKey(e.Field, e.Term)
		left := ev.seg.Len()
		var common Matches
		if len(known) > 0 {
			common = ev.intersect(known)
			known, left = append(known[:0], common), common.Len()
		}
		const few = 16 // documents decoded in the time that one takes to be looked up
		var list *postings.List
		if u.stored.Len() > few*left && !ev.Cache.AskedBefore(key) {
			list = postings.Lookup(u.stored, common.Docs(ev.mem), false)
		} else {
			list = ev.keep(key, postings.Decode(u.stored, false))
		}
		if out[u.at], err = ev.term(e, list); err != nil {
			return nil, err
		}
		known = append(known, out[u.at])
	}
	return out, nil
}
