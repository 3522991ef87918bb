package townrole

import (
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wording"
	"letopis/internal/gazetteer"
)

// Rules of a town's role.
const (
	ruleEvent = "event"         // something takes place there
	ruleNews  = "news"          // a post is about it
	RuleOwn   = "own-territory" // a town of the document's own municipality
)

// eventPlace reports whether the town named at tokens from … end is where something takes
// place: «в Москве состоялось собрание», «аукцион состоится по адресу: г. Пермь», «место
// проведения: г. Тутаев». After «в» its name must be in the prepositional. Facts.Events
// find their town by it.
func eventPlace(p *ruletext.Page, from, end int, prepositional bool) bool {
	k := from - 1
	if p.At(k) == "." {
		k--
	}
	if p.At(k) == "г" || toponym.TownWord(p, k) {
		k--
	}
	if at := k; p.At(k) == "," { // «Место проведения: Иркутская область, г. Усть-Кут»
		for k > at-12 && k > 0 &&
			(p.At(k) == "," || p.HasKind(k, ruletext.Number) || p.HasStem(k, addressStems...) || p.Capitalized(k)) {
			k--
		}
		if p.At(k) != ":" && p.At(k) != "адресу" {
			k = at
		}
	}
	switch {
	case p.IsAny(k, "в", "во"):
		if !prepositional {
			return false
		}
		return inSentence(p, k, end, eventVerbs, 16)
	case p.At(k) == ":" && (p.IsAny(k-1, "адресу", "проведения") || p.HasStem(k-2, "мест")), p.At(k) == "адресу":
		return p.HasStem(k-2, "мест") || p.At(k-1) == "проведения" || inSentence(p, k, k, eventNouns, 30)
	}
	return false
}

// inSentence reports whether a word of the sentence around the tokens from … to begins
// with one of stems, at most n tokens away.
func inSentence(p *ruletext.Page, from, to int, stems []string, n int) bool {
	for k := from - 1; k >= 0 && k >= from-n; k-- {
		if p.IsAny(k, ".", "!", "?", ";") && !p.Abbreviates(k-1) && !p.HasKind(k-1, ruletext.Number) {
			break
		}
		if p.HasStem(k, stems...) {
			return true
		}
	}
	for k := to; k < to+n && k < len(p.Tokens); k++ {
		if p.IsAny(k, ".", "!", "?", ";") && !p.Abbreviates(k-1) && !p.HasKind(k-1, ruletext.Number) {
			break
		}
		if p.HasStem(k, stems...) {
			return true
		}
	}
	return false
}

// SetRoles gives towns the roles that follow from the document's own municipality: towns
// on its territory are what a post, a letter or a notice is about, others are not because
// they are named first. A post of no known municipality is about the towns of its title,
// those it comes back to in another paragraph and the first one it names, unless that is a capital to which people
// only went, or, on a region's site, only where something takes place.
func (e *Finder) SetRoles(p *ruletext.Page, facts []toponym.CityFact, l *layout.Layout, heading ruletext.Span,
	at territory.Located, regional bool) {
	if l.Kind != "новость" && !wording.NotAct[l.Kind] {
		return
	}
	first, titled := -1, false
	inTitle := func(f *toponym.CityFact) bool { return f.First >= heading.From && f.First < heading.To }
	for i := range facts {
		titled = titled || inTitle(&facts[i])
	}
	elsewhere := func(f *toponym.CityFact) bool {
		return f.Role == archive.RoleEvent && (regional || gazetteer.IsFederalCity(e.Gazetteer.Cities[f.Names[0].City].Name))
	}
	for i := range facts {
		f := &facts[i]
		own := e.OwnTerritory(f, at)
		switch {
		case own && Rank(f.Role) > Rank(archive.RoleAbout):
			f.Role, f.Rule = archive.RoleAbout, RuleOwn
		case at.Unit != nil && !own && f.Rule == "place-line":
			f.Role, f.Rule = archive.RoleMentioned, "mention"
		case l.Kind != "новость":
		case inTitle(f):
			if !regional || !elsewhere(f) || !inSentence(p, f.First, f.End, gatherings, 12) {
				newsAbout(f)
			}
		case at.Unit == nil && !titled && !elsewhere(f) && f.Again:
			newsAbout(f)
		}
		if !elsewhere(f) && !wayPoint(p, f.First) && (first < 0 || f.First < facts[first].First) {
			first = i
		}
	}
	if l.Kind == "новость" && at.Unit == nil && at.Doubt.Why == "" && first >= 0 && !regional {
		newsAbout(&facts[first])
	}
}

