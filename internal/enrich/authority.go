package enrich

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"letopis/internal/archive"
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

// unitCache keeps what words of municipalities' names mean: the same few hundred come
// again in each document of a source. It is bounded, as texts may hold any word.
type unitCache struct {
	found sync.Map // word → []*gazetteer.Unit
	n     atomic.Int32
}

const maxCachedUnits = 20_000

func (e *Enricher) unitsNamed(word string) []*gazetteer.Unit {
	if v, ok := e.units.found.Load(word); ok {
		return v.([]*gazetteer.Unit)
	}
	out := e.g.UnitsNamed(word)
	if e.units.n.Add(1) <= maxCachedUnits {
		e.units.found.Store(word, out)
	}
	return out
}

// located is where a document belongs in the authority file.
type located struct {
	unit  *gazetteer.Unit // the lowest that is known; nil: undetermined
	town  int             // position in Gazetteer.Cities of the town it is of, -1: none
	rule  string          // how the unit was told from its namesakes
	doubt archive.Doubt   // why there is no unit, or not the lowest one that is named
	at    municipality    // where the text names it
}

// surroundings are what a text tells besides the name of a municipality.
type surroundings struct {
	p       *page
	regions []regionMention
	region  string // named in the head or most, "" for none
	head    bool   // region stands in the head
	towns   []gazetteer.City
	limit   int // token up to which the head goes
	year    int // of the document, 0 when unknown
}

// locate finds the unit that the municipality m of a text is.
func (e *Enricher) locate(m municipality, s *surroundings) located {
	if !m.aside && s.p.foreign(m) {
		return located{town: -1, at: m, doubt: archive.Doubt{Why: archive.DoubtForeign, Name: m.name}}
	}
	if m.kind == kindTown {
		return e.locateTown(m, s)
	}
	out := located{town: -1, at: m}
	all := e.candidates(m)
	if len(all) == 0 && len(m.towns) > 0 {
		return e.locateTown(m, s)
	}
	var of *located
	if m.level == 1 {
		of = e.districtOf(m, s)
	}
	if of != nil && of.unit != nil {
		if in := within(all, of.unit); len(in) > 0 {
			all, out.rule = in, ruleByDistrict
		} else { // a settlement that the file does not have: its district is known
			of.at, of.doubt = m, archive.Doubt{Why: archive.DoubtAbsent, Name: m.name, Of: []string{of.unit.Name}}
			of.rule = ruleByDistrict
			return *of
		}
	}
	if len(all) == 0 {
		return e.locateByAdjective(out, s)
	}
	left, rule := e.tellApart(all, m, s)
	switch {
	case len(left) == 0:
		out.doubt = archive.Doubt{Why: archive.DoubtAbsent, Name: m.name, Of: []string{s.adjacent(m)}}
	case len(left) == 1:
		out.unit = left[0]
		if out.rule == "" || rule != ruleUnique {
			out.rule = rule
		}
		if t := e.g.Index(out.unit.Town); t >= 0 && m.kind != kindDistrict && m.kind != "муниципальный район" {
			out.town = t
		}
	default:
		out.doubt = archive.Doubt{Why: archive.DoubtHomonyms, Name: m.name, Of: regionsOf(left)}
	}
	return out
}

