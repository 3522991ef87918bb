// Package suggest completes what is being typed by titles, programmes, towns,
// municipalities and frequent phrases of titles. Read Completer first.
package suggest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/query/morph"
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
	maxIDs       = 8  // documents looked for of those that share a title
	phraseWords  = 4  // of a frequent phrase, at most
	phraseTitles = 3  // titles a phrase is in, at least
	spare        = 4  // candidates looked at for each one shown: some may be gone

	// narrowed is how many candidates are looked at where suggestions are limited to some documents, and how many of
	// their documents; narrowedIDs of those are of one title.
	narrowed, narrowedIDs = 1000, 64
)

// Title is the title of a document; Text is "" when there is none any more.
type Title struct{ ID, Text string }

// Named is a place or a programme that may be suggested, with the number of its documents.
type Named struct {
	Kind, ID, Name string
	Count          int
}

// NamedKinds are the kinds of Named, which are also the fields that hold their IDs.
var NamedKinds = []string{"city", "municipality", "program"}

// kindWeight prefers what stands for many documents.
var kindWeight = map[string]float64{"city": 3, "municipality": 3, "program": 2, "phrase": 2, "title": 0}

// Completer finds entries by the beginning of any of their words. It is told what changes, and
// what it finds depends on what is, not on what was. It is safe for concurrent use.
type Completer struct {
	text *text.Analyzer

	mu      sync.RWMutex
	entries entries
	titles  map[string]string // by document
	phrases phraseCounts
	named   []Named // in order of kind and ID
}

// New returns a Completer of nothing.
func New(a *text.Analyzer) *Completer {
	return &Completer{text: a, entries: newEntries(), titles: map[string]string{}, phrases: phraseCounts{}}
}

// SetTitles tells what the titles of some documents are now.
func (c *Completer) SetTitles(titles []Title) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range titles {
		if was := c.titles[t.ID]; was != t.Text {
			c.leave(t.ID, was)
			c.join(t.ID, t.Text)
		}
	}
	c.entries.arrange()
}

// join gives a document a title.
func (c *Completer) join(id, title string) {
	if title == "" {
		return
	}
	c.titles[id] = title
	e := c.entries.get(Suggestion{Kind: "title", Text: title})
	if e.docs.add(id); e.docs.len() == 1 {
		c.eachPhrase(title, func(p string) { c.setPhrase(p, c.phrases.add(p, 1)) })
	}
	c.entries.weigh(e, e.docs.len())
}

// leave takes a title from a document.
func (c *Completer) leave(id, title string) {
	if title == "" {
		return
	}
	delete(c.titles, id)
	e := c.entries.get(Suggestion{Kind: "title", Text: title})
	if e.docs.remove(id); e.docs.len() == 0 {
		c.eachPhrase(title, func(p string) { c.setPhrase(p, c.phrases.add(p, -1)) })
	}
	c.entries.weigh(e, e.docs.len())
}

// setPhrase tells in how many different titles a phrase stands.
func (c *Completer) setPhrase(p string, titles int) {
	switch {
	case titles >= phraseTitles:
		c.entries.weigh(c.entries.get(Suggestion{Kind: "phrase", Text: p}), titles)
	case titles == phraseTitles-1: // once it may have been frequent
		if e := c.entries.byName[Suggestion{Kind: "phrase", Text: p}]; e != nil {
			c.entries.weigh(e, 0)
		}
	}
}

// SetNamed tells which places and programmes there are now.
func (c *Completer) SetNamed(named []Named) {
	named = slices.Clone(named)
	slices.SortFunc(named, func(a, b Named) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) })
	c.mu.Lock()
	defer c.mu.Unlock()
	is := func(n Named) Suggestion { return Suggestion{Kind: n.Kind, Text: n.Name, ID: n.ID} }
	for i, n := range c.named {
		if at, ok := slices.BinarySearchFunc(named, n, func(a, b Named) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
		}); !ok || is(named[at]) != is(n) {
			c.entries.weigh(c.entries.get(is(c.named[i])), 0)
		}
	}
	for _, n := range named {
		c.entries.weigh(c.entries.get(is(n)), n.Count)
	}
	c.named = named
	c.entries.arrange()
}

// find returns the best entries for folded text: those that go on as it does,
// then those that hold its words in another order. Titles have at most so many ids of documents.
func (c *Completer) find(folded string, limit, ids int) []found {
	c.mu.RLock()
	defer c.mu.RUnlock()
	best := map[*entry]float64{}
	for e, at := range c.entries.with(folded) {
		score := e.weight + 10
		if at == 0 {
			score += 2
		}
		best[e] = max(best[e], score)
	}
	if words := strings.Fields(folded); len(words) > 1 && len(best) < limit {
		for e := range c.entries.with(c.entries.rarest(words)) {
			if _, ok := best[e]; !ok && holdsAll(" "+e.folded[:e.begun], words) {
				best[e] = e.weight
			}
		}
	}
	type scored struct {
		*entry
		score float64
	}
	list := make([]scored, 0, len(best))
	for e, score := range best {
		list = append(list, scored{e, score})
	}
	slices.SortFunc(list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.weight, a.weight), cmp.Compare(a.folded, b.folded),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text), cmp.Compare(a.ID, b.ID))
	})
	out := make([]found, 0, limit)
	for _, x := range list[:min(len(list), limit)] {
		f := found{Suggestion: x.Suggestion}
		if x.Kind == "title" {
			f.docs = x.docs.first(ids)
			f.ID = f.docs[0]
		}
		out = append(out, f)
	}
	return out
}

