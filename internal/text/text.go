// Package text turns Russian text into tokens: it cleans, folds, splits, finds
// lemmas and stems, and makes snippets by the same chain. All analysis of
// Letopis happens here, once; search engines match its tokens as they are.
//
// The chain: pieces of the text (letters or digits) → folded form (lower case,
// ё → е, look-alike letters) → lemmas of the OpenCorpora dictionary → Snowball
// stem of each lemma, or of the form itself where the dictionary has none.
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

// chain is the version of the rules in this package: raise it whenever tokens
// of some text change, so that indexes are rebuilt.
const chain = 5

// stemmerVersion names the stemmer of go.mod; a test holds them equal.
const stemmerVersion = "v0.10.0"

// Version names everything that tokens depend on: rules, stemmer, dictionary,
// stop words. It is part of the name of an index generation.
func Version() string { return version() }

var version = sync.OnceValue(func() string {
	sum := crc32.NewIEEE()
	for _, b := range [][]byte{lemmaFST, []byte(additionsTXT), []byte(stopTXT)} {
		sum.Write(b) // never fails
	}
	return fmt.Sprintf("%d-%s-%08x", chain, stemmerVersion, sum.Sum32())
})

// Token is a word, a number, a sign that stands for a word, or a joined form of several («131-фз»; «м²» of «кв. м»).
type Token struct {
	Start, End int // bytes of the analysed text
	// Pos counts pieces from 0. A joined form has the position of its first piece.
	Pos int
	// Exact is the folded form, never empty.
	Exact string
	// Stems are the index terms, the best one first; none for a stop word.
	Stems []string
	Stop  bool
}

// DayTerm is the index term of an act's own date.
func DayTerm(year, month, day int) string { return fmt.Sprintf("%04d-%02d-%02d", year, month, day) }

// MonthTerm is the index term of the month of an act's own date.
func MonthTerm(year, month int) string { return fmt.Sprintf("%04d-%02d", year, month) }

// NumberTerm is the index term of a whole number of an act, however it is written: «№ 12/45»
// and «12-45» are one, «12» is another. It is "" for a text without words.
func (a *Analyzer) NumberTerm(number string) string {
	term, end := "", 0
	for _, t := range a.AnalyzeQuery(number) {
		if t.Stop && t.Exact == "№" || t.Start < end { // which joins those after it
			continue
		}
		term, end = term+"-"+twins(t.Exact), t.End
	}
	if term == "" {
		return ""
	}
	return "=" + term[1:]
}

// MaxToken is the longest token in runes; longer pieces are cut.
const MaxToken = 64

// Analyzer makes tokens. It is safe for concurrent use: all that changes is a memo
// of bounded size. Making one loads the dictionary, so a process needs one only.
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

// Analyze returns the tokens of a text by position; a joined form comes right
// after its first piece.
func (a *Analyzer) Analyze(s string) []Token {
	out := make([]Token, 0, len(s)/10+4)
	a.scan(s, func(t *Token) bool { out = append(out, *t); return true })
	return out
}

// AnalyzeQuery returns the tokens of a query: those of Analyze, with the best
// stem only. When everything is a stop word, the words are kept.
func (a *Analyzer) AnalyzeQuery(s string) []Token {
	out := a.Analyze(s)
	content := false
	for i := range out {
		if len(out[i].Stems) > 1 {
			out[i].Stems = out[i].Stems[:1:1]
		}
		content = content || !out[i].Stop
	}
	return out
}

// BestStem returns the best stem of what AnalyzeQuery makes of a word, "" for a
// stop word, and whether it is one token.
func (a *Analyzer) BestStem(w string) (stem string, one bool) {
	if len(w) <= MaxToken && foldPlain(w) != "" { // letters only: no need to look for more
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

// word is what is known of a surface form. It is not changed once made.
type word struct {
	surface string
	exact   string
	stems   []string
	stop    bool
	// What a word of a measure names, see lengths and powers; "" of all others.
	length, power string
}

// word analyses one piece of letters, memoised by its surface form.
func (a *Analyzer) word(surface string) *word {
	h := a.memo.hash(surface)
	if w := a.memo.get(h, surface); w != nil {
		return w
	}
	surface = strings.Clone(surface) // it may be part of a large text
	w := &word{surface: surface, exact: foldWord(surface)}
	if w.exact != "" {
		first, size := utf8.DecodeRuneInString(w.exact)
		w.stop = a.stops[w.exact] || size == len(w.exact) && size > 1 && !IsSign(first)
		if !w.stop {
			w.stems = a.stems(w.exact)
		}
		w.length, w.power = w.named(lengths), w.named(powers)
	}
	a.memo.put(h, w)
	return w
}

// stems returns the index terms of a folded word.
func (a *Analyzer) stems(exact string) []string {
	if stems := a.lemmas.stems(exact); stems != nil {
		return stems
	}
	return []string{Stem(exact)}
}

// Known reports whether the dictionary has the form: it is a word, if perhaps not
// one of the archive.
func (a *Analyzer) Known(form string) bool {
	form = Fold(form)
	return a.lemmas.stems(form) != nil || KnownForm(form)
}

// Stem returns the Snowball stem of a folded word; the word itself when nothing
// would be left or when it is not Cyrillic.
func Stem(exact string) string {
	if exact == "" || exact[0] < utf8.RuneSelf {
		return exact
	}
	if s := russian.Stem(exact, true); s != "" {
		return s
	}
	return exact
}

// memo remembers words by surface form, without locks: a cache with two places for
// each hash (two-way set associative), of which a new word takes that of the elder.
// About 150 bytes a word.
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