// wayPoint reports whether the town named at token i is only where somebody or something comes from
// or goes to: «гости из Ярославля», «дорога на Москву». What a sentence begins with is its subject.
func wayPoint(p *ruletext.Page, i int) bool {
	k := i - 1
	if p.At(k) == "." && p.At(k-1) == "г" {
		k--
	}
	if p.At(k) == "г" || toponym.TownWord(p, k) {
		k--
	}
	return p.IsAny(k, "из", "на", "до", "через") && !p.Capitalized(k)
}

// OwnTerritory reports whether a town lies in the document's own municipality, or is the
// centre of it.
func (e *Finder) OwnTerritory(f *toponym.CityFact, at territory.Located) bool {
	if at.Unit == nil || at.Doubt.Why == archive.DoubtAbsent {
		return false
	}
	u := at.Unit
	return slices.ContainsFunc(f.Names, func(m toponym.Matched) bool {
		c := e.Gazetteer.Cities[m.City]
		centre, ok := strings.CutPrefix(u.Centre, "г ")
		return slices.Contains(u.Towns, c.ID) || m.City == at.Town || ok && centre == c.Name && u.Region == c.Region ||
			gazetteer.IsFederalCity(c.Name) && u.Region == c.Name
	})
}

// OwnEvents puts the events of a town's own document into the town where the text tells no
// other place: «24 июня на площади пройдёт …». Bids may be sent from anywhere.
func (e *Finder) OwnEvents(p *ruletext.Page, f *archive.Facts, own territory.Located) {
	if own.Unit != nil && own.Unit.Type == gazetteer.TypeInnerCity {
		own.Town = slices.IndexFunc(e.Gazetteer.Cities, func(c gazetteer.City) bool { return c.Name == own.Unit.Region })
	}
	if own.Town < 0 || own.Doubt.Why != "" || own.Rule == ruleNews {
		return
	}
	for i := range f.Events {
		ev := &f.Events[i]
		if ev.City == "" && ev.What != "deadline" && ev.What != "" && !inVillage(p, p.TokensBefore(ev.Evidence.Start)) {
			ev.City = e.Gazetteer.Cities[own.Town].ID
		}
	}
}

// inVillage reports whether the sentence around token i names a village.
func inVillage(p *ruletext.Page, i int) bool {
	ends := func(k int) bool {
		return p.IsAny(k, "!", "?") || p.At(k) == "." && !p.Abbreviates(k-1) && !p.HasKind(k-1, ruletext.Number)
	}
	from := i
	for from > 0 && from > i-ruletext.MaxRun && !ends(from-1) && p.Line(from-1) == p.Line(i) {
		from--
	}
	for k := from; k < i+ruletext.MaxRun && k < len(p.Tokens) && !(k > i && ends(k)) && p.Line(k) == p.Line(i); k++ {
		if territory.VillagePrefix[p.At(k)] && (p.Capitalized(k+1) || p.At(k+1) == "." && p.Capitalized(k+2)) {
			return true
		}
	}
	return false
}

