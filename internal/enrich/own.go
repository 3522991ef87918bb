package enrich

import (
	"slices"

	"letopis/internal/archive"
	"letopis/internal/gazetteer"
)

// place sets what tells where a document belongs: its region, municipality, towns, issuer
// and places. It returns what is known of its municipality.
func (e *Enricher) place(p *page, l *layout, heading span, d *archive.Document, f *archive.Facts) located {
	regions := e.regionsIn(p, len(p.toks))
	named := e.region(p, regions, l.kind == "новость")
	body := e.issuer(p, l, d)
	regional := regionalBody(body.text)
	federal := p.federalBody(body)
	s := &surroundings{p: p, regions: regions, region: named.Text, head: named.Evidence.Rule == ruleRegionHead, limit: max(p.before(2500), heading.to), year: f.Date.Year}
	muni, ok := e.municipalityOf(p, l, heading, regional)
	var first municipality // named in the head, where the body's place is taken
	switch m, site := e.siteMunicipality(l, d); {
	case site && !regional:
		muni, ok = m, true
	case body.at.to > 0 && !regional && (!ok || body.decides(l, muni, heading)):
		first, muni, ok = muni, body.at, true
		muni.aside = body.hint
	}
	facts := e.townFacts(p, l, heading, regional)
	s.towns = e.sureTowns(facts)
	at := located{town: -1}
	if ok && !federal {
		at = e.locate(muni, s)
		if first.core != "" && at.unit == nil { // that of the body is not told from its namesakes
			muni, at = first, e.locate(first, s)
		}
		f.Municipality = archive.Value{Text: spelt(muni, at), Evidence: p.evidenceOf("municipality", muni)}
	}
	region := e.regionOf(p, at, named, regions)
	facts = append(facts, e.okrugCities(p, heading, region.Text)...)
	facts = e.ownTownFact(e.withoutNamesakes(facts, at), at)
	e.townRoles(facts, l, heading, at, regional)
	f.Cities = e.citiesOf(p, facts, regions, region.Text)
	if !ok && !federal {
		at = e.townPlace(p, l, heading, f, s, regional)
		region = e.regionOf(p, at, named, regions)
	}
	if region.Text == "" {
		region = regionOfTowns(f.Cities)
	}
	if federal {
		region, at = archive.Value{}, located{town: -1}
	}
	f.Region = region
	if regional && l.kind != "новость" {
		at.unit, at.town = nil, -1
	}
	f.Places = e.placesOf(p, at, region)
	f.Issuer = e.issuerValue(p, l, body, at, region.Text)
	if at.doubt.Why != "" {
		f.Doubts = map[string]archive.Doubt{"municipality": at.doubt}
	}
	return at
}

// decides reports whether whose body issued a document is told better by the body's name
// than by m, which the head names first: a notice or a letter names other municipalities as
// well, before that of its organiser.
func (b body) decides(l *layout, m municipality, heading span) bool {
	switch b.rule {
	case "organiser", "letterhead":
		return notAct[l.kind] && (!sameCore(b.at.core, m.core) || (b.at.kind == kindTown) != (m.kind == kindTown)) && (b.hint || b.at.level <= m.level && (m.from < heading.from || m.from >= heading.to))
	case "press-service":
		return l.kind == "новость" && b.at.level <= m.level
	}
	return false
}

// withoutNamesakes drops the town that only bears the name of the document's own
// municipality: that of «городское поселение «Сосновый Бор»» is no town.
func (e *Enricher) withoutNamesakes(facts []cityFact, at located) []cityFact {
	if at.unit == nil || at.at.aside || at.at.kind == kindTown || at.doubt.Why != "" {
		return facts
	}
	return slices.DeleteFunc(facts, func(f cityFact) bool {
		return f.rule == ruleOwnName && f.from >= at.at.from && f.from < at.at.to && !e.ownTerritory(&f, at)
	})
}

// spelt is the name of m as the authority file spells its core: «Межевской», «Тёплый Стан».
func spelt(m municipality, at located) string {
	if at.unit == nil || at.doubt.Why != "" || m.kind == kindTown {
		return m.name
	}
	return respell(m.name, at.unit.Core)
}

