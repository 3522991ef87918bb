package memindex

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"letopis/index"
)

// stats are the figures of a collection that scores need.
type stats struct {
	docs    map[string]*index.Doc
	average map[string]float64 // field → length among the documents that have it
	df      map[[2]string]int
}

func newStats(docs map[string]*index.Doc) *stats {
	s := &stats{docs: docs, average: map[string]float64{}, df: map[[2]string]int{}}
	total, have := map[string]int{}, map[string]int{}
	for _, d := range docs {
		for field, tokens := range d.Text {
			if n := index.Length(tokens); n > 0 {
				total[field] += n
				have[field]++
			}
		}
	}
	for field, n := range total {
		s.average[field] = float64(n) / float64(have[field])
	}
	return s
}

// idf of a term.
func (s *stats) idf(field, term string) float64 {
	key := [2]string{field, term}
	n, ok := s.df[key]
	if !ok {
		n = s.count(field, func(t string) bool { return t == term })
		s.df[key] = n
	}
	return index.IDF(len(s.docs), n)
}

// count is the number of documents with a term that ok accepts.
func (s *stats) count(field string, ok func(term string) bool) int {
	n := 0
	for _, d := range s.docs {
		if slices.ContainsFunc(d.Text[field], func(t index.Token) bool { return ok(t.Term) }) {
			n++
		}
	}
	return n
}

func (s *stats) bm25(d *index.Doc, field string, idf float64, tf int) float64 {
	return index.BM25(idf, float64(tf), float64(index.Length(d.Text[field])), s.average[field])
}

// eval reports whether the expression selects the document, and returns its score.
func (s *stats) eval(e index.Expr, d *index.Doc) (bool, float64) {
	switch e := e.(type) {
	case nil, index.All:
		return true, 0
	case index.And:
		return s.least(len(e.Exprs), e.Exprs, d)
	case index.AtLeast:
		return s.least(e.Min, e.Exprs, d)
	case index.Or:
		if !e.Best {
			return s.least(1, e.Exprs, d)
		}
		ok, best := false, 0.0
		for _, part := range e.Exprs {
			if yes, score := s.eval(part, d); yes {
				ok, best = true, math.Max(best, score)
			}
		}
		return ok, best
	case index.Not:
		ok, _ := s.eval(e.Expr, d)
		return !ok, 0
	case index.IDs:
		return slices.Contains(e.IDs, d.ID), 0
	case index.Term:
		tf := frequency(d.Text[e.Field], func(t string) bool { return t == e.Term })
		return s.scored(d, e.Field, e.Boost, s.idf(e.Field, e.Term), tf)
	case index.Prefix:
		return s.expanded(d, e.Field, e.Boost, func(t string) bool { return strings.HasPrefix(t, e.Prefix) })
	case index.Fuzzy:
		return s.expanded(d, e.Field, e.Boost, func(t string) bool { return index.Edits(t, e.Term, e.Edits) })
	case index.Phrase:
		return s.scored(d, e.Field, e.Boost, s.sumIDF(e.Field, e.Terms), phrases(d.Text[e.Field], e.Terms))
	case index.Near:
		return s.scored(d, e.Field, e.Boost, s.sumIDF(e.Field, e.Terms), nears(d.Text[e.Field], e.Terms, e.Window))
	case index.Passage:
		return s.passage(e, d)
	}
	panic(fmt.Sprintf("memindex: no such expression: %T", e))
}

// least selects documents that at least n parts select, and sums their scores.
func (s *stats) least(n int, parts []index.Expr, d *index.Doc) (bool, float64) {
	yes, sum := 0, 0.0
	for _, part := range parts {
		if ok, score := s.eval(part, d); ok {
			yes++
			sum += score
		}
	}
	if yes < n {
		return false, 0
	}
	return true, sum
}

func (s *stats) scored(d *index.Doc, field string, boost, idf float64, tf int) (bool, float64) {
	if tf == 0 {
		return false, 0
	}
	if boost == 0 {
		return true, 0
	}
	return true, boost * s.bm25(d, field, idf, tf)
}

