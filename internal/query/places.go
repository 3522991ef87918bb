package query

import (
	"context"
	"strings"
	"unicode/utf8"
)

// placeForms returns stems of words that may be the adjective of a place name, or
// the place name of an adjective («Шегарка» — «шегарский»). Place names form
// adjectives too irregularly for a stemmer: the candidates are made by rule, and
// count when the archive holds them and both are rare enough to be names.
func (s *Service) placeForms(w word) []string {
	var forms []string
	if s.weights.Place <= 0 {
		return nil
	}
	if s.opts.Places != nil {
		forms = s.opts.Places(w.exact)
	}
	if !hasDigit(w.exact) {
		forms = append(forms, derived(w.exact)...)
	}
	var stems []string
	for _, f := range forms {
		if stem, one := s.text.BestStem(f); one && stem != "" && stem != w.stem {
			stems = append(stems, stem)
		}
	}
	return stems
}

// placeSpans finds place names of several words that have an adjective of one
// («Великий Устюг» — «великоустюгский»), and such adjectives.
func (s *Service) placeSpans(v *vocabulary, pl []place) []span {
	if s.opts.Places == nil || s.weights.Place <= 0 {
		return nil
	}
	var out []span
	for i := range pl {
		name := ""
		for to := i + 1; to <= min(i+maxPlaceWords, len(pl)); to++ {
			name += pl[to-1].Exact
			var sp span
			for _, form := range append(s.opts.Places(name), s.opts.Places(strings.ReplaceAll(name, " ", "-"))...) {
				stems := contentStems(places(s.text.AnalyzeQuery(form)))
				if to == i+1 && len(stems) < 2 || len(stems) == 0 {
					continue // one word for one is placeForms'
				}
				if last := stems[len(stems)-1]; len(v.rare(last, []string{last})) == 0 {
					continue
				}
				sp.alts = append(sp.alts, s.together(stems, s.weights.Place))
				sp.marks = append(sp.marks, func(m *marks) { m.stems(stems) })
			}
			if sp.alts != nil {
				sp.from, sp.to = i, to
				out = append(out, sp)
			}
			name += " "
		}
	}
	return out
}

const maxPlaceWords = 3

// rare returns those of stems that occur, when stem itself is a rare word: a
// name is in a small part of the documents.
func (v *vocabulary) rare(stem string, stems []string) []string {
	if len(stems) == 0 {
		return nil
	}
	counts, err := v.idx.Counts(context.Background(), "body", append([]string{stem}, stems...))
	limit := max(20, v.docs/5)
	if err != nil || counts[0] > limit {
		return nil
	}
	seen := map[string]bool{}
	var out []string
	for i, n := range counts[1:] {
		if n > 0 && n <= limit && !seen[stems[i]] {
			seen[stems[i]] = true
			out = append(out, stems[i])
		}
	}
	return out
}

var (
	adjectiveEndings = []string{"ский", "ского", "скому", "ским", "ском", "ская", "ской", "скую", "ское", "ские", "ских", "скими"}
	nounEndings      = []string{"ами", "ями", "ье", "ья", "ью", "ах", "ях", "ой", "ей", "ом", "ем", "ам", "ям", "ою", "ею", "ов", "ев",
		"а", "я", "у", "ю", "е", "о", "ы", "и", "ь", "й"}
)

// derived returns words that may be the adjective of a noun in any case, or the
// noun of an adjective.
func derived(w string) []string {
	for _, end := range adjectiveEndings {
		if base, ok := strings.CutSuffix(w, end); ok && utf8.RuneCountInString(base) >= 3 {
			return nouns(base)
		}
	}
	return adjectives(w)
}

func nouns(base string) []string {
	out := []string{base, base + "а", base + "о", base + "ы", base + "и", base + "ь", base + "ка", base + "ск", base + "ое", base + "ский"}
	if b, ok := strings.CutSuffix(base, "ов"); ok {
		out = append(out, b+"овка", b+"ова")
	}
	if b, ok := strings.CutSuffix(base, "ин"); ok {
		out = append(out, b+"а", b+"я", b+"и", b+"ино")
	}
	if b, ok := strings.CutSuffix(base, "ь"); ok {
		out = append(out, b)
	}
	return out
}

func adjectives(w string) []string {
	var out []string
	for _, b := range nounBases(w) {
		out = append(out, b+"ский", b+"инский", b+"овский", b+"енский")
		if c, ok := strings.CutSuffix(b, "к"); ok { // Шегарка — шегарский, Елатомка — елатомский
			out = append(out, c+"ский", c+"цкий")
		}
		if c, ok := strings.CutSuffix(b, "ц"); ok { // Луховицы — луховицкий, Донец — донецкий
			out = append(out, c+"цкий", c+"ецкий")
		}
		if strings.HasSuffix(b, "ск") || strings.HasSuffix(b, "цк") { // Минск — минский
			out = append(out, b+"ий")
		}
		for _, c := range fleeting(b) {
			out = append(out, c+"ский")
		}
	}
	return out
}

// nounBases returns a noun without the endings it may have, and as it is.
func nounBases(w string) []string {
	bases := []string{w}
	for _, end := range nounEndings {
		if b, ok := strings.CutSuffix(w, end); ok && utf8.RuneCountInString(b) >= 3 {
			bases = append(bases, b)
		}
	}
	return bases
}

// fleeting inserts the vowel that appears between the last two consonants:
// Вологда — вологодский, Кинешма — кинешемский, Вязьма — вяземский.
func fleeting(base string) []string {
	runes := []rune(base)
	n := len(runes)
	if n < 3 || strings.ContainsRune(vowels, runes[n-1]) || strings.ContainsRune(vowels, runes[n-2]) {
		return nil
	}
	last := string(runes[n-1])
	if runes[n-2] == 'ь' {
		return []string{string(runes[:n-2]) + "е" + last}
	}
	return []string{string(runes[:n-1]) + "о" + last, string(runes[:n-1]) + "е" + last}
}

const vowels = "аеиоуыэюя"
