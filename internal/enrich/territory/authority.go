package territory

import (
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/gazetteer"
)

// Rules by which a unit of the authority file was told from its namesakes.
const (
	ruleUnique      = "unique"      // no other unit of Russia has the name
	ruleByRegion    = "region"      // the region named with it, or in the head
	ruleByDistrict  = "district"    // the district named with the settlement
	ruleByTowns     = "towns"       // towns named besides
	ruleByNeighbour = "settlements" // settlements and villages of it named besides
)

const maxCachedUnits = 20_000

// UnitsNamed is Gazetteer.UnitsNamed, remembered. The units are not to be changed.
func (e *Finder) UnitsNamed(word string) []*gazetteer.Unit {
	if v, ok := e.units.found.Load(word); ok {
		return v.([]*gazetteer.Unit)
	}
	out := e.Gazetteer.UnitsNamed(word)
	if e.units.n.Add(1) <= maxCachedUnits {
		e.units.found.Store(word, out)
	}
	return out
}

// Located is where a document belongs in the authority file.
type Located struct {
	Unit  *gazetteer.Unit // the lowest that is known; nil: undetermined
	Town  int             // position in Gazetteer.Cities of the town it is of, -1: none
	Rule  string          // how the unit was told from its namesakes
	Doubt archive.Doubt   // why there is no unit, or not the lowest one that is named
	At    Municipality    // where the text names it
}

// Locate finds the unit that the municipality m of a text is.
func (e *Finder) Locate(m Municipality, s *Surroundings) Located {
	if !m.Aside && foreign(s.P, m) {
		return Located{Town: -1, At: m, Doubt: archive.Doubt{Why: archive.DoubtForeign, Name: m.Name}}
	}
	if m.Kind == KindTown {
		return e.locateTown(m, s)
	}
	out := Located{Town: -1, At: m}
	all := e.Candidates(m)
	if len(all) == 0 && len(m.Towns) > 0 {
		return e.locateTown(m, s)
	}
	var of *Located
	if m.Level == 1 {
		of = e.districtOf(m, s)
	}
	if of != nil && of.Unit != nil {
		if in := within(all, of.Unit); len(in) > 0 {
			all, out.Rule = in, ruleByDistrict
		} else { // a settlement that the file does not have: its district is known
			of.At, of.Doubt = m, archive.Doubt{Why: archive.DoubtAbsent, Name: m.Name, Of: []string{of.Unit.Name}}
			of.Rule = ruleByDistrict
			return *of
		}
	}
	if len(all) == 0 {
		return e.locateByAdjective(out, s)
	}
	left, rule := e.tellApart(all, m, s)
	switch {
	case len(left) == 0:
		out.Doubt = archive.Doubt{Why: archive.DoubtAbsent, Name: m.Name, Of: []string{s.adjacent(m)}}
	case len(left) == 1:
		out.Unit = left[0]
		if out.Rule == "" || rule != ruleUnique {
			out.Rule = rule
		}
		if t := e.Gazetteer.Index(out.Unit.Town); t >= 0 && m.Kind != KindDistrict && m.Kind != kindMunicipal {
			out.Town = t
		}
	default:
		out.Doubt = archive.Doubt{Why: archive.DoubtHomonyms, Name: m.Name, Of: regionsOf(left)}
	}
	return out
}

// locateByAdjective finds the municipality of a district that the file does not have, as
// it went into a town's okrug before the file begins: «Луховицкий район» of 2016 in that of
// Луховицы. The region must be named.
func (e *Finder) locateByAdjective(out Located, s *Surroundings) Located {
	m := out.At
	out.Doubt = archive.Doubt{Why: archive.DoubtAbsent, Name: m.Name}
	if !m.Aside && ofForeignHead(s, m) {
		out.Doubt.Why = archive.DoubtForeign
		return out
	}
	region := s.adjacent(m)
	if region == "" {
		region = s.Region
	}
	if m.Level != 2 || region == "" || !wordform.IsSkiAdjective(strings.ToLower(m.Form)) {
		return out
	}
	for _, c := range e.Gazetteer.ByAdjective(m.Form) {
		if c.Region != region {
			continue
		}
		if u := e.Gazetteer.UnitOf(c.ID); u != nil && (u.Type == gazetteer.TypeUrbanOkrug || u.Type == gazetteer.TypeOkrug) {
			out.Unit, out.Rule, out.Doubt = u, ruleByTowns, archive.Doubt{}
			return out
		}
	}
	return out
}