// cityRole tells what a town is to the document by the place of a mention.
func cityRole(p *ruletext.Page, h toponym.Hit, heading ruletext.Span, head int) (role, rule string) {
	switch {
	case h.From >= head && footLine(p, h):
		return archive.RoleIssuer, "place-line"
	case h.From >= head:
	case toponym.PlaceLine(p, h.From, h.End) &&
		(h.How >= toponym.Told || imprintLine(p, h.From) || belowDate(p, h, heading)):
		return archive.RoleIssuer, "place-line"
	case headAddress(p, h, heading):
		return archive.RoleIssuer, ruleAddress
	case h.How == toponym.OwnName:
		return archive.RoleIssuer, RuleOwnName
	case h.How == toponym.Told && administers(p, h.From) && !beforeStreet(p, h.End),
		h.How == toponym.Bare && h.End == p.LineEnd(h.From) && p.StartsLine(h.From-1) &&
			p.IsAny(h.From-1, "администрация", "мэрия", "мэр", "дума", "глава"):
		return archive.RoleIssuer, "administration"
	case h.How == toponym.Told && h.From >= heading.From && h.From < heading.To:
		return archive.RoleAbout, "title"
	}
	return archive.RoleMentioned, "mention"
}

// belowDate reports whether the town stands alone on its line, under that of an act's date.
func belowDate(p *ruletext.Page, h toponym.Hit, heading ruletext.Span) bool {
	return h.How == toponym.Bare && h.From > 0 && h.From < heading.From && p.StartsLine(h.From) &&
		h.End == p.LineEnd(h.From) &&
		requisite.Dated(p, p.LineStart(h.From-1))
}

// headAddress reports whether the town stands in the address of the body that issued an act,
// above the act's title: «452000, г. Белебей, ул. Красноармейская».
func headAddress(p *ruletext.Page, h toponym.Hit, heading ruletext.Span) bool {
	if h.How != toponym.Told || h.From >= heading.From {
		return false
	}
	for k := h.From - 1; k > h.From-8 && p.Line(k) == p.Line(h.From); k-- {
		if p.HasKind(k, ruletext.Number) {
			return len(p.At(k)) == 6
		}
	}
	return false
}

// footLine reports whether the town stands in the place's line at the foot of an act, above
// its date and number: «г. Уфа», «Уфа, Дом Республики».
func footLine(p *ruletext.Page, h toponym.Hit) bool {
	row := int(p.Tokens[h.From].Row)
	if row < len(p.RowStarts)-6 || h.From > p.RowStarts[row]+2 || p.LineEnd(h.From)-p.RowStarts[row] > 5 ||
		row+2 >= len(p.RowStarts) {
		return false
	}
	return (h.How >= toponym.Told || h.From == p.RowStarts[row]) && requisite.DayAt(p, p.RowStarts[row+1])
}

// imprintLine tells «Кострома – 2016 г.», a line that begins with the town and
// ends with the year.
func imprintLine(p *ruletext.Page, i int) bool {
	end := p.LineEnd(i)
	for end > i && (p.At(end-1) == "." || p.IsYearWord(end-1)) {
		end--
	}
	return p.StartsLine(i) && p.Year(end-1) > 0 && end-i <= 5
}

// beforeStreet reports whether the name that ends at token k begins an address: «г. Абакан, ул. Щетинкина».
func beforeStreet(p *ruletext.Page, k int) bool {
	return p.At(k) == "," && p.IsAny(k+1, "ул", "улица", "пр", "проспект", "пл", "площадь", "пер", "переулок", "д", "дом")
}

// administers tells «администрация города Рязани», «Дума города …».
func administers(p *ruletext.Page, i int) bool {
	if p.IsAny(i-1, "городов", "городам", "городами", "городах") { // «главы городов Вольска, Гатчины»
		return false
	}
	for k := i - 1; k > i-8 && k >= 0; k-- {
		if p.HasStem(k, "округ") && p.HasStem(k-1, "городск", "муниципальн") { // «Городской округ – город Волжский»
			return true
		}
		if p.HasStem(k, bodyStems...) {
			return true
		}
		if p.IsAny(k, ".", ",", ";", "(") && p.At(k-1) != "г" {
			return false
		}
	}
	return false
}