// ownTownFact adds the town that the document's municipality is, which its name tells by
// the adjective alone, or what stands beside the text; to a municipality within Moscow or
// Saint Petersburg the city.
func (e *Enricher) ownTownFact(facts []cityFact, at located) []cityFact {
	town, rule, m := at.town, ruleAdjective, at.at
	switch {
	case at.unit == nil:
		return facts
	case at.unit.Type == gazetteer.TypeInnerCity:
		town, rule = e.federalTown(at.unit.Region), ruleOwn
	case m.kind == kindTown && !m.aside:
		return facts
	case m.kind == kindTown:
		rule = ruleOwn
	}
	if town < 0 {
		return facts
	}
	if m.aside {
		m.from, m.to = 0, 0
	}
	return append(facts, cityFact{names: []matched{{city: town}}, first: m.from, end: m.to, count: 1, role: archive.RoleAbout, rule: rule, from: m.from, to: m.to})
}

// federalTown is the position of the city that is a region of its own, -1 for none.
func (e *Enricher) federalTown(region string) int {
	if !federalCity[region] {
		return -1
	}
	return slices.IndexFunc(e.g.Cities, func(c gazetteer.City) bool { return c.Name == region })
}

// townPlace is the place of a document that names no municipality: the town whose
// administration issued it, or that its title is about; of news, the only one that it is
// about.
func (e *Enricher) townPlace(p *page, l *layout, heading span, f *archive.Facts, s *surroundings, regional bool) located {
	out := located{town: -1}
	if regional || len(f.Cities) == 0 {
		return out
	}
	c := f.Cities[0]
	first := p.before(c.Evidence.Start)
	at := municipality{name: "город " + c.Name, core: foldName(c.Name), form: c.Name, kind: kindTown, level: 2, from: first, to: p.before(c.Evidence.End)}
	switch rule := c.Evidence.Rule; {
	case rule == "administration", rule == "title" && ownSubject[l.kind], rule == "place-line" && e.titled(p, heading, c.Name):
		f.Municipality = archive.Value{Text: at.name, Evidence: c.Evidence}
	case l.kind == "новость" && c.Role == archive.RoleAbout && !slices.ContainsFunc(f.Cities[1:], func(o archive.City) bool { return o.Role == archive.RoleAbout }):
	default:
		return out
	}
	out.at, out.rule = at, c.Evidence.Rule
	if c.Role == archive.RoleAbout && out.rule != "title" { // not the settlement's own
		out.town, out.unit = e.g.Index(c.ID), e.g.UnitOf(c.ID)
		return out
	}
	return e.inTown(out, e.g.Index(c.ID), s.year)
}

// regionOfTowns is the region of the towns that issued a document or that it is about,
// where all are of one.
func regionOfTowns(cities []archive.City) archive.Value {
	var out archive.Value
	for _, c := range cities {
		if c.Role != archive.RoleIssuer && c.Role != archive.RoleAbout {
			continue
		}
		if out.Text != "" && out.Text != c.Region {
			return archive.Value{}
		}
		out = archive.Value{Text: c.Region, Evidence: archive.Evidence{Rule: archive.RuleDerived, Start: c.Evidence.Start, End: c.Evidence.End}}
	}
	return out
}

// drop takes the name of the municipality back where the authority file has none of it:
// a word that only looked like one. A settlement that is no more stays where its district
// or region is known, and any name in the regions whose municipalities the file lacks.
func (at located) drop(f *archive.Facts) {
	switch why := at.doubt.Why; {
	case why == archive.DoubtForeign:
	case why != archive.DoubtAbsent || at.unit != nil || lacking[f.Region.Text]:
		return
	case at.at.level == 1 && f.Region.Text != "":
		return
	}
	f.Municipality = archive.Value{}
}

// lacking are the regions of which the authority file has no municipalities.
var lacking = map[string]bool{"Донецкая Народная Республика": true, "Луганская Народная Республика": true, "Запорожская область": true, "Херсонская область": true}
