package enrich

import (
	"slices"

	"letopis/internal/archive"
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
	switch m, site := e.siteMunicipality(l, d); {
	case site && !regional:
		muni, ok = m, true
	case !ok && body.at.to > 0 && !regional:
		muni, ok = body.at, true
		muni.aside = body.hint
	}
	facts := e.townFacts(p, l, heading, regional)
	s.towns = e.sureTowns(facts)
	at := located{town: -1}
	if ok && !federal {
		at = e.locate(muni, s)
		f.Municipality = archive.Value{Text: spelt(muni, at), Evidence: p.evidenceOf("municipality", muni)}
	}
	region := e.regionOf(p, at, named, regions)
	facts = append(facts, e.okrugCities(p, heading, region.Text)...)
	facts = e.ownTownFact(facts, at)
	e.townRoles(facts, l, heading, at)
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
	if regional {
		at.unit, at.town = nil, -1
	}
	f.Places = e.placesOf(p, at, region)
	f.Issuer = e.issuerValue(p, l, body, at, region.Text)
	if at.doubt.Why != "" {
		f.Doubts = map[string]archive.Doubt{"municipality": at.doubt}
	}
	return at
}

// siteMunicipality reads whose site a post is on, in the page's title and what stands
// beside the text.
func (e *Enricher) siteMunicipality(l *layout, d *archive.Document) (municipality, bool) {
	if l.kind != "новость" {
		return municipality{}, false
	}
	for _, around := range []string{d.Hints["page_title"], d.Hints["title"], d.Aside} {
		p := newPage(firstBytes(around, 600))
		for i := range p.toks {
			if m, ok := e.municipalityAt(p, i); ok && (p.startsLine(i) || p.begins(i-1, bodyStems...)) && len(e.candidates(m)) > 0 {
				m.aside = true
				return m, true
			}
			if m, ok := e.townAt(p, i); ok && p.siteWords(i) { // «портал города Амурска»
				m.aside = true
				return m, true
			}
		}
	}
	return municipality{}, false
}

// spelt is the name of m as the authority file spells its core: «Межевской», «Тёплый Стан».
func spelt(m municipality, at located) string {
	if at.unit == nil || at.doubt.Why != "" || m.kind == kindTown {
		return m.name
	}
	return respell(m.name, at.unit.Core)
}

// ownTownFact adds the town that the document's municipality is, which its name tells by
// the adjective alone.
func (e *Enricher) ownTownFact(facts []cityFact, at located) []cityFact {
	if at.unit == nil || at.town < 0 || at.at.kind == kindTown {
		return facts
	}
	m := at.at
	if m.aside {
		m.from, m.to = 0, 0
	}
	return append(facts, cityFact{names: []matched{{city: at.town}}, first: m.from, end: m.to, count: 1, role: archive.RoleAbout, rule: ruleAdjective, from: m.from, to: m.to})
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
