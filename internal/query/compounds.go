package query

import (
	"context"
	"unicode/utf8"

	"letopis/index"
)

// compounds lets a compound match however it is written: neighbours that the
// archive also writes together («видео наблюдение»), and an unknown word that
// the archive writes apart («видеонаблюдение»).
func (s *Service) compounds(v *vocabulary, pl []place) []span {
	var out []span
	for i, p := range pl {
		if p.Stop || len(p.Stems) == 0 || hasDigit(p.Exact) || len(p.joined) > 0 {
			continue
		}
		if i+1 < len(pl) && !pl[i+1].Stop && !hasDigit(pl[i+1].Exact) {
			if stem := s.stem(p.Exact + pl[i+1].Exact); v.has(stem) {
				out = append(out, span{from: i, to: i + 2,
					alts:  []index.Expr{s.anywhere(stem, s.weights.Compound)},
					marks: []func(*marks){func(m *marks) { m.stem(stem) }}})
			}
		}
		if v.has(p.Stems[0]) {
			continue
		}
		if a, b := s.split(v, p.Exact); a != "" {
			out = append(out, span{from: i, to: i + 1,
				alts:  []index.Expr{s.together([]string{a, b}, s.weights.Compound)},
				marks: []func(*marks){func(m *marks) { m.stems([]string{a, b}) }}})
		}
	}
	return out
}

// split divides a word into two that stand side by side in the archive, the most
// frequent pair, and returns their stems.
func (s *Service) split(v *vocabulary, w string) (first, second string) {
	const least = 4 // letters a part
	most := 0
	n := utf8.RuneCountInString(w)
	runes := []rune(w)
	for i := least; i <= n-least; i++ {
		a, b := s.stem(string(runes[:i])), s.stem(string(runes[i:]))
		if !v.has(a) || !v.has(b) {
			continue
		}
		pair := index.Phrase{Field: "body", Terms: []string{a, b}}
		res, err := v.idx.Search(context.Background(), index.Query{Expr: pair})
		if err == nil && res.Total > most {
			most, first, second = res.Total, a, b
		}
	}
	return first, second
}

// stem is the best stem of one word, "" for a stop word.
func (s *Service) stem(w string) string {
	stem, _ := s.text.BestStem(w)
	return stem
}

// has tells whether a stem occurs in the archive's texts.
func (v *vocabulary) has(stem string) bool {
	if stem == "" {
		return false
	}
	n, err := v.idx.Counts(context.Background(), "body", []string{stem})
	return err == nil && n[0] > 0
}
