package enrich

import (
	"cmp"
	"slices"

	"letopis/internal/archive"
	"letopis/internal/gazetteer"
)

// townFacts gathers the towns of a text, one fact for each name.
func (e *Enricher) townFacts(p *page, l *layout, heading span, regional bool) []cityFact {
	facts := e.mentionsOf(p, l, heading)
	for i := range facts { // what a region's body names are not those who issue its acts
		if f := &facts[i]; regional && (f.rule == ruleOwnName || f.rule == "administration") {
			f.role, f.rule = archive.RoleMentioned, "mention"
		}
	}
	return facts
}

// sureTowns are those whose name no other town bears.
func (e *Enricher) sureTowns(facts []cityFact) []gazetteer.City {
	var sure []gazetteer.City
	for i := range facts {
		if f := &facts[i]; len(f.names) == 1 {
			sure = append(sure, e.g.Cities[f.names[0].city])
		}
	}
	return sure
}

// citiesOf tells towns of one name apart and lists all with their roles, strongest first,
// then in the order of the text.
func (e *Enricher) citiesOf(p *page, facts []cityFact, regions []regionMention, region string) []archive.City {
	sure := e.sureTowns(facts)
	chosen := map[int]*cityFact{}
	var order []int
	for i := range facts {
		f := &facts[i]
		city, ok := e.resolve(f, regions, region, sure)
		if !ok {
			continue
		}
		have := chosen[city]
		if have == nil {
			chosen[city] = f
			order = append(order, city)
			continue
		}
		have.count += f.count
		if rank(f.role) < rank(have.role) {
			have.role, have.rule, have.from, have.to = f.role, f.rule, f.from, f.to
		}
		if f.rule != ruleAdjective && (have.rule == ruleAdjective || f.first < have.first) {
			have.first, have.end = f.first, f.end
		}
	}
	var out []archive.City
	for _, i := range order {
		f, c := chosen[i], e.g.Cities[i]
		out = append(out, archive.City{ID: c.ID, OKTMO: c.OKTMO, Name: c.Name, Region: c.Region, Role: f.role, Evidence: p.evidence(f.rule, f.from, f.to)})
	}
	slices.SortStableFunc(out, func(a, b archive.City) int {
		return cmp.Or(cmp.Compare(rank(a.Role), rank(b.Role)), cmp.Compare(a.Evidence.Start, b.Evidence.Start))
	})
	return out
}

func rank(role string) int {
	return slices.Index([]string{archive.RoleIssuer, archive.RoleAbout, archive.RoleEvent, archive.RoleMentioned}, role)
}

// Rules of a town that a municipality is called after, or that stands in its body's address.
const (
	ruleAdjective = "okrug-adjective"
	ruleOwnName   = "own-name"
	ruleAddress   = "address"
)

// hit is a town's name at one place.
type hit struct {
	from, end int
	names     []matched // those that may be meant
	how       standing
}

// hits finds the names of towns in a text and weighs each. A name that is also a
// word or a surname is taken for a town in a list of towns: «в Москву, Владимир
// и Ковров».
func (e *Enricher) hits(p *page) []hit {
	var out []hit
	for i := 0; i < len(p.toks); i++ {
		names := e.match(p, i)
		if len(names) == 0 || e.regionStarts(p, i) {
			continue
		}
		h := hit{from: i, end: names[0].end}
		for _, m := range names {
			if s := e.weigh(p, i, m); s > no {
				h.names, h.how = append(h.names, m), max(h.how, s)
			}
		}
		if h.how > no {
			h.names = distinct(h.names)
			out = append(out, h)
		}
		i = h.end - 1
	}
	listed := func(a, b *hit) bool {
		gap := b.from - a.end
		return gap == 1 && p.oneOf(a.end, ",", "и", "-") || gap == 2 && p.at(a.end) == "," && p.oneOf(a.end+1, "и", "а")
	}
	for i := 1; i < len(out); i++ {
		if out[i].how == perhaps && out[i-1].how > perhaps && listed(&out[i-1], &out[i]) {
			out[i].how = bare
		}
	}
	for i := len(out) - 2; i >= 0; i-- {
		if out[i].how == perhaps && out[i+1].how > perhaps && listed(&out[i], &out[i+1]) {
			out[i].how = bare
		}
	}
	return out
}

