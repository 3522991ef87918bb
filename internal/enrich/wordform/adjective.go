package wordform

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// NominativeOf turns the adjective of a body from the genitive to the nominative.
func NominativeOf(w string, neuter bool) string {
	stem, ok := strings.CutSuffix(w, "ого")
	if !ok { // «финансовым»
		if stem, ok = strings.CutSuffix(w, "ым"); !ok && HasEnd(w, "ским", "цким") {
			stem, ok = strings.TrimSuffix(w, "им"), true
		}
		if !ok {
			return w
		}
		w = stem + "ого"
	}
	switch {
	case neuter:
		return stem + "ое"
	case HasEnd(stem, "городск", "окружн", "областн", "краев"):
		return stem + "ой"
	}
	return NominativeAdjective(w, false)
}

// IsAdjectival reports whether the name of a town is an adjective in the nominative: «Грозный», «Отрадное».
func IsAdjectival(w string) bool {
	if strings.ContainsAny(w, " -") {
		return false
	}
	return HasEnd(w, "ский", "цкий", "ный", "ной", "ской", "лый", "вый", "вой", "рый", "ний", "шой") || w == "узловая" ||
		strings.HasSuffix(w, "ое") && len(w) > 2*4
}

// HasAdjectiveEnd reports whether w ends as adjectives do in the nominative.
func HasAdjectiveEnd(w string) bool { return HasEnd(w, "ий", "ой", "ый", "ое", "ая") }

// GenitiveAdjective turns «Шегарский», «Слободское», «Полевской» to «Шегарского»….
func GenitiveAdjective(w string) string {
	if stem, ok := strings.CutSuffix(w, "ая"); ok { // волость
		return stem + "ой"
	}
	for _, end := range []string{"ний", "нее"} {
		if stem, ok := strings.CutSuffix(w, end); ok {
			return stem + "него"
		}
	}
	for _, end := range []string{"ий", "ый", "ой", "ое"} {
		if stem, ok := strings.CutSuffix(w, end); ok {
			return stem + "ого"
		}
	}
	return w
}

// IsSkiAdjective reports whether w is an adjective on «-ский» or «-цкий» in any case, as those of places are.
func IsSkiAdjective(w string) bool {
	return HasEnd(w, "ский", "ского", "скому", "ским", "ском", "ское", "ская", "ской", "цкий", "цкого", "цкому", "цким",
		"цком", "цкое")
}

// NominativeAdjective turns a masculine or neuter adjective in any case to the
// nominative.
func NominativeAdjective(w string, neuter bool) string {
	low := strings.ToLower(w)
	for _, end := range []string{"ого", "ому", "ым", "им", "ом", "ый", "ий", "ой", "ое"} {
		if !strings.HasSuffix(low, end) {
			continue
		}
		stem := w[:len(w)-len(end)]
		ending := "ый"
		if r := lastRune(strings.ToLower(stem)); strings.ContainsRune("гкхжшчщ", r) {
			ending = "ий"
		}
		if neuter {
			ending = "ое"
		}
		if w == strings.ToUpper(w) {
			ending = strings.ToUpper(ending)
		}
		return stem + ending
	}
	return w
}

// IsFeminineAdjective tells adjectives that may stand with «программа» in any
// case and number.
func IsFeminineAdjective(w string) bool {
	if utf8.RuneCountInString(w) < 5 {
		return false
	}
	if HasEnd(w, "ая", "яя", "ой", "ую", "юю", "ою") {
		return true
	}
	stem, ok := strings.CutSuffix(w, "ей")
	return ok && strings.ContainsRune("нжчшщ", lastRune(stem)) // «показателей» is a noun
}

// IsAdjectivePlural reports whether w ends as adjectives do in the plural.
func IsAdjectivePlural(w string) bool {
	return HasEnd(w, "ые", "ие", "ых", "их", "ым", "им", "ыми", "ими")
}

// NominativeFeminine turns a feminine adjective in any case to the nominative:
// «национальной» to «национальная», «прежней» to «прежняя».
func NominativeFeminine(w string) string {
	low := strings.ToLower(w)
	for _, e := range [][2]string{{"ой", "ая"}, {"ою", "ая"}, {"ую", "ая"}, {"юю", "яя"}, {"ей", "яя"}, {"ею", "яя"}} {
		if strings.HasSuffix(low, e[0]) {
			stem := w[:len(w)-len(e[0])]
			if r := lastRune(stem); e[1] == "яя" && strings.ContainsRune("жшчщ", unicode.ToLower(r)) {
				return stem + "ая"
			}
			return stem + e[1]
		}
	}
	return w
}
