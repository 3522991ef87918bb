package exec

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/blevesearch/vellum"
	"github.com/blevesearch/vellum/levenshtein"

	"letopis/index"
	"letopis/index/bleveindex/postings"
	"letopis/index/bleveindex/segcache"
	"letopis/index/bleveindex/snapshot"
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
func (ev *Evaluator) expand(e expansion, boost float64) (Matches, error) {
	list, err := ev.joint(e)
	if err != nil {
		return Matches{}, err
	}
	if !ev.scored || boost == 0 {
		return ev.leaf(list, e.field, 0, 0), nil
	}
	total, err := ev.snap.Count(e.kind(), e.field, e.word, func(g *snapshot.Segment) (int, error) {
		other := *ev
		other.seg = g
		list, err := other.joint(e)
		if err != nil {
			return 0, err
		}
		return g.CountLive(list.Docs), nil
	})
	return ev.leaf(list, e.field, boost, index.IDF(ev.snap.Live, total)), err
}

// joint returns the merged postings of all terms of an expansion.
func (ev *Evaluator) joint(e expansion) (*postings.List, error) {
	key := segcache.Key{Segment: ev.seg.ID, Field: e.field, Kind: e.kind(), Term: e.word}
	if list := ev.cached(key); list != nil {
		return list, nil
	}
	terms, err := ev.matching(e)
	if err != nil {
		return nil, err
	}
	list, err := postings.Merge(terms, ev.seg.Len(), func() error { return index.Pace(ev.ctx) })
	if err != nil {
		return nil, err
	}
	return ev.keep(key, list), nil
}

// matching lists the postings of an expansion's terms in the segment.
func (ev *Evaluator) matching(e expansion) (lists []segment.Postings, err error) {
	var automaton vellum.Automaton
	start, end := []byte(e.word), snapshot.PrefixEnd(e.word)
	if e.edits > 0 {
		dfa, err := fuzzyAutomaton(e.word, e.edits)
		if err != nil {
			return nil, fmt.Errorf("%q with %d edits: %w (%v)", e.word, e.edits, index.ErrTooBroad, err)
		}
		automaton, start, end = dfa, nil, nil
	}
	err = ev.seg.Data.Text(e.field).Each(automaton, start, end, func(_ []byte, p segment.Postings) bool {
		lists = append(lists, p)
		return len(lists) <= ev.MaxTerms
	})
	if len(lists) > ev.MaxTerms {
		return nil, fmt.Errorf("%q: over %d terms: %w", e.word, ev.MaxTerms, index.ErrTooBroad)
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
