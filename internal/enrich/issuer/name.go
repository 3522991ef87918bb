package issuer

import (
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
	"letopis/internal/gazetteer"
)

// Value writes the body's name: the body and the genitive of its place as the text calls it,
// without the regions and districts above; in brackets the region
// where other municipalities bear the name.
func (e *Reader) Value(p *ruletext.Page, l *layout.Layout, b Body, own territory.Located,
	region string) archive.Issuer {
	var out archive.Issuer
	if b.rule == ruleSignature && strings.HasPrefix(b.noun, "Глава") && !wording.NotAct[l.Kind] && own.Unit != nil {
		// the head signs what the administration ordains, too
		if o := e.namedIssuer(p, own.At); o.Text != "" {
			b = o
		}
	}
	switch {
	case b.Text != "":
	case own.At.Core != "" && own.Unit != nil:
		b = e.namedIssuer(p, own.At)
	case own.Unit == nil && own.Town < 0 && own.At.Core == "" && region != "" && l.Kind == "программа":
		b = e.namedRegional(p, region)
	}
	if b.Text == "" {
		return out
	}
	out.Evidence = archive.Evidence{Rule: b.rule}
	if !b.Hint {
		out.Evidence = p.Evidence(b.rule, b.from, b.to)
	}
	out.Text = b.Text
	switch {
	case b.whole, b.At.To == 0 && b.to > b.rest && b.isFirm():
		if own.Unit != nil {
			out.ID, out.Name = own.Unit.ID+"/"+gazetteer.Slug(b.words), b.Text
		}
	case b.At.To == 0 && region != "" && IsRegional(b.Text):
		words := e.withoutRegion(b.Text)
		out.ID, out.Name = gazetteer.Slug(region)+"/"+gazetteer.Slug(words), e.regionalName(words, region)
	case b.At.To > 0 && !sameCore(b.At.Core, own.At.Core) && !sameCore(wordform.FoldName(b.At.Nominative()), own.At.Core):
		// of another municipality than the document's own
		out.Text = e.bodyText(b, b.At, nil)
	case own.Unit == nil && own.Town < 0:
		if b.At.To > 0 {
			out.Text = e.bodyText(b, b.At, nil)
		}
	case b.At.To > 0 || own.At.Core != "":
		out.Text, out.ID, out.Name = e.ownBody(b, own)
	}
	return out
}

// isFirm reports whether the body has a name of its own in quotes, which tells it from others: «МУП «Водоканал»».
func (b Body) isFirm() bool {
	return slices.Contains([]string{"МУП", "МКУ", "МБУ", "МАУ", "Предприятие"}, b.noun) && strings.HasSuffix(b.Text, "»")
}

// withoutRegion cuts a body's name before the region in it.
func (e *Reader) withoutRegion(name string) string {
	p := ruletext.NewPage(name)
	if named := e.RegionsIn(p, len(p.Tokens)); len(named) > 0 && named[0].From > 0 {
		return strings.TrimSuffix(strings.TrimSpace(p.Slice(0, named[0].From)), " Республики")
	}
	return name
}

// ownBody names a body of the document's own municipality, with its id and its name in
// the authority file.
func (e *Reader) ownBody(b Body, own territory.Located) (text, id, name string) {
	m := own.At
	if b.At.To > 0 {
		m = b.At
	}
	text = e.bodyText(b, m, own.Unit)
	if own.Doubt.Why != "" {
		return text, "", ""
	}
	if own.Unit != nil && !(b.noun == "Сход" && text == b.words) {
		text += e.apart(own.Unit, m)
	}
	id, name = e.identify(b, own)
	return text, id, name
}

// apart is the region in brackets behind a name that other municipalities of Russia bear.
func (e *Reader) apart(u *gazetteer.Unit, m territory.Municipality) string {
	region, _, _ := strings.Cut(u.Region, " (") // Республика Саха (Якутия)
	if m.Kind == territory.KindTown {
		if len(m.Towns) > 1 {
			return " (" + region + ")"
		}
		return ""
	}
	same, district := false, false
	for _, o := range e.Candidates(m) {
		if o.ID == u.ID || o.Core != u.Core || o.Level != u.Level {
			continue
		}
		same = same || o.Region != u.Region
		district = district || o.Region == u.Region && o.Parent != u.Parent
	}
	parent, _ := e.Gazetteer.Unit(u.Parent)
	switch {
	case district && parent != nil:
		return " (" + parent.Name + ", " + region + ")"
	case same:
		return " (" + region + ")"
	}
	return ""
}

