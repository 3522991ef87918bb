// Package related finds which other words may stand for a word of a query: the nouns,
// adjectives and places of one stem with it (Finder.Stems), the parts of a compound, and
// the synonyms of a file (Synonyms). What rules make counts when the archive has it.
// Read Finder first.
package related

import (
	"context"
	_ "embed"
	"slices"
	"strings"
	"sync/atomic"

	"letopis/internal/cache"
	"letopis/internal/query/morph"
	"letopis/internal/query/vocab"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// Options of a Finder.
type Options struct {
	// Places returns other words for a place name: its adjective, its noun. nil: none.
	Places func(word string) []string
	// WithoutPlaces and WithoutRelatives leave out the stems of a kind.
	WithoutPlaces, WithoutRelatives bool
}

// Finder finds the related stems of words. It is safe for concurrent use.
type Finder struct {
	text  *text.Analyzer
	o     Options
	words *cache.Cache[word, *candidates]
	apart map[[2]string]bool // stems of apart.txt, both ways
}

//go:embed apart.txt
var apartText string

// recentWords are those whose related stems are remembered, about 1 KB each.
const recentWords = 8192

// New returns a Finder.
func New(a *text.Analyzer, o Options) *Finder {
	if o.Places == nil {
		o.Places = func(string) []string { return nil }
	}
	f := &Finder{text: a, o: o, words: cache.New[word, *candidates](recentWords, nil), apart: map[[2]string]bool{}}
	for line := range strings.Lines(apartText) {
		if pair := strings.Fields(line); len(pair) == 2 && pair[0] != "#" {
			noun, adjective := f.Stem(pair[0]), f.Stem(pair[1])
			f.apart[[2]string{noun, adjective}], f.apart[[2]string{adjective, noun}] = true, true
		}
	}
	return f
}

// Stems are related to a word: by places and their adjectives, by nouns and theirs, and
// by verbs and the nouns of what they do. Common are relatives that too many documents have, or whose word they
// have: see Attributes.
type Stems struct{ Places, Relatives, Common, Actions []string }

type word struct{ stem, exact string }

// candidates are the stems that may stand for a word's by the rules.
type candidates struct {
	Stems
	inArchive atomic.Pointer[found] // as of the last search
}

// found are the stems that the archive has, in a state of it.
type found struct {
	state vocab.State
	Stems
}

// Stems returns the related stems of a word that the archive has.
func (f *Finder) Stems(ctx context.Context, v *vocab.Vocabulary, stem, exact string) Stems {
	key := word{stem, exact}
	c, ok := f.words.Get(key)
	if !ok {
		c = f.candidates(key)
		f.words.Put(key, c)
	}
	now := v.State()
	if last := c.inArchive.Load(); last != nil && last.state == now {
		return last.Stems
	}
	in := &found{state: now, Stems: Stems{Places: v.Rare(ctx, stem, c.Places),
		Relatives: v.Rare(ctx, stem, c.Relatives), Actions: v.InArchive(ctx, c.Actions)}}
	for _, r := range v.InArchive(ctx, c.Relatives) {
		if !slices.Contains(in.Relatives, r) && !slices.Contains(in.Common, r) {
			in.Common = append(in.Common, r)
		}
	}
	if v.Err() == nil { // else something may be missing
		c.inArchive.Store(in)
	}
	return in.Stems
}

func (f *Finder) candidates(w word) *candidates {
	c := &candidates{}
	if !f.o.WithoutPlaces {
		c.Places = f.placeForms(w)
	}
	if f.o.WithoutRelatives || words.HasDigit(w.stem) {
		return c
	}
	for _, r := range morph.Relatives(w.exact) {
		if stem := f.Stem(r); stem != "" && stem != w.stem && !f.apart[[2]string{w.stem, stem}] {
			c.Relatives = append(c.Relatives, stem)
		}
	}
	for _, r := range morph.Actions(f.Verb(w.exact)) {
		if stem := f.Stem(r); stem != "" && stem != w.stem && !slices.Contains(c.Actions, stem) {
			c.Actions = append(c.Actions, stem)
		}
	}
	return c
}

// Attributes returns what neighbours say together in other words of the same roots: a noun in the genitive behind
// another is its adjective, and back. Only where the noun or the adjective is too frequent to be looked for alone.
func (f *Finder) Attributes(ctx context.Context, v *vocab.Vocabulary, a, b words.Place) (pairs [][]string) {
	attribute, noun := b, a
	if morph.IsAdjective(a.Exact) {
		attribute, noun = a, b
	}
	if !words.HasContent(attribute) || !words.HasContent(noun) || !words.OnlyLetters(noun.Exact) ||
		morph.IsAdjective(noun.Exact) {
		return nil
	}
	for _, stem := range f.Stems(ctx, v, attribute.Stems[0], attribute.Exact).Common {
		if stem != noun.Stems[0] {
			pairs = append(pairs, []string{stem, noun.Stems[0]})
		}
	}
	return pairs
}

// placeForms returns stems of words that may be the adjective of a place name, or
// the place name of an adjective («Шегарка» — «шегарский»). Place names form
// adjectives too irregularly for a stemmer: the candidates are made by rule, and
// count when the archive holds them and both are rare enough to be names.
func (f *Finder) placeForms(w word) []string {
	forms := slices.Clip(f.o.Places(w.exact))
	if !words.HasDigit(w.exact) {
		forms = append(forms, morph.PlaceForms(w.exact)...)
	}
	var stems []string
	for _, form := range forms {
		if stem, one := f.text.BestStem(form); one && stem != "" && stem != w.stem {
			stems = append(stems, stem)
		}
	}
	return stems
}

// Stem is the best stem of one word, "" for a stop word.
func (f *Finder) Stem(w string) string {
	stem, _ := f.text.BestStem(w)
	return stem
}

// Verb returns the infinitive of a form that may be a verb's, else "".
func (f *Finder) Verb(w string) string { return morph.Verb(w, f.text.Known) }
