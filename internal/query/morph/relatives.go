package morph

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/query/words"
)

// Nouns and their relational adjectives («архив» — «архивный», «дорога» —
// «дорожный», «спорт» — «спортивный») have different stems. Relatives returns
// words that a form may belong with by the rules of word formation; only the
// archive knows which of them are words.
func Relatives(w string) []string {
	out := derived(w)
	found := len(out)
	for _, end := range relativeEndings {
		base, ok := strings.CutSuffix(w, end)
		if !ok {
			continue
		}
		for _, d := range derivations {
			if b, ok := strings.CutSuffix(base, d.suffix); ok && utf8.RuneCountInString(b) >= minRelative {
				out = append(out, b+d.noun+d.endings[0])
			}
		}
		for _, suffix := range relationSuffixes {
			b, ok := strings.CutSuffix(base, suffix)
			if !ok || utf8.RuneCountInString(b) < minRelative {
				continue
			}
			out = append(out, b, b+"а", b+"о", b+"ие")
			if hard, ok := hardened[words.LastRune(b)]; ok && suffix == "н" {
				out = append(out, words.TrimLast(b)+hard, words.TrimLast(b)+hard+"а")
			}
		}
		if len(out) > found {
			return out
		}
	}
	for _, base := range nounBases(w) {
		out = append(out, pursuits(base)...)
		if utf8.RuneCountInString(base) < minRelative {
			continue
		}
		for _, suffix := range relationSuffixes {
			out = append(out, base+suffix+"ый")
		}
		if soft, ok := softened[words.LastRune(base)]; ok {
			out = append(out, words.TrimLast(base)+soft+"ный")
		}
	}
	return out
}

// pursuits returns nouns of what a person who is called so has or does: «турист» —
// «туризм», «мигрант» — «миграция», «наркоман» — «наркомания». The base has no ending.
func pursuits(base string) []string {
	var out []string
	for _, p := range personEndings {
		b, ok := strings.CutSuffix(base, p.person)
		if !ok || utf8.RuneCountInString(b) < 3 {
			continue
		}
		for _, end := range p.nouns {
			out = append(out, b+end)
		}
	}
	return out
}

var personEndings = []struct {
	person string
	nouns  []string
}{
	{"ман", []string{"мания"}},
	{"ист", []string{"изм"}},
	{"ик", []string{"изм"}},
	{"ник", []string{"ность", "ство"}}, // собственник, преступник
	{"тель", []string{"тельство"}},
	{"ател", []string{"ательство"}}, // in other cases: предпринимателям
	{"ител", []string{"ительство"}},
	{"ант", []string{"ация"}},
	{"атор", []string{"ация"}},
	{"ер", []string{"ерство"}},
	{"онер", []string{"я"}}, // пенсионер
	{"ец", []string{"ство"}},
}

const minRelative = 4 // letters of the base

var (
	relativeEndings = []string{"ыми", "ими", "ого", "его", "ому", "ему",
		"ый", "ий", "ой", "ая", "ое", "ые", "ие", "ым", "им", "ом", "ую", "ых", "их"}
	relationSuffixes = []string{"ственн", "ическ", "ивн", "ск", "ов", "н"}
	// softened consonants before the suffix -н-, and back.
	softened = map[string]string{"к": "ч", "г": "ж", "х": "ш", "ц": "ч"}
	hardened = map[string]string{"ч": "к", "ж": "г", "ш": "х"}
)

// derivations are nouns that change their own suffix in the adjective: «концессия» — «концессионный»,
// «производство» — «производственный», «экономика» — «экономический», «отопление» — «отопительный».
var derivations = []struct {
	noun      string
	endings   []string // of the cases; the first is the nominative's
	suffix    string
	adjective string // its ending
}{
	{"и", casesYa, "ионн", "ый"},
	{"аци", casesYa, "ативн", "ый"},
	{"ств", casesO, "ственн", "ый"},
	{"ительств", casesO, "ительн", "ый"},
	{"алитет", []string{"", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах"}, "альн", "ый"}, // муниципалитет
	{"лени", casesYe, "ительн", "ый"},
	{"ани", casesYe, "ательн", "ый"},
	{"ик", []string{"а", "и", "у", "ой", "е", "", "ам", "ами", "ах"}, "ическ", "ий"},
	{"изм", []string{"", "а", "у", "ом", "е"}, "истическ", "ий"},
	{"изм", []string{"", "а", "у", "ом", "е"}, "истск", "ий"},
}

// Endings of nouns in -я, -о and -е.
var (
	casesYa = []string{"я", "и", "ю", "ей", "й", "ям", "ями", "ях"}
	casesO  = []string{"о", "а", "у", "ом", "е", "", "ам", "ами", "ах"}
	casesYe = []string{"е", "я", "ю", "ем", "и", "й", "ям", "ями", "ях"}
)

// derived returns the adjectives that a noun may have by derivations.
func derived(w string) (out []string) {
	for _, d := range derivations {
		for _, end := range d.endings {
			if b, ok := strings.CutSuffix(w, d.noun+end); ok && utf8.RuneCountInString(b) >= minRelative {
				out = append(out, b+d.suffix+d.adjective)
				break
			}
		}
	}
	return out
}

// IsAdjective reports whether a form ends as relational adjectives do.
func IsAdjective(w string) bool {
	for _, end := range relativeEndings {
		if base, ok := strings.CutSuffix(w, end); ok && (strings.HasSuffix(base, "н") || strings.HasSuffix(base, "ск")) {
			return true
		}
	}
	return false
}
