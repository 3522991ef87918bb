package townrole

import (
	"cmp"
	"slices"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/gazetteer"
)

// TownFacts gathers the towns of a text, one fact for each name.
func (e *Finder) TownFacts(p *ruletext.Page, l *layout.Layout, heading ruletext.Span,
	regional bool) []toponym.CityFact {
	facts := e.mentionsOf(p, l, heading)
	for i := range facts { // what a region's body names are not those who issue its acts
		if f := &facts[i]; regional && (f.Rule == RuleOwnName || f.Rule == "administration") {
			f.Role, f.Rule = archive.RoleMentioned, "mention"
		}
	}
	return facts
}

// SureTowns are those whose name no other town bears.
func (e *Finder) SureTowns(facts []toponym.CityFact) []gazetteer.City {
	var sure []gazetteer.City
	for i := range facts {
		if f := &facts[i]; len(f.Names) == 1 {
			sure = append(sure, e.Gazetteer.Cities[f.Names[0].City])
		}
	}
	return sure
}

// CitiesOf tells towns of one name apart and lists all with their roles, strongest first,
// then in the order of the text.
func (e *Finder) CitiesOf(p *ruletext.Page, facts []toponym.CityFact, regions []toponym.RegionMention,
	region string) []archive.City {
	sure := e.SureTowns(facts)
	chosen := map[int]*toponym.CityFact{}
	var order []int
	for i := range facts {
		f := &facts[i]
		city, ok := e.Resolve(f, regions, region, sure)
		if !ok {
			continue
		}
		have := chosen[city]
		if have == nil {
			chosen[city] = f
			order = append(order, city)
			continue
		}
		have.Count += f.Count
		if Rank(f.Role) < Rank(have.Role) {
			have.Role, have.Rule, have.From, have.To = f.Role, f.Rule, f.From, f.To
		}
		if f.Rule != RuleAdjective && (have.Rule == RuleAdjective || f.First < have.First) {
			have.First, have.End = f.First, f.End
		}
	}
	var out []archive.City
	for _, i := range order {
		f, c := chosen[i], e.Gazetteer.Cities[i]
		out = append(out, archive.City{ID: c.ID, OKTMO: c.OKTMO, Name: c.Name, Region: c.Region, Role: f.Role,
			Evidence: p.Evidence(f.Rule, f.From, f.To)})
	}
	slices.SortStableFunc(out, func(a, b archive.City) int {
		return cmp.Or(cmp.Compare(Rank(a.Role), Rank(b.Role)), cmp.Compare(a.Evidence.Start, b.Evidence.Start))
	})
	return out
}

// Rank orders the roles of towns, the strongest first.
func Rank(role string) int {
	return slices.Index([]string{archive.RoleIssuer, archive.RoleAbout, archive.RoleEvent, archive.RoleMentioned}, role)
}

// Rules of a town that a municipality is called after, or that stands in its body's address.
const (
	RuleAdjective = "okrug-adjective"
	RuleOwnName   = "own-name"
	ruleAddress   = "address"
)

// mentionsOf gathers the mentions of each town, one fact for each name.
func (e *Finder) mentionsOf(p *ruletext.Page, l *layout.Layout, heading ruletext.Span) []toponym.CityFact {
	var facts []toponym.CityFact
	byName := map[int]int{} // first candidate → position in facts
	head := headLimit(p, l, heading)
	for _, h := range e.Hits(p) {
		h.Names = e.OfRegion(p, h)
		at, ok := byName[h.Names[0].City]
		if h.How == toponym.Perhaps {
			if ok {
				facts[at].Count++
			}
			continue
		}
		if !ok {
			at = len(facts)
			byName[h.Names[0].City] = at
			facts = append(facts, toponym.CityFact{Names: h.Names, First: h.From, End: h.End, Role: archive.RoleMentioned,
				Rule: "mention", From: h.From, To: h.End})
		}
		f := &facts[at]
		f.Count++
		f.Again = f.Again || p.Line(h.From) != p.Line(f.First)
		role, rule := cityRole(p, h, heading, head)
		if rule == ruleAddress && l.Act < 0 { // a letter's may be of whom it is to
			role, rule = archive.RoleMentioned, "mention"
		}
		if role == archive.RoleMentioned && eventPlace(p, h.From, h.End, toponym.InPrepositional(h.Names)) {
			role, rule = archive.RoleEvent, ruleEvent
		}
		if Rank(role) < Rank(f.Role) {
			f.Role, f.Rule, f.From, f.To = role, rule, h.From, h.End
		}
	}
	return facts
}

// newsAbout marks a town that a news text is about; that it names the town's
// administration stays told.
func newsAbout(f *toponym.CityFact) {
	if f.Role == archive.RoleIssuer {
		return
	}
	f.Role = archive.RoleAbout
	if f.Rule != "administration" {
		f.Rule = "news"
	}
}

// headLimit is where the head of a document ends: its requisites and title.
func headLimit(p *ruletext.Page, l *layout.Layout, heading ruletext.Span) int {
	limit := p.TokensBefore(1500)
	if l.Act >= 0 && heading.To > 0 {
		to := heading.To
		if l.Act >= to { // a page that puts the title first
			to = max(l.Ref.Next, p.LineEnd(l.Act))
		}
		if p.StartsLine(to) && (requisite.Dated(p, to) || requisite.DayAt(p, to) && p.LineEnd(to)-to < 16) {
			// the place stands under the title
			to = p.LineEnd(to)
		}
		limit = min(limit, to+1)
	}
	return max(limit, heading.To)
}

// OkrugCities finds towns that only the adjective of an urban okrug names:
// «Дмитровский городской округ».
func (e *Finder) OkrugCities(p *ruletext.Page, heading ruletext.Span, region string) []toponym.CityFact {
	var out []toponym.CityFact
	limit := max(p.TokensBefore(1500), heading.To)
	for i := 0; i < limit; i++ {
		if p.Stopped() {
			break
		}
		if !p.Capitalized(i) || !wordform.IsSkiAdjective(p.At(i)) {
			continue
		}
		m, ok := territory.AdjectiveMunicipality(p, i)
		town := ok && p.StemWithin(i+1, 2, "городск") && p.StemWithin(i+1, 3, "поселени") // «Олонецкое городское поселение»
		switch body, of := e.BodyMunicipality(p, i); {
		case of && p.HasStem(i+1, "городск"): // «Лесосибирский городской Совет»
			m, ok, town = body, true, true
		case !ok && p.HasStem(i-1, "округ") &&
			(p.HasStem(i-2, "городск") || p.HasStem(i-2, "муниципальн") && region != "") && territory.OwnName(p, i):
			// «городской округ Семёновский»
			m, ok = territory.Municipality{From: i, To: i + 1, Okrug: true}, true
		case ok && p.HasStem(i+1, "муниципальн") && p.HasStem(i+2, "округ") && region != "":
			m.Okrug = true // the town has no other municipality than its okrug; those within large cities have no region
		}
		if !ok || !m.Okrug && !town {
			continue
		}
		var names []toponym.Matched
		for _, c := range e.Gazetteer.ByAdjective(p.Slice(m.From, i+1)) {
			if region == "" || c.Region == region {
				names = append(names, toponym.Matched{City: e.Gazetteer.Index(c.ID)})
			}
		}
		if len(names) > 0 && (!town || region != "" || len(names) == 1) {
			out = append(out, toponym.CityFact{Names: names, First: i, End: m.To, Count: 1, Role: archive.RoleAbout,
				Rule: RuleAdjective, From: m.From, To: m.To})
		}
	}
	return out
}
