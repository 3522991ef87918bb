package enrich

import (
	"strings"
	"unicode"

	"letopis/internal/archive"
)

// municipality is a municipal formation named in a text.
type municipality struct {
	name     string // nominative, as shown
	core     string // folded name without the kind
	form     string // the name without the kind in the case of the text, for the gazetteer
	kind     string // the type word: «район», «городской округ», «сельсовет», «город»
	level    int    // 1 settlement, 2 district or urban okrug
	from, to int
	okrug    bool      // urban okrug
	towns    []matched // those that may be meant where the name is a town's
	aside    bool      // named beside the text: from and to are no tokens of it
}

// evidenceOf points at the name of m.
func (p *page) evidenceOf(rule string, m municipality) archive.Evidence {
	if m.aside {
		return archive.Evidence{Rule: rule}
	}
	return p.evidence(rule, m.from, m.to)
}

var settlementKinds = []string{"сельсовет", "поссовет", "наслег", "сумон"}

// Kinds of municipalities as texts call them, in municipality.kind.
const (
	kindDistrict = "район"
	kindTown     = "город"
)

// municipalityAt reads a municipality at token i: «Бавлинского муниципального
// района», «муниципального района «Печора»», «городского округа Кашира»,
// «города Рязани», «Кетовский сельсовет».
func (e *Enricher) municipalityAt(p *page, i int) (municipality, bool) {
	if p.placeAdjective(i) {
		if m, ok := p.adjectiveMunicipality(i); ok {
			return e.cityDistrict(p, m), true
		}
		if m, ok := e.bodyMunicipality(p, i); ok {
			return m, true
		}
	}
	return e.nounMunicipality(p, i)
}

// cityDistrict tells that the district m is a part of a town, which is then the
// municipality: «Советского района города Новосибирска».
func (e *Enricher) cityDistrict(p *page, m municipality) municipality {
	k := m.to
	if m.level == 1 || m.okrug || strings.Contains(m.name, "муниципальный") || p.line(k) != p.line(k-1) {
		return m
	}
	told := p.oneOf(k, "города", "г")
	if told {
		if k++; p.at(k) == "." {
			k++
		}
	}
	if names := e.match(p, k); len(names) > 0 && (told || federalCity[e.g.Cities[names[0].city].Name]) {
		return e.townMunicipality(names, m.from)
	}
	return m
}

// federalCity are the towns that are federal subjects.
var federalCity = map[string]bool{"Москва": true, "Санкт-Петербург": true, "Севастополь": true}

// townMunicipality is the municipality that a town is.
func (e *Enricher) townMunicipality(t []matched, from int) municipality {
	name := e.g.Cities[t[0].city].Name
	return municipality{name: "город " + name, core: foldName(name), form: name, kind: kindTown, level: 2, from: from, to: t[0].end, towns: t}
}

// bodyMunicipality reads the adjective of a body: «Лесосибирский городской Совет»,
// «Новозыбковская городская администрация», «Кумёнская районная Дума».
func (e *Enricher) bodyMunicipality(p *page, i int) (municipality, bool) {
	if !isSki(p.at(i)) || !p.begins(i+1, "городск", "районн") || !p.begins(i+2, "совет", "дум", "администраци", "собрани", "исполнительн", "муниципальн") {
		return municipality{}, false
	}
	if p.begins(i+1, "районн") {
		w := titleCase(p.surface(i))
		at := strings.LastIndex(w, "к")
		if at < 0 { // a Latin letter
			return municipality{}, false
		}
		w = w[:at] + "кий"
		return municipality{name: w + " район", core: foldName(w), form: p.surface(i), kind: kindDistrict, level: 2, from: i, to: i + 3}, true
	}
	towns := e.g.ByAdjective(p.slice(i, i+1))
	if len(towns) == 0 || len(towns) > 1 && towns[0].Name != towns[1].Name {
		return municipality{}, false
	}
	m := municipality{name: "город " + towns[0].Name, core: foldName(towns[0].Name), form: towns[0].Name, kind: kindTown, level: 2, from: i, to: i + 3}
	for _, t := range towns {
		m.towns = append(m.towns, matched{city: e.g.Index(t.ID)})
	}
	return m, true
}

