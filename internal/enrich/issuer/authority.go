package issuer

import (
	"regexp"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/wordform"
	"letopis/internal/gazetteer"
)

// canonical is the name of a body in the authority file: what it is and the genitive of
// its place as the place is called today, in brackets the region where others of Russia
// bear that name. It is one for an id whatever documents call the body.
func (e *Reader) canonical(words string, unit *gazetteer.Unit, town int) string {
	if unit != nil && !e.isTown(unit) {
		name := e.genitiveName(unit.Name)
		return words + " " + name + e.apartUnit(unit, name)
	}
	if unit != nil {
		town = e.Gazetteer.Index(unit.Town)
	}
	if town < 0 {
		return words
	}
	c := &e.Gazetteer.Cities[town]
	name := words + " города " + e.genitiveTown(c.Name)
	if len(e.Gazetteer.ByName(c.Name)) > 1 {
		name += " (" + shortRegion(c.Region) + ")"
	}
	return name
}

// isTown reports whether a municipality of the upper level is the town: «городской округ
// город Рязань», not «городской округ Солнечногорск», which was a district.
func (e *Reader) isTown(u *gazetteer.Unit) bool {
	i := e.Gazetteer.Index(u.Town)
	return i >= 0 && u.Level == gazetteer.LevelMunicipality &&
		strings.HasSuffix(u.Name, "округ город "+e.Gazetteer.Cities[i].Name)
}

// shortRegion is the name of a region without what stands in brackets.
func shortRegion(name string) string {
	name, _, _ = strings.Cut(name, " (") // Республика Саха (Якутия)
	return name
}

// apartUnit is, in brackets behind the genitive of a unit's name that others of Russia
// bear, the region; before it the district of a settlement, the town of an okrug, where
// its region has another.
func (e *Reader) apartUnit(u *gazetteer.Unit, genitive string) string {
	same, near, beside := false, false, false
	for _, form := range []string{u.Core, wordform.GenitiveAdjective(u.Core)} {
		// «Луговского» is of «Луговской» and of «Луговский»
		for _, o := range e.UnitsNamed(form) {
			if o.ID != u.ID && e.genitiveName(o.Name) == genitive {
				same, near, beside = true, near || o.Region == u.Region, beside || o.Parent == u.Parent && u.Parent != ""
			}
		}
	}
	region := shortRegion(u.Region)
	switch parent, ok := e.Gazetteer.Unit(u.Parent); {
	case beside:
		return " (" + u.Core + ", " + parent.Name + ", " + region + ")"
	case near && ok:
		return " (" + parent.Name + ", " + region + ")"
	case near && u.Town != "":
		town, _ := e.Gazetteer.City(u.Town)
		return " (" + town.Name + ", " + region + ")"
	case same:
		return " (" + region + ")"
	}
	return ""
}

// Named is the body that a person names as the issuer of a document of facts: with
// its id where the place in its name, or that of the document where it tells none, is
// known.
func (e *Reader) Named(name string, f *archive.Facts) archive.Issuer {
	out := archive.Issuer{Value: archive.Value{Text: name}}
	p := ruletext.NewPage(name)
	b := e.issuerAfter(p, bodyStart(p), len(p.Tokens))
	if b.Text == "" {
		return out
	}
	i := slices.IndexFunc(f.Places, func(p archive.Place) bool { return p.Level == archive.LevelMunicipality })
	if i < 0 {
		return out
	}
	own := territory.Located{Town: -1}
	for _, place := range f.Places[i:] {
		if u, ok := e.Gazetteer.Unit(place.ID); ok {
			own.Unit = u
		}
	}
	if b.At.To > 0 {
		named := e.Candidates(b.At)
		for _, t := range b.At.Towns {
			named = append(named, e.InTown(territory.Located{}, t.City, f.Date.Year).Unit)
		}
		above, _ := e.Gazetteer.Unit(own.Unit.Parent)
		switch {
		case slices.Contains(named, own.Unit):
		case above != nil && slices.Contains(named, above): // the district of its settlement
			own.Unit = above
		case len(named) == 1 && named[0] != nil:
			own.Unit = named[0]
		default:
			return out
		}
	}
	out.ID, out.Name = e.identify(b, own)
	return out
}