// found is an entry as it was found: entries change.
type found struct {
	Suggestion
	docs []string // with this title
}

func holdsAll(s string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s, " "+w) {
			return false
		}
	}
	return true
}

// Within limits suggestions to what documents stand for that meet conditions; the zero Within does not.
type Within struct {
	Filters []index.Filter
	Date    *index.DateRange
}

func (w Within) all() bool { return len(w.Filters) == 0 && w.Date == nil }

// Complete returns at most limit suggestions for q, the best first. What is no longer in
// idx, or not within, is not suggested.
func (c *Completer) Complete(
	ctx context.Context, idx index.Index, q string, limit int, within Within,
) ([]Suggestion, error) {
	folded := foldWords(q)
	if utf8.RuneCountInString(folded) < minLetters {
		return nil, nil
	}
	n, ids := limit*spare, maxIDs
	if !within.all() {
		n, ids = narrowed, narrowedIDs
	}
	candidates := c.find(folded, n, ids)
	if !within.all() {
		var err error
		if candidates, err = titlesWithin(ctx, idx, candidates, within); err != nil {
			return nil, fmt.Errorf("suggestions: %w", err)
		}
	}
	var out []Suggestion
	for _, e := range candidates[:min(len(candidates), limit*spare)] {
		there, err := c.present(ctx, idx, e, within)
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

// titlesWithin leaves the titles that documents within have, and everything else. It asks for all of them at once:
// of many that begin alike few may be within.
func titlesWithin(ctx context.Context, idx index.Index, candidates []found, within Within) ([]found, error) {
	var ids []string
	for _, e := range candidates {
		if room := narrowed - len(ids); e.Kind == "title" {
			ids = append(ids, e.docs[:min(len(e.docs), room)]...)
		}
	}
	if len(ids) == 0 {
		return candidates, nil
	}
	res, err := idx.Search(ctx, index.Query{Expr: index.IDs{IDs: ids}, Filters: within.Filters, Date: within.Date,
		Limit: len(ids)})
	if err != nil {
		return nil, err
	}
	there := make(map[string]bool, len(res.Hits))
	for _, h := range res.Hits {
		there[h.ID] = true
	}
	out := candidates[:0]
	for _, e := range candidates {
		if e.Kind == "title" {
			e.docs = slices.DeleteFunc(e.docs, func(id string) bool { return !there[id] })
			if len(e.docs) == 0 {
				continue
			}
			e.ID = e.docs[0]
		}
		out = append(out, e)
	}
	return out, nil
}

// present reports whether a document within still stands behind a suggestion.
func (c *Completer) present(ctx context.Context, idx index.Index, e found, within Within) (bool, error) {
	q := index.Query{Filters: within.Filters, Date: within.Date}
	switch e.Kind {
	case "title":
		q.Expr = index.IDs{IDs: e.docs}
	case "phrase":
		q.Expr = index.Phrase{Field: "title", Terms: c.titleStems(e.Text)}
	default:
		q.Filters = append(slices.Clip(q.Filters), index.Filter{Field: e.Kind, Any: []string{e.ID}})
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
func foldWords(s string) string { return joinWords(text.Fold(s)) }

// joinWords writes the words of folded text with one space between them.
func joinWords(s string) string {
	last := ' '
	for _, r := range s {
		if r == ' ' && last == ' ' || r != ' ' && !isWordRune(r) {
			last = ' '
			break
		}
		last = r
	}
	if s != "" && last != ' ' {
		return s // as it should be: most are
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !isWordRune(r) }), " ")
}

func isWordRune(r rune) bool {
	return 'а' <= r && r <= 'я' || 'a' <= r && r <= 'z' || r == '-' || words.IsRune(r)
}

// eachPhrase calls fn once for each run of two to phraseWords words of a title that
// neither begins nor ends with a stop word or a number. One that ends with an adjective is no end:
// «туризма в угличском».
func (c *Completer) eachPhrase(title string, fn func(phrase string)) {
	pl := words.Places(c.text.Analyze(title))
	folded := text.Fold(title)
	fold := func(from, to int) string {
		if len(folded) == len(title) {
			return folded[from:to]
		}
		return text.Fold(title[from:to]) // places are others in it
	}
	edges, ends := make([]bool, len(pl)), make([]bool, len(pl))
	for i, p := range pl {
		edges[i] = words.HasContent(p) && !words.HasDigit(p.Exact) && len(p.Exact) > 4
		ends[i] = edges[i] && !morph.IsAdjective(p.Exact)
	}
	var seen []string
	for i := range pl {
		if !edges[i] {
			continue
		}
		for j := i + 1; j < len(pl) && j < i+phraseWords; j++ {
			between := title[pl[j-1].End:pl[j].Start]
			if strings.Trim(between, " -–") != "" {
				break // a phrase does not cross a comma or a quote
			}
			if !ends[j] {
				continue
			}
			phrase := joinWords(fold(pl[i].Start, pl[j].End))
			if !slices.Contains(seen, phrase) {
				seen = append(seen, phrase)
				fn(phrase)
			}
		}
	}
}
