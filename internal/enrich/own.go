package enrich

import (
	"slices"

	"letopis/internal/archive"
	"letopis/internal/enrich/issuer"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/townrole"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
	"letopis/internal/gazetteer"
)

// place sets what tells where a document belongs: its region, municipality, towns, issuer
// and places. It returns what is known of its municipality.
func (e *Enricher) place(p *ruletext.Page, l *layout.Layout, heading ruletext.Span, d *archive.Document,
	f *archive.Facts) territory.Located {
	regions := e.names.RegionsIn(p, len(p.Tokens))
	named := e.territory.Region(p, regions, l.Kind == "новость")
	site := e.issuers.SiteOf(p, l, heading, d)
	news := l.Kind == wording.KindNews // what else stands on a site may be of others
	if site.Region != "" && (news || named.Text == "") {
		named = archive.Value{Text: site.Region, Evidence: archive.Evidence{Rule: ruleSite}}
	}
	body := e.issuers.Read(p, l, site, d)
	regional := issuer.IsRegional(body.Text)
	federal := issuer.IsFederal(p, body)
	s := &territory.Surroundings{P: p, Regions: regions, Region: named.Text,
		Head: named.Evidence.Rule == territory.RuleRegionHead, Limit: max(p.TokensBefore(2500), heading.To),
		Year: f.Date.Year}
	muni, ok := e.territory.MunicipalityOf(p, l, heading, regional && l.Kind != wording.KindNews)
	var first territory.Municipality // named in the head, where the body's place is taken
	switch {
	case site.Municipality.To > 0 && !regional && (news || !ok && body.At.To == 0):
		muni, ok = site.Municipality, true
	case body.At.To > 0 && !regional && (!ok || body.Decides(l, muni, heading)):
		first, muni, ok = muni, body.At, true
		muni.Aside = body.Hint
	}
	facts := e.towns.TownFacts(p, l, heading, regional)
	s.Towns = e.towns.SureTowns(facts)
	at := territory.Located{Town: -1}
	if ok && !federal {
		at = e.territory.Locate(muni, s)
		if first.Core != "" && at.Unit == nil { // that of the body is not told from its namesakes
			muni, at = first, e.territory.Locate(first, s)
		}
		f.Municipality = archive.Value{Text: issuer.Spelt(muni, at), Evidence: territory.EvidenceOf(p, "municipality", muni)}
	}
	region := e.territory.RegionOf(p, at, named, regions)
	facts = append(facts, e.towns.OkrugCities(p, heading, region.Text)...)
	facts = e.ownTownFact(e.withoutNamesakes(facts, at), at)
	e.towns.SetRoles(p, facts, l, heading, at, regional)
	f.Cities = e.towns.CitiesOf(p, facts, regions, region.Text)
	if !ok && !federal {
		at = e.townPlace(p, l, heading, f, s, regional)
		region = e.territory.RegionOf(p, at, named, regions)
	}
	if region.Text == "" {
		region = regionOfTowns(f.Cities)
	}
	if federal {
		region, at = archive.Value{}, territory.Located{Town: -1}
	}
	f.Region = region
	if regional && l.Kind != "новость" {
		at.Unit, at.Town = nil, -1
	}
	f.Places = e.territory.PlacesOf(p, at, region)
	f.Issuer = e.issuers.Value(p, l, body, at, region.Text)
	if !ok && at.Unit == nil && at.Town < 0 && l.Kind == wording.KindNews {
		at.Doubt = e.ofSeveral(p)
	}
	if at.Doubt.Why != "" {
		f.Doubts = map[string]archive.Doubt{"municipality": at.Doubt}
	}
	return at
}

// ofSeveral is the doubt of a post that names several districts, none of them its own; a zero one
// where it names fewer than two that the authority file has.
func (e *Enricher) ofSeveral(p *ruletext.Page) archive.Doubt {
	var names []string
	for _, m := range e.territory.Several(p) {
		if len(e.territory.Candidates(m)) > 0 {
			names = append(names, m.Name)
		}
	}
	if len(names) < 2 {
		return archive.Doubt{}
	}
	return archive.Doubt{Why: archive.DoubtSeveral, Of: names}
}

