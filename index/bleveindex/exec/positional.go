package exec

import (
	"slices"
	"strings"

	"letopis/index"
	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/postings"
	"letopis/index/bleveindex/segcache"
)

// positional is a leaf that looks at positions.
type positional struct {
	kind, field string
	terms       []string
	// count returns how often the leaf occurs in a document that has all terms, given the
	// positions of each; "" has none.
	count func(positions [][]uint32) int
}

// positional evaluates a leaf that looks at positions. A result that within has taken
// nothing from is kept like a term's postings.
func (ev *Evaluator) positional(p positional, boost float64, within []uint32) (Matches, error) {
	key := segcache.Key{Segment: ev.seg.ID, Field: p.field, Kind: p.kind, Term: strings.Join(p.terms, "\x00")}
	list := ev.cached(key)
	if list == nil {
		if within != nil && ev.Cache.AskedBefore(key) {
			within = nil // what is asked again is worth being kept whole
		}
		var complete bool
		var err error
		if list, complete, err = ev.occurrences(p, within); err != nil {
			return Matches{}, err
		}
		if complete {
			list = ev.keep(key, list)
		}
	}
	if !ev.scored || boost == 0 {
		return ev.leaf(list, p.field, 0, 0), nil
	}
	idf, err := ev.idf(p.field, p.terms...)
	return ev.leaf(list, p.field, boost, idf), err
}

// occurrences finds the documents in which count is above 0; complete tells that
// within has excluded none that has all terms.
func (ev *Evaluator) occurrences(p positional, within []uint32) (_ *postings.List, complete bool, err error) {
	docs, complete, err := ev.withAllTerms(p, within)
	if err != nil {
		return nil, false, err
	}
	lists := make([]*postings.List, len(p.terms))
	for i, t := range p.terms {
		if t == "" || len(docs) == 0 {
			continue
		}
		if lists[i], err = ev.withPositions(p.field, t, docs); err != nil {
			return nil, false, err
		}
	}
	at := make([]int, len(p.terms))
	positions := make([][]uint32, len(p.terms))
	found := &postings.List{}
	for n, d := range docs {
		if n%1024 == 0 {
			if err := index.Pace(ev.ctx); err != nil {
				return nil, false, err
			}
		}
		for i, l := range lists {
			if l != nil {
				at[i] = docset.Gallop(l.Docs, at[i], d)
				positions[i] = l.Positions(at[i])
			}
		}
		if c := p.count(positions); c > 0 {
			found.Docs, found.Freqs = append(found.Docs, d), append(found.Freqs, uint32(c))
		}
	}
	return found, complete, nil
}

// withAllTerms returns the documents that have all terms, of those within; complete tells
// that there are no others.
func (ev *Evaluator) withAllTerms(p positional, within []uint32) (docs []uint32, complete bool, err error) {
	var terms []index.Term
	for _, t := range p.terms {
		if t != "" {
			terms = append(terms, index.Term{Field: p.field, Term: t})
		}
	}
	if len(terms) == 0 {
		return nil, true, nil
	}
	parts, err := ev.allTerms(terms)
	if err != nil {
		return nil, false, err
	}
	all := ev.intersect(parts)
	docs = all.Docs(ev.mem)
	if within == nil {
		return docs, true, nil
	}
	a, b := docs, within
	if len(a) > len(b) {
		a, b = b, a
	}
	docs = docset.AppendCommon(ev.mem.Docs(len(a)), a, b)
	return docs, len(docs) == all.Len(), nil
}

// withPositions returns postings with positions of a term, at least those of some
// documents that have it. When they are few and the term is new, only those.
func (ev *Evaluator) withPositions(field, term string, docs []uint32) (*postings.List, error) {
	key := segcache.Key{Segment: ev.seg.ID, Field: field, Term: term, Kind: postings.KindPositions}
	if list := ev.cached(key); list != nil {
		return list, nil
	}
	stored, err := ev.seg.Data.Text(field).Postings(term)
	if err != nil {
		return nil, err
	}
	const few = 2
	if stored.Len() > few*len(docs) && !ev.Cache.AskedBefore(key) {
		return postings.Lookup(stored, docs, true), nil
	}
	return ev.keep(key, postings.Decode(stored, true)), nil
}

// phraseCounter counts places where all terms stand in a row.
func phraseCounter(terms []string) func([][]uint32) int {
	first := slices.IndexFunc(terms, func(t string) bool { return t != "" })
	at := make([]int, len(terms))
	return func(positions [][]uint32) int {
		clear(at)
		n := 0
	next:
		for _, p := range positions[first] {
			for i := first + 1; i < len(terms); i++ {
				if terms[i] == "" {
					continue
				}
				want := p + uint32(i-first)
				if at[i] = docset.Gallop(positions[i], at[i], want); at[i] == len(positions[i]) {
					return n
				}
				if positions[i][at[i]] != want {
					continue next
				}
			}
			n++
		}
		return n
	}
}

// nearCounter counts positions of the first term that a window holds together
// with all others.
func nearCounter(window int) func([][]uint32) int {
	return func(positions [][]uint32) int {
		if slices.ContainsFunc(positions, func(p []uint32) bool { return len(p) == 0 }) {
			return 0
		}
		n := 0
		for _, p := range positions[0] {
			for from := int(p) - window + 1; from <= int(p); from++ {
				if inWindow(positions[1:], from, window) {
					n++
					break
				}
			}
		}
		return n
	}
}

// inWindow reports whether each list has a position in a window.
func inWindow(positions [][]uint32, from, window int) bool {
	for _, list := range positions {
		i := docset.Gallop(list, 0, uint32(max(from, 0)))
		if i == len(list) || int(list[i]) >= from+window {
			return false
		}
	}
	return true
}
