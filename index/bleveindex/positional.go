package bleveindex

import (
	"slices"
	"strings"

	"letopis/index"
)

// positional evaluates a leaf that looks at positions: count tells how often it
// occurs in a document, given the positions of each term ("" has none).
// A result that within has taken nothing from is kept like a term's postings, by
// the name of the kind of leaf.
func (ev *evaluator) positional(name, field string, terms []string, boost float64, within []uint32, count func([][]uint32) int) (set, error) {
	key := cacheKey{segment: ev.g.id, field: field, kind: name, term: strings.Join(terms, "\x00")}
	p := ev.cached(key)
	if p == nil {
		var err error
		var complete bool
		if within != nil && ev.x.cache.again(key) {
			within = nil // what is asked again is worth being kept whole
		}
		if p, complete, err = ev.occurrences(field, terms, within, count); err != nil {
			return set{}, err
		}
		if complete {
			p = ev.keep(key, p)
		}
	}
	if !ev.score || boost == 0 {
		return ev.leaf(p, field, 0, 0), nil
	}
	idf, err := ev.idf(field, terms...)
	return ev.leaf(p, field, boost, idf), err
}

// occurrences finds the documents in which count is above 0; complete tells that
// within has excluded none that has all terms.
func (ev *evaluator) occurrences(field string, terms []string, within []uint32, count func([][]uint32) int) (_ *postings, complete bool, err error) {
	var parts []index.Term
	for _, t := range terms {
		if t != "" {
			parts = append(parts, index.Term{Field: field, Term: t})
		}
	}
	if len(parts) == 0 {
		return &postings{}, true, nil
	}
	sets, err := ev.terms(parts)
	if err != nil {
		return nil, false, err
	}
	both := ev.intersect(sets)
	docs := ev.list(&both)
	complete = true
	if within != nil {
		a, b := docs, within
		if len(a) > len(b) {
			a, b = b, a
		}
		docs = common(a, b, ev.mem.docs(len(a)))
		complete = len(docs) == both.n
	}
	lists := make([]*postings, len(terms))
	for i, t := range terms {
		if t == "" {
			continue
		}
		if lists[i], err = ev.places(field, t, docs); err != nil {
			return nil, false, err
		}
	}
	at := make([]int, len(terms))
	positions := make([][]uint32, len(terms))
	var found, tf []uint32
	for n, d := range docs {
		if n%1024 == 0 && ev.ctx.Err() != nil {
			return nil, false, ev.ctx.Err()
		}
		for i, p := range lists {
			if p != nil {
				at[i] = gallop(p.docs, at[i], d)
				positions[i] = p.positions(at[i])
			}
		}
		if c := count(positions); c > 0 {
			found, tf = append(found, d), append(tf, uint32(c))
		}
	}
	return &postings{docs: found, tf: tf}, complete, nil
}

// places returns postings with positions of a term, at least those of some
// documents that have it. When they are few and the term is new, only those.
func (ev *evaluator) places(field, term string, docs []uint32) (*postings, error) {
	key := cacheKey{segment: ev.g.id, field: field, term: term, positions: true}
	if p := ev.cached(key); p != nil {
		return p, nil
	}
	list, err := ev.g.seg.Text(field).Postings(term)
	if err != nil {
		return nil, err
	}
	const few = 2
	if list.Len() > few*len(docs) && !ev.x.cache.again(key) {
		return lookUp(list, docs, true), nil
	}
	return ev.decode(key, list), nil
}

// phraseCount counts places where all terms stand in a row.
func phraseCount(terms []string) func([][]uint32) int {
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
				if at[i] = gallop(positions[i], at[i], want); at[i] == len(positions[i]) {
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

// nearCount counts positions of the first term that a window holds together
// with all others.
func nearCount(window int) func([][]uint32) int {
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

func inWindow(positions [][]uint32, from, window int) bool {
	for _, list := range positions {
		i := gallop(list, 0, uint32(max(from, 0)))
		if i == len(list) || int(list[i]) >= from+window {
			return false
		}
	}
	return true
}
