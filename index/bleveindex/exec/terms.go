package exec

import (
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
	if list == nil || list.Impacts == nil || !ev.scored {
		return list
	}
	average := ev.snap.AverageLength(key.Field)
	if list.AvgLength == average && list.Complete {
		return list
	}
	if list.AvgLength != average {
		list = list.Reweighted(ev.seg.Data.Text(key.Field).Lengths, average)
	}
	list = list.Completed()
	ev.Cache.Put(key, list)
	return list
}

// keep readies postings for search and puts them into the cache.
func (ev *Evaluator) keep(key segcache.Key, list *postings.List) *postings.List {
	list.Key = key
	list.Index(ev.seg.Len())
	if len(list.Docs) > 0 {
		list.SetImpacts(ev.seg.Data.Text(key.Field).Lengths, ev.snap.AverageLength(key.Field))
	}
	ev.Cache.Put(key, list)
	return list
}

// oneTerm evaluates a term. Where it is asked for the first time it is read as it is stored, and where many of its
// documents lie outside of within, of those within alone.
func (ev *Evaluator) oneTerm(e index.Term, within []uint32) (Matches, error) {
	list, stored, err := ev.listOrStored(e)
	if err != nil {
		return Matches{}, err
	}
	const few = 2
	switch {
	case list != nil:
		return ev.term(e, list, stored)
	case within == nil || stored.Len() < few*len(within):
		return ev.storedTerm(e, stored)
	}
	lists, err := ev.common([]*postings.Source{postings.NewSource(stored)}, within)
	if err != nil {
		return Matches{}, err
	}
	return ev.term(e, lists[0], stored)
}

// common decodes those documents, within some, that several terms have.
func (ev *Evaluator) common(sources []*postings.Source, within []uint32) ([]*postings.List, error) {
	c, err := postings.Intersect(ev.mem, sources, within, func() error { return index.Pace(ev.ctx) })
	if err != nil {
		return nil, err
	}
	lists := make([]*postings.List, len(sources))
	for i, s := range sources {
		lists[i] = &postings.List{Docs: c.Docs, Freqs: c.At[i]} // each index gives way to the frequency found by it
		s.Freqs(c.At[i])
	}
	return lists, nil
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

// term are the matches of a term with these postings, decoded; stored are the same, where they have been looked up.
func (ev *Evaluator) term(e index.Term, list *postings.List, stored segment.Postings) (Matches, error) {
	idf, err := ev.idfOfTerm(e, stored)
	return ev.leaf(list, e.Field, e.Boost, idf), err
}

// idfOfTerm is 0 where no score is wanted; stored are the term's postings, where they have been looked up.
func (ev *Evaluator) idfOfTerm(e index.Term, stored segment.Postings) (float64, error) {
	if !ev.scored || e.Boost == 0 {
		return 0, nil
	}
	n, err := ev.snap.DocFreqKnowing(e.Field, e.Term, ev.seg, stored)
	return index.IDF(ev.snap.Live, n), err
}

// storedTerm is term for postings that are read as they are stored.
func (ev *Evaluator) storedTerm(e index.Term, stored segment.Postings) (Matches, error) {
	idf, err := ev.idfOfTerm(e, stored)
	return ev.storedLeaf(postings.NewSource(stored), e.Field, e.Boost, idf), err
}

// listOrStored returns a term's postings decoded where they are kept or asked for again, else as they are stored.
func (ev *Evaluator) listOrStored(e index.Term) (list *postings.List, stored segment.Postings, err error) {
	key := ev.termKey(e.Field, e.Term)
	if list = ev.cached(key); list != nil {
		return list, stored, nil
	}
	stored, err = ev.seg.Data.Text(e.Field).Postings(e.Term)
	if err != nil || !ev.Cache.AskedBefore(key) {
		return nil, stored, err
	}
	return ev.keep(key, postings.Decode(stored)), stored, nil
}

// allTerms evaluates terms that must all occur. Of terms that are asked for the first time only those documents are
// decoded that have all terms.
func (ev *Evaluator) allTerms(terms []index.Term) (_ []Matches, err error) {
	out := make([]Matches, len(terms))
	var known []Matches
	var fresh []int // of terms
	var sources []*postings.Source
	for i, e := range terms {
		list, stored, err := ev.listOrStored(e)
		if err != nil {
			return nil, err
		}
		switch {
		case list != nil:
			out[i], err = ev.term(e, list, stored)
		case len(terms) == 1:
			out[i], err = ev.storedTerm(e, stored)
		default:
			fresh, sources = append(fresh, i), append(sources, postings.NewSource(stored))
			continue
		}
		if err != nil {
			return nil, err
		}
		known = append(known, out[i])
	}
	if len(fresh) == 0 {
		return out, nil
	}
	var within []uint32
	if len(known) > 0 {
		common := ev.intersect(known)
		within = common.Docs(ev.mem)
	}
	lists, err := ev.common(sources, within)
	if err != nil {
		return nil, err
	}
	for i, at := range fresh {
		if out[at], err = ev.term(terms[at], lists[i], sources[i].Postings()); err != nil {
			return nil, err
		}
	}
	return out, nil
}
