package exec

import (
	"strings"

	"letopis/index"
	"letopis/index/bleveindex/postings"
	"letopis/index/bleveindex/segcache"
)

// positional is a leaf that looks at positions.
type positional struct {
	kind, field string
	terms       []string
	// count returns how often the leaf occurs in a document that has all terms; nil: a row of them is meant.
	count func(places) int
}

// places are where terms stand in a document: those of term i are positions[ends[i-1]:ends[i]]; "" has none.
type places struct {
	positions []uint32
	ends      []int
}

func (p places) of(i int) []uint32 {
	if i == 0 {
		return p.positions[:p.ends[0]]
	}
	return p.positions[p.ends[i-1]:p.ends[i]]
}

// positional evaluates a leaf that looks at positions. A result that within has taken
// nothing from is kept like a term's postings.
func (ev *Evaluator) positional(p positional, boost float64, within []uint32) (Matches, error) {
	key := segcache.Key{Segment: ev.seg.ID, Field: p.field, Kind: p.kind, Term: strings.Join(p.terms, "\x00")}
	list := ev.cached(key)
	if list == nil {
		whole, err := ev.worthWhole(p, key, within)
		if err != nil {
			return Matches{}, err
		}
		if whole {
			within = nil
		}
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

// wholeWorth is how many times as many documents as are asked of a leaf may have its rarest term, for all to be looked
// at once instead and kept.
const wholeWorth = 8

// worthWhole reports whether a leaf is worth being kept whole: one that is asked again, and not only of a few
// documents, as the first hits are, while its terms have many.
func (ev *Evaluator) worthWhole(p positional, key segcache.Key, within []uint32) (bool, error) {
	if within == nil || !ev.Cache.AskedBefore(key) {
		return within == nil, nil
	}
	least := ev.seg.Len()
	for _, t := range p.terms {
		if t == "" {
			continue
		}
		stored, err := ev.seg.Data.Text(p.field).Postings(t)
		if err != nil {
			return false, err
		}
		least = min(least, stored.Len())
	}
	return least <= wholeWorth*len(within), nil
}

// occurrences finds the documents, of those within, in which a leaf occurs.
func (ev *Evaluator) occurrences(p positional, within []uint32) (*postings.List, error) {
	var sources []*postings.Source
	of := make([]int, len(p.terms)) // which of sources
	for i, t := range p.terms {
		if t == "" {
			continue
		}
		s, err := ev.source(p.field, t)
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
	if p.count == nil {
		return ev.inRow(p.terms, sources, common)
	}
	found := &postings.List{}
	var positions []uint32
	ends := make([]int, len(p.terms))
	for n, d := range common.Docs {
		if n%1024 == 0 {
			if err := index.Pace(ev.ctx); err != nil {
				return nil, err
			}
		}
		positions = positions[:0]
		for i, t := range p.terms {
			if t != "" {
				positions = sources[of[i]].Positions(common.At[of[i]][n], positions)
			}
			ends[i] = len(positions)
		}
		if c := p.count(places{positions, ends}); c > 0 {
			found.Docs, found.Freqs = append(found.Docs, d), append(found.Freqs, uint32(c))
		}
	}
	return found, nil
}

// source is where a term is read with its positions. They are never kept: few documents are looked at.
func (ev *Evaluator) source(field, term string) (*postings.Source, error) {
	stored, err := ev.seg.Data.Text(field).Postings(term)
	return postings.NewSource(stored), err
}

// nearCounter counts positions of the first term that a window holds together
// with all others.
func nearCounter(window int) func(places) int {
	var at []int
	var others [][]uint32
	return func(found places) int {
		others = others[:0]
		for i := range found.ends {
			if len(found.of(i)) == 0 {
				return 0
			}
			if i > 0 {
				others = append(others, found.of(i))
			}
		}
		at = append(at[:0], make([]int, len(others))...)
		n := 0
		for _, p := range found.of(0) {
			if near(others, at, int(p), window) {
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
