package related

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/query/morph"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// Synonyms are groups of words and phrases that people use for one another. A
// line of the file is a group, its entries separated by commas; # begins a
// comment. In "a, b => c" a and b also find c, but not the other way.
type Synonyms struct {
	text *text.Analyzer
	// byFirst holds entries by their first stem, longest first.
	byFirst map[string][]entry
	single  []string // stems of the entries of one word that are no abbreviations, in order
}

// entry is a term and what may stand in its place.
type entry struct {
	Term
	alts []Term
	verb bool // found by the verb of its noun
}

// Term is a sequence of stems. An abbreviation in capitals keeps its letters
// too: its stem may be that of another word («СВО» and «свой», «ФОТ» and «фото»).
type Term struct {
	Stems  []string
	Abbrev string
}

func (t Term) equal(o Term) bool { return t.Abbrev == o.Abbrev && slices.Equal(t.Stems, o.Stems) }

// ParseSynonyms reads a file of synonyms. The error names a line.
func ParseSynonyms(file string, a *text.Analyzer) (*Synonyms, error) {
	s := &Synonyms{text: a, byFirst: map[string][]entry{}}
	n := 0
	for line := range strings.Lines(file) {
		n++
		line, _, _ = strings.Cut(line, "#")
		left, right, oneWay := strings.Cut(line, "=>")
		from, err := terms(left, a)
		if err == nil && oneWay {
			var to []Term
			if to, err = terms(right, a); err == nil && (len(from) == 0 || len(to) == 0) {
				err = fmt.Errorf("=> needs words on both sides")
			} else if err == nil {
				for _, f := range from {
					s.add(f, to)
				}
			}
		} else if err == nil {
			if len(from) == 1 && !strings.Contains(left, ",") { // else its entries are one anyway: «га, гектар»
				err = fmt.Errorf("a group needs two entries, separated by a comma")
			}
			for i, f := range from {
				s.add(f, slices.Concat(from[:i], from[i+1:]))
			}
		}
		if err != nil {
			return nil, fmt.Errorf("synonyms, line %d: %w", n, err)
		}
	}
	for first, list := range s.byFirst {
		slices.SortStableFunc(list, func(a, b entry) int { return len(b.Stems) - len(a.Stems) })
		if e := list[len(list)-1]; len(e.Stems) == 1 && e.Abbrev == "" {
			s.single = append(s.single, first)
		}
	}
	slices.Sort(s.single)
	return s, nil
}

func terms(list string, a *text.Analyzer) ([]Term, error) {
	var out []Term
	if strings.TrimSpace(list) == "" {
		return nil, nil
	}
	for item := range strings.SplitSeq(list, ",") {
		pl := words.Places(a.AnalyzeQuery(item))
		t := Term{Stems: words.ContentStems(pl)}
		if len(t.Stems) == 0 {
			return nil, fmt.Errorf("%q holds no word to look for", strings.TrimSpace(item))
		}
		if item = strings.TrimSpace(item); len(pl) == 1 && words.OnlyLetters(item) && item == strings.ToUpper(item) {
			t.Abbrev = pl[0].Exact
		}
		if !slices.ContainsFunc(out, t.equal) {
			out = append(out, t)
		}
	}
	return out, nil
}

func (s *Synonyms) add(t Term, alts []Term) {
	alts = slices.DeleteFunc(slices.Clone(alts), t.equal)
	for i, e := range s.byFirst[t.Stems[0]] {
		if e.equal(t) {
			for _, alt := range alts {
				if !slices.ContainsFunc(e.alts, alt.equal) {
					e.alts = append(e.alts, alt)
				}
			}
			s.byFirst[t.Stems[0]][i].alts = e.alts
			return
		}
	}
	if len(alts) > 0 {
		s.byFirst[t.Stems[0]] = append(s.byFirst[t.Stems[0]], entry{Term: t, alts: alts})
	}
}

// Each calls fn for each entry with what may stand for it, by its stems.
func (s *Synonyms) Each(fn func(from Term, to []Term)) {
	for _, first := range slices.Sorted(maps.Keys(s.byFirst)) {
		for _, e := range s.byFirst[first] {
			fn(e.Term, e.alts)
		}
	}
}

// Match is a run of places, half-open, that has synonyms: each of Alts may stand for it.
type Match struct {
	From, To int
	Stems    []string // of the entry
	Alts     []Term
}

// Match finds entries among the words of a query: at each place the longest, and
// the word by itself.
func (s *Synonyms) Match(pl []words.Place) []Match {
	var out []Match
	for i, p := range pl {
		if !words.HasContent(p) {
			continue
		}
		found := map[bool]bool{} // of several words, of one: both have their say
		for _, e := range s.entries(p.Token) {
			if found[len(e.Stems) > 1] {
				continue
			}
			to, ok := matchStems(pl, i, e.Stems)
			if e.verb {
				to, ok = i+1, true
			}
			if !ok || e.Abbrev != "" && !abbreviates(p.Exact, e.Abbrev) {
				continue
			}
			m := Match{From: i, To: to, Stems: e.Stems}
			for _, alt := range e.alts {
				if !slices.Equal(alt.Stems, e.Stems) { // else an abbreviation and a word that looks like it
					m.Alts = append(m.Alts, alt)
				}
			}
			out = append(out, m)
			found[len(e.Stems) > 1] = true
		}
	}
	return out
}

// entries are those that begin with a word; a verb that has none has those of the
// noun of what it does («построить» — «постройка»).
func (s *Synonyms) entries(t text.Token) []entry {
	if own := s.byFirst[t.Stems[0]]; len(own) > 0 {
		return own
	}
	for _, noun := range morph.Actions(morph.Verb(t.Exact, s.text.Known)) {
		stem, _ := s.text.BestStem(noun)
		for _, e := range s.byFirst[stem] {
			if len(e.Stems) == 1 && e.Abbrev == "" {
				e.verb = true
				return []entry{e}
			}
		}
	}
	return nil
}

// Has reports whether a word has synonyms by itself, or a verb those of its noun.
func (s *Synonyms) Has(t text.Token) bool {
	return len(t.Stems) > 0 && slices.ContainsFunc(s.entries(t), func(e entry) bool {
		return len(e.Stems) == 1 && (e.Abbrev == "" || abbreviates(t.Exact, e.Abbrev))
	})
}

// Near returns the stems of words with synonyms that are one edit away from a stem: the archive need not hold them.
func (s *Synonyms) Near(stem string) []string {
	typed := []rune(stem)
	var out []string
	for _, own := range s.single {
		if letters := utf8.RuneCountInString(own); letters < len(typed)-1 || letters > len(typed)+1 {
			continue
		}
		if index.Distance(typed, []rune(own), 1) == 1 {
			out = append(out, own)
		}
	}
	return out
}

// matchStems reports whether stems follow one another from place i, stop words aside.
func matchStems(pl []words.Place, i int, stems []string) (to int, ok bool) {
	for _, stem := range stems {
		for i < len(pl) && pl[i].Stop {
			i++
		}
		if i >= len(pl) || len(pl[i].Stems) == 0 || pl[i].Stems[0] != stem {
			return 0, false
		}
		i++
	}
	return i, true
}

// abbreviates reports whether a word is an abbreviation, or a form of one that is
// declined: «вузы», «загса».
func abbreviates(w, abbrev string) bool {
	ending, ok := strings.CutPrefix(w, abbrev)
	return ok && (ending == "" || abbrevEndings[ending] && !strings.ContainsAny(words.LastRune(abbrev), morph.Vowels))
}

var abbrevEndings = words.Set("а у ом е ы и ов ам ами ах")
