// Package spell finds what a misspelt word may stand for: its neighbours among the words
// of an index (Near), words that sound as it is romanised (Alike), and what the same keys
// give in the other keyboard layout (Retype). It keeps nothing: what it finds, the index has
// at that moment.
package spell

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/query/words"
)

const (
	minWord  = 4  // letters; shorter words have too many neighbours
	twoEdits = 8  // letters from which two edits are allowed
	maxWord  = 32 // letters
)

// Candidate is a word of the archive that may be meant.
type Candidate struct {
	Word  string
	Edits int // between it and the word asked for; of Alike, 0 for what is romanised just so, else 1
	Count int // of documents
}

// Near returns words of a text field within the edits allowed for w's length, nearest and
// most frequent first.
func Near(ctx context.Context, idx index.Index, field, w string) ([]Candidate, error) {
	runes := []rune(w)
	if len(runes) < minWord || len(runes) > maxWord || !words.OnlyLetters(w) {
		return nil, nil
	}
	edits := 1
	if len(runes) >= twoEdits {
		edits = 2
	}
	terms, err := idx.Neighbours(ctx, field, w, edits)
	if err != nil {
		return nil, fmt.Errorf("words near %q: %w", w, err)
	}
	var out []Candidate
	for _, t := range terms {
		if isWord(t.Term) {
			out = append(out, Candidate{t.Term, index.Distance(runes, []rune(t.Term), edits), t.Count})
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Edits, b.Edits), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Word, b.Word))
	})
	return out, nil
}

// isWord reports whether a term may be meant by one who mistypes.
func isWord(term string) bool {
	n := utf8.RuneCountInString(term)
	return n >= minWord-1 && n <= maxWord && words.OnlyLetters(term)
}

// Alike returns Russian words of a text field that sound as the Latin letters of w are read:
// those that are romanised just so, then the others, each most frequent first.
func Alike(ctx context.Context, idx index.Index, field, w string) ([]Candidate, error) {
	var out []Candidate
	for _, key := range keys(w) {
		for _, prefix := range beginnings(key) {
			terms, err := idx.Terms(ctx, field, prefix, 0)
			if err != nil {
				return nil, fmt.Errorf("words that sound as %q: %w", w, err)
			}
			for _, t := range terms {
				if isWord(t.Term) && !words.IsLatin(t.Term) && skeleton(t.Term) == key {
					edits := 1
					if romanise(t.Term) == w {
						edits = 0
					}
					out = append(out, Candidate{t.Term, edits, t.Count})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Edits, b.Edits), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Word, b.Word))
	})
	return out, nil
}

// keys are the skeletons of Latin letters, none when they say nothing. «kh» is х in words,
// and in abbreviations к and х, too: zhkh is ЖКХ.
func keys(w string) []string {
	key := skeleton(w)
	if key == "" {
		return nil
	}
	apart := skeleton(strings.ReplaceAll(w, "kh", "kkh"))
	if apart == key || strings.ContainsAny(w, vowels) {
		return []string{key}
	}
	return []string{key, apart}
}
