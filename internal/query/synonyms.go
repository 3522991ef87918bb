package query

import (
	"fmt"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/text"
)

// synonyms are groups of words and phrases that people use for one another. A
// line of the file is a group, its entries separated by commas; # begins a
// comment. In "a, b => c" a and b also find c, but not the other way.
type synonyms struct {
	// byFirst holds entries by their first stem, longest first.
	byFirst map[string][]entry
}

// entry is a term and what may stand in its place.
type entry struct {
	term
	alts []term
	verb bool // found by the verb of its noun
}

// term is a sequence of stems. An abbreviation in capitals keeps its letters
// too: its stem may be that of another word («СВО» and «свой», «ФОТ» and «фото»).
type term struct {
	stems  []string
	abbrev string
}

func (t term) equal(o term) bool { return t.abbrev == o.abbrev && slices.Equal(t.stems, o.stems) }

func parseSynonyms(file string, a *text.Analyzer) (*synonyms, error) {
	s := &synonyms{byFirst: map[string][]entry{}}
	n := 0
	for line := range strings.Lines(file) {
		n++
		line, _, _ = strings.Cut(line, "#")
		left, right, oneWay := strings.Cut(line, "=>")
		from, err := terms(left, a)
		if err == nil && oneWay {
			var to []term
			if to, err = terms(right, a); err == nil && (len(from) == 0 || len(to) == 0) {
				err = fmt.Errorf("=> needs words on both sides")
			} else if err == nil {
				for _, f := range from {
					s.add(f, to)
				}
			}
		} else if err == nil {
			if len(from) == 1 {
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
	for _, list := range s.byFirst {
		slices.SortStableFunc(list, func(a, b entry) int { return len(b.stems) - len(a.stems) })
	}
	return s, nil
}

func terms(list string, a *text.Analyzer) ([]term, error) {
	var out []term
	if strings.TrimSpace(list) == "" {
		return nil, nil
	}
	for item := range strings.SplitSeq(list, ",") {
		pl := places(a.AnalyzeQuery(item))
		t := term{stems: contentStems(pl)}
		if len(t.stems) == 0 {
			return nil, fmt.Errorf("%q holds no word to look for", strings.TrimSpace(item))
		}
		if item = strings.TrimSpace(item); len(pl) == 1 && onlyLetters(item) && item == strings.ToUpper(item) {
			t.abbrev = pl[0].Exact
		}
		if !slices.ContainsFunc(out, t.equal) {
			out = append(out, t)
		}
	}
	return out, nil
}

// contentStems are the best stems of the places that are not stop words.
func contentStems(pl []place) []string {
	var out []string
	for _, p := range pl {
		if !p.Stop && len(p.Stems) > 0 {
			out = append(out, p.Stems[0])
		}
	}
	return out
}

func (s *synonyms) add(t term, alts []term) {
	alts = slices.DeleteFunc(slices.Clone(alts), t.equal)
	for i, e := range s.byFirst[t.stems[0]] {
		if e.equal(t) {
			for _, alt := range alts {
				if !slices.ContainsFunc(e.alts, alt.equal) {
					e.alts = append(e.alts, alt)
				}
			}
			s.byFirst[t.stems[0]][i].alts = e.alts
			return
		}
	}
	if len(alts) > 0 {
		s.byFirst[t.stems[0]] = append(s.byFirst[t.stems[0]], entry{term: t, alts: alts})
	}
}

// spans finds entries among the words of a query: at each place the longest, and
// the word by itself.
func (s *synonyms) spans(svc *Service, v *vocabulary, pl []place) []span {
	var out []span
	for i, p := range pl {
		if p.Stop || len(p.Stems) == 0 {
			continue
		}
		found := map[bool]bool{} // of several words, of one: both have their say
		for _, e := range s.entries(svc, p.Token) {
			if found[len(e.stems) > 1] {
				continue
			}
			to, ok := matchStems(pl, i, e.stems)
			if e.verb {
				to, ok = i+1, true
			}
			if !ok || e.abbrev != "" && !abbreviates(p.Exact, e.abbrev) {
				continue
			}
			sp := span{from: i, to: to}
			lacking := len(e.stems) == 1 && !v.has(p.Stems[0])
			for _, alt := range e.alts {
				if slices.Equal(alt.stems, e.stems) {
					continue // an abbreviation and a word that looks like it
				}
				boost := svc.weights.Synonym
				if len(alt.stems) > 1 {
					boost = svc.weights.SynonymPhrase
				}
				if lacking {
					boost = max(boost, svc.weights.Compound) // nothing is found by the word itself
				}
				sp.more = append(sp.more, svc.synonym(alt, boost))
				sp.marks = append(sp.marks, func(m *marks) { m.stems(alt.stems) })
			}
			out = append(out, sp)
			found[len(e.stems) > 1] = true
		}
	}
	return out
}

// entries are those that begin with a word; a verb that has none has those of the
// noun of what it does («построить» — «постройка»).
func (s *synonyms) entries(svc *Service, t text.Token) []entry {
	if own := s.byFirst[t.Stems[0]]; len(own) > 0 {
		return own
	}
	for _, noun := range actions(svc.verb(t.Exact)) {
		for _, e := range s.byFirst[svc.stem(noun)] {
			if len(e.stems) == 1 && e.abbrev == "" {
				e.verb = true
				return []entry{e}
			}
		}
	}
	return nil
}

// has tells whether a word has synonyms by itself.
func (s *synonyms) has(t text.Token) bool {
	return len(t.Stems) > 0 && slices.ContainsFunc(s.byFirst[t.Stems[0]], func(e entry) bool {
		return len(e.stems) == 1 && (e.abbrev == "" || abbreviates(t.Exact, e.abbrev))
	})
}

// matchStems tells whether stems follow one another from place i, stop words aside.
func matchStems(pl []place, i int, stems []string) (to int, ok bool) {
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

// abbreviates tells whether a word is an abbreviation, or a form of one that is
// declined: «вузы», «загса».
func abbreviates(w, abbrev string) bool {
	ending, ok := strings.CutPrefix(w, abbrev)
	return ok && (ending == "" || abbrevEndings[ending] && !strings.Contains(vowels, lastRune(abbrev)))
}

var abbrevEndings = map[string]bool{"а": true, "у": true, "ом": true, "е": true, "ы": true, "и": true, "ов": true, "ам": true, "ами": true, "ах": true}

// synonym is the expression of what stands for a term. An abbreviation that is
// no word of the dictionary is looked for by its letters in the text.
func (s *Service) synonym(t term, boost float64) index.Expr {
	if t.abbrev == "" || s.text.Known(t.abbrev) {
		return s.together(t.stems, boost)
	}
	return index.Or{Exprs: []index.Expr{
		index.Term{Field: "exact", Term: t.abbrev, Boost: boost},
		index.Term{Field: "title", Term: t.stems[0], Boost: boost * s.weights.Title},
		index.Term{Field: "aside", Term: t.stems[0], Boost: boost * s.weights.Aside},
	}}
}
