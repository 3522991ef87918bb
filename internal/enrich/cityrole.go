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
// проведения: г. Тутаев». Facts.Events find their town by it.
func (p *page) eventPlace(from, end int) bool {
	k := from - 1
	if p.at(k) == "." {
		k--
	}
	if p.at(k) == "г" || p.townWord(k) {
		k--
	}
	switch {
	case p.oneOf(k, "в", "во"):
		if !p.inPrepositional(from, end) {
			return false
		}
		return p.inSentence(k, end, eventVerbs, 16)
	case p.at(k) == ":" && (p.oneOf(k-1, "адресу", "проведения") || p.begins(k-2, "мест")), p.at(k) == "адресу":
		return p.begins(k-2, "мест") || p.at(k-1) == "проведения" || p.inSentence(k, k, eventNouns, 30)
	}
	return false
}

// inPrepositional reports whether the name after «в» is in the prepositional, not «в Москву».
func (p *page) inPrepositional(from, end int) bool {
	w := p.at(end - 1)
	return hasEnd(w, "е", "и", "ом", "ем", "ах", "ях", "ой", "ых", "их") || end > from+1
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
// those it names again and the first one it names, unless that is a capital to which people
// only went.
func (e *Enricher) townRoles(facts []cityFact, l *layout, heading span, at located) {
	if l.kind != "новость" && !notAct[l.kind] {
		return
	}
	first := -1
	elsewhere := func(f *cityFact) bool {
		return f.role == archive.RoleEvent && federalCity[e.g.Cities[f.names[0].city].Name]
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
		case heading.to > 0 && f.first < heading.to:
			f.newsAbout()
		case at.unit == nil && !elsewhere(f) && f.count > 1:
			f.newsAbout()
		}
		if !elsewhere(f) && (first < 0 || f.first < facts[first].first) {
			first = i
		}
	}
	if l.kind == "новость" && at.unit == nil && len(facts) > 0 {
		facts[max(first, 0)].newsAbout()
	}
}

// ownTerritory reports whether a town lies in the document's own municipality, or is the
// centre of it.
func (e *Enricher) ownTerritory(f *cityFact, at located) bool {
	if at.unit == nil {
		return false
	}
	u := at.unit
	return slices.ContainsFunc(f.names, func(m matched) bool {
		c := e.g.Cities[m.city]
		centre, ok := strings.CutPrefix(u.Centre, "г ")
		return slices.Contains(u.Towns, c.ID) || m.city == at.town || ok && centre == c.Name && u.Region == c.Region || federalCity[c.Name] && u.Region == c.Name
	})
}
