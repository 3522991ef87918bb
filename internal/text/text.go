// Package text turns Russian text into tokens: it cleans, folds, splits, lemmatises and stems, and makes snippets by
// the same chain. All text analysis of Letopis happens here, once; search engines match the tokens as they are.
//
// The chain: pieces of the text (letters or digits) → folded form (lower case, ё → е, look-alike letters) → lemmas of
// the OpenCorpora dictionary → Snowball stem of each lemma, or of the form itself if the dictionary lacks it.
package text

import (
	_ "embed"
	"fmt"
	"hash/crc32"
	"hash/maphash"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/kljensen/snowball/russian"
)

// chain is the version of the analysis rules. Raise it whenever the tokens of any text change, so that indexes are
// rebuilt.
const chain = 5

// stemmerVersion is the stemmer's version in go.mod; a test keeps them equal.
const stemmerVersion = "v0.10.0"

// Version identifies everything that tokens depend on: rules, stemmer, dictionary, stop words. It is part of the name
// of an index generation.
func Version() string { return version() }

var version = sync.OnceValue(func() string {
	sum := crc32.NewIEEE()
	for _, b := range [][]byte{lemmaFST, []byte(additionsTXT), []byte(stopTXT)} {
		sum.Write(b) // never fails
	}
	return fmt.Sprintf("%d-%s-%08x", chain, stemmerVersion, sum.Sum32())
})

// Token is a word, a number, a sign that stands for a word, or several of them joined («131-фз»; «м²» for «кв. м»).
type Token struct {
	Start, End int // byte offsets in the analysed text
	// Pos counts pieces from 0. A joined token has the position of its first piece.
	Pos int
	// Exact is the folded form, never empty.
	Exact string
	// Stems are the index terms, best first; none for a stop word.
	Stems []string
	Stop  bool
}

// DayTerm is the index term of an act's own date.
func DayTerm(year, month, day int) string { return fmt.Sprintf("%04d-%02d-%02d", year, month, day) }

// MonthTerm is the index term of the month of an act's own date.
func MonthTerm(year, month int) string { return fmt.Sprintf("%04d-%02d", year, month) }

// NumberTerm returns the index term of an act's whole number, independent of how it is written: «№ 12/45» and "12-45"
// have the same term, "12" another. It is "" for a text without words.
func (a *Analyzer) NumberTerm(number string) string {
	term, end := "", 0
	for _, t := range a.AnalyzeQuery(number) {
		if t.Stop && t.Exact == "№" || t.Start < end { // skip the tokens that a joined one covers
			continue
		}
		term, end = term+"-"+twins(t.Exact), t.End
	}
	if term == "" {
		return ""
	}
	return "=" + term[1:]
}

// MaxToken is the maximum length of a token in runes; longer ones are cut.
const MaxToken = 64

// Analyzer makes tokens. It is safe for concurrent use; its only mutable state is a cache of bounded size. New loads
// the dictionary, so one Analyzer per process is enough.
type Analyzer struct {
	lemmas *lemmas
	stops  map[string]bool
	memo   *memo
}

//go:embed stop.txt
var stopTXT string

// New loads the embedded dictionary.
func New() (*Analyzer, error) {
	l, err := loadLemmas()
	if err != nil {
		return nil, fmt.Errorf("dictionary of lemmas: %w", err)
	}
	a := &Analyzer{lemmas: l, stops: map[string]bool{}, memo: newMemo()}
	for _, w := range words(stopTXT) {
		a.stops[Fold(w)] = true
	}
	return a, nil
}

// Analyze returns the tokens of a text by position; a joined token follows its first piece.
func (a *Analyzer) Analyze(s string) []Token {
	out := make([]Token, 0, len(s)/10+4)
	a.scan(s, func(t *Token) bool { out = append(out, *t); return true })
	return out
}

// AnalyzeQuery returns the tokens of a query: those of Analyze with the best stem only.
func (a *Analyzer) AnalyzeQuery(s string) []Token {
	out := a.Analyze(s)
	for i := range out {
		if len(out[i].Stems) > 1 {
			out[i].Stems = out[i].Stems[:1:1]
		}
	}
	return out
}

// BestStem returns the best stem of a word, or "" for a stop word, and whether the word makes exactly one token.
func (a *Analyzer) BestStem(w string) (stem string, one bool) {
	if len(w) <= MaxToken && foldPlain(w) != "" { // letters only: skip the full tokeniser
		if stems := a.word(w).stems; len(stems) > 0 {
			stem = stems[0]
		}
		return stem, true
	}
	t := a.AnalyzeQuery(w)
	if len(t) > 0 && len(t[0].Stems) > 0 {
		stem = t[0].Stems[0]
	}
	return stem, len(t) == 1
}

// word is the analysis of a surface form. It is immutable.
type word struct {
	surface string
	exact   string
	stems   []string
	stop    bool
	// The unit or power that the word names, see lengths and powers; usually empty.
	length, power string
}

// word analyses a run of letters, cached by surface form.
func (a *Analyzer) word(surface string) *word {
	h := a.memo.hash(surface)
	if w := a.memo.get(h, surface); w != nil {
		return w
	}
	surface = strings.Clone(surface) // do not keep a large text alive
	w := &word{surface: surface, exact: foldWord(surface)}
	if w.exact != "" {
		first, size := utf8.DecodeRuneInString(w.exact)
		w.stop = a.stops[w.exact] || size == len(w.exact) && size > 1 && !IsSign(first)
		if !w.stop {
			w.stems = a.stems(w.exact)
		}
		w.length, w.power = w.unitName(lengths), w.unitName(powers)
	}
	a.memo.put(h, w)
	return w
}

// stems returns the index terms of a folded word, best first.
func (a *Analyzer) stems(exact string) []string {
	if stems := a.lemmas.stems(exact); stems != nil {
		return stems
	}
	return []string{Stem(exact)}
}

// Known reports whether a form is a word of the dictionary, even if it does not occur in the archive.
func (a *Analyzer) Known(form string) bool {
	form = Fold(form)
	return a.lemmas.stems(form) != nil || KnownForm(form)
}

// Stem returns the Snowball stem of a folded word, or the word itself if it is not Cyrillic or its stem is empty.
func Stem(exact string) string {
	if exact == "" || exact[0] < utf8.RuneSelf {
		return exact
	}
	if s := russian.Stem(exact, true); s != "" {
		return s
	}
	return exact
}

// memo is a lock-free, two-way set-associative cache of words by surface form: each hash has two slots, and a new
// word replaces the older one. It takes about 150 bytes a word.
type memo struct {
	seed  maphash.Seed
	slots [memoWords]atomic.Pointer[word]
}

const memoWords = 1 << 18

func newMemo() *memo { return &memo{seed: maphash.MakeSeed()} }

func (m *memo) hash(s string) uint64 { return maphash.String(m.seed, s) }

func (m *memo) get(h uint64, s string) *word {
	i := h % memoWords
	if w := m.slots[i].Load(); w != nil && w.surface == s {
		return w
	}
	if w := m.slots[i^1].Load(); w != nil && w.surface == s {
		return w
	}
	return nil
}

func (m *memo) put(h uint64, w *word) {
	i := h % memoWords
	m.slots[i^1].Store(m.slots[i].Load())
	m.slots[i].Store(w)
}