// ruleSite is the rule of what the site tells that a post is on.
const ruleSite = "site"

// withoutNamesakes drops the town that only bears the name of the document's own
// municipality: that of «городское поселение «Сосновый Бор»» is no town.
func (e *Enricher) withoutNamesakes(facts []toponym.CityFact, at territory.Located) []toponym.CityFact {
	if at.Unit == nil || at.At.Aside || at.At.Kind == territory.KindTown || at.Doubt.Why != "" {
		return facts
	}
	return slices.DeleteFunc(facts, func(f toponym.CityFact) bool {
		return f.Rule == townrole.RuleOwnName && f.From >= at.At.From && f.From < at.At.To && !e.towns.OwnTerritory(&f, at)
	})
}

// ownTownFact adds the town that the document's municipality is, which its name tells by
// the adjective alone, or what stands beside the text; to a municipality within Moscow or
// Saint Petersburg the city.
func (e *Enricher) ownTownFact(facts []toponym.CityFact, at territory.Located) []toponym.CityFact {
	town, rule, m := at.Town, townrole.RuleAdjective, at.At
	switch {
	case at.Unit == nil:
		return facts
	case at.Unit.Type == gazetteer.TypeInnerCity:
		town, rule = e.federalTown(at.Unit.Region), townrole.RuleOwn
	case m.Kind == territory.KindTown && !m.Aside:
		return facts
	case m.Kind == territory.KindTown:
		rule = townrole.RuleOwn
	}
	if town < 0 {
		return facts
	}
	if m.Aside {
		m.From, m.To = 0, 0
	}
	return append(facts, toponym.CityFact{Names: []toponym.Matched{{City: town}}, First: m.From, End: m.To, Count: 1,
		Role: archive.RoleAbout, Rule: rule, From: m.From, To: m.To})
}

// federalTown is the position of the city that is a region of its own, -1 for none.
func (e *Enricher) federalTown(region string) int {
	if !gazetteer.IsFederalCity(region) {
		return -1
	}
	return slices.IndexFunc(e.names.Gazetteer.Cities, func(c gazetteer.City) bool { return c.Name == region })
}

// townPlace is the place of a document that names no municipality: the town whose
// administration issued it, or that its title is about; of news, the only one that it is
// about.
func (e *Enricher) townPlace(p *ruletext.Page, l *layout.Layout, heading ruletext.Span, f *archive.Facts,
	s *territory.Surroundings, regional bool) territory.Located {
	out := territory.Located{Town: -1}
	if regional || len(f.Cities) == 0 {
		return out
	}
	c := f.Cities[0]
	first := p.TokensBefore(c.Evidence.Start)
	at := territory.Municipality{Name: "город " + c.Name, Core: wordform.FoldName(c.Name), Form: c.Name,
		Kind: territory.KindTown, Level: 2, From: first, To: p.TokensBefore(c.Evidence.End)}
	switch rule := c.Evidence.Rule; {
	case rule == "administration", rule == "title" && ownSubject[l.Kind],
		rule == "place-line" && e.titled(p, heading, c.Name):
		f.Municipality = archive.Value{Text: at.Name, Evidence: c.Evidence}
	case l.Kind == "новость" && c.Role == archive.RoleAbout &&
		!slices.ContainsFunc(f.Cities[1:], func(o archive.City) bool { return o.Role == archive.RoleAbout }):
	default:
		return out
	}
	out.At, out.Rule = at, c.Evidence.Rule
	if c.Role == archive.RoleAbout && out.Rule != "title" { // not the settlement's own
		out.Town, out.Unit = e.names.Gazetteer.Index(c.ID), e.names.Gazetteer.UnitOf(c.ID)
		return out
	}
	return e.territory.InTown(out, e.names.Gazetteer.Index(c.ID), s.Year)
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
		out = archive.Value{Text: c.Region,
			Evidence: archive.Evidence{Rule: archive.RuleDerived, Start: c.Evidence.Start, End: c.Evidence.End}}
	}
	return out
}