// regionsOf lists the regions of units, each once.
func regionsOf(units []*gazetteer.Unit) []string {
	var out []string
	for _, u := range units {
		if !slices.Contains(out, u.Region) {
			out = append(out, u.Region)
		}
	}
	return out
}

// within keeps the settlements of a district, and the district's successors'.
func within(units []*gazetteer.Unit, district *gazetteer.Unit) []*gazetteer.Unit {
	var out []*gazetteer.Unit
	for _, u := range units {
		if u.Parent == district.ID {
			out = append(out, u)
		}
	}
	return out
}

// Candidates are the units that bear the name of m and are of its kind. Where a region
// has several of the name, those of the very type that the text tells.
func (e *Finder) Candidates(m Municipality) []*gazetteer.Unit {
	var out []*gazetteer.Unit
	for _, form := range []string{m.Form, m.Nominative(), wordform.GenitiveAdjective(m.Nominative())} {
		// «Ключевской» of «Ключевский»
		form = JoinedDash.Replace(form)
		for _, u := range e.UnitsNamed(form) {
			if ofLevel(u, m) && !slices.Contains(out, u) {
				out = append(out, u)
			}
		}
		if len(out) > 0 && !(m.Kind == kindFormation && m.Okrug) { // «Академическое» is in both capitals
			break
		}
	}
	if m.Kind == kindUrban && len(m.Towns) > 0 { // of a town: no village of its name elsewhere
		out = slices.DeleteFunc(out, func(u *gazetteer.Unit) bool {
			return strings.Contains(strings.ToLower(u.Name), "сельск")
		})
	}
	var exact []*gazetteer.Unit
	for _, u := range out {
		if called(u, m.Kind) {
			exact = append(exact, u)
		}
	}
	if len(exact) > 0 {
		out = exact
	}
	return out
}

// JoinedDash writes «Усть – Вымский» as names are.
var JoinedDash = strings.NewReplacer(" – ", "-", " - ", "-", "–", "-", " -", "-", "- ", "-")

// Nominative is the name without the kind: forms with a part that the gazetteer would
// decline («Елань-Коленовского») or of another gender are not in it.
func (m Municipality) Nominative() string {
	for _, word := range []string{"Город ", "Рабочий поселок ", "Рабочий посёлок ", "Поселок ", "Посёлок ", "Село ",
		"Деревня ", "Станица ", "Хутор ", "Аул ", "Посёлок городского типа "} {
		if bare, ok := strings.CutPrefix(strings.Trim(m.Form, "«»"), word); ok { // городское поселение «Город Амурск»
			return bare
		}
	}
	return strings.Trim(strings.TrimPrefix(strings.TrimSuffix(m.Name, " "+m.Kind), m.Kind+" "), "«»")
}

// ofLevel reports whether the text's kind fits the unit's level.
func ofLevel(u *gazetteer.Unit, m Municipality) bool {
	settlement := u.Level == gazetteer.LevelSettlement
	inner := u.Type == gazetteer.TypeInnerCity
	switch {
	case m.Kind == kindSettlement && m.Level == levelDistrict:
		return inner && strings.Contains(u.Name, kindSettlement)
	case inner && m.Kind == kindFormation:
		return true
	case m.Kind == kindFormation || strings.HasSuffix(m.Kind, kindFormation):
		return settlement || m.Level == 2
	case m.Level == 1:
		return settlement || m.Kind == kindSettlement && !inner // «посёлок Кольцово» is an okrug
	case inner:
		return m.Kind == kindOkrug || m.Kind == "округ"
	}
	return !settlement
}

// called reports whether the unit is, or was, of the kind that a text tells.
func called(u *gazetteer.Unit, kind string) bool {
	word := kind
	switch kind {
	case KindDistrict, kindMunicipal, "национальный район", "кожуун", "улус":
		word = "район"
	case kindUrbanOkrug:
		word = "городской"
	case kindClosed, kindClosedCity:
		return strings.Contains(u.Name, "ЗАТО")
	case kindOkrug:
		if u.Type == gazetteer.TypeOkrug || u.Type == gazetteer.TypeInnerCity {
			return true
		}
	case "сельсовет", "поссовет", "наслег", "сумон", kindRural, kindSettlement, kindUrban:
		return u.Level == gazetteer.LevelSettlement
	}
	if strings.Contains(u.Type, word) || strings.Contains(u.Name, word) {
		return true
	}
	return slices.ContainsFunc(u.Former, func(name string) bool { return strings.Contains(name, word) })
}

