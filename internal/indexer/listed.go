package indexer

import (
	"context"
	"fmt"
	"slices"

	"letopis/index"
	"letopis/internal/archive"
)

// listedFields are the text fields whose terms are listed: words are corrected by them.
var listedFields = []string{"body", "exact"}

// listed is an index of an engine that cannot list the terms of texts, with the list that
// the catalogue keeps of its generation.
type listed struct {
	index.Index
	generation string
	terms      archive.Vocabulary
}

// engines is the index as its engine gave it.
func engines(x index.Index) index.Index {
	if l, ok := x.(*listed); ok {
		return l.Index
	}
	return x
}

// Capabilities implements index.Index.
func (l *listed) Capabilities() index.Capabilities {
	c := l.Index.Capabilities()
	c.ListsTerms = true
	return c
}

// Apply implements index.Index. Terms come before documents: the list lacks none that
// the index has. What is written again counts again.
func (l *listed) Apply(ctx context.Context, b index.Batch) error {
	counts := make(map[string]map[string]int, len(listedFields))
	for _, field := range listedFields {
		of := map[string]int{}
		for _, d := range b.Put {
			seen := make(map[string]bool, len(d.Text[field]))
			for _, t := range d.Text[field] {
				if !seen[t.Term] {
					seen[t.Term] = true
					of[t.Term]++
				}
			}
		}
		if len(of) > 0 {
			counts[field] = of
		}
	}
	if len(counts) > 0 {
		if err := l.terms.AddTerms(ctx, l.generation, counts); err != nil {
			return fmt.Errorf("terms of the index: %w", err)
		}
	}
	return l.Index.Apply(ctx, b)
}

// Terms implements index.Index.
func (l *listed) Terms(ctx context.Context, field, prefix string, limit int) ([]index.TermCount, error) {
	if !slices.Contains(listedFields, field) {
		return l.Index.Terms(ctx, field, prefix, limit)
	}
	out, err := l.live(ctx, field, prefix, func(string) bool { return true })
	if limit > 0 {
		out = out[:min(limit, len(out))]
	}
	return out, err
}

// Neighbours implements index.Index. It goes through all terms of the list.
func (l *listed) Neighbours(ctx context.Context, field, term string, edits int) ([]index.TermCount, error) {
	return l.live(ctx, field, "", func(t string) bool { return t != term && index.Edits(t, term, edits) })
}

// countsAtOnce is how many terms the index counts at a time.
const countsAtOnce = 1000

// live returns those terms of the list that are wanted and that documents have now: the list
// has those of removed documents, too, and counts what was written again again.
func (l *listed) live(ctx context.Context, field, prefix string, want func(string) bool) ([]index.TermCount, error) {
	terms, err := l.terms.Terms(ctx, l.generation, field, prefix, 0)
	if err != nil {
		return nil, fmt.Errorf("terms of the index: %w", err)
	}
	var names []string
	for _, t := range terms {
		if want(t.Term) {
			names = append(names, t.Term)
		}
	}
	var out []index.TermCount
	for part := range slices.Chunk(names, countsAtOnce) {
		counts, err := l.Counts(ctx, field, part)
		if err != nil {
			return nil, err
		}
		for i, n := range counts {
			if n > 0 {
				out = append(out, index.TermCount{Term: part[i], Count: n})
			}
		}
	}
	return out, nil
}
