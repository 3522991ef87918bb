package query

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/index"
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
	suggestMinLetters = 2
	suggestWords      = 12 // of a title that may be begun with
	suggestIDs        = 8  // documents remembered of those that share a title
	phraseWords       = 4  // of a frequent phrase, at most
	phraseTitles      = 3  // titles a phrase is in, at least
	suggestSpare      = 4  // candidates looked at for each one shown: some may be gone
)

// suggester finds entries by the beginning of any of their words: a sorted array
// of word starts (a suffix array by words). Immutable.
type suggester struct {
	entries []suggestEntry
	starts  []wordStart
}

type suggestEntry struct {
	Suggestion
	ids    []string // documents with this title
	folded string
	weight float64
}

type wordStart struct{ entry, at uint32 }

// kindWeight prefers what stands for many documents.
var kindWeight = map[string]float64{"city": 3, "municipality": 3, "program": 2, "phrase": 2, "title": 0}

func newSuggester(entries []suggestEntry) *suggester {
	s := &suggester{entries: entries}
	for i, e := range entries {
		words := 0
		for at := 0; at >= 0 && words < suggestWords; words++ {
			s.starts = append(s.starts, wordStart{uint32(i), uint32(at)})
			next := strings.IndexByte(e.folded[at:], ' ')
			if next < 0 {
				break
			}
			at += next + 1
		}
	}
	slices.SortFunc(s.starts, func(a, b wordStart) int { return strings.Compare(s.tail(a), s.tail(b)) })
	return s
}

func (s *suggester) tail(w wordStart) string { return s.entries[w.entry].folded[w.at:] }

// with returns the word starts that begin with prefix.
func (s *suggester) with(prefix string) []wordStart {
	lo, _ := slices.BinarySearchFunc(s.starts, prefix, func(w wordStart, p string) int { return strings.Compare(s.tail(w), p) })
	hi, _ := slices.BinarySearchFunc(s.starts[lo:], prefix, func(w wordStart, p string) int {
		if strings.HasPrefix(s.tail(w), p) {
			return -1
		}
		return 1
	})
	return s.starts[lo : lo+hi]
}

// find returns the best entries for folded text: those that go on as it does,
// then those that hold its words in another order.
func (s *suggester) find(folded string, limit int) []*suggestEntry {
	best := map[uint32]float64{}
	for _, w := range s.with(folded) {
		score := s.entries[w.entry].weight
		if w.at == 0 {
			score += 2
		}
		best[w.entry] = max(best[w.entry], score+10)
	}
	if words := strings.Fields(folded); len(words) > 1 && len(best) < limit {
		rarest := s.with(words[0])
		for _, w := range words[1:] {
			if r := s.with(w); len(r) < len(rarest) {
				rarest = r
			}
		}
		for _, st := range rarest {
			e := &s.entries[st.entry]
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
	var out []*suggestEntry
	for _, x := range list[:min(len(list), limit)] {
		out = append(out, &s.entries[x.entry])
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

// Suggest completes q by titles, programmes, towns, municipalities and frequent
// phrases. What
// is no longer in the index is not suggested.
func (s *Service) Suggest(ctx context.Context, q string, limit int) ([]Suggestion, error) {
	if utf8.RuneCountInString(q) > MaxQueryLen {
		return nil, invalid("q", "too-long", "Запрос длиннее %d знаков.", "The query is longer than %d characters.", MaxQueryLen)
	}
	if limit < 1 || limit > MaxLimit {
		return nil, invalid("limit", "range", "limit — число от 1 до %d.", "limit is a number from 1 to %d.", MaxLimit)
	}
	idx := s.idx()
	v, err := s.vocab.get(ctx, idx)
	if err != nil {
		return nil, err
	}
	out, err := s.complete(ctx, v, q, limit)
	if err != nil || len(out) > 0 {
		return out, err
	}
	if image, ok := retype(q, toCyrillic); ok {
		return s.complete(ctx, v, image, limit)
	}
	return nil, nil
}

func (s *Service) complete(ctx context.Context, v *vocabulary, q string, limit int) ([]Suggestion, error) {
	folded := foldWords(q)
	if utf8.RuneCountInString(folded) < suggestMinLetters {
		return nil, nil
	}
	var out []Suggestion
	sg, err := v.suggest.get(ctx)
	if err != nil {
		return nil, fmt.Errorf("suggestions: %w", err)
	}
	for _, e := range sg.find(folded, limit*suggestSpare) {
		there, err := s.present(ctx, v.idx, e)
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

// present tells whether a document still stands behind a suggestion.
func (s *Service) present(ctx context.Context, idx index.Index, e *suggestEntry) (bool, error) {
	q := index.Query{}
	switch e.Kind {
	case "title":
		q.Expr = index.IDs{IDs: e.ids}
	case "phrase":
		q.Expr = index.Phrase{Field: "title", Terms: s.titleStems(e.Text)}
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
func (s *Service) titleStems(phrase string) []string {
	var out []string
	for _, p := range places(s.text.AnalyzeQuery(phrase)) {
		if p.Stop || len(p.Stems) == 0 {
			out = append(out, "")
		} else {
			out = append(out, p.Stems[0])
		}
	}
	return trimGaps(out)
}

// foldWords writes words in folded form with one space between them.
func foldWords(s string) string {
	return strings.Join(strings.FieldsFunc(text.Fold(s), func(r rune) bool { return !isWordRune(r) && r != '-' }), " ")
}

// suggestEntries collects what can be suggested.
func (s *Service) suggestEntries(values map[string][]value, titles map[string]string) []suggestEntry {
	var out []suggestEntry
	add := func(e suggestEntry, count int) {
		e.folded = foldWords(e.Text)
		e.weight = kindWeight[e.Kind] + math.Log(float64(count)+1)
		if e.folded != "" {
			out = append(out, e)
		}
	}
	for _, kind := range []string{"city", "municipality", "program"} {
		for _, v := range values[kind] {
			add(suggestEntry{Suggestion: Suggestion{Kind: kind, Text: v.label, ID: v.id}}, v.count)
		}
	}
	byText := map[string][]string{}
	for id, t := range titles {
		byText[t] = append(byText[t], id)
	}
	for t, ids := range byText {
		slices.Sort(ids)
		add(suggestEntry{Suggestion: Suggestion{Kind: "title", Text: t, ID: ids[0]}, ids: ids[:min(len(ids), suggestIDs)]}, len(ids))
	}
	for p, n := range s.frequentPhrases(byText) {
		add(suggestEntry{Suggestion: Suggestion{Kind: "phrase", Text: p}}, n)
	}
	slices.SortFunc(out, func(a, b suggestEntry) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.folded, b.folded))
	})
	return out
}

// frequentPhrases counts phrases that stand in at least phraseTitles different
// titles. Most stand in one: the first pass keeps only their hashes.
func (s *Service) frequentPhrases(titles map[string][]string) map[string]int {
	var hashes []uint32
	for t := range titles {
		s.phrases(t, func(p string) { hashes = append(hashes, hashString(p)) })
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
		s.phrases(t, func(p string) {
			if frequent[hashString(p)] {
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
func (s *Service) phrases(title string, fn func(phrase string)) {
	pl := places(s.text.Analyze(title))
	edge := func(p place) bool { return !p.Stop && len(p.Stems) > 0 && !hasDigit(p.Exact) && len(p.Exact) > 4 }
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
