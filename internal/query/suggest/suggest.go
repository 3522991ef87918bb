// Package suggest completes what is being typed by titles, programmes, towns,
// municipalities and frequent phrases of titles. Read Completer first.
package suggest

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// Suggestion completes what is being typed.
type Suggestion struct {
	Kind string `json:"kind"` // city, municipality, program, phrase, title
	Text string `json:"text"`
	// ID is the place's, the programme's, or of one document with that title.
	ID string `json:"id,omitempty"`
}

const (
	minLetters   = 2
	maxWords     = 12 // of a title that may be begun with
	maxIDs       = 8  // documents remembered of those that share a title
	phraseWords  = 4  // of a frequent phrase, at most
	phraseTitles = 3  // titles a phrase is in, at least
	spare        = 4  // candidates looked at for each one shown: some may be gone
)

// Completer finds entries by the beginning of any of their words: a sorted array
// of word starts (a suffix array by words). Immutable; safe for concurrent use.
type Completer struct {
	text    *text.Analyzer
	entries []entry
	starts  []wordStart
}

type entry struct {
	Suggestion
	ids    []string // documents with this title
	folded string
	weight float64
}

type wordStart struct{ entry, at uint32 }

// kindWeight prefers what stands for many documents.
var kindWeight = map[string]float64{"city": 3, "municipality": 3, "program": 2, "phrase": 2, "title": 0}

// Named is a place or a programme that may be suggested, with the number of its documents.
type Named struct {
	Suggestion
	Count int
}

// NamedKinds are the kinds of Named, which are also the fields that hold their IDs.
var NamedKinds = []string{"city", "municipality", "program"}

// New returns a Completer of what is named and of the titles of documents, by ID.
func New(a *text.Analyzer, named []Named, titles map[string]string) *Completer {
	c := &Completer{text: a}
	c.entries = c.collect(named, titles)
	for i, e := range c.entries {
		words := 0
		for at := 0; at >= 0 && words < maxWords; words++ {
			c.starts = append(c.starts, wordStart{uint32(i), uint32(at)})
			next := strings.IndexByte(e.folded[at:], ' ')
			if next < 0 {
				break
			}
			at += next + 1
		}
	}
	slices.SortFunc(c.starts, func(a, b wordStart) int { return strings.Compare(c.tail(a), c.tail(b)) })
	return c
}

func (c *Completer) tail(w wordStart) string { return c.entries[w.entry].folded[w.at:] }

// with returns the word starts that begin with prefix.
func (c *Completer) with(prefix string) []wordStart {
	lo, _ := slices.BinarySearchFunc(c.starts, prefix, func(w wordStart, p string) int {
		return strings.Compare(c.tail(w), p)
	})
	hi, _ := slices.BinarySearchFunc(c.starts[lo:], prefix, func(w wordStart, p string) int {
		if strings.HasPrefix(c.tail(w), p) {
			return -1
		}
		return 1
	})
	return c.starts[lo : lo+hi]
}

// find returns the best entries for folded text: those that go on as it does,
// then those that hold its words in another order.
func (c *Completer) find(folded string, limit int) []*entry {
	best := map[uint32]float64{}
	for _, w := range c.with(folded) {
		score := c.entries[w.entry].weight
		if w.at == 0 {
			score += 2
		}
		best[w.entry] = max(best[w.entry], score+10)
	}
	if words := strings.Fields(folded); len(words) > 1 && len(best) < limit {
		rarest := c.with(words[0])
		for _, w := range words[1:] {
			if r := c.with(w); len(r) < len(rarest) {
				rarest = r
			}
		}
		for _, st := range rarest {
			e := &c.entries[st.entry]
			if _, ok := best[st.entry]; !ok && holdsAll(" "+e.folded, words) {
				best[st.entry] = e.weight
			}
		}
	}
	type scored struct {
		entry uint32
		score float64
	}
	var list []scored
	for e, score := range best {
		list = append(list, scored{e, score})
	}
	slices.SortFunc(list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entry, b.entry))
	})
	var out []*entry
	for _, x := range list[:min(len(list), limit)] {
		out = append(out, &c.entries[x.entry])
	}
	return out
}

func holdsAll(s string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s, " "+w) {
			return false
		}
	}
	return true
}

// Complete returns at most limit suggestions for q, the best first. What is no longer in
// idx is not suggested.
func (c *Completer) Complete(ctx context.Context, idx index.Index, q string, limit int) ([]Suggestion, error) {
	folded := foldWords(q)
	if utf8.RuneCountInString(folded) < minLetters {
		return nil, nil
	}
	var out []Suggestion
	for _, e := range c.find(folded, limit*spare) {
		there, err := c.present(ctx, idx, e)
		if err != nil {
			return nil, fmt.Errorf("suggestions: %w", err)
		}
		if there {
			out = append(out, e.Suggestion)
		}
		if len(out) == limit {
			break
		}
	}
	return out, nil
}