// districtOf finds the district of the settlement m: named right after it or before it,
// else the only one that the head names.
func (e *Finder) districtOf(m Municipality, s *Surroundings) *Located {
	var best *Municipality
	if m.Aside {
		m.From, m.To = 0, 0
	}
	for i := max(0, m.From-40); i < min(m.To+14, len(s.P.Tokens)); i++ {
		o, ok := e.MunicipalityAt(s.P, i)
		if !ok {
			continue
		}
		i = max(i, o.To-1)
		if o.Level != 2 || o.Kind == KindTown || o.From < m.To && o.To > m.From {
			continue
		}
		if best == nil || o.From >= m.To && best.From < m.From {
			best = &o
		}
	}
	if best == nil {
		for i := 0; i < s.Limit && best == nil; i++ {
			if o, ok := e.MunicipalityAt(s.P, i); ok && o.Level == 2 && o.Kind != KindTown {
				best = &o
			}
		}
	}
	if best == nil {
		return nil
	}
	var found []*gazetteer.Unit
	for _, u := range e.Candidates(*best) {
		if slices.ContainsFunc(e.Candidates(m), func(c *gazetteer.Unit) bool { return c.Parent == u.ID }) {
			found = append(found, u)
		}
	}
	if len(found) == 1 && !s.Head || len(found) == 1 && found[0].Region == s.Region {
		return &Located{Unit: found[0], Town: -1, Rule: ruleByDistrict}
	}
	out := e.Locate(*best, s)
	return &out
}

// locateTown finds the municipality that a town is: its own settlement, else its okrug.
func (e *Finder) locateTown(m Municipality, s *Surroundings) Located {
	out := Located{Town: -1, At: m, Rule: ruleUnique}
	f := toponym.CityFact{Names: e.ofDistrict(m, s.P)}
	region := s.adjacent(m)
	if region == "" {
		region = s.Region
	}
	city, ok := e.Resolve(&f, s.Regions, region, s.Towns)
	if !ok {
		var names []string
		for _, n := range m.Towns {
			names = append(names, e.Gazetteer.Cities[n.City].Region)
		}
		out.Doubt = archive.Doubt{Why: archive.DoubtHomonyms, Name: m.Name, Of: names}
		return out
	}
	if len(m.Towns) > 1 {
		out.Rule = ruleByRegion
	}
	return e.InTown(out, city, s.Year)
}

// ofDistrict keeps of several towns of one name those of the district that stands right
// behind it: «МО «Город Мирный» МР «Мирнинский район»».
func (e *Finder) ofDistrict(m Municipality, p *ruletext.Page) []toponym.Matched {
	if m.Aside || len(m.Towns) < 2 {
		return m.Towns
	}
	for i := m.To; i < m.To+3; i++ {
		d, ok := e.MunicipalityAt(p, i)
		if !ok || d.Level != 2 || d.Kind == KindTown {
			continue
		}
		units := e.Candidates(d)
		var out []toponym.Matched
		for _, t := range m.Towns {
			u := e.Gazetteer.UnitOf(e.Gazetteer.Cities[t.City].ID)
			if u != nil && slices.Contains(units, u) {
				out = append(out, t)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return m.Towns
}

// InTown puts a place into a town: with the settlement that is the town, or was in the
// year of the document, and the municipality around.
func (e *Finder) InTown(at Located, city, year int) Located {
	at.Town = city
	id := e.Gazetteer.Cities[city].ID
	if s := e.Gazetteer.SettlementOf(id); s != nil && s.Town == id && (s.Ended == 0 || year < s.Ended) {
		at.Unit = s
		return at
	}
	at.Unit = e.Gazetteer.UnitOf(id)
	return at
}

// Drop takes the name of the municipality back where the authority file has none of it:
// a word that only looked like one. A settlement that is no more stays where its district
// or region is known, and any name in the regions whose municipalities the file lacks.
func (at Located) Drop(f *archive.Facts) {
	switch why := at.Doubt.Why; {
	case why == archive.DoubtForeign:
	case why != archive.DoubtAbsent || at.Unit != nil || lacking[f.Region.Text]:
		return
	case at.At.Level == 1 && f.Region.Text != "":
		return
	}
	f.Municipality = archive.Value{}
}

// lacking are the regions of which the authority file has no municipalities.
var lacking = map[string]bool{"Донецкая Народная Республика": true, "Луганская Народная Республика": true,
	"Запорожская область": true, "Херсонская область": true}
