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

	// What has been found out of it in a search, so that it need not be a second time.
	automaton vellum.Automaton
	terms     []segment.Postings // of the segment termsOf
	termsOf   *snapshot.Segment
}

// kind tells the joint postings of an expansion from those of a term.
func (e *expansion) kind() string { return "edits" + strconv.Itoa(e.edits) }

// expand evaluates an expansion: the documents of its terms, the sum of their
// frequencies, and the idf of their joint count.
func (ev *Evaluator) expand(e *expansion, boost float64) (Matches, error) {
	if err := ev.checkBreadth(e); err != nil {
		return Matches{}, err
	}
	list, err := ev.joint(e)
	if err != nil {
		return Matches{}, err
	}
	if !ev.scored || boost == 0 {
		return ev.leaf(list, e.field, 0, 0), nil
	}
	total, err := ev.snap.Count(e.kind(), e.field, e.word, func(g *snapshot.Segment) (int, error) {
		other := *ev
		other.seg, other.scored = g, false // it only counts
		list, err := other.joint(e)
		if err != nil {
			return 0, err
		}
		return g.CountLive(list.Docs), nil
	})
	return ev.leaf(list, e.field, boost, index.IDF(ev.snap.Live, total)), err
}

// joint returns the merged postings of all terms of an expansion.
func (ev *Evaluator) joint(e *expansion) (*postings.List, error) {
	key := segcache.Key{Segment: ev.seg.ID, Field: e.field, Kind: e.kind(), Term: e.word}
	if list := ev.cached(key); list != nil {
		return list, nil
	}
	terms, err := ev.matching(e)
	if err != nil {
		return nil, err
	}
	list, err := postings.Merge(ev.mem, terms, ev.seg.Len(), func() error { return index.Pace(ev.ctx) })
	if err != nil {
		return nil, err
	}
	return ev.keep(key, list), nil
}

// matching lists the postings of an expansion's terms in the segment.
func (ev *Evaluator) matching(e *expansion) (lists []segment.Postings, err error) {
	if e.termsOf == ev.seg {
		return e.terms, nil
	}
	err = ev.each(ev.seg, e, func(_ []byte, p segment.Postings) bool {
		lists = append(lists, p)
		return true
	})
	return lists, err
}

// each calls fn for the terms of an expansion in a segment, until it returns false.
func (ev *Evaluator) each(g *snapshot.Segment, e *expansion, fn func(term []byte, p segment.Postings) bool) error {
	field := g.Data.Text(e.field)
	if e.edits == 0 {
		return field.Each(nil, []byte(e.word), snapshot.PrefixEnd(e.word), fn)
	}
	if e.automaton == nil {
		var err error
		if e.automaton, err = Within(e.word, e.edits); err != nil {
			return err
		}
	}
	return field.Each(e.automaton, nil, nil, fn)
}

// checkBreadth returns ErrTooBroad when more than MaxTerms different terms of live documents
// belong to an expansion. Which segments they lie in, and what was deleted, does not count:
// an answer depends on the documents alone.
func (ev *Evaluator) checkBreadth(e *expansion) error {
	broad, err := ev.snap.Remember(e.kind()+" breadth", e.field, e.word, func() (int, error) {
		n, err := ev.countTerms(e)
		if err != nil || n <= ev.MaxTerms {
			return 0, err
		}
		if n, err = ev.countLiveTerms(e); err != nil || n <= ev.MaxTerms {
			return 0, err
		}
		return 1, nil
	})
	if err == nil && broad > 0 {
		return fmt.Errorf("%q: over %d terms: %w", e.word, ev.MaxTerms, index.ErrTooBroad)
	}
	return err
}

// countTerms is no less than the number of an expansion's terms; where it is above MaxTerms,
// it may be less, too.
func (ev *Evaluator) countTerms(e *expansion) (n int, err error) {
	for _, g := range ev.snap.Segments {
		var terms []segment.Postings
		err = ev.each(g, e, func(_ []byte, p segment.Postings) bool {
			n++
			if g == ev.seg {
				terms = append(terms, p)
			}
			return n <= ev.MaxTerms
		})
		if err != nil || n > ev.MaxTerms {
			break
		}
		if g == ev.seg {
			e.terms, e.termsOf = terms, g
		}
	}
	return n, err
}

// countLiveTerms is the number of an expansion's terms that live documents have, counted to
// one above MaxTerms.
func (ev *Evaluator) countLiveTerms(e *expansion) (int, error) {
	terms := map[string]struct{}{}
	for _, g := range ev.snap.Segments {
		if err := index.Pace(ev.ctx); err != nil {
			return 0, err
		}
		err := ev.each(g, e, func(term []byte, p segment.Postings) bool {
			if _, ok := terms[string(term)]; !ok && g.CountLiveOf(p) > 0 {
				terms[string(term)] = struct{}{}
			}
			return len(terms) <= ev.MaxTerms
		})
		if err != nil {
			return 0, err
		}
	}
	return len(terms), nil
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

// Within returns an automaton that accepts the words within 1 or 2 edits of one, as index.Edits
// does. ErrTooBroad: the word is too long for it.
func Within(word string, edits int) (vellum.Automaton, error) {
	b, err := builders[min(edits, len(builders))-1]()
	if err != nil {
		return nil, err
	}
	dfa, err := b.BuildDfa(word, uint8(min(edits, len(builders))))
	if err != nil {
		return nil, fmt.Errorf("%q with %d edits: %w (%v)", word, edits, index.ErrTooBroad, err)
	}
	return dfa, nil
}
