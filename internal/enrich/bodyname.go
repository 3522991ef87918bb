package enrich

import (
	"slices"
	"strings"
)

// attributed puts the adjectives before a body's name at k: «Земское Собрание»,
// «Контрольно-счётная палата», «антинаркотической комиссии». It returns where they begin.
func (p *page) attributed(name string, k int) (string, int) {
	first := k
	for first > 0 && k-first < 5 && p.sameHeading(first-1, k) {
		if p.at(first-1) == "-" && first < k && p.tight(first-1) && p.is(first-2, word) {
			first -= 2
			continue
		}
		if !p.attribute(first-1, name) {
			break
		}
		first--
	}
	if first == k {
		return name, k
	}
	var words []string
	for i := first; i < k; i++ {
		w := strings.ToLower(p.surface(i))
		switch {
		case p.at(i) == "-":
			words[len(words)-1] += "-"
			continue
		case p.at(i+1) == "-":
		case feminineBodies[name]: // «решением городской Думы»
			w = nominativeFeminine(w)
		default:
			w = nominativeOf(w, strings.HasSuffix(strings.Fields(name)[0], "е"))
		}
		if n := len(words); n > 0 && strings.HasSuffix(words[n-1], "-") {
			words[n-1] += w
			continue
		}
		words = append(words, w)
	}
	if !p.capital(k) || slices.ContainsFunc(smallBodies, func(begin string) bool { return strings.HasPrefix(name, begin) }) {
		name = lowerFirst(name)
	}
	return upperFirst(words[0]) + strings.TrimPrefix(strings.Join(append(words, name), " "), words[0]), first
}

// smallBodies begin the names that are written small after their adjectives: «Минусинский
// районный исполнительный комитет», but «городская Дума».
var smallBodies = []string{"Администраци", "Управлени", "Комитет", "Исполнительн", "Палата", "Комиссия", "Прокуратура", "Инспекция"}

// feminineBodies are the bodies whose adjectives are feminine.
var feminineBodies = map[string]bool{"Дума": true, "Администрация": true, "Мэрия": true, "Комиссия": true, "Палата": true, "Прокуратура": true, "Инспекция": true}

// sameHeading reports whether token i stands on the line of the body at k, or ends a line of
// adjectives in capitals above it: «СЕЛЬСКАЯ⏎ДУМА».
func (p *page) sameHeading(i, k int) bool {
	return p.line(i) == p.line(k) ||
		p.line(i) == p.line(k)-1 && p.toks[i].caps && p.toks[k].caps && p.startsLine(k) && p.attributes(p.lineStart(i), i+1)
}

// attribute reports whether the word at token i is an adjective of the body name that it
// stands before.
func (p *page) attribute(i int, name string) bool {
	if !p.is(i, word) || p.begins(i, "данн", "указанн", "соответствующ", "настоящ", "уважаем", "котор") {
		return false
	}
	w := p.at(i)
	switch {
	case feminineBodies[name]:
		return hasEnd(w, "ая", "ой", "яя") && len(w) > 2*4
	case !p.capital(i) && !p.toks[i].caps && !p.capital(i-1) && i > 0 && !p.startsLine(i):
		return false
	}
	return hasEnd(w, "ое", "ый", "ий", "ого", "ской") && len(w) > 2*4 || p.oneOf(i, "городской", "окружной", "областной", "краевой")
}

// nominativeOf turns the adjective of a body from the genitive to the nominative.
func nominativeOf(w string, neuter bool) string {
	stem, ok := strings.CutSuffix(w, "ого")
	switch {
	case !ok:
		return w
	case neuter:
		return stem + "ое"
	case hasEnd(stem, "городск", "окружн", "областн", "краев"):
		return stem + "ой"
	}
	return nominativeAdjective(w, false)
}

// commonStems are those of words in the names of bodies that are written small.
var commonStems = []string{"район", "муниципальн", "городск", "сельск", "поселени", "посёл", "посел", "округ", "област", "края", "край", "сельсовет", "депутат", "представител", "образовани", "город", "народн",
	"администраци", "комитет", "управлени", "отдел", "департамент", "культур", "спорт", "экономик", "финанс", "имуществ", "архитектур", "строительств", "градостроительств", "хозяйств", "социальн", "защит", "населени",
	"закрыт", "административно", "рабоч", "внутригород", "созыв", "законодательн", "исполнительн", "территори", "села", "деревни", "станицы", "автономн", "местн", "самоуправлени"}

// lowerBody writes «АЛЕЙСКОГО РАЙОНА АЛТАЙСКОГО КРАЯ» as «Алейского района
// Алтайского края».
func lowerBody(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		low := strings.ToLower(w)
		switch {
		case w != strings.ToUpper(w) || abbreviation[low]:
		case len(w) <= 2*3 && i > 0 && (words[i-1] == "города" || words[i-1] == "город"):
			words[i] = titleCase(w)
		case len(w) <= 2*3:
			if prepositions[low] {
				words[i] = low
			}
		case slices.ContainsFunc(commonStems, func(stem string) bool { return strings.HasPrefix(low, stem) }):
			words[i] = low
		default:
			words[i] = titleCase(w)
		}
	}
	return strings.Join(words, " ")
}

var prepositions = map[string]bool{"по": true, "и": true, "в": true, "на": true, "с": true, "о": true, "об": true}
