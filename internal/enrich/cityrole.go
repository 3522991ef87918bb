package enrich

import (
	"slices"
	"strings"

	"letopis/internal/archive"
)

// Rules of a town's role.
const (
	ruleEvent = "event"         // something takes place there
	ruleNews  = "news"          // a post is about it
	ruleOwn   = "own-territory" // a town of the document's own municipality
)

// eventVerbs begin the verbs of what takes place somewhere.
var eventVerbs = []string{"состоя", "состои", "прошел", "прошл", "пройд", "проход", "провел", "провод", "провед", "открыл", "открое", "собрал", "собер", "стартовал", "старту", "завершил", "началс", "началась", "началось", "участ", "приглаша", "соревну", "выступ", "отпразднова"}

// eventNouns begin the names of what takes place at an address.
var eventNouns = []string{"аукцион", "торг", "слушани", "заседани", "собрани", "совещани", "конкурс", "встреч", "семинар", "форум", "фестивал", "прием", "конференци", "вскрыт", "рассмотрени", "сход", "публичн", "проведени", "экскурси", "соревновани", "турнир", "выставк", "ярмарк"}

// eventPlace reports whether the town named at tokens from … end is where something takes
// place: «в Москве состоялось собрание», «аукцион состоится по адресу: г. Пермь», «место
// проведения: г. Тутаев». After «в» its name must be in the prepositional. Facts.Events
// find their town by it.
func (p *page) eventPlace(from, end int, prepositional bool) bool {
	k := from - 1
	if p.at(k) == "." {
		k--
	}
	if p.at(k) == "г" || p.townWord(k) {
		k--
	}
	if at := k; p.at(k) == "," { // «Место проведения: Иркутская область, г. Усть-Кут»
		for k > at-12 && k > 0 && (p.at(k) == "," || p.is(k, number) || p.begins(k, "област", "обл", "край", "края", "республик", "район", "росси") || p.capital(k)) {
			k--
		}
		if p.at(k) != ":" && p.at(k) != "адресу" {
			k = at
		}
	}
	switch {
	case p.oneOf(k, "в", "во"):
		if !prepositional {
			return false
		}
		return p.inSentence(k, end, eventVerbs, 16)
	case p.at(k) == ":" && (p.oneOf(k-1, "адресу", "проведения") || p.begins(k-2, "мест")), p.at(k) == "адресу":
		return p.begins(k-2, "мест") || p.at(k-1) == "проведения" || p.inSentence(k, k, eventNouns, 30)
	}
	return false
}

// inSentence reports whether a word of the sentence around the tokens from … to begins
// with one of stems, at most n tokens away.
func (p *page) inSentence(from, to int, stems []string, n int) bool {
	for k := from - 1; k >= 0 && k >= from-n; k-- {
		if p.oneOf(k, ".", "!", "?", ";") && !p.abbreviates(k-1) && !p.is(k-1, number) {
			break
		}
		if p.begins(k, stems...) {
			return true
		}
	}
	for k := to; k < to+n && k < len(p.toks); k++ {
		if p.oneOf(k, ".", "!", "?", ";") && !p.abbreviates(k-1) && !p.is(k-1, number) {
			break
		}
		if p.begins(k, stems...) {
			return true
		}
	}
	return false
}

// townRoles gives towns the roles that follow from the document's own municipality: towns
// on its territory are what a post, a letter or a notice is about, others are not because
// they are named first. A post of no known municipality is about the towns of its title,
// those it comes back to in another paragraph and the first one it names, unless that is a capital to which people
// only went, or, on a region's site, only where something takes place.
func (e *Enricher) townRoles(facts []cityFact, l *layout, heading span, at located, regional bool) {
	if l.kind != "новость" && !notAct[l.kind] {
		return
	}
	first, titled := -1, false
	inTitle := func(f *cityFact) bool { return f.first >= heading.from && f.first < heading.to }
	for i := range facts {
		titled = titled || inTitle(&facts[i])
	}
	elsewhere := func(f *cityFact) bool {
		return f.role == archive.RoleEvent && (regional || federalCity[e.g.Cities[f.names[0].city].Name])
	}
	for i := range facts {
		f := &facts[i]
		own := e.ownTerritory(f, at)
		switch {
		case own && rank(f.role) > rank(archive.RoleAbout):
			f.role, f.rule = archive.RoleAbout, ruleOwn
		case l.kind != "новость":
			if at.unit != nil && !own && f.rule == "place-line" {
				f.role, f.rule = archive.RoleMentioned, "mention"
			}
		case inTitle(f):
			f.newsAbout()
		case at.unit == nil && !titled && !elsewhere(f) && f.again:
			f.newsAbout()
		}
		if !elsewhere(f) && (first < 0 || f.first < facts[first].first) {
			first = i
		}
	}
	if l.kind == "новость" && at.unit == nil && len(facts) > 0 && !regional {
		facts[max(first, 0)].newsAbout()
	}
}

// ownTerritory reports whether a town lies in the document's own municipality, or is the
// centre of it.
func (e *Enricher) ownTerritory(f *cityFact, at located) bool {
	if at.unit == nil || at.doubt.Why == archive.DoubtAbsent {
		return false
	}
	u := at.unit
	return slices.ContainsFunc(f.names, func(m matched) bool {
		c := e.g.Cities[m.city]
		centre, ok := strings.CutPrefix(u.Centre, "г ")
		return slices.Contains(u.Towns, c.ID) || m.city == at.town || ok && centre == c.Name && u.Region == c.Region || federalCity[c.Name] && u.Region == c.Name
	})
}
