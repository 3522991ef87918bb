package territory

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/gazetteer"
)

// Municipality is a municipal formation named in a text.
type Municipality struct {
	Name     string // nominative, as shown
	Core     string // folded name without the kind
	Form     string // the name without the kind in the case of the text, for the gazetteer
	Kind     string // the type word: «район», «городской округ», «сельсовет», «город»
	Level    int    // 1 settlement, 2 district or urban okrug
	From, To int
	Okrug    bool              // urban okrug
	Towns    []toponym.Matched // those that may be meant where the name is a town's
	Aside    bool              // named beside the text: from and to are no tokens of it
	Part     string            // of a town that a part of is named: «Ленинский район»
}

// EvidenceOf points at the name of m.
func EvidenceOf(p *ruletext.Page, rule string, m Municipality) archive.Evidence {
	if m.Aside {
		return archive.Evidence{Rule: rule}
	}
	return p.Evidence(rule, m.From, m.To)
}

// Kinds of municipalities as texts call them, in municipality.kind.
const (
	KindDistrict = "район"
	KindTown     = "город"
)

// MunicipalityAt reads a municipality at token i: «Бавлинского муниципального
// района», «муниципального района «Печора»», «городского округа Кашира»,
// «города Рязани», «Кетовский сельсовет».
func (e *Finder) MunicipalityAt(p *ruletext.Page, i int) (Municipality, bool) {
	return e.municipalityAt(p, i, 0)
}

// municipalityAt is MunicipalityAt within depth names of others.
func (e *Finder) municipalityAt(p *ruletext.Page, i, depth int) (Municipality, bool) {
	if toponym.PlaceAdjective(p, i) {
		if m, ok := AdjectiveMunicipality(p, i); ok {
			return e.cityDistrict(p, m)
		}
		if m, ok := e.BodyMunicipality(p, i); ok {
			return m, true
		}
	}
	return e.nounMunicipality(p, i, depth)
}

// cityDistrict reports whether the district m is a part of a town, which is then the
// municipality: «Советского района города Новосибирска», «Карасунского внутригородского округа
// города Краснодара». There is no municipality where no town is told that it must be a part of.
func (e *Finder) cityDistrict(p *ruletext.Page, m Municipality) (Municipality, bool) {
	k, within := m.To, strings.Contains(m.Kind, "внутригородск") || strings.Contains(m.Kind, "административн")
	if m.Level == 1 || m.Okrug || strings.Contains(m.Name, "муниципальный") || p.Line(k) > p.Line(k-1)+1 {
		return m, !within
	}
	if p.At(k) == "городского" && p.At(k+1) == "округа" {
		if okrug, ok := e.nounMunicipality(p, k, 0); ok {
			okrug.From, okrug.Part = m.From, m.Name
			return okrug, true
		}
	}
	told := p.At(k) == "города" || p.At(k) == "г" && !p.StartsLine(k)
	if told {
		if k++; p.At(k) == "." {
			k++
		}
	}
	names := e.Match(p, k)
	if len(names) == 0 || !told && (p.StartsLine(k) || !e.hasDistricts(names[0])) {
		return m, !within
	}
	town := e.TownMunicipality(names, m.From)
	town.Part = m.Name
	return town, true
}

// hasDistricts reports whether a name in the genitive is that of a town of a size that has districts of
// its own: «Советского района Волгограда».
func (e *Finder) hasDistricts(m toponym.Matched) bool {
	c := &e.Gazetteer.Cities[m.City]
	return gazetteer.IsFederalCity(c.Name) || c.Population >= 300_000 && m.InGenitive()
}

// TownMunicipality is the municipality that a town is.
func (e *Finder) TownMunicipality(t []toponym.Matched, from int) Municipality {
	name := e.Gazetteer.Cities[t[0].City].Name
	return Municipality{Name: "город " + name, Core: wordform.FoldName(name), Form: name, Kind: KindTown, Level: 2,
		From: from, To: t[0].End, Towns: t}
}

// BodyMunicipality reads the adjective of a body: «Лесосибирский городской Совет»,
// «Новозыбковская городская администрация», «Кумёнская районная Дума».
func (e *Finder) BodyMunicipality(p *ruletext.Page, i int) (Municipality, bool) {
	if m, ok := e.bodyOfOkrug(p, i); ok {
		return m, true
	}
	if !wordform.IsSkiAdjective(p.At(i)) || !p.HasStem(i+1, "городск", "районн") ||
		!p.HasStem(i+2, "совет", "дум", "администраци", "собрани", "исполнительн", "муниципальн") {
		return Municipality{}, false
	}
	if p.HasStem(i+1, "районн") {
		w := wordform.TitleCase(p.Surface(i))
		at := strings.LastIndex(w, "к")
		if at < 0 { // a Latin letter
			return Municipality{}, false
		}
		w = w[:at] + "кий"
		return Municipality{Name: w + " район", Core: wordform.FoldName(w), Form: p.Surface(i), Kind: KindDistrict,
			Level: 2, From: i, To: i + 3}, true
	}
	towns := e.Gazetteer.ByAdjective(p.Slice(i, i+1))
	if len(towns) == 0 || len(towns) > 1 && towns[0].Name != towns[1].Name {
		return Municipality{}, false
	}
	m := Municipality{Name: "город " + towns[0].Name, Core: wordform.FoldName(towns[0].Name), Form: towns[0].Name,
		Kind: KindTown, Level: 2, From: i, To: i + 3}
	for _, t := range towns {
		m.Towns = append(m.Towns, toponym.Matched{City: e.Gazetteer.Index(t.ID)})
	}
	return m, true
}

