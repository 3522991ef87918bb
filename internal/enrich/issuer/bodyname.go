package issuer

import (
	"slices"
	"strings"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
)

// attributed puts the adjectives before a body's name at k: «Земское Собрание»,
// «Контрольно-счётная палата», «антинаркотической комиссии». It returns where they begin.
func attributed(p *ruletext.Page, name string, k int) (string, int) {
	first := k
	for first > 0 && k-first < 6 && sameHeading(p, first-1, first, name) {
		if p.At(first-1) == "-" && first < k && p.Adjoins(first-1) && p.HasKind(first-2, ruletext.Word) {
			first -= 2
			continue
		}
		if !attribute(p, first-1, name) {
			break
		}
		first--
	}
	if first == k {
		return name, k
	}
	var words []string
	for i := first; i < k; i++ {
		w := strings.ToLower(p.Surface(i))
		switch {
		case p.At(i) == "-":
			words[len(words)-1] += "-"
			continue
		case p.At(i+1) == "-":
		case feminineBodies[name]: // «решением городской Думы»
			w = wordform.NominativeFeminine(w)
		default:
			w = wordform.NominativeOf(w, strings.HasSuffix(strings.Fields(name)[0], "е"))
		}
		if n := len(words); n > 0 && strings.HasSuffix(words[n-1], "-") {
			if words[n-1] += w; !strings.HasSuffix(p.At(i-2), "о") && p.Capitalized(i) {
				// Усть-Неринский; not «Контрольно-счётная»
				words[n-1] = wordform.TitleCase(words[n-1])
			}
			continue
		}
		words = append(words, w)
	}
	if !p.Capitalized(k) || slices.ContainsFunc(smallBodies,
		func(begin string) bool { return strings.HasPrefix(name, begin) }) {
		name = wordform.LowerFirst(name)
	}
	return wordform.UpperFirst(words[0]) + strings.TrimPrefix(strings.Join(append(words, name), " "), words[0]), first
}

// sameHeading reports whether token i stands on the line of the words at k of the body name, or ends a line of
// adjectives in capitals above it, «СЕЛЬСКАЯ⏎ДУМА», or one that breaks behind an adjective: «заседания
// антинаркотической⏎комиссии».
func sameHeading(p *ruletext.Page, i, k int, name string) bool {
	return p.Line(i) == p.Line(k) ||
		p.Line(i) == p.Line(k)-1 && feminineBodies[name] && wordform.HasEnd(p.At(i), "ой") && !p.Capitalized(k) &&
			!p.StartsLine(i) ||
		p.Line(i) == p.Line(k)-1 && p.Tokens[i].AllCaps && p.Tokens[k].AllCaps && p.StartsLine(k) &&
			attributes(p, p.LineStart(i), i+1)
}

// attribute reports whether the word at token i is an adjective of the body name that it
// stands before.
func attribute(p *ruletext.Page, i int, name string) bool {
	if !p.HasKind(i, ruletext.Word) || p.HasStem(i, determiners...) {
		return false
	}
	w := p.At(i)
	switch {
	case feminineBodies[name]:
		return wordform.HasEnd(w, "ая", "ой", "яя") && len(w) > 2*4
	case !p.Capitalized(i) && !p.Tokens[i].AllCaps && !p.Capitalized(i-1) &&
		!(p.At(i-1) == "-" && p.Capitalized(i-2)) && i > 0 && !p.StartsLine(i) &&
		!(departments[strings.ToLower(name)] && !p.Capitalized(i+1)) && // «финансовое управление»
		!p.HasStem(i, told[name]...) && // «контрольно-счётного органа»
		!(name == "Учреждение" || name == "Предприятие" || name == "Самоуправление") &&
		!p.HasStem(i, levelAdjectives...): // «решением районного Совета»
		return false
	}
	if wordform.HasEnd(w, "ым", "ским") && wordform.HasEnd(p.At(i+1), "ом", "ием") { // «Финансовым управлением»
		return true
	}
	return wordform.HasEnd(w, "ое", "ый", "ий", "ого", "ской") && len(w) > 2*4 ||
		p.IsAny(i, "городской", "окружной", "областной", "краевой")
}

// lowerBody writes «АЛЕЙСКОГО РАЙОНА АЛТАЙСКОГО КРАЯ» as «Алейского района
// Алтайского края».
func lowerBody(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		low := strings.ToLower(w)
		switch {
		case w != strings.ToUpper(w) || toponym.Abbreviation[low]:
		case len(w) <= 2*3 && i > 0 && (words[i-1] == "города" || words[i-1] == "город"):
			words[i] = wordform.TitleCase(w)
		case len(w) <= 2*3:
			if prepositions[low] {
				words[i] = low
			}
		case slices.ContainsFunc(commonStems, func(stem string) bool { return strings.HasPrefix(low, stem) }):
			words[i] = low
		default:
			words[i] = wordform.TitleCase(w)
		}
	}
	return strings.Join(words, " ")
}