// mentionsOf gathers the mentions of each town, one fact for each name.
func (e *Enricher) mentionsOf(p *page, l *layout, heading span) []cityFact {
	var facts []cityFact
	byName := map[int]int{} // first candidate → position in facts
	head := p.headLimit(l, heading)
	for _, h := range e.hits(p) {
		h.names = e.ofRegion(p, h)
		at, ok := byName[h.names[0].city]
		if h.how == perhaps {
			if ok {
				facts[at].count++
			}
			continue
		}
		if !ok {
			at = len(facts)
			byName[h.names[0].city] = at
			facts = append(facts, cityFact{names: h.names, first: h.from, end: h.end, role: archive.RoleMentioned, rule: "mention", from: h.from, to: h.end})
		}
		f := &facts[at]
		f.count++
		f.again = f.again || p.line(h.from) != p.line(f.first)
		role, rule := p.cityRole(h, heading, head)
		if rule == ruleAddress && l.act < 0 { // a letter's may be of whom it is to
			role, rule = archive.RoleMentioned, "mention"
		}
		if role == archive.RoleMentioned && p.eventPlace(h.from, h.end, inPrepositional(h.names)) {
			role, rule = archive.RoleEvent, ruleEvent
		}
		if rank(role) < rank(f.role) {
			f.role, f.rule, f.from, f.to = role, rule, h.from, h.end
		}
	}
	return facts
}

// inPrepositional reports whether a name may be in the prepositional, not «в Москву».
func inPrepositional(names []matched) bool {
	return slices.ContainsFunc(names, func(m matched) bool { return m.form&gazetteer.Prepositional != 0 })
}

// ofRegion keeps of several towns of one name those of the region that follows:
// «Благовещенск Амурской области», «Троицк (Челябинская область)».
func (e *Enricher) ofRegion(p *page, h hit) []matched {
	if len(h.names) < 2 {
		return h.names
	}
	k := h.end
	if p.oneOf(k, "(", ",") {
		k++
	}
	for i := k; i < k+2; i++ {
		for _, r := range e.regions[p.at(i)] {
			if from, _, ok := p.regionAt(i, r.head, r.before); !ok || from > k {
				continue
			}
			var out []matched
			for _, m := range h.names {
				if e.g.Cities[m.city].Region == r.name {
					out = append(out, m)
				}
			}
			if len(out) > 0 {
				return out
			}
		}
	}
	return h.names
}

// newsAbout marks a town that a news text is about; that it names the town's
// administration stays told.
func (f *cityFact) newsAbout() {
	if f.role == archive.RoleIssuer {
		return
	}
	f.role = archive.RoleAbout
	if f.rule != "administration" {
		f.rule = "news"
	}
}

// distinct drops the same town matched in several cases, and former names where
// a town of today bears the name.
func distinct(names []matched) []matched {
	var out []matched
	today := slices.ContainsFunc(names, func(m matched) bool { return !m.old })
	for _, m := range names {
		if today && m.old {
			continue
		}
		if !slices.ContainsFunc(out, func(o matched) bool { return o.city == m.city }) {
			out = append(out, m)
		}
	}
	return out
}

// regionStarts tells «Москва» within «Московская» no, but «Владимирская»: a
// match is a noun, so only names of regions that are nouns matter.
func (e *Enricher) regionStarts(p *page, i int) bool {
	for _, r := range e.regions[p.at(i)] {
		if _, _, ok := p.regionAt(i, r.head, r.before); ok {
			return true
		}
	}
	return false
}

// headLimit is where the head of a document ends: its requisites and title.
func (p *page) headLimit(l *layout, heading span) int {
	limit := p.before(1500)
	if l.act >= 0 && heading.to > 0 {
		to := heading.to
		if l.act >= to { // a page that puts the title first
			to = max(l.ref.next, p.lineEnd(l.act))
		}
		if p.startsLine(to) && (p.dated(to) || p.dayAt(to) && p.lineEnd(to)-to < 16) { // the place stands under the title
			to = p.lineEnd(to)
		}
		limit = min(limit, to+1)
	}
	return max(limit, heading.to)
}

