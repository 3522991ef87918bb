// Package unit turns what a query says into units, the things that it asks for, each an
// expression of the index: words with their other forms, neighbours and synonyms,
// numbers and dates however they are written, exact phrases, names of sites. Read Unit,
// then Maker.Words: it finds the spans of words that are one thing (spans.go, dates.go),
// groups them (group.go) and asks for each (expr.go).
package unit

import (
	"context"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/query/related"
	"letopis/internal/query/vocab"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// Unit is one thing the reader requires: a word, several that belong together, a
// number, a date, an exact phrase. A query requires all its units.
type Unit struct {
	Need index.Expr // selects and scores
	// Each is what Need asks word by word, for when fewer words are required; nil
	// for what is only found as a whole.
	Each  []index.Expr
	Loose index.Expr   // what an exact phrase is read as when it finds nothing; else nil
	Words []Word       // for proximity and exact forms; nil for what is not plain text
	Marks func(*Marks) // adds what this unit matches
	Says  []Say        // what says its Words in a text
}

// Say is what says the words From to To of a unit: all of Stems; "" is none.
type Say struct {
	From, To int
	Stems    []string
}

// Name is what the query calls the unit, "" for what is not plain text.
func (u Unit) Name() string {
	var names []string
	for _, w := range u.Words {
		names = append(names, w.Exact)
	}
	return strings.Join(names, " ")
}

// Word is one position of the query.
type Word struct {
	Stem, Exact string
	Pos         int
	Date        bool
	Number      bool // the number of an act
	Bare        bool // a verb that has no synonyms

	share float64 // of its weight, see span.tells
}

// Maker makes units. It is safe for concurrent use.
type Maker struct {
	text     *text.Analyzer
	weights  Weights
	related  *related.Finder
	synonyms *related.Synonyms
	places   func(word string) []string
}

// New returns a Maker. places returns other words for the name of a place; nil: none.
func New(
	a *text.Analyzer, w Weights, finder *related.Finder, synonyms *related.Synonyms, places func(word string) []string,
) *Maker {
	return &Maker{text: a, weights: w, related: finder, synonyms: synonyms, places: places}
}

// Weights returns the weights that units are made with.
func (m *Maker) Weights() Weights { return m.weights }

// Words turns plain text into units.
func (m *Maker) Words(ctx context.Context, v *vocab.Vocabulary, plain string) []Unit {
	pl := measured(words.Places(m.text.AnalyzeQuery(plain)))
	if !slices.ContainsFunc(pl, words.HasContent) {
		return nil
	}
	spans := m.dates(pl)
	spans = append(spans, m.joined(pl)...)
	if m.weights.Synonym > 0 {
		spans = append(spans, m.synonymous(ctx, v, pl)...)
	}
	if m.weights.Compound > 0 {
		spans = append(spans, m.compounds(ctx, v, pl)...)
	}
	if m.weights.Relative > 0 && m.weights.Compound > 0 {
		spans = append(spans, m.attributes(ctx, v, pl)...)
	}
	if m.weights.Place > 0 {
		spans = append(spans, m.placePairs(ctx, v, pl)...)
		spans = append(spans, m.placeNames(ctx, v, pl)...)
	}
	return m.units(ctx, v, unasked(pl), spans)
}

// measured makes one place of the words of a measure, however it is written: «кв. м», «м²», «квадратных метров».
func measured(pl []words.Place) []words.Place {
	out := pl[:0]
	for i := 0; i < len(pl); i++ {
		p := pl[i]
		if j := slices.IndexFunc(p.Joined, func(t text.Token) bool { return text.IsMeasure(t.Exact) }); j >= 0 {
			p = words.Place{Token: p.Joined[j]}
			for i+1 < len(pl) && pl[i+1].Start < p.End {
				i++
			}
		}
		out = append(out, p)
	}
	return out
}

var yearWords = words.Set("год года году годом годы годов годам годах гг")

// unasked makes stop words of question words, of «год» after a year, and of signs without a number
// («выборы явка %»), unless there is nothing else.
func unasked(pl []words.Place) []words.Place {
	out := slices.Clone(pl)
	for i := range out {
		year := i > 0 && yearWords[out[i].Exact] && len(pl[i-1].Exact) == 4 && words.IsNumber(pl[i-1].Exact)
		out[i].Stop = out[i].Stop || year || words.Question[out[i].Exact] || isBareSign(pl, i)
	}
	if !slices.ContainsFunc(out, words.HasContent) {
		return pl
	}
	return out
}

// isBareSign reports whether place i is a sign that no number stands beside.
func isBareSign(pl []words.Place, i int) bool {
	return slices.Contains(text.Signs(), pl[i].Exact) && (i == 0 || !words.IsNumber(pl[i-1].Exact)) &&
		(i+1 == len(pl) || !words.IsNumber(pl[i+1].Exact))
}
