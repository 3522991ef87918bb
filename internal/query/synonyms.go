package query

import (
	"fmt"
	"slices"
	"strings"

	"letopis/internal/text"
)

// synonyms are groups of words and phrases that people use for one another. A
// line of the file is a group, its entries separated by commas; # begins a
// comment. In "a, b => c" a and b also find c, but not the other way.
type synonyms struct {
	// byFirst holds entries by their first stem, longest first.
	byFirst map[string][]entry
}

// entry is a sequence of stems and what may stand in its place.
type entry struct {
	stems []string
	alts  [][]string
}

func parseSynonyms(file string, a *text.Analyzer) (*synonyms, error) {
	s := &synonyms{byFirst: map[string][]entry{}}
	n := 0
	for line := range strings.Lines(file) {
		n++
		line, _, _ = strings.Cut(line, "#")
		left, right, oneWay := strings.Cut(line, "=>")
		from, err := stemSequences(left, a)
		if err == nil && oneWay {
			var to [][]string
			if to, err = stemSequences(right, a); err == nil && (len(from) == 0 || len(to) == 0) {
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

func stemSequences(list string, a *text.Analyzer) ([][]string, error) {
	var out [][]string
	if strings.TrimSpace(list) == "" {
		return nil, nil
	}
	for item := range strings.SplitSeq(list, ",") {
		stems := contentStems(places(a.AnalyzeQuery(item)))
		if len(stems) == 0 {
			return nil, fmt.Errorf("%q holds no word to look for", strings.TrimSpace(item))
		}
		if !slices.ContainsFunc(out, func(o []string) bool { return slices.Equal(o, stems) }) {
			out = append(out, stems)
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

func (s *synonyms) add(stems []string, alts [][]string) {
	alts = slices.DeleteFunc(slices.Clone(alts), func(alt []string) bool { return slices.Equal(alt, stems) })
	for i, e := range s.byFirst[stems[0]] {
		if slices.Equal(e.stems, stems) {
			s.byFirst[stems[0]][i].alts = append(e.alts, alts...)
			return
		}
	}
	if len(alts) > 0 {
		s.byFirst[stems[0]] = append(s.byFirst[stems[0]], entry{stems, alts})
	}
}

// spans finds entries among the words of a query, the longest at each place.
func (s *synonyms) spans(svc *Service, pl []place) []span {
	var out []span
	for i, p := range pl {
		if p.Stop || len(p.Stems) == 0 {
			continue
		}
		for _, e := range s.byFirst[p.Stems[0]] {
			to, ok := matchStems(pl, i, e.stems)
			if !ok {
				continue
			}
			sp := span{from: i, to: to}
			for _, alt := range e.alts {
				sp.more = append(sp.more, svc.together(alt, svc.weights.Synonym))
				sp.marks = append(sp.marks, func(m *marks) { m.stems(alt) })
			}
			out = append(out, sp)
			break
		}
	}
	return out
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