func (s *stats) expanded(d *index.Doc, field string, boost float64, ok func(string) bool) (bool, float64) {
	tf := frequency(d.Text[field], ok)
	if tf == 0 || boost == 0 {
		return tf > 0, 0
	}
	return s.scored(d, field, boost, index.IDF(len(s.docs), s.count(field, ok)), tf)
}

func (s *stats) sumIDF(field string, terms []string) float64 {
	sum := 0.0
	for _, t := range terms {
		if t != "" {
			sum += s.idf(field, t)
		}
	}
	return sum
}

func frequency(tokens []index.Token, ok func(string) bool) int {
	n := 0
	for _, t := range tokens {
		if ok(t.Term) {
			n++
		}
	}
	return n
}

// positions of a term, each once.
func positions(tokens []index.Token, term string) map[uint32]bool {
	out := map[uint32]bool{}
	for _, t := range tokens {
		if t.Term == term {
			out[t.Pos] = true
		}
	}
	return out
}

// phrases counts the places where the terms stand at consecutive positions.
func phrases(tokens []index.Token, terms []string) int {
	first := slices.IndexFunc(terms, func(t string) bool { return t != "" })
	if first < 0 {
		return 0
	}
	n := 0
	for p := range positions(tokens, terms[first]) {
		ok := true
		for i, t := range terms {
			ok = ok && (t == "" || positions(tokens, t)[p+uint32(i)-uint32(first)])
		}
		if ok {
			n++
		}
	}
	return n
}

// nears counts the positions of the first term with all others within a window.
func nears(tokens []index.Token, terms []string, window int) int {
	if len(terms) == 0 {
		return 0
	}
	all := make([]map[uint32]bool, len(terms))
	for i, t := range terms {
		all[i] = positions(tokens, t)
	}
	n := 0
	for p := range all[0] {
		for from := int(p) - window + 1; from <= int(p); from++ { // each window that holds p
			ok := true
			for _, have := range all {
				in := false
				for at := max(from, 0); at < from+window; at++ {
					in = in || have[uint32(at)]
				}
				ok = ok && in
			}
			if ok {
				n++
				break
			}
		}
	}
	return n
}

// passage looks at each window that begins with a position of the document.
func (s *stats) passage(e index.Passage, d *index.Doc) (bool, float64) {
	tokens := d.Text[e.Field]
	place, whole := 0.0, map[*index.Saying]bool{}
	for _, first := range tokens {
		place = math.Max(place, s.said(e, func(say *index.Saying) bool {
			is := inWindow(tokens, say.Terms, first.Pos, e.Window)
			whole[say] = whole[say] || is
			return is
		}))
	}
	found, often := false, 0.0
	for i := range e.Words {
		w, tf := &e.Words[i], 0.0
		for j := range w.Says {
			if say := &w.Says[j]; whole[say] {
				found, tf = true, tf+say.Weight*float64(times(tokens, say.Terms))
			}
		}
		often += s.idf(e.Field, w.Term) * index.Saturated(tf)
	}
	early := s.said(e, func(say *index.Saying) bool { return inWindow(tokens, say.Terms, 0, e.Beginning) })
	return found, e.Boost * (place + e.Often*often + e.Early*early)
}

// said is the sum over the words of their idf, each times the weight of its best saying that is there.
func (s *stats) said(e index.Passage, there func(*index.Saying) bool) float64 {
	sum := 0.0
	for i := range e.Words {
		w, most := &e.Words[i], 0.0
		for j := range w.Says {
			if there(&w.Says[j]) {
				most = math.Max(most, w.Says[j].Weight)
			}
		}
		sum += s.idf(e.Field, w.Term) * most
	}
	return sum
}

// times is how often the rarest of terms stands in a field.
func times(tokens []index.Token, terms []string) int {
	least := math.MaxInt
	for _, term := range terms {
		n := 0
		for _, t := range tokens {
			if t.Term == term {
				n++
			}
		}
		least = min(least, n)
	}
	return least
}

// inWindow reports whether each of the terms stands in the window that begins at a position.
func inWindow(tokens []index.Token, terms []string, from uint32, window int) bool {
	for _, term := range terms {
		if !slices.ContainsFunc(tokens, func(t index.Token) bool {
			return t.Term == term && t.Pos >= from && t.Pos < from+uint32(window)
		}) {
			return false
		}
	}
	return true
}