// maxPlaceLine is the most tokens that the line of a place has.
const maxPlaceLine = 40

// placeLine tells a line that is the place of an act or the imprint: besides the
// town only its region, a date, a number.
func (p *page) placeLine(i, end int) bool {
	from, to := p.lineStart(i), p.lineEnd(i)
	if to-from > maxPlaceLine {
		return false
	}
	for k := from; k < to; k++ {
		if k >= i && k < end || !p.is(k, word) {
			continue
		}
		if p.begins(k, "област", "края", "край", "республик", "район", "россия", "российск", "федерац", "год", "от", "обл") || p.oneOf(k, "г", "гор", "город", "а", "п", "па", "пг", "р") || months[p.at(k)] > 0 || p.capital(k) && isSki(p.at(k)) || p.oneOf(k-1, "-", "/") && len(p.at(k)) <= 2*4 {
			continue
		}
		return false
	}
	return true
}

// okrugCities finds towns that only the adjective of an urban okrug names:
// «Дмитровский городской округ».
func (e *Enricher) okrugCities(p *page, heading span, region string) []cityFact {
	var out []cityFact
	limit := max(p.before(1500), heading.to)
	for i := 0; i < limit; i++ {
		if !p.capital(i) || !isSki(p.at(i)) {
			continue
		}
		m, ok := p.adjectiveMunicipality(i)
		town := ok && p.near(i+1, 2, "городск") && p.near(i+1, 3, "поселени") // «Олонецкое городское поселение»
		switch body, of := e.bodyMunicipality(p, i); {
		case of && p.begins(i+1, "городск"): // «Лесосибирский городской Совет»
			m, ok, town = body, true, true
		case !ok && p.begins(i-1, "округ") && (p.begins(i-2, "городск") || p.begins(i-2, "муниципальн") && region != "") && p.ownName(i): // «городской округ Семёновский»
			m, ok = municipality{from: i, to: i + 1, okrug: true}, true
		case ok && p.begins(i+1, "муниципальн") && p.begins(i+2, "округ") && region != "":
			m.okrug = true // the town has no other municipality than its okrug; those within large cities have no region
		}
		if !ok || !m.okrug && !town {
			continue
		}
		var names []matched
		for _, c := range e.g.ByAdjective(p.slice(m.from, i+1)) {
			if region == "" || c.Region == region {
				names = append(names, matched{city: e.g.Index(c.ID)})
			}
		}
		if len(names) > 0 && (!town || region != "" || len(names) == 1) {
			out = append(out, cityFact{names: names, first: i, end: m.to, count: 1, role: archive.RoleAbout, rule: ruleAdjective, from: m.from, to: m.to})
		}
	}
	return out
}

// resolve picks among towns of one name: by the document's region, by the
// regions it names, by the towns that stand beside, else the one that is far
// larger. Otherwise it stays open.
func (e *Enricher) resolve(f *cityFact, regions []regionMention, region string, sure []gazetteer.City) (int, bool) {
	if len(f.names) == 1 {
		return f.names[0].city, true
	}
	pick := func(keep func(c gazetteer.City) bool) (int, bool) {
		n, at := 0, 0
		for _, m := range f.names {
			if keep(e.g.Cities[m.city]) {
				n, at = n+1, m.city
			}
		}
		return at, n == 1
	}
	if at, ok := pick(func(c gazetteer.City) bool { return c.Region == region }); ok {
		return at, true
	}
	if at, ok := pick(func(c gazetteer.City) bool {
		return slices.ContainsFunc(regions, func(r regionMention) bool { return r.name == c.Region })
	}); ok {
		return at, true
	}
	if at, ok := pick(func(c gazetteer.City) bool {
		return slices.ContainsFunc(sure, func(s gazetteer.City) bool { return gazetteer.Distance(s, c) < neighbourKm })
	}); ok {
		return at, true
	}
	first, second := 0, 0
	at := 0
	for _, m := range f.names {
		switch n := e.g.Cities[m.city].Population; {
		case n > first:
			first, second, at = n, first, m.city
		case n > second:
			second = n
		}
	}
	return at, first > 200_000 && first > 5*second
}

// neighbourKm is how near a town that is named beside makes one of several
// namesakes the likely one.
const neighbourKm = 150
