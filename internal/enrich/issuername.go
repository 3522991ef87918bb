package enrich

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/gazetteer"
)

// issuerValue writes the body's name, one for all the ways to write it: the body and the
// genitive of its place, without the regions and districts above; in brackets the region
// where other municipalities bear the name.
func (e *Enricher) issuerValue(p *page, l *layout, b body, own located, region string) archive.Issuer {
	var out archive.Issuer
	switch {
	case b.text != "":
	case own.at.core != "" && own.unit != nil:
		b = e.namedIssuer(p, own.at)
	case own.unit == nil && own.town < 0 && own.at.core == "" && region != "" && l.kind == "программа":
		b = e.namedRegional(p, region)
	}
	if b.text == "" {
		return out
	}
	out.Evidence = archive.Evidence{Rule: b.rule}
	if !b.hint {
		out.Evidence = p.evidence(b.rule, b.from, b.to)
	}
	out.Text = b.text
	switch {
	case b.at.to > 0 && !sameCore(b.at.core, own.at.core) && !sameCore(foldName(b.at.nominative()), own.at.core): // of another municipality than the document's own
		out.Text = e.bodyText(b, b.at, nil)
	case own.unit == nil && own.town < 0:
		if b.at.to > 0 {
			out.Text = e.bodyText(b, b.at, nil)
		} else if region != "" && regionalBody(b.text) {
			out.ID = gazetteer.Slug(region) + "/" + gazetteer.Slug(e.withoutRegion(b.text))
		}
	case b.at.to > 0 || own.at.core != "":
		out.Text, out.ID = e.ownBody(b, own)
	}
	return out
}

// withoutRegion cuts a body's name before the region in it.
func (e *Enricher) withoutRegion(name string) string {
	p := newPage(name)
	if named := e.regionsIn(p, len(p.toks)); len(named) > 0 && named[0].from > 0 {
		return p.slice(0, named[0].from)
	}
	return name
}

// ownBody names a body of the document's own municipality, with its id.
func (e *Enricher) ownBody(b body, own located) (text, id string) {
	m := own.at
	if b.at.to > 0 {
		m = b.at
	}
	text = e.bodyText(b, m, own.unit)
	place := ""
	if own.unit != nil && own.doubt.Why == "" {
		place = own.unit.ID
		text += e.apart(own.unit, m)
	} else if own.unit == nil && own.town >= 0 {
		place = e.g.Cities[own.town].ID
	}
	if place == "" {
		return text, ""
	}
	return text, place + "/" + gazetteer.Slug(b.words)
}

// apart is the region in brackets behind a name that other municipalities of Russia bear.
func (e *Enricher) apart(u *gazetteer.Unit, m municipality) string {
	region, _, _ := strings.Cut(u.Region, " (") // Республика Саха (Якутия)
	if m.kind == kindTown {
		if len(m.towns) > 1 {
			return " (" + region + ")"
		}
		return ""
	}
	same, district := false, false
	for _, o := range e.candidates(m) {
		if o.ID == u.ID || o.Core != u.Core || o.Level != u.Level {
			continue
		}
		same = same || o.Region != u.Region
		district = district || o.Region == u.Region && o.Parent != u.Parent
	}
	parent, _ := e.g.Unit(u.Parent)
	switch {
	case district && parent != nil:
		return " (" + parent.Name + ", " + region + ")"
	case same:
		return " (" + region + ")"
	}
	return ""
}

// bodyText writes a body with its place.
func (e *Enricher) bodyText(b body, m municipality, unit *gazetteer.Unit) string {
	if b.at.to > 0 && b.at.from < b.rest && !b.under { // «Угличская городская Дума» bears it already
		return b.words
	}
	name := m.name
	if unit != nil && m.level == 1 && strings.HasPrefix(unit.Name, m.kind+" ") && strings.HasPrefix(m.name, m.kind+" ") && !strings.Contains(m.name, "«") {
		name = unit.Name // «городское поселение город Нерехта», with or without «город»
	} else if unit != nil && m.kind != kindTown && (unit.Level == gazetteer.LevelSettlement) == (m.level == 1) {
		name = respell(name, unit.Core)
	}
	return b.words + " " + e.genitiveName(name)
}

// generic are the words that end a body's name without telling whose it is.
var generic = map[string]bool{
	"района": true, "муниципального": true, "образования": true, "города": true, "городского": true, "сельского": true, "поселения": true,
	"округа": true, "мо": true, "мр": true, "-": true, "сельсовета": true, "рп": true, "г": true, ".": true,
	"внутригородского": true, "внутригородской": true, "территории": true, "санкт": true, "петербурга": true,
}

// wordsOf is the body's name without its place: «Комитет по управлению имуществом
// администрации»; with it where it stands before the noun: «Угличская городская Дума».
func (e *Enricher) wordsOf(p *page, b body) string {
	end := b.to
	if b.at.to > 0 && b.at.from >= b.rest {
		end = min(b.at.from, b.to)
	} else if b.at.to > 0 { // «Минусинский районный Совет депутатов Красноярского края»
		if cut := e.regionFrom(p, b.rest, end); cut > b.rest {
			end = cut
		}
	}
	for end > b.rest && (generic[p.at(end-1)] && !p.ofSchools(end-1) || isOpenQuote(p.at(end-1)) || p.municipalLetters(end-1)) {
		end--
	}
	for k := b.rest; k < end && b.at.to > 0; k++ { // another column: who a letter is to
		if name, _ := p.bodyAt(k); name == "" && p.capital(k) && len(p.at(k)) > 2 && !p.toks[k].caps && p.toks[b.rest-1].caps {
			end = k
		}
	}
	return strings.TrimSpace(b.noun + " " + lowerWords(e.write(p, b.rest, end, false)))
}