// bodyStart is the token at which the noun of a body begins behind its adjectives.
func bodyStart(p *ruletext.Page) int {
	for k := range p.Tokens {
		if p.Stopped() {
			break
		}
		if name, _ := bodyAt(p, k); name != "" {
			return k
		}
	}
	return len(p.Tokens)
}

// identify makes the id of a body of a place, and its name in the authority file.
func (e *Reader) identify(b Body, own territory.Located) (id, name string) {
	place, words := "", e.bareWords(b)
	if u := own.Unit; u != nil && own.Town >= 0 && u.Level == gazetteer.LevelMunicipality &&
		u.Town != e.Gazetteer.Cities[own.Town].ID {
		own.Unit = nil // of a town in the district, whose settlement the file lacks
	}
	switch {
	case own.Unit != nil:
		place = own.Unit.ID
	case own.Town >= 0:
		place = e.Gazetteer.Cities[own.Town].ID
	default:
		return "", ""
	}
	return place + "/" + gazetteer.Slug(words), e.canonical(words, own.Unit, own.Town)
}

// legalForm is that of an institution whose name, in quotes, is that of a body: «МКУ «Управление образования»». It
// is the same body with it or without.
var legalForm = regexp.MustCompile(`^(?:(?:Муниципальное|[Кк]аз[её]нное|[Бб]юджетное|[Аа]втономное) )*` +
	`(?:учреждение|МКУ|МБУ|МАУ|МУ) «((?:Управление|Комитет|Отдел|Департамент|Служба|Финансовое|Центр)[^»]*)»`)

// institution abbreviates the forms of institutions, as most documents do.
var institution = strings.NewReplacer("Муниципальное казённое учреждение", "МКУ", "Муниципальное казенное учреждение",
	"МКУ",
	"Муниципальное бюджетное учреждение", "МБУ")

// bareWords is what a body is called apart from its place and the level of it: «Совет депутатов» of
// «Районный Совет депутатов Минусинского района» and of «Минусинский районный Совет депутатов».
func (e *Reader) bareWords(b Body) string {
	words := strings.Fields(institution.Replace(legalForm.ReplaceAllString(b.words, "$1")))
	i := 0
	if b.At.To > 0 && b.At.From < b.rest && !b.under {
		for i < len(words)-1 && wordform.IsSkiAdjective(strings.ToLower(words[i])) && !ofLevel(words[i]) {
			i++
		}
	}
	for i < len(words)-1 && ofLevel(words[i]) {
		i++
	}
	return wordform.UpperFirst(strings.Join(words[i:], " "))
}

// ofLevel tells the adjectives of bodies that say of what level they are: «городская», «районный».
func ofLevel(word string) bool {
	p := ruletext.NewPage(word)
	return p.HasStem(0, levelAdjectives...)
}

// regionalName is the name of a body of a federal subject in the authority file.
func (e *Reader) regionalName(words, region string) string {
	if gazetteer.IsFederalCity(region) {
		return words + " " + e.genitiveTown(region)
	}
	parts := strings.Fields(shortRegion(region))
	for i, w := range parts {
		switch {
		case wordform.HasEnd(w, "ая"):
			parts[i] = strings.TrimSuffix(w, "ая") + "ой"
		case wordform.HasAdjectiveEnd(w):
			parts[i] = wordform.GenitiveAdjective(w)
		case wordform.HasEnd(w, "край"):
			parts[i] = "края"
		case wordform.HasEnd(w, "область", "Югра", "Республика"):
			parts[i] = strings.TrimSuffix(strings.TrimSuffix(w, "ь"), "а") + "и"
			if w == "Югра" {
				parts[i] = "Югры"
			}
		case w == "округ":
			parts[i] = "округа"
		}
	}
	return words + " " + strings.Join(parts, " ")
}
