package snapshot

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/blevesearch/vellum"

	"letopis/index"
	"letopis/index/segment"
)

// Terms lists terms that live documents have in a text or keyword field, as
// index.Index does.
func (s *Snapshot) Terms(ctx context.Context, field, prefix string, limit int) ([]index.TermCount, error) {
	counts := map[string]int{}
	for _, g := range s.Segments {
		if err := index.Pace(ctx); err != nil {
			return nil, err
		}
		if err := g.addTerms(counts, field, nil, prefix); err != nil {
			return nil, err
		}
		g.addValues(counts, field, prefix)
	}
	out := sorted(counts)
	if limit > 0 {
		out = out[:min(limit, len(out))]
	}
	return out, nil
}

// Matching lists terms that live documents have in a text field and an automaton accepts, by term.
func (s *Snapshot) Matching(ctx context.Context, field string, a vellum.Automaton) ([]index.TermCount, error) {
	counts := map[string]int{}
	for _, g := range s.Segments {
		if err := index.Pace(ctx); err != nil {
			return nil, err
		}
		if err := g.addTerms(counts, field, a, ""); err != nil {
			return nil, err
		}
	}
	return sorted(counts), nil
}

func sorted(counts map[string]int) []index.TermCount {
	out := make([]index.TermCount, 0, len(counts))
	for t, n := range counts {
		out = append(out, index.TermCount{Term: t, Count: n})
	}
	slices.SortFunc(out, func(a, b index.TermCount) int { return strings.Compare(a.Term, b.Term) })
	return out
}

// addTerms adds the live documents of a text field's terms that an automaton (nil: all) accepts and
// that have a prefix.
func (g *Segment) addTerms(counts map[string]int, field string, a vellum.Automaton, prefix string) error {
	return g.Data.Text(field).Each(a, []byte(prefix), PrefixEnd(prefix), func(term []byte, p segment.Postings) bool {
		if n := g.CountLiveOf(p); n > 0 {
			counts[string(term)] += n
		}
		return true
	})
}

// addValues adds the documents of a keyword field's values with a prefix.
func (g *Segment) addValues(counts map[string]int, field, prefix string) {
	k := g.Data.Keyword(field)
	if k == nil {
		return
	}
	from, _ := k.Find(prefix)
	to := from
	for ; int(to) < k.Len() && strings.HasPrefix(k.Value(to), prefix); to++ {
		if g.Deleted == nil {
			counts[strings.Clone(k.Value(to))] += int(k.Counts[to])
		}
	}
	if g.Deleted == nil {
		return
	}
	for d := range uint32(g.Len()) {
		if g.Deleted.Has(d) {
			continue
		}
		for _, ord := range k.Of(d) {
			if from <= ord && ord < to {
				counts[strings.Clone(k.Value(ord))]++
			}
		}
	}
}

// PrefixEnd is the first key behind all that begin with prefix, nil for no limit.
func PrefixEnd(prefix string) []byte {
	end := bytes.Clone([]byte(prefix))
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] < 0xff {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}