// bodyOfOkrug reads the adjective of a body of a settlement or an okrug: «Северский сельский
// Совет», «Усть-Неринский поселковый Совет», «Лысьвенский окружной Совет».
func (e *Finder) bodyOfOkrug(p *ruletext.Page, i int) (Municipality, bool) {
	if !wordform.IsSkiAdjective(p.At(i)) || !p.HasStem(i+1, "сельск", "поселков", "окружн", "улусн", "наслежн") ||
		!p.HasStem(i+2, "совет", "дум", "администраци", "собрани") {
		return Municipality{}, false
	}
	first, from := p.Surface(i), i
	if p.At(i-1) == "-" && p.Adjoins(i) && p.Capitalized(i-2) && p.Line(i-2) == p.Line(i) {
		first, from = p.Surface(i-2)+"-"+first, i-2
	}
	name := wordform.NominativeAdjective(wordform.TitleCase(first), false)
	if stem, ok := strings.CutSuffix(name, "ая"); ok { // «Луговская сельская Дума»
		name = stem + "ий"
	}
	m := Municipality{Core: wordform.FoldName(name), Form: name, From: from, To: i + 3}
	switch {
	case p.HasStem(i+1, "окружн"):
		m.Name, m.Kind, m.Level, m.Okrug = name+" муниципальный округ", kindOkrug, 2, true
	case p.HasStem(i+1, "улусн"):
		m.Name, m.Kind, m.Level = name+" улус", "улус", 2
	default:
		m.Name, m.Kind, m.Level = name+" сельсовет", "сельсовет", 1
		m.Form = wordform.GenitiveAdjective(name) // of a сельсовет and of a поселение
	}
	return m, len(e.Candidates(m)) > 0
}

// AdjectiveMunicipality reads «Бавлинского муниципального района».
func AdjectiveMunicipality(p *ruletext.Page, i int) (Municipality, bool) {
	k := i + 1
	var middle []string
	for ; p.HasStem(k, "муниципальн", "городск", "сельск", "национальн", "внутригородск", "административн") &&
		len(middle) < 2; k++ {
		middle = append(middle, p.At(k))
	}
	neuter := false
	m := Municipality{From: i, To: k + 1, Level: 2}
	kind := ""
	switch {
	case p.IsAny(k, "районы", "районов", "районам", "районами", "районах"): // «Белозерский и Кирилловский районы»
		return m, false
	case wordform.HasEnd(p.At(i), "ий", "ый") && p.IsAny(k, "района", "округа"):
		return m, false // no adjective of it: «сельское поселение Пионерский муниципального района Шигонский»
	case p.HasStem(k, "район") && !p.HasStem(k, "районн"):
		kind = KindDistrict
	case p.HasStem(k, "кожуун") || p.HasStem(k, "улус") && len(p.At(k)) <= len("улусами"):
		kind = "кожуун"
		if p.HasStem(k, "улус") {
			kind = "улус"
		}
	case p.HasStem(k, "округ") && len(middle) > 0:
		kind, m.Okrug = "округ", strings.HasPrefix(middle[0], "городск")
	case p.HasStem(k, "поселени") && len(middle) > 0 && !p.IsAny(k, "поселений", "поселениях"):
		kind, neuter, m.Level = "поселение", true, 1
	case p.HasStem(k, "образовани") && len(middle) == 1 && strings.HasPrefix(middle[0], "муниципальн") &&
		wordform.IsSkiAdjective(p.At(i)):
		kind, neuter, m.Level = "образование", true, 1 // «Слюдянское муниципальное образование»
	case p.HasStem(k, settlementKinds...):
		kind, m.Level = "сельсовет", 1
		for _, other := range settlementKinds[1:] {
			if p.HasStem(k, other) {
				kind = other
			}
		}
	default:
		return m, false
	}
	first := p.Surface(i)
	from := i
	for p.At(from-1) == "-" && p.Text[p.Tokens[from-1].Start] == '-' && p.HasKind(from-2, ruletext.Word) &&
		p.Adjoins(from) == p.Adjoins(from-1) && p.Capitalized(from-2) && p.Line(from-2) == p.Line(from) &&
		!p.HasStem(from-2, "образовани") {
		// Усть-Вымский
		first = p.Surface(from-2) + "-" + first
		from -= 2
	}
	m.From = from
	m.Form = first
	parts := []string{wordform.NominativeAdjective(first, neuter)}
	for _, w := range middle {
		if strings.HasPrefix(w, "городск") && !neuter {
			parts = append(parts, "городской")
			continue
		}
		parts = append(parts, wordform.NominativeAdjective(w, neuter))
	}
	if parts[0] == strings.ToUpper(parts[0]) {
		parts[0] = wordform.TitleCase(parts[0])
	}
	m.Name = strings.Join(append(parts, kind), " ")
	m.Core, m.Kind = wordform.FoldName(parts[0]), strings.Join(append(parts[1:], kind), " ")
	return m, true
}
