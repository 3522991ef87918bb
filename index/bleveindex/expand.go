package bleveindex

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/blevesearch/vellum"
	"github.com/blevesearch/vellum/levenshtein"

	"letopis/index"
	"letopis/index/segment"
)

// expansion stands for all terms of a field that begin with a word (edits 0) or
// are within a number of edits of it.
type expansion struct {
	field, word string
	edits       int
}

// kind tells the joint postings of an expansion from those of a term.
func (e expansion) kind() string { return "edits" + strconv.Itoa(e.edits) }

// expand evaluates an expansion: the documents of its terms, the sum of their
// frequencies, and the idf of their joint count.
func (ev *evaluator) expand(e expansion, boost float64) (set, error) {
	p, err := ev.joint(ev.g, e)
	if err != nil || !ev.score || boost == 0 {
		return ev.leaf(p, e.field, 0, 0), err
	}
	key := termKey{e.field + "\x00" + e.kind(), e.word}
	ev.v.mu.Lock()
	total, ok := ev.v.counts[key]
	ev.v.mu.Unlock()
	if !ok {
		for _, g := range ev.v.segs {
			p, err := ev.joint(g, e)
			if err != nil {
				return set{}, err
			}
			for _, d := range p.docs {
				if !g.dead(d) {
					total++
				}
			}
		}
		ev.v.remember(key, total)
	}
	return ev.leaf(p, e.field, boost, index.IDF(ev.v.live, total)), nil
}

// joint returns the merged postings of all terms of an expansion in a segment.
func (ev *evaluator) joint(g *segView, e expansion) (*postings, error) {
	of := *ev
	of.g = g
	key := cacheKey{segment: g.id, field: e.field, kind: e.kind(), term: e.word}
	if p := of.cached(key); p != nil {
		return p, nil
	}
	lists, err := of.matching(e)
	if err != nil {
		return &postings{}, err
	}
	p := &postings{}
	if len(lists) == 1 {
		p.docs, p.tf = lists[0].Docs(nil, []uint32{})
	} else if len(lists) > 1 {
		sum, n := make([]uint32, g.n), 0
		docs, tf := []uint32{}, []uint32{}
		for _, l := range lists {
			if err := ev.ctx.Err(); err != nil {
				return &postings{}, err
			}
			docs, tf = l.Docs(docs[:0], tf[:0])
			for i, d := range docs {
				if sum[d] == 0 {
					n++
				}
				sum[d] += tf[i]
			}
		}
		p.docs, p.tf = make([]uint32, 0, n), make([]uint32, 0, n)
		for d, tf := range sum {
			if tf > 0 {
				p.docs, p.tf = append(p.docs, uint32(d)), append(p.tf, tf)
			}
		}
	}
	return of.keep(key, p), nil
}

// matching lists the postings of an expansion's terms in the segment.
func (ev *evaluator) matching(e expansion) (lists []segment.Postings, err error) {
	var automaton vellum.Automaton
	start, end := []byte(e.word), after(e.word)
	if e.edits > 0 {
		dfa, err := fuzzyAutomaton(e.word, e.edits)
		if err != nil {
			return nil, fmt.Errorf("%q with %d edits: %w (%v)", e.word, e.edits, index.ErrTooBroad, err)
		}
		automaton, start, end = dfa, nil, nil
	}
	err = ev.g.seg.Text(e.field).Each(automaton, start, end, func(_ []byte, p segment.Postings) bool {
		lists = append(lists, p)
		return len(lists) <= ev.x.o.MaxTerms
	})
	if len(lists) > ev.x.o.MaxTerms {
		return nil, fmt.Errorf("%q: over %d terms: %w", e.word, ev.x.o.MaxTerms, index.ErrTooBroad)
	}
	return lists, err
}

// builders hold what is the same for all words, by the number of edits less one.
var builders = []func() (*levenshtein.LevenshteinAutomatonBuilder, error){
	sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(1, true)
	}),
	sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(2, true)
	}),
}

// fuzzyAutomaton accepts the words within a number of edits, as index.Edits.
func fuzzyAutomaton(word string, edits int) (*levenshtein.DFA, error) {
	b, err := builders[min(edits, len(builders))-1]()
	if err != nil {
		return nil, err
	}
	return b.BuildDfa(word, uint8(min(edits, len(builders))))
}
