package bench

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"letopis/index"
)

// Query is what engines are asked, in terms that each can translate.
type Query struct {
	Kind  Kind
	Words []string // stems; one for a prefix or a typo
}

// Kind tells how the words of a query stand together.
type Kind int

// The kinds.
const (
	AllDocs Kind = iota
	AllOf
	AnyOf
	InRow
	StartsWith
	Typo
)

// Class is a set of queries of one sort.
type Class struct {
	Name    string
	Queries []Query
}

// picker chooses queries from the words of a corpus.
type picker struct {
	r     *rand.Rand
	total int
	count map[string]int // documents by word
	words []string       // in order
	docs  [][]index.Token
}

// part reports whether a word is in between these shares of all documents.
func (p *picker) part(w string, least, most float64) bool {
	share := float64(p.count[w]) / float64(p.total)
	return share >= least && share <= most && p.count[w] > 0
}

// Classes picks n queries of each class. sample are documents of the corpus,
// terms all words of their text with the number of documents.
func Classes(seed uint64, n, total int, terms []index.TermCount, sample []*index.Doc) []Class {
	p := &picker{r: rand.New(rand.NewPCG(seed, 1)), total: total, count: map[string]int{}}
	for _, t := range terms {
		if plain(t.Term) {
			p.count[t.Term] = t.Count
			p.words = append(p.words, t.Term)
		}
	}
	for _, d := range sample {
		p.docs = append(p.docs, d.Text["body"])
	}
	out := []Class{
		{"rare word", p.single(n, 0.0001, 0.002)},
		{"mid word", p.single(n, 0.01, 0.05)},
		{"common word", p.single(n, 0.15, 0.6)},
	}
	for _, k := range []int{2, 3, 5} {
		out = append(out, Class{"AND of " + string(rune('0'+k)), p.several(n, k, AllOf)})
	}
	for _, k := range []int{2, 3, 5} {
		out = append(out, Class{"OR of " + string(rune('0'+k)), p.several(n, k, AnyOf)})
	}
	return append(out, Class{"phrase of 2", p.rows(n, 2)}, Class{"phrase of 3", p.rows(n, 3)},
		Class{"prefix", p.prefixes(n)}, Class{"typo", p.typos(n)},
		Class{"match all", slices.Repeat([]Query{{Kind: AllDocs}}, n)})
}

// plain words are of small Cyrillic letters only, so that every engine's
// tokenizer leaves them alone.
func plain(w string) bool {
	return len(w) >= 6 && strings.IndexFunc(w, func(r rune) bool {
		return !unicode.Is(unicode.Cyrillic, r) ||
			!unicode.IsLower(r)
	}) < 0
}

func (p *picker) single(n int, least, most float64) []Query {
	var fit []string
	for _, w := range p.words {
		if p.part(w, least, most) {
			fit = append(fit, w)
		}
	}
	p.r.Shuffle(len(fit), func(i, j int) { fit[i], fit[j] = fit[j], fit[i] })
	var out []Query
	for _, w := range fit[:min(n, len(fit))] {
		out = append(out, Query{AllOf, []string{w}})
	}
	return out
}

// several picks words that stand in one document, of which none is rare.
func (p *picker) several(n, k int, kind Kind) []Query {
	var out []Query
	for range 50 * n {
		if len(out) == n {
			break
		}
		doc := p.docs[p.r.IntN(len(p.docs))]
		var words []string
		for range 40 {
			w := doc[p.r.IntN(len(doc))].Term
			if len(words) < k && p.part(w, 0.01, 0.6) && !slices.Contains(words, w) {
				words = append(words, w)
			}
		}
		if len(words) == k {
			out = append(out, Query{kind, words})
		}
	}
	return out
}

// rows picks words that stand one after another, each with one reading, so that
// engines without several words at a position find the same.
func (p *picker) rows(n, k int) []Query {
	var out []Query
	for range 500 * n {
		if len(out) == n {
			break
		}
		doc := p.docs[p.r.IntN(len(p.docs))]
		if len(doc) < k+2 {
			continue
		}
		i := 1 + p.r.IntN(len(doc)-k-1)
		words := make([]string, k)
		for j := range words {
			t := doc[i+j]
			if !p.part(t.Term, 0.002, 0.6) || t.Pos != doc[i+j-1].Pos+1 || doc[i+j+1].Pos != t.Pos+1 {
				break
			}
			words[j] = t.Term
		}
		if words[k-1] != "" {
			out = append(out, Query{InRow, words})
		}
	}
	return out
}

// prefixes are the first five letters of words.
func (p *picker) prefixes(n int) []Query {
	var out []Query
	for _, q := range p.single(len(p.words), 0.01, 0.6) {
		if r := []rune(q.Words[0]); len(r) >= 7 && len(out) < n {
			out = append(out, Query{StartsWith, []string{string(r[:5])}})
		}
	}
	return out
}

// typos have one letter too few.
func (p *picker) typos(n int) []Query {
	var out []Query
	for _, q := range p.single(len(p.words), 0.005, 0.3) {
		if r := []rune(q.Words[0]); len(r) >= 7 && len(out) < n {
			i := 2 + p.r.IntN(len(r)-3)
			out = append(out, Query{Typo, []string{string(r[:i]) + string(r[i+1:])}})
		}
	}
	return out
}

// Expr is the query for an index.Index.
func (q Query) Expr() index.Expr {
	const field = "body"
	var terms []index.Expr
	for _, w := range q.Words {
		terms = append(terms, index.Term{Field: field, Term: w, Boost: 1})
	}
	switch q.Kind {
	case AllOf:
		if len(terms) == 1 {
			return terms[0]
		}
		return index.And{Exprs: terms}
	case AnyOf:
		return index.Or{Exprs: terms}
	case InRow:
		return index.Phrase{Field: field, Terms: q.Words, Boost: 1}
	case StartsWith:
		return index.Prefix{Field: field, Prefix: q.Words[0], Boost: 1}
	case Typo:
		return index.Fuzzy{Field: field, Term: q.Words[0], Edits: 1, Boost: 1}
	}
	return index.All{}
}