// locateByAdjective finds the municipality of a district that the file does not have, as
// it went into a town's okrug before the file begins: «Луховицкий район» of 2016 in that of
// Луховицы. The region must be named.
func (e *Enricher) locateByAdjective(out located, s *surroundings) located {
	m := out.at
	out.doubt = archive.Doubt{Why: archive.DoubtAbsent, Name: m.name}
	region := s.adjacent(m)
	if region == "" {
		region = s.region
	}
	if m.level != 2 || region == "" || !isSki(strings.ToLower(m.form)) {
		return out
	}
	for _, c := range e.g.ByAdjective(m.form) {
		if c.Region != region {
			continue
		}
		if u := e.g.UnitOf(c.ID); u != nil && (u.Type == gazetteer.TypeUrbanOkrug || u.Type == gazetteer.TypeOkrug) {
			out.unit, out.rule, out.doubt = u, ruleByTowns, archive.Doubt{}
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

// candidates are the units that bear the name of m and are of its kind. Where a region
// has several of the name, those of the very type that the text tells.
func (e *Enricher) candidates(m municipality) []*gazetteer.Unit {
	var out []*gazetteer.Unit
	for _, form := range []string{m.form, m.nominative()} {
		form = joinedDash.Replace(form)
		for _, u := range e.unitsNamed(form) {
			if ofLevel(u, m) {
				out = append(out, u)
			}
		}
		if len(out) > 0 {
			break
		}
	}
	var exact []*gazetteer.Unit
	for _, u := range out {
		if called(u, m.kind) {
			exact = append(exact, u)
		}
	}
	if len(exact) > 0 {
		out = exact
	}
	return out
}

// joinedDash writes «Усть – Вымский» as names are.
var joinedDash = strings.NewReplacer(" – ", "-", " - ", "-", "–", "-", " -", "-", "- ", "-")

// nominative is the name without the kind: forms with a part that the gazetteer would
// decline («Елань-Коленовского») or of another gender are not in it.
func (m municipality) nominative() string {
	for _, word := range []string{"Город ", "Рабочий поселок ", "Рабочий посёлок ", "Поселок ", "Посёлок ", "Село ", "Деревня ", "Станица ", "Хутор ", "Аул ", "Посёлок городского типа "} {
		if bare, ok := strings.CutPrefix(strings.Trim(m.form, "«»"), word); ok { // городское поселение «Город Амурск»
			return bare
		}
	}
	return strings.Trim(strings.TrimPrefix(strings.TrimSuffix(m.name, " "+m.kind), m.kind+" "), "«»")
}

// ofLevel reports whether the text's kind fits the unit's level.
func ofLevel(u *gazetteer.Unit, m municipality) bool {
	settlement := u.Level == gazetteer.LevelSettlement
	switch {
	case m.kind == "муниципальное образование" || strings.HasSuffix(m.kind, "муниципальное образование"):
		return settlement || m.level == 2
	case m.level == 1:
		return settlement || m.kind == "поселение" && u.Type != gazetteer.TypeInnerCity // «посёлок Кольцово» is an okrug
	case u.Type == gazetteer.TypeInnerCity:
		return m.kind == "муниципальный округ" || m.kind == "округ"
	}
	return !settlement
}

// called reports whether the unit is, or was, of the kind that a text tells.
func called(u *gazetteer.Unit, kind string) bool {
	word := kind
	switch kind {
	case kindDistrict, "муниципальный район", "национальный район", "кожуун", "улус":
		word = "район"
	case "городской округ":
		word = "городской"
	case "ЗАТО":
		return strings.Contains(u.Name, "ЗАТО")
	case "муниципальный округ":
		if u.Type == gazetteer.TypeOkrug || u.Type == gazetteer.TypeInnerCity {
			return true
		}
	case "сельсовет", "поссовет", "наслег", "сумон", "сельское поселение", "поселение", "городское поселение":
		return u.Level == gazetteer.LevelSettlement
	}
	if strings.Contains(u.Type, word) || strings.Contains(u.Name, word) {
		return true
	}
	return slices.ContainsFunc(u.Former, func(name string) bool { return strings.Contains(name, word) })
}

// tellApart chooses among units of one name by what the text tells besides it, and says
// by what. None is left when the region that stands right beside the name has no such unit.
func (e *Enricher) tellApart(all []*gazetteer.Unit, m municipality, s *surroundings) ([]*gazetteer.Unit, string) {
	keep := func(ok func(u *gazetteer.Unit) bool) []*gazetteer.Unit {
		var out []*gazetteer.Unit
		for _, u := range all {
			if ok(u) {
				out = append(out, u)
			}
		}
		return out
	}
	in := func(region string) []*gazetteer.Unit {
		return keep(func(u *gazetteer.Unit) bool { return u.Region == region })
	}
	if region := s.adjacent(m); region != "" {
		if all = in(region); len(all) < 2 {
			return all, ruleByRegion
		}
	}
	if len(all) == 1 {
		if u := all[0]; u.Level == gazetteer.LevelSettlement && s.head && s.region != u.Region && !s.names(u.Region) {
			return nil, "" // another of the name that is no more, or a village
		}
		return all, ruleUnique
	}
	if left := keep(func(u *gazetteer.Unit) bool { return u.Type == gazetteer.TypeInnerCity && s.namesTown(u.Region) }); len(left) == 1 && !s.head {
		return left, ruleByTowns
	}
	if left := in(s.region); len(left) > 0 {
		if all = left; len(all) == 1 {
			return all, ruleByRegion
		}
	} else if left := keep(func(u *gazetteer.Unit) bool { return s.names(u.Region) }); len(left) > 0 {
		if all = left; len(all) == 1 {
			return all, ruleByRegion
		}
	}
	if left := keep(func(u *gazetteer.Unit) bool { return e.ownTown(u, s) }); len(left) == 1 {
		return left, ruleByTowns
	}
	if left := e.byNeighbours(all, s); len(left) == 1 {
		return left, ruleByNeighbour
	}
	if inForce := keep(func(u *gazetteer.Unit) bool { return u.Ended == 0 }); len(inForce) == 1 && len(regionsOf(all)) == 1 {
		return inForce, ruleByRegion
	}
	return all, ""
}

// ownTown reports whether the text names a town on the unit's territory, or its centre.
func (e *Enricher) ownTown(u *gazetteer.Unit, s *surroundings) bool {
	return slices.ContainsFunc(s.towns, func(c gazetteer.City) bool {
		if slices.Contains(u.Towns, c.ID) {
			return true
		}
		town, ok := strings.CutPrefix(u.Centre, "г ")
		return ok && town == c.Name && u.Region == c.Region
	})
}

// adjacent returns the region that stands right after the name of m, with the district
// above it in between, or in brackets: «Советского района (Курская область)»; "" for none.
func (s *surroundings) adjacent(m municipality) string {
	if m.aside {
		return ""
	}
	i, _ := slices.BinarySearchFunc(s.regions, m.to, func(r regionMention, at int) int { return r.from - at })
	if i == len(s.regions) {
		return ""
	}
	for k := m.to; k < s.regions[i].from; k++ {
		if k >= m.to+7 || s.p.is(k, number) || !s.p.oneOf(k, "(", ",", "-", "»", `"`, "в") && !s.p.capital(k) && !s.p.begins(k, "район", "муниципальн", "округ") {
			return ""
		}
	}
	return s.regions[i].name
}

func (s *surroundings) names(region string) bool {
	return slices.ContainsFunc(s.regions, func(r regionMention) bool { return r.name == region })
}

func (s *surroundings) namesTown(name string) bool {
	return slices.ContainsFunc(s.towns, func(c gazetteer.City) bool { return c.Name == name })
}

// districtOf finds the district of the settlement m: named right after it or before it,
// else the only one that the head names.
func (e *Enricher) districtOf(m municipality, s *surroundings) *located {
	var best *municipality
	if m.aside {
		m.from, m.to = 0, 0
	}
	for i := max(0, m.from-40); i < min(m.to+14, len(s.p.toks)); i++ {
		o, ok := e.municipalityAt(s.p, i)
		if !ok {
			continue
		}
		i = max(i, o.to-1)
		if o.level != 2 || o.kind == kindTown || o.from < m.to && o.to > m.from {
			continue
		}
		if best == nil || o.from >= m.to && best.from < m.from {
			best = &o
		}
	}
	if best == nil {
		for i := 0; i < s.limit && best == nil; i++ {
			if o, ok := e.municipalityAt(s.p, i); ok && o.level == 2 && o.kind != kindTown {
				best = &o
			}
		}
	}
	if best == nil {
		return nil
	}
	var found []*gazetteer.Unit
	for _, u := range e.candidates(*best) {
		if slices.ContainsFunc(e.candidates(m), func(c *gazetteer.Unit) bool { return c.Parent == u.ID }) {
			found = append(found, u)
		}
	}
	if len(found) == 1 && !s.head || len(found) == 1 && found[0].Region == s.region {
		return &located{unit: found[0], town: -1, rule: ruleByDistrict}
	}
	out := e.locate(*best, s)
	return &out
}

// locateTown finds the municipality that a town is: its own settlement, else its okrug.
func (e *Enricher) locateTown(m municipality, s *surroundings) located {
	out := located{town: -1, at: m, rule: ruleUnique}
	f := cityFact{names: e.ofDistrict(m, s.p)}
	region := s.adjacent(m)
	if region == "" {
		region = s.region
	}
	city, ok := e.resolve(&f, s.regions, region, s.towns)
	if !ok {
		var names []string
		for _, n := range m.towns {
			names = append(names, e.g.Cities[n.city].Region)
		}
		out.doubt = archive.Doubt{Why: archive.DoubtHomonyms, Name: m.name, Of: names}
		return out
	}
	if len(m.towns) > 1 {
		out.rule = ruleByRegion
	}
	return e.inTown(out, city, s.year)
}

// ofDistrict keeps of several towns of one name those of the district that stands right
// behind it: «МО «Город Мирный» МР «Мирнинский район»».
func (e *Enricher) ofDistrict(m municipality, p *page) []matched {
	if m.aside || len(m.towns) < 2 {
		return m.towns
	}
	for i := m.to; i < m.to+3; i++ {
		d, ok := e.municipalityAt(p, i)
		if !ok || d.level != 2 || d.kind == kindTown {
			continue
		}
		units := e.candidates(d)
		var out []matched
		for _, t := range m.towns {
			u := e.g.UnitOf(e.g.Cities[t.city].ID)
			if u != nil && slices.Contains(units, u) {
				out = append(out, t)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return m.towns
}

// inTown puts a place into a town: with the settlement that is the town, or was in the
// year of the document, and the municipality around.
func (e *Enricher) inTown(at located, city, year int) located {
	at.town = city
	id := e.g.Cities[city].ID
	if s := e.g.SettlementOf(id); s != nil && s.Town == id && (s.Ended == 0 || year < s.Ended) {
		at.unit = s
		return at
	}
	at.unit = e.g.UnitOf(id)
	return at
}
