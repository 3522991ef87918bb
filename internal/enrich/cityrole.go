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
var eventNouns = []string{"аукцион", "торг", "слушани", "заседани", "собрани", "совещани", "конкурс", "встреч", "семинар", "форум", "фестивал", "прием", "конференци", "вскрыт", "рассмотрени", "сход", "публичн", "экспозици", "обсуждени", "проведени", "экскурси", "соревновани", "турнир", "выставк", "ярмарк"}

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

// ownEvents puts the events of a town's own document into the town where the text tells no
// other place: «24 июня на площади пройдёт …». Bids may be sent from anywhere.
func (e *Enricher) ownEvents(p *page, f *archive.Facts, own located) {
	if own.town < 0 || own.doubt.Why != "" || own.rule == ruleNews {
		return
	}
	for i := range f.Events {
		ev := &f.Events[i]
		if ev.City == "" && ev.What != "deadline" && ev.What != "" && !p.inVillage(p.before(ev.Evidence.Start)) {
			ev.City = e.g.Cities[own.town].ID
		}
	}
}

// inVillage reports whether the sentence around token i names a village.
func (p *page) inVillage(i int) bool {
	ends := func(k int) bool {
		return p.oneOf(k, "!", "?") || p.at(k) == "." && !p.abbreviates(k-1) && !p.is(k-1, number)
	}
	from := i
	for from > 0 && from > i-maxRun && !ends(from-1) && p.line(from-1) == p.line(i) {
		from--
	}
	for k := from; k < i+maxRun && k < len(p.toks) && !(k > i && ends(k)) && p.line(k) == p.line(i); k++ {
		if villagePrefix[p.at(k)] && (p.capital(k+1) || p.at(k+1) == "." && p.capital(k+2)) {
			return true
		}
	}
	return false
}

// cityRole tells what a town is to the document by the place of a mention.
func (p *page) cityRole(h hit, heading span, head int) (role, rule string) {
	switch {
	case h.from >= head && p.footLine(h):
		return archive.RoleIssuer, "place-line"
	case h.from >= head:
	case p.placeLine(h.from, h.end) && (h.how >= told || p.imprintLine(h.from) || p.belowDate(h, heading)):
		return archive.RoleIssuer, "place-line"
	case p.headAddress(h, heading):
		return archive.RoleIssuer, ruleAddress
	case h.how == ownName:
		return archive.RoleIssuer, ruleOwnName
	case h.how == told && p.administers(h.from), h.how == bare && h.end == p.lineEnd(h.from) && p.startsLine(h.from-1) && p.oneOf(h.from-1, "администрация", "мэрия", "мэр", "дума", "глава"):
		return archive.RoleIssuer, "administration"
	case h.how == told && h.from >= heading.from && h.from < heading.to:
		return archive.RoleAbout, "title"
	}
	return archive.RoleMentioned, "mention"
}

// belowDate reports whether the town stands alone on its line, under that of an act's date.
func (p *page) belowDate(h hit, heading span) bool {
	return h.how == bare && h.from > 0 && h.from < heading.from && p.startsLine(h.from) && h.end == p.lineEnd(h.from) &&
		p.dated(p.lineStart(h.from-1))
}

// headAddress reports whether the town stands in the address of the body that issued an act,
// above the act's title: «452000, г. Белебей, ул. Красноармейская».
func (p *page) headAddress(h hit, heading span) bool {
	if h.how != told || h.from >= heading.from {
		return false
	}
	for k := h.from - 1; k > h.from-8 && p.line(k) == p.line(h.from); k-- {
		if p.is(k, number) {
			return len(p.at(k)) == 6
		}
	}
	return false
}

// footLine reports whether the town stands in the place's line at the foot of an act, above
// its date and number: «г. Уфа», «Уфа, Дом Республики».
func (p *page) footLine(h hit) bool {
	row := int(p.toks[h.from].row)
	if row < len(p.starts)-6 || h.from > p.starts[row]+2 || p.lineEnd(h.from)-p.starts[row] > 5 || row+2 >= len(p.starts) {
		return false
	}
	return (h.how >= told || h.from == p.starts[row]) && p.dayAt(p.starts[row+1])
}

// imprintLine tells «Кострома – 2016 г.», a line that begins with the town and
// ends with the year.
func (p *page) imprintLine(i int) bool {
	end := p.lineEnd(i)
	for end > i && (p.at(end-1) == "." || p.isYearWord(end-1)) {
		end--
	}
	return p.startsLine(i) && p.year(end-1) > 0 && end-i <= 5
}

// administers tells «администрация города Рязани», «Дума города …».
func (p *page) administers(i int) bool {
	if p.oneOf(i-1, "городов", "городам", "городами", "городах") { // «главы городов Вольска, Гатчины»
		return false
	}
	for k := i - 1; k > i-8 && k >= 0; k-- {
		if p.begins(k, "округ") && p.begins(k-1, "городск", "муниципальн") { // «Городской округ – город Волжский»
			return true
		}
		if p.begins(k, "администраци", "дум", "совет", "глав", "мэр", "мэри", "собрани", "комитет", "образовани", "зато", "палат") {
			return true
		}
		if p.oneOf(k, ".", ",", ";", "(") && p.at(k-1) != "г" {
			return false
		}
	}
	return false
}