// municipalLetters tells «ХМО», «НГО»: the municipality in letters.
func (p *page) municipalLetters(k int) bool {
	return p.toks[k].caps && len(p.at(k)) <= 2*4 && hasEnd(p.at(k), "мо", "го", "мр", "гп", "сп")
}

// lowerWords writes what is in capitals in a body's name small; abbreviations stay.
func lowerWords(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if low := strings.ToLower(w); w == strings.ToUpper(w) && !abbreviation[low] && (len(w) >= 2*4 || prepositions[low] || low == "их") {
			words[i] = low
		}
	}
	return strings.Join(words, " ")
}

// ofSchools tells «управление образования» from «муниципального образования».
func (p *page) ofSchools(k int) bool {
	return p.at(k) == "образования" && !p.begins(k-1, "муниципальн")
}

// respell writes the core of a municipality's name as the authority file does: «Межевской»
// for «Межевский», «Тёплый» or «Теплый».
func respell(name, core string) string {
	words := strings.Fields(name)
	for i, w := range words {
		bare := strings.Trim(w, "«»")
		if bare != core && strings.ReplaceAll(bare, "ё", "е") != core && lightStem(foldName(bare)) == lightStem(foldName(core)) && adjectival(bare) && adjectival(core) && hasEnd(bare, "ий", "ой", "ый") == hasEnd(core, "ий", "ой", "ый") {
			words[i] = strings.Replace(w, bare, core, 1)
		}
	}
	return strings.Join(words, " ")
}

// sameCore compares folded cores; «Межевской» may have been read as «Межевский».
func sameCore(a, b string) bool {
	return a == b || lightStem(joinedDash.Replace(a)) == lightStem(joinedDash.Replace(b))
}

func adjectival(w string) bool { return hasEnd(w, "ий", "ой", "ый", "ое", "ая") }

// genitiveName turns the name of a municipality to the genitive: «Шегарский район»,
// «муниципальный район «Печора»», «город Рязань», «Кетовский сельсовет». «Муниципальный
// район «Ижемский»» is written as «Ижемский район».
func (e *Enricher) genitiveName(name string) string {
	kinds := []string{"муниципальный район", "муниципальное образование", "городской округ", "муниципальный округ", "сельское поселение", "городское поселение", "округ", "посёлок", "ЗАТО"}
	for _, kind := range kinds {
		rest, ok := strings.CutPrefix(name, kind+" ")
		if !ok {
			continue
		}
		if strings.HasSuffix(kind, "поселение") {
			return genitiveWords(kind) + " " + rest
		}
		bare := strings.Trim(rest, "«»")
		switch {
		case kind == "муниципальный район" && adjectival(bare) && !strings.Contains(bare, " "):
			return genitiveAdjective(bare) + " района"
		case kind == "городской округ" || kind == "муниципальный округ" || kind == "ЗАТО" || kind == "округ":
			rest = bare
		}
		if town, ok := strings.CutPrefix(rest, "город "); ok && kind != "муниципальный район" {
			rest = town
		}
		return genitiveWords(kind) + " " + rest
	}
	if town, ok := strings.CutPrefix(name, "город "); ok {
		return "города " + e.genitiveTown(town)
	}
	words := strings.Fields(name)
	if n := len(words); n == 3 && words[1] == "муниципальный" && words[2] == kindDistrict {
		words = []string{words[0], words[2]}
	}
	return genitiveWords(strings.Join(words, " "))
}

func genitiveWords(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		switch {
		case adjectival(w):
			words[i] = genitiveAdjective(w)
		case hasEnd(w, "ие"):
			words[i] = strings.TrimSuffix(w, "е") + "я"
		case w == "посёлок":
			words[i] = "посёлка"
		case w == "ЗАТО":
		case hasEnd(w, "район", "округ", "сельсовет", "поссовет", "кожуун", "улус", "наслег", "сумон"):
			words[i] = w + "а"
		case w == "поселение", w == "образование":
			words[i] = strings.TrimSuffix(w, "е") + "я"
		}
	}
	return strings.Join(words, " ")
}

// genitiveAdjective turns «Шегарский», «Слободское», «Полевской» to «Шегарского»….
func genitiveAdjective(w string) string {
	for _, end := range []string{"ний", "нее"} {
		if stem, ok := strings.CutSuffix(w, end); ok {
			return stem + "него"
		}
	}
	for _, end := range []string{"ий", "ый", "ой", "ое"} {
		if stem, ok := strings.CutSuffix(w, end); ok {
			return stem + "ого"
		}
	}
	return w
}

// genitiveTown is the genitive of a town's name, the name itself when it is unknown.
func (e *Enricher) genitiveTown(name string) string {
	if gen, ok := e.genitive[name]; ok {
		return gen
	}
	return name
}