// present reports whether a document still stands behind a suggestion.
func (c *Completer) present(ctx context.Context, idx index.Index, e *entry) (bool, error) {
	q := index.Query{}
	switch e.Kind {
	case "title":
		q.Expr = index.IDs{IDs: e.ids}
	case "phrase":
		q.Expr = index.Phrase{Field: "title", Terms: c.titleStems(e.Text)}
	default:
		q.Filters = []index.Filter{{Field: e.Kind, Any: []string{e.ID}}}
	}
	res, err := idx.Search(ctx, q)
	if err != nil {
		return false, err
	}
	return res.Total > 0, nil
}

// titleStems are the stems of a phrase by position, "" for a stop word.
func (c *Completer) titleStems(phrase string) []string {
	var out []string
	for _, p := range words.Places(c.text.AnalyzeQuery(phrase)) {
		if words.HasContent(p) {
			out = append(out, p.Stems[0])
		} else {
			out = append(out, "")
		}
	}
	return words.TrimGaps(out)
}

// foldWords writes words in folded form with one space between them.
func foldWords(s string) string {
	return strings.Join(strings.FieldsFunc(text.Fold(s), func(r rune) bool { return !words.IsRune(r) && r != '-' }), " ")
}

// collect makes entries of all that can be suggested.
func (c *Completer) collect(named []Named, titles map[string]string) []entry {
	var out []entry
	add := func(e entry, count int) {
		e.folded = foldWords(e.Text)
		e.weight = kindWeight[e.Kind] + math.Log(float64(count)+1)
		if e.folded != "" {
			out = append(out, e)
		}
	}
	for _, n := range named {
		add(entry{Suggestion: n.Suggestion}, n.Count)
	}
	byText := map[string][]string{}
	for id, t := range titles {
		byText[t] = append(byText[t], id)
	}
	for t, ids := range byText {
		slices.Sort(ids)
		add(entry{Suggestion: Suggestion{Kind: "title", Text: t, ID: ids[0]}, ids: ids[:min(len(ids), maxIDs)]}, len(ids))
	}
	for p, n := range c.frequentPhrases(byText) {
		add(entry{Suggestion: Suggestion{Kind: "phrase", Text: p}}, n)
	}
	slices.SortFunc(out, func(a, b entry) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.folded, b.folded))
	})
	return out
}

// frequentPhrases counts phrases that stand in at least phraseTitles different
// titles. Most stand in one: the first pass keeps only their hashes.
func (c *Completer) frequentPhrases(titles map[string][]string) map[string]int {
	var hashes []uint32
	seed := maphash.MakeSeed()
	for t := range titles {
		c.phrases(t, func(p string) { hashes = append(hashes, uint32(maphash.String(seed, p))) })
	}
	slices.Sort(hashes)
	frequent := map[uint32]bool{}
	for i := phraseTitles - 1; i < len(hashes); i++ {
		if hashes[i] == hashes[i-phraseTitles+1] {
			frequent[hashes[i]] = true
		}
	}
	counts := map[string]int{}
	for t := range titles {
		c.phrases(t, func(p string) {
			if frequent[uint32(maphash.String(seed, p))] {
				counts[p]++
			}
		})
	}
	for p, n := range counts {
		if n < phraseTitles {
			delete(counts, p)
		}
	}
	return counts
}

// phrases calls fn once for each run of two to phraseWords words of a title that
// neither begins nor ends with a stop word or a number.
func (c *Completer) phrases(title string, fn func(phrase string)) {
	pl := words.Places(c.text.Analyze(title))
	edge := func(p words.Place) bool {
		return words.HasContent(p) && !words.HasDigit(p.Exact) && len(p.Exact) > 4
	}
	var seen []string
	for i := range pl {
		if !edge(pl[i]) {
			continue
		}
		for j := i + 1; j < len(pl) && j < i+phraseWords; j++ {
			between := title[pl[j-1].End:pl[j].Start]
			if strings.Trim(between, " -–") != "" {
				break // a phrase does not cross a comma or a quote
			}
			phrase := foldWords(title[pl[i].Start:pl[j].End])
			if edge(pl[j]) && !slices.Contains(seen, phrase) {
				seen = append(seen, phrase)
				fn(phrase)
			}
		}
	}
}
