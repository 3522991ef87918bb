package exec

import (
	"math"
	"slices"

	"letopis/index"
	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/postings"
	"letopis/index/bleveindex/score"
)

// passage evaluates an index.Passage. Positions are read of the documents that matter alone:
// it is meant to look at few.
func (ev *Evaluator) passage(e index.Passage, within []uint32) (Matches, error) {
	s, terms := newSayings(e)
	for i, w := range e.Words {
		var err error
		if s.idf[i], err = ev.idf(e.Field, w.Term); err != nil {
			return Matches{}, err
		}
	}
	if within == nil {
		within = ev.every(ev.seg.Len())
	}
	sources, has := make([]*postings.Source, len(terms)), make([]postings.Common, len(terms))
	for i, t := range terms {
		var err error
		if sources[i], err = ev.source(e.Field, t); err != nil {
			return Matches{}, err
		}
		has[i], err = postings.Intersect(ev.mem, sources[i:i+1], within, func() error { return index.Pace(ev.ctx) })
		if err != nil {
			return Matches{}, err
		}
	}
	var docs, positions []uint32
	var values []float64
	for n, d := range within {
		if n%1024 == 0 {
			if err := index.Pace(ev.ctx); err != nil {
				return Matches{}, err
			}
		}
		s.events = s.events[:0]
		for i := range has {
			h := &has[i]
			if s.times[i] = 0; len(h.Docs) == 0 || h.Docs[0] != d {
				continue
			}
			positions = sources[i].Positions(h.At[0][0], positions[:0])
			s.times[i], s.first[i] = len(positions), positions[0]
			for _, p := range positions {
				s.events = append(s.events, uint64(p)<<32|uint64(i))
			}
			h.Docs, h.At[0] = h.Docs[1:], h.At[0][1:]
		}
		if place, said := s.best(e.Window); said {
			often, early := s.everywhere(uint32(e.Beginning))
			docs, values = append(docs, d), append(values, e.Boost*(place+e.Often*often+e.Early*early))
		}
	}
	m := Matches{Set: docset.Of(ev.seg.Len(), docs, nil)}
	if ev.scored && e.Boost > 0 && len(docs) > 0 {
		m.Scorer = score.Fixed(docs, values)
	}
	return m, nil
}

// sayings finds the window of a document that says most. It goes through the occurrences of all
// terms once, and notes which sayings are whole in it.
type sayings struct {
	idf     []float64 // by word
	list    []saying
	of      [][]int   // by term: the sayings that it is part of
	ofWord  [][]int   // by word: its sayings
	events  []uint64  // of the document: position << 32 | term
	have    []int     // by term: how often it stands in the window
	times   []int     // by term: how often it stands in the document
	first   []uint32  // by term: its first position, if it is in the document
	current []float64 // by word: the weight of the best saying that is whole
}

type saying struct {
	terms         []int
	word, missing int
	weight        float64
	said          bool // in some window of the document
}

// newSayings numbers the terms of a passage.
func newSayings(e index.Passage) (s *sayings, terms []string) {
	s = &sayings{idf: make([]float64, len(e.Words)), ofWord: make([][]int, len(e.Words)),
		current: make([]float64, len(e.Words))}
	for word, w := range e.Words {
		for _, say := range w.Says {
			n := len(s.list)
			s.list = append(s.list, saying{word: word, missing: len(say.Terms), weight: say.Weight})
			s.ofWord[word] = append(s.ofWord[word], n)
			for _, t := range say.Terms {
				i := slices.Index(terms, t)
				if i < 0 {
					i, terms, s.of = len(terms), append(terms, t), append(s.of, nil)
				}
				s.of[i] = append(s.of[i], n)
				s.list[n].terms = append(s.list[n].terms, i)
			}
		}
	}
	s.have, s.times, s.first = make([]int, len(terms)), make([]int, len(terms)), make([]uint32, len(terms))
	return s, terms
}

// best returns the most that a window says of what is asked, and whether something is said.
func (s *sayings) best(window int) (most float64, said bool) {
	slices.Sort(s.events)
	for i := range s.list {
		s.list[i].said = false
	}
	from := 0
	for _, e := range s.events {
		for e>>32-s.events[from]>>32 >= uint64(window) {
			s.leave(int(uint32(s.events[from])))
			from++
		}
		if s.enter(int(uint32(e))) {
			said, most = true, max(most, s.sum())
		}
	}
	for _, e := range s.events[from:] {
		s.leave(int(uint32(e)))
	}
	return most, said
}

// everywhere returns how often what is asked is said in the document, and what the positions below beginning say of it.
// It is called after best.
func (s *sayings) everywhere(beginning uint32) (often, early float64) {
	for word, idf := range s.idf {
		tf, most := 0.0, 0.0
		for _, n := range s.ofWord[word] {
			say := &s.list[n]
			rarest, last := math.MaxInt, uint32(0)
			for _, t := range say.terms {
				rarest, last = min(rarest, s.times[t]), max(last, s.first[t])
			}
			if say.said {
				tf += say.weight * float64(rarest)
			}
			if rarest > 0 && last < beginning {
				most = max(most, say.weight)
			}
		}
		often, early = often+idf*index.Saturated(tf), early+idf*most
	}
	return often, early
}

func (s *sayings) sum() float64 {
	sum := 0.0
	for i, idf := range s.idf {
		sum += idf * s.current[i]
	}
	return sum
}

// enter takes a term into the window, and reports whether something becomes better said.
func (s *sayings) enter(term int) (better bool) {
	if s.have[term]++; s.have[term] > 1 {
		return false
	}
	for _, n := range s.of[term] {
		say := &s.list[n]
		if say.missing--; say.missing > 0 {
			continue
		}
		say.said = true
		if say.weight > s.current[say.word] {
			s.current[say.word], better = say.weight, true
		}
	}
	return better
}

// leave lets a term out of the window.
func (s *sayings) leave(term int) {
	if s.have[term]--; s.have[term] > 0 {
		return
	}
	for _, n := range s.of[term] {
		say := &s.list[n]
		if say.missing++; say.missing > 1 || say.weight < s.current[say.word] {
			continue
		}
		s.current[say.word] = 0
		for _, other := range s.ofWord[say.word] {
			if o := &s.list[other]; o.missing == 0 {
				s.current[say.word] = max(s.current[say.word], o.weight)
			}
		}
	}
}