// placeAdjective tells adjectives that a municipality may be named by: with a
// capital, «Бавлинского», «Лугового», not «Данного района».
func (p *page) placeAdjective(i int) bool {
	if !p.is(i, word) || !p.capital(i) || p.begins(i, "муниципальн", "городск", "сельск", "районн", "данн", "кажд", "друг", "котор", "отдельн", "соседн", "избирательн", "федеральн", "автономн", "военн", "судебн", "одномандатн", "административн", "сельскохоз", "этого", "внутригород") || p.oneOf(i, "первого", "первом", "второго", "нового", "новом", "нашего", "нашем", "всего", "одного", "самого", "любого") {
		return false
	}
	if isSki(p.at(i)) {
		return true
	}
	for _, end := range []string{"ый", "ого", "ому", "ым", "ом", "ой", "ое"} {
		if strings.HasSuffix(p.at(i), end) && len(p.at(i)) > 2*5 {
			return true
		}
	}
	return false
}

func isSki(w string) bool {
	for _, end := range []string{"ский", "ского", "скому", "ским", "ском", "ское", "ская", "ской", "цкий", "цкого", "цкому", "цким", "цком", "цкое"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// adjectiveMunicipality reads «Бавлинского муниципального района».
func (p *page) adjectiveMunicipality(i int) (municipality, bool) {
	k := i + 1
	var middle []string
	for ; p.begins(k, "муниципальн", "городск", "сельск", "национальн") && len(middle) < 2; k++ {
		middle = append(middle, p.at(k))
	}
	neuter := false
	m := municipality{from: i, to: k + 1, level: 2}
	kind := ""
	switch {
	case p.oneOf(k, "районы", "районов", "районам", "районами", "районах"): // «Белозерский и Кирилловский районы»
		return m, false
	case p.begins(k, "район") && !p.begins(k, "районн"):
		kind = kindDistrict
	case p.begins(k, "кожуун") || p.begins(k, "улус") && len(p.at(k)) <= len("улусами"):
		kind = "кожуун"
		if p.begins(k, "улус") {
			kind = "улус"
		}
	case p.begins(k, "округ") && len(middle) > 0:
		kind, m.okrug = "округ", strings.HasPrefix(middle[0], "городск")
	case p.begins(k, "поселени") && len(middle) > 0 && !p.oneOf(k, "поселений", "поселениях"):
		kind, neuter, m.level = "поселение", true, 1
	case p.begins(k, "образовани") && len(middle) == 1 && strings.HasPrefix(middle[0], "муниципальн") && isSki(p.at(i)):
		kind, neuter, m.level = "образование", true, 1 // «Слюдянское муниципальное образование»
	case p.begins(k, settlementKinds...):
		kind, m.level = "сельсовет", 1
		for _, other := range settlementKinds[1:] {
			if p.begins(k, other) {
				kind = other
			}
		}
	default:
		return m, false
	}
	first := p.surface(i)
	from := i
	for p.at(from-1) == "-" && p.text[p.toks[from-1].start] == '-' && p.is(from-2, word) && p.tight(from) == p.tight(from-1) && p.capital(from-2) && p.line(from-2) == p.line(from) && !p.begins(from-2, "образовани") { // Усть-Вымский
		first = p.surface(from-2) + "-" + first
		from -= 2
	}
	m.from = from
	m.form = first
	parts := []string{nominativeAdjective(first, neuter)}
	for _, w := range middle {
		if strings.HasPrefix(w, "городск") && !neuter {
			parts = append(parts, "городской")
			continue
		}
		parts = append(parts, nominativeAdjective(w, neuter))
	}
	if parts[0] == strings.ToUpper(parts[0]) {
		parts[0] = titleCase(parts[0])
	}
	m.name = strings.Join(append(parts, kind), " ")
	m.core, m.kind = foldName(parts[0]), strings.Join(append(parts[1:], kind), " ")
	return m, true
}

// nominativeAdjective turns a masculine or neuter adjective in any case to the
// nominative.
func nominativeAdjective(w string, neuter bool) string {
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

// titleCase writes «УСТЬ-ВЫМСКИЙ» as «Усть-Вымский», «ТЁПЛЫЙ СТАН» as «Тёплый Стан».
func titleCase(s string) string {
	var b strings.Builder
	for part := range strings.SplitAfterSeq(strings.ToLower(s), "-") {
		for i, w := range strings.Fields(part) {
			if i > 0 {
				b.WriteByte(' ')
			}
			if w != "на-" {
				w = upperFirst(w)
			}
			b.WriteString(w)
		}
	}
	return b.String()
}

func foldName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'ё':
			return 'е'
		case unicode.IsSpace(r), r == '-', r == '–', r == '—', r == '«', r == '»', r == '"':
			return -1
		}
		return r
	}, strings.ToLower(s))
}

func (t token) startsWithLower() bool { return !t.capital }
