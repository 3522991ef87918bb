package bleveindex

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum/levenshtein"

	"letopis/index"
)

// expansion stands for all terms of a field that begin with a word (edits 0) or
// are within a number of edits of it.
type expansion struct {
	field, word string
	edits       int
}

// name tells the joint postings of an expansion from those of a term: no field
// of bleve's has a zero byte.
func (e expansion) name() string { return textPrefix + e.field + "\x00" + strconv.Itoa(e.edits) }

// expand evaluates an expansion: the documents of its terms, the sum of their
// frequencies, and the idf of their joint count.
func (ev *evaluator) expand(e expansion, boost float64) (set, error) {
	p, err := ev.joint(ev.g, e)
	if err != nil || !ev.score || boost == 0 {
		return set{docs: p.docs}, err
	}
	key := termKey{e.name(), e.word}
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
	return set{docs: p.docs, tf: p.tf, w: ev.weight(e.field, boost, index.IDF(ev.v.live, total))}, nil
}

// joint returns the merged postings of all terms of an expansion in a segment.
func (ev *evaluator) joint(g *segView, e expansion) (*postings, error) {
	key := cacheKey{segment: g.id, field: e.name(), term: e.word}
	if p := ev.x.cache.get(key); p != nil {
		return p, nil
	}
	terms, err := ev.matching(g, e)
	if err != nil {
		return &postings{}, err
	}
	p := &postings{}
	switch len(terms) {
	case 0:
	case 1:
		if p, err = ev.x.cache.postings(ev.v, g, textPrefix+e.field, terms[0], false); err != nil {
			return &postings{}, err
		}
	default:
		sum, n := make([]uint32, g.n), 0
		for _, t := range terms {
			if err := ev.ctx.Err(); err != nil {
				return &postings{}, err
			}
			// Not through the cache: these terms are asked for together only.
			one, err := decode(g.seg, textPrefix+e.field, t, false)
			if err != nil {
				return &postings{}, err
			}
			for i, d := range one.docs {
				if sum[d] == 0 {
					n++
				}
				sum[d] += one.tf[i]
			}
		}
		p.docs, p.tf = make([]uint32, 0, n), make([]uint32, 0, n)
		for d, tf := range sum {
			if tf > 0 {
				p.docs, p.tf = append(p.docs, uint32(d)), append(p.tf, tf)
			}
		}
	}
	ev.x.cache.put(key, p)
	return p, nil
}

// matching lists the terms of an expansion that a segment has.
func (ev *evaluator) matching(g *segView, e expansion) ([]string, error) {
	dict, err := g.seg.Dictionary(textPrefix + e.field)
	if err != nil {
		return nil, err
	}
	var automaton segment.Automaton
	var start, end []byte
	if e.edits > 0 {
		dfa, err := fuzzyAutomaton(e.word, e.edits)
		if err != nil {
			return nil, fmt.Errorf("%q with %d edits: %w (%v)", e.word, e.edits, index.ErrTooBroad, err)
		}
		automaton = dfa
	} else if e.word != "" {
		start, end = []byte(e.word), after(e.word)
	}
	var terms []string
	for it := dict.AutomatonIterator(automaton, start, end); ; {
		x, err := it.Next()
		if err != nil || x == nil {
			return terms, err
		}
		if terms = append(terms, x.Term); len(terms) > ev.x.o.MaxTerms {
			return nil, fmt.Errorf("%q: over %d terms: %w", e.word, ev.x.o.MaxTerms, index.ErrTooBroad)
		}
	}
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