// bodyText writes a body with its place.
func (e *Reader) bodyText(b Body, m territory.Municipality, unit *gazetteer.Unit) string {
	if b.At.To > 0 && b.At.From < b.rest && !b.under { // «Угличская городская Дума» bears it already
		return b.words
	}
	if b.noun == "Сход" && ofVillage(b.words) || b.placeTold(m) ||
		b.At.To == 0 && !b.under && strings.HasSuffix(b.words, "»") { // an institution bears a name of its own
		return b.words
	}
	name := m.Name
	if unit != nil && m.Level == 1 && strings.HasPrefix(unit.Name, m.Kind+" ") &&
		strings.HasPrefix(m.Name, m.Kind+" ") && !strings.Contains(m.Name, "«") {
		name = unit.Name // «городское поселение город Нерехта», with or without «город»
	} else if unit != nil && m.Kind != territory.KindTown && (unit.Level == gazetteer.LevelSettlement) == (m.Level == 1) {
		name = respell(name, unit.Core)
	}
	return b.words + " " + e.genitiveName(name)
}

// placeTold reports whether the first adjective of a body is that of the place m: «Усть-Неринский
// поселковый Совет депутатов» of «Поселок Усть-Нера».
func (b Body) placeTold(m territory.Municipality) bool {
	first, rest, _ := strings.Cut(strings.ToLower(b.noun), " ")
	if !wordform.IsSkiAdjective(first) {
		return false
	}
	if b.At.To == 0 && strings.Contains(rest, "прокуратура") { // «Угличская межрайонная прокуратура»
		return true
	}
	stem := wordform.LightStem(wordform.FoldName(m.Nominative()))
	return len(stem) >= 2*3 && strings.HasPrefix(wordform.FoldName(first), stem)
}

// ofVillage reports whether a body's name ends with that of a village.
func ofVillage(words string) bool {
	list := strings.Fields(words)
	return len(list) > 2 && villages[list[len(list)-2]]
}

// wordsOf is the body's name without its place: «Комитет по управлению имуществом
// администрации»; with it where it stands before the noun: «Угличская городская Дума».
func (e *Reader) wordsOf(p *ruletext.Page, b Body) string {
	end := b.to
	if b.At.To > 0 && b.At.From >= b.rest {
		end = min(b.At.From, b.to)
	} else if b.At.To > 0 { // «Минусинский районный Совет депутатов Красноярского края»
		if cut, _ := e.regionSpan(p, b.rest, end); cut > b.rest {
			end = cut
		}
	}
	for end > b.rest && (generic[p.At(end-1)] && !ofSchools(p, end-1) || ruletext.IsOpenQuote(p.At(end-1)) ||
		municipalLetters(p, end-1)) {
		end--
	}
	for k := b.rest; k < end && b.At.To > 0; k++ { // another column: who a letter is to
		if name, _ := bodyAt(p, k); name == "" && p.Capitalized(k) && len(p.At(k)) > 2 && !p.Tokens[k].AllCaps &&
			p.Tokens[b.rest-1].AllCaps && len(p.At(b.rest-1)) > 2*4 {
			end = k
		}
	}
	return strings.TrimSpace(b.noun + " " + lowerWords(e.Write(p, b.rest, end, false)))
}

// municipalLetters tells «ХМО», «НГО»: the municipality in letters.
func municipalLetters(p *ruletext.Page, k int) bool {
	return p.Tokens[k].AllCaps && len(p.At(k)) <= 2*4 && wordform.HasEnd(p.At(k), "мо", "го", "мр", "гп", "сп")
}

