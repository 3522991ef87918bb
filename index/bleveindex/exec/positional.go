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
		var err error
		if list, err = ev.occurrences(p, within); err != nil {
			return Matches{}, err
		}
		if within == nil {
			list = ev.keep(key, list)
		}
	}
	if !ev.scored || boost == 0 {
		return ev.leaf(list, p.field, 0, 0), nil
	}
	idf, err := ev.idf(p.field, p.terms...)
	return ev.leaf(list, p.field, boost, idf), err
}

// occurrences finds the documents, of those within, in which count is above 0.
func (ev *Evaluator) occurrences(p positional, within []uint32) (*postings.List, error) {
	var sources []*postings.Source
	of := make([]int, len(p.terms)) // which of sources
	for i, t := range p.terms {
		if t == "" {
			continue
		}
		s, err := ev.withPositions(p.field, t)
		if err != nil {
			return nil, err
		}
		of[i], sources = len(sources), append(sources, s)
	}
	if len(sources) == 0 {
		return &postings.List{}, nil
	}
	common, err := postings.Intersect(ev.mem, sources, within, func() error { return index.Pace(ev.ctx) })
	if err != nil {
		return nil, err
	}
	found := &postings.List{}
	positions := make([][]uint32, len(p.terms))
	for n, d := range common.Docs {
		if n%1024 == 0 {
			if err := index.Pace(ev.ctx); err != nil {
				return nil, err
			}
		}
		for i, t := range p.terms {
			if t != "" {
				positions[i] = sources[of[i]].Positions(common.At[of[i]][n])
			}
		}
		if c := p.count(positions); c > 0 {
			found.Docs, found.Freqs = append(found.Docs, d), append(found.Freqs, uint32(c))
		}
	}
	return found, nil
}

// withPositions is where a term is read with its positions: as it is stored when it is asked for the first time,
// decoded as a whole, to be kept, when it is asked for again.
func (ev *Evaluator) withPositions(field, term string) (*postings.Source, error) {
	key := segcache.Key{Segment: ev.seg.ID, Field: field, Term: term, Kind: postings.KindPositions}
	if list := ev.cached(key); list != nil {
		return postings.OfList(list), nil
	}
	stored, err := ev.seg.Data.Text(field).Postings(term)
	if err != nil {
		return nil, err
	}
	if stored.Len() > 0 && ev.Cache.AskedBefore(key) {
		return postings.OfList(ev.keep(key, postings.Decode(stored, true))), nil
	}
	return postings.OfStored(stored), nil
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
	var at []int
	return func(positions [][]uint32) int {
		if slices.ContainsFunc(positions, func(p []uint32) bool { return len(p) == 0 }) {
			return 0
		}
		at = append(at[:0], make([]int, len(positions))...)
		n := 0
		for _, p := range positions[0] {
			if near(positions[1:], at[1:], int(p), window) {
				n++
			}
		}
		return n
	}
}

// near reports whether a window that holds a position p has one of each list, too. at is where each list goes on; p
// never falls.
func near(lists [][]uint32, at []int, p, window int) bool {
	for i, list := range lists {
		for at[i] < len(list) && int(list[at[i]]) <= p-window {
			at[i]++
		}
		if at[i] == len(list) || int(list[at[i]]) >= p+window {
			return false // too far away by itself
		}
	}
	if len(lists) == 1 {
		return true
	}
	// The window that fits best begins at p or at a position before it.
	if inWindow(lists, at, p, window) {
		return true
	}
	for i, list := range lists {
		for _, from := range list[at[i]:] {
			if int(from) >= p {
				break
			}
			if inWindow(lists, at, int(from), window) {
				return true
			}
		}
	}
	return false
}

// inWindow reports whether each list has a position, from at on, in a window.
func inWindow(lists [][]uint32, at []int, from, window int) bool {
	for k, list := range lists {
		i := at[k]
		for i < len(list) && int(list[i]) < from {
			i++
		}
		if i == len(list) || int(list[i]) >= from+window {
			return false
		}
	}
	return true
}
