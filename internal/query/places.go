package query

import (
	"context"
	"strings"
	"unicode/utf8"

	"letopis/index"
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

// placePairs finds names of two words whose adjective is one: «Верхний Мамон» —
// «верхнемамонский».
func (s *Service) placePairs(v *vocabulary, pl []place) []span {
	var out []span
	for i := 0; s.weights.Place > 0 && i+1 < len(pl); i++ {
		first, second := pl[i], pl[i+1]
		if !onlyLetters(second.Exact) || second.Stop || len(first.Stems) == 0 || len(second.Stems) == 0 {
			continue
		}
		var stems []string
		for _, start := range pairStarts[first.Stems[0]] {
			for _, a := range derived(second.Exact) {
				stems = append(stems, s.stem(start+a))
			}
			stems = append(stems, s.stem(start+second.Exact))
		}
		for _, stem := range v.rare(second.Stems[0], stems) {
			out = append(out, span{from: i, to: i + 2, alts: []index.Expr{s.anywhere(stem, s.weights.Place)},
				marks: []func(*marks){func(m *marks) { m.stem(stem) }}})
		}
	}
	return out
}

// pairStarts are what the first words of names are in their adjectives, by stem.
var pairStarts = map[string][]string{"верхн": {"верхне"}, "нижн": {"нижне"}, "средн": {"средне"}, "нов": {"ново"}, "стар": {"старо"},
	"красн": {"красно"}, "бел": {"бело"}, "черн": {"черно"}, "больш": {"больше"}, "мал": {"мало"}, "велик": {"велико"}, "сух": {"сухо"},
	"крут": {"круто"}, "добр": {"добро"}, "свят": {"свято"}, "перв": {"перво"}, "дальн": {"дальне"}, "горн": {"горно"}, "зелен": {"зелено"}}

// placeSpans finds place names of several words that have an adjective of one
// («Великий Устюг» — «великоустюгский»), and such adjectives.
func (s *Service) placeSpans(v *vocabulary, pl []place) []span {
	out := s.placePairs(v, pl)
	if s.opts.Places == nil || s.weights.Place <= 0 {
		return out
	}
	for i := range pl {
		name := ""
		for to := i + 1; to <= min(i+maxPlaceWords, len(pl)); to++ {
			name += pl[to-1].Exact
			var sp span
			forms := s.opts.Places(name)
			if to > i+1 {
				forms = append(forms, s.opts.Places(strings.ReplaceAll(name, " ", "-"))...)
			}
			for _, form := range forms {
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

// held returns those of stems that occur.
func (v *vocabulary) held(stems []string) []string {
	if len(stems) == 0 {
		return nil
	}
	counts, err := v.idx.Counts(context.Background(), "body", stems)
	if err != nil {
		return nil
	}
	var out []string
	for i, n := range counts {
		if n > 0 {
			out = append(out, stems[i])
		}
	}
	return out
}

var (
	adjectiveEndings = []string{"ский", "ского", "скому", "ским", "ском", "ская", "ской", "скую", "ское", "ские", "ских", "скими"}
	nounEndings      = []string{"ами", "ями", "ье", "ья", "ью", "ах", "ях", "ой", "ей", "ом", "ем", "ам", "ям", "ою", "ею", "ов", "ев",
		"ое", "ого", "ому", "ая", "ую", "ый", "ые", "ых", // names that are adjectives: Хлебное, Ясный
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
		out = append(out, b+"овка", b+"ова", b, b+"ы")
	}
	if b, ok := strings.CutSuffix(base, "ев"); ok { // Лебяжье — лебяжьевский, Межа — межевский
		out = append(out, b+"е", b+"а", b+"и")
	}
	if b, ok := strings.CutSuffix(base, "ен"); ok { // Хлебное — хлебенский, Ясный — ясненский
		out = append(out, b+"ное", b+"ый", b+"ое")
	}
	if strings.ContainsAny(lastRune(base), "бвмп") {
		out = append(out, base+"ль")
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
		out = append(out, b+"ский", b+"инский", b+"овский", b+"евский", b+"енский")
		if c, ok := strings.CutSuffix(b, "к"); ok { // Шегарка — шегарский, Елатомка — елатомский
			out = append(out, c+"ский", c+"цкий")
		}
		if c, ok := strings.CutSuffix(b, "ц"); ok { // Луховицы — луховицкий, Донец — донецкий
			out = append(out, c+"цкий", c+"ецкий")
		}
		if strings.HasSuffix(b, "ск") || strings.HasSuffix(b, "цк") { // Минск — минский
			out = append(out, b+"ий")
		}
		if c, ok := strings.CutSuffix(b, "л"); ok && strings.ContainsAny(lastRune(c), "бвмп") { // Ярославль — ярославский
			out = append(out, c+"ский")
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