// lowerWords writes what is in capitals in a body's name small; abbreviations stay.
func lowerWords(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if i > 0 && villages[words[i-1]] && w == strings.ToUpper(w) { // «Сход граждан села Лазарево»
			words[i] = wordform.TitleCase(w)
			continue
		}
		if i > 0 && (words[i-1] == "–" || words[i-1] == "-") && w == strings.ToUpper(w) { // «Собрание – Курултай»
			words[i] = wordform.TitleCase(w)
			continue
		}
		if low := strings.ToLower(w); w == strings.ToUpper(w) && !toponym.Abbreviation[low] &&
			(len(w) >= 2*4 || prepositions[low] || low == "их") {
			words[i] = low
			if bare, quoted := strings.CutPrefix(low, "«"); quoted {
				words[i] = "«" + wordform.UpperFirst(bare)
			}
		}
	}
	return strings.Join(words, " ")
}

// ofSchools tells «управление образования» from «муниципального образования».
func ofSchools(p *ruletext.Page, k int) bool {
	return p.At(k) == "образования" && !p.HasStem(k-1, "муниципальн")
}

// respell writes the core of a municipality's name as the authority file does: «Межевской»
// for «Межевский», «Тёплый» or «Теплый».
func respell(name, core string) string {
	words := strings.Fields(name)
	for i, w := range words {
		bare := strings.Trim(w, "«»")
		if bare != core && strings.ReplaceAll(bare, "ё", "е") != core &&
			wordform.LightStem(wordform.FoldName(bare)) == wordform.LightStem(wordform.FoldName(core)) &&
			wordform.HasAdjectiveEnd(bare) && wordform.HasAdjectiveEnd(core) &&
			wordform.HasEnd(bare, "ий", "ой", "ый") == wordform.HasEnd(core, "ий", "ой", "ый") {
			words[i] = strings.Replace(w, bare, core, 1)
		}
	}
	return strings.Join(words, " ")
}

// sameCore compares folded cores; «Межевской» may have been read as «Межевский».
func sameCore(a, b string) bool {
	stem := func(core string) string { return wordform.LightStem(territory.JoinedDash.Replace(core)) }
	return a == b || stem(a) == stem(b)
}

// genitiveName turns the name of a municipality to the genitive: «Шегарский район»,
// «муниципальный район «Печора»», «город Рязань», «Кетовский сельсовет». «Муниципальный
// район «Ижемский»» is written as «Ижемский район».
func (e *Reader) genitiveName(name string) string {
	if bare, ok := strings.CutPrefix(name, "поселок "); ok { // of Saint Petersburg
		return "посёлка " + bare
	}
	kinds := []string{"муниципальный район", "муниципальное образование", "городской округ", "муниципальный округ",
		"сельское поселение", "городское поселение", "поселение", "округ", "посёлок", "ЗАТО"}
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
		case kind == "ЗАТО" && (strings.HasPrefix(bare, "город ") || strings.HasPrefix(bare, "посёлок ")):
			return kind + " " + e.genitiveName(bare)
		case kind == "муниципальный район" && wordform.HasAdjectiveEnd(bare) && !strings.Contains(bare, " "):
			return wordform.GenitiveAdjective(bare) + " района"
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
	if n := len(words); n == 3 && words[1] == "муниципальный" && words[2] == territory.KindDistrict {
		words = []string{words[0], words[2]}
	}
	return genitiveWords(strings.Join(words, " "))
}

func genitiveWords(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		switch {
		case wordform.HasAdjectiveEnd(w):
			words[i] = wordform.GenitiveAdjective(w)
		case wordform.HasEnd(w, "ие"):
			words[i] = strings.TrimSuffix(w, "е") + "я"
		case w == "волость":
			words[i] = "волости"
		case w == "посёлок":
			words[i] = "посёлка"
		case w == "ЗАТО":
		case wordform.HasEnd(w, masculineKinds...):
			words[i] = w + "а"
		case w == "поселение", w == "образование":
			words[i] = strings.TrimSuffix(w, "е") + "я"
		}
	}
	return strings.Join(words, " ")
}

// genitiveTown is the genitive of a town's name, the name itself when it is unknown.
func (e *Reader) genitiveTown(name string) string {
	if gen, ok := e.Genitive[name]; ok {
		return gen
	}
	return name
}

// Spelt is the name of m as the authority file spells its core: «Межевской», «Тёплый Стан».
func Spelt(m territory.Municipality, at territory.Located) string {
	if at.Unit == nil || at.Doubt.Why != "" || m.Kind == territory.KindTown {
		return m.Name
	}
	return respell(m.Name, at.Unit.Core)
}
