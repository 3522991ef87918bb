package toponym

import (
	"strings"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
	"letopis/internal/gazetteer"
)

// cityName is a way to write a town: the words after the first one, and what
// the form says.
type cityName struct {
	rest []string
	city int
	name string // nominative, folded
	form gazetteer.Case
	old  bool
}

// Matched is a town's name in a text. Homonyms match together.
type Matched struct {
	City int
	name string
	form gazetteer.Case
	old  bool
	End  int // after the last token
}

// indexCities keys every form of every town by its first word.
func (e *Names) indexCities() {
	e.cities, e.Genitive = map[string][]cityName{}, map[string]string{}
	e.Gazetteer.Forms(func(key string, names []gazetteer.Name) {
		words := strings.FieldsFunc(key, func(r rune) bool { return r == ' ' || r == '-' })
		for _, n := range names {
			if n.Case&gazetteer.Genitive != 0 && !n.Old {
				if other := e.Genitive[n.Name]; other == "" || n.Text < other { // «Азнакаева», not «Азнакаево»
					e.Genitive[n.Name] = n.Text
				}
			}
			e.cities[words[0]] = append(e.cities[words[0]],
				cityName{words[1:], n.City, wordform.FoldCity(n.Name), n.Case, n.Old})
		}
	})
}

// Match returns the towns whose name begins at token i, those of the longest
// name only.
func (e *Names) Match(p *ruletext.Page, i int) []Matched {
	if !p.HasKind(i, ruletext.Word) || !p.Capitalized(i) {
		return nil
	}
	var out []Matched
	longest := 0
	for _, n := range e.cities[p.At(i)] {
		end, ok := follows(p, i+1, n.rest)
		if !ok || end < longest {
			continue
		}
		if end > longest {
			out, longest = out[:0], end
		}
		out = append(out, Matched{n.city, n.name, n.form, n.old, end})
	}
	return out
}

// follows reports whether the words stand at token k, with hyphens between them or
// without.
func follows(p *ruletext.Page, k int, words []string) (int, bool) {
	for _, w := range words {
		if p.At(k) == "-" {
			k++
		}
		if p.At(k) != w || !p.Capitalized(k) && w != "на" {
			return 0, false
		}
		k++
	}
	return k, true
}

// Standing says how sure a match is that a town is meant.
type Standing int

const (
	no      Standing = iota
	Perhaps          // a word or a surname as well
	Bare             // the name alone
	Told             // «г.», «город», «городской округ»
	OwnName          // a municipality bears the name
)

// TownWord reports whether token i announces a town: «город», «гор.».
func TownWord(p *ruletext.Page, i int) bool {
	return p.IsAny(i, townForms...)
}

// Weigh judges a match of a town's name at tokens i…end.
func (e *Names) Weigh(p *ruletext.Page, i int, m Matched) Standing {
	if e.compound(p, i, m.End) || wordform.IsAdjectival(wordform.LastPart(m.name)) && p.HasStem(m.End, kindStems...) {
		return no
	}
	if s, ok := announced(p, i, m); ok {
		return s
	}
	if inPlaceList(p, i) || roadName(p, i, m.End) || afterFirstName(p, i) ||
		p.HasStem(i-1, "вечерн") && p.Capitalized(i-1) {
		return no
	}
	if q := inQuotes(p, i, m.End); q != Bare {
		return q
	}
	if ruletext.IsOpenQuote(p.At(i-1)) && p.At(m.End) == "-" && len(e.Match(p, m.End+1)) == 0 { // «Томск – Нефть»
		return no
	}
	if personal(p, i, m.End) ||
		p.HasStem(i-1, "нов", "стар", "верхн", "нижн", "больш", "мал") && p.Capitalized(i-1) &&
			wordform.IsAdjectival(p.At(i-1)) {
		return no
	}
	if m.form == gazetteer.Instrumental && wordform.HasEnd(p.At(i), "ском", "цком") &&
		!p.IsAny(i-1, instrumentals...) {
		return no // «в Алейском районе» is an adjective
	}
	if OrgWords[p.At(i-1)] && p.Tokens[i-1].AllCaps {
		return no
	}
	if e.notTown(p, i, m) {
		return Perhaps
	}
	return Bare
}

// compound tells parts of names with hyphens («Троицко-Печорск»); a dash
// between towns («Москва – Казань») is none.
func (e *Names) compound(p *ruletext.Page, i, end int) bool {
	hyphen := func(k int) bool {
		return p.HasKind(k, ruletext.Mark) && p.At(k) == "-" && p.Text[p.Tokens[k].Start] == '-'
	}
	if hyphen(i-1) && p.Adjoins(i) && p.HasKind(i-2, ruletext.Word) && p.Adjoins(i-1) && len(e.Match(p, i-2)) == 0 {
		return true
	}
	if p.At(end+1) == "наукоград" {
		return false
	}
	if p.At(end) == "-" && wordform.IsSkiAdjective(p.At(end+1)) && p.Capitalized(end+1) { // «Обь - Енисейский канал»
		return true
	}
	return hyphen(end) && p.Adjoins(end) && p.HasKind(end+1, ruletext.Word) && p.Adjoins(end+1) &&
		(len(e.Match(p, end+1)) == 0 || wordform.IsSkiAdjective(p.At(end+1))) ||
		hyphen(end) && p.Adjoins(end) && p.HasKind(end+1, ruletext.Number) && p.Adjoins(end+1)
}

// inPlaceList reports whether the name at token i stands in such a list.
func inPlaceList(p *ruletext.Page, i int) bool {
	for k := i - 1; k > i-24 && k >= 0 && p.Line(k) == p.Line(i); k-- {
		if listedPlaces[p.At(k)] {
			return true
		}
		if !p.Capitalized(k) && !p.IsAny(k, ",", "и", ":", "-", "«", "»") {
			return false
		}
	}
	return false
}

// roadName reports whether the name at tokens i…end is a part of the name of a road or a
// pipe: «трасса М-7 «Москва – Казань – Уфа»», «дороги Чистополь-Азеево, Нурлат – Бугульма».
func roadName(p *ruletext.Page, i, end int) bool {
	if p.At(i-1) != "-" && p.At(end) != "-" {
		return false
	}
	k := i - 1
	for k > i-24 && k >= 0 && !p.HasStem(k, roads...) &&
		(p.Capitalized(k) || p.HasKind(k, ruletext.Number) || p.IsAny(k, "-", ",", "«", `"`, "(", "№")) {
		k--
	}
	for n := 0; n < 6 && p.HasKind(k, ruletext.Word); n, k = n+1, k-1 {
		if p.HasStem(k, roads...) {
			return true
		}
		if !p.HasStem(k, roadKinds...) {
			return false
		}
	}
	return false
}

// announced reads what stands before the name: «г.», «городской округ», or
// «село», «река», «ул.» that make it something else.
func announced(p *ruletext.Page, i int, m Matched) (Standing, bool) {
	k := i - 1
	dot := p.At(k) == "."
	if dot {
		k--
	}
	switch {
	case TownWord(p, k) && ruletext.IsOpenQuote(p.At(k-1)) && p.HasStem(k-2, wording.OwnerWords...):
		// района «Город Людиново и …»
		return OwnName, true
	case p.At(k) == "г" && p.Year(k-1) > 0 && p.Line(k-1) == p.Line(k) && !PlaceLine(p, i, m.End):
		// «2017 г. Углич»: the year's own
		return Bare, false
	case p.At(k) == "г" && p.Capitalized(k) && !p.Tokens[i].AllCaps && !p.StartsLine(k): // an initial
		return no, true
	case p.At(k) == "г" && p.Line(k) >= p.Line(i)-1, TownWord(p, k) && (!dot || p.At(k) == "гор"):
		return Told, true
	case p.HasStem(k, streets...) && !dot:
		if !p.Capitalized(k-1) || p.StartsSentence(k-1) { // «улица Гагарина», but «на Волжской улице Костромы»
			return no, true
		}
	case dot && p.At(k) == "о" && p.At(k-1) == "." && p.At(k-2) == "г": // г. о. Самара
		return OwnName, true
	case p.At(k) == "славы" && p.HasStem(k-1, "воинск", "трудов") && TownWord(p, k-2):
		return Told, true
	case otherPlaces[p.At(k)] && (!dot || len(p.At(k)) <= 2*3):
		return no, true
	case dot && p.IsAny(k, placeLetters...) && (p.Line(k) == p.Line(i)), dot && p.At(k) == "п" && p.At(k-2) == "р":
		return no, true
	case p.IsAny(k, "с", "п", "д", "р") && !dot && m.form&gazetteer.Nominative != 0 &&
		m.form&(gazetteer.Genitive|gazetteer.Instrumental) == 0:
		return no, true
	case p.HasStem(k, "округ", "поселени") && p.HasStem(k-1, "городск", "муниципальн") && !dot,
		p.HasStem(k, "округ", "округе") && !dot && !p.HasStem(k-1, "автономн", "федеральн") && !p.StartsLine(i),
		p.IsAny(k, "мо", "го", "зато") && p.Tokens[k].AllCaps, p.HasStem(k, "образовани") && p.HasStem(k-1, "территориальн"):
		return OwnName, true
	case p.HasStem(k, "поселени", "сельсовет", "поссовет", "волост"):
		return no, true
	}
	return Bare, false
}

// inQuotes judges names inside quotation marks: those of municipalities are
// towns, those of firms and clubs are not.
func inQuotes(p *ruletext.Page, i, end int) Standing {
	whole := ruletext.IsOpenQuote(p.At(i-1)) && ruletext.IsCloseQuote(p.At(end))
	if whole || ruletext.IsOpenQuote(p.At(i-1)) && p.HasStem(end, "и") {
		switch k := i - 2; {
		case p.HasStem(k, "район", "округ", "образовани") || p.IsAny(k, "мо", "мр", "го", "гп") ||
			p.HasStem(k, "поселени") && p.HasStem(k-1, "городск"):
			return OwnName
		case whole:
			return no
		}
	}
	for k := i - 1; k > i-7 && k >= 0; k-- {
		if ruletext.IsCloseQuote(p.At(k)) && p.At(k) == "»" || p.At(k) == "." {
			return Bare
		}
		if ruletext.IsOpenQuote(p.At(k)) {
			if OrgWords[p.At(k-1)] || k == i-1 && otherPlaces[p.At(k-1)] ||
				p.Line(k) == p.Line(i) && k == i-1 && p.HasKind(k-1, ruletext.Word) && p.Tokens[k-1].AllCaps &&
					len(p.At(k-1)) <= 2*5 {
				return no
			}
			if k == i-1 && p.HasStem(k-1, wording.OwnerWords...) || p.At(k-1) == "мо" && k >= i-4 {
				return Bare
			}
			return Bare
		}
	}
	return Bare
}

// personal tells names with initials beside them.
func personal(p *ruletext.Page, i, end int) bool {
	return p.Initial(end) && p.Line(end) == p.Line(end-1) || p.Initial(i-2) && p.Line(i-2) == p.Line(i)
}

// firstNames are the stems of first names.
var firstNames = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range words.Words("firstNames") {
		m[wordform.LightStem(w)] = true
	}
	return m
}()

// afterFirstName reports whether a first name stands right before the name at token i.
func afterFirstName(p *ruletext.Page, i int) bool {
	return p.HasKind(i-1, ruletext.Word) && p.Capitalized(i-1) && p.Line(i-1) == p.Line(i) &&
		firstNames[wordform.LightStem(p.At(i-1))] && !p.IsAny(i-1, wordsLikeNames...)
}

// notTown judges names that are also words, surnames or adjectives.
func (e *Names) notTown(p *ruletext.Page, i int, m Matched) bool {
	key := m.name
	adjective := wordform.IsAdjectival(key)
	surname := wordform.HasEnd(key, "ов", "ев", "ин") ||
		m.form&gazetteer.Nominative == 0 &&
			wordform.HasEnd(key, "ово", "ево", "ино", "ыно")
	if surname && safeSurname[key] {
		surname = false
	}
	if !adjective && !surname && !ordinary[key] {
		return p.Tokens[i].AllCaps && p.LineInCapitals(i) && len(p.At(i)) <= 2*3
	}
	if p.Tokens[i].AllCaps && p.LineInCapitals(i) || p.StartsSentence(i) || adjective && ofDistricts(p, m.End) {
		return true
	}
	if p.Capitalized(m.End) && !p.StartsLine(m.End) && !p.Tokens[m.End].AllCaps && !wordform.IsSkiAdjective(p.At(m.End)) {
		// a surname or a name follows
		return true
	}
	if p.HasStem(i-1, townOwned...) && (!p.Capitalized(i-1) || p.StartsSentence(i-1)) &&
		m.form&gazetteer.Genitive != 0 && !p.HasStem(i-1, "центральн", "судь", "судим", "властн") {
		return adjective && !functionAfter(p, m.End)
	}
	switch prep := p.At(i - 1); prep {
	case "в", "во", "на":
		return m.form&(gazetteer.Prepositional|gazetteer.Accusative) == 0 || adjective && !functionAfter(p, m.End)
	case "из", "до", "от", "около":
		return m.form&gazetteer.Genitive == 0 || prep != "из" && surname || adjective && !functionAfter(p, m.End)
	case "под":
		return m.form&gazetteer.Instrumental == 0 || surname && strings.HasSuffix(p.At(i), "ым") || adjective
	}
	return true
}

// ofDistricts reports whether the adjective that ends before token k is one of several:
// «в Белоярском, Орловском и Степановском сельских поселениях».
func ofDistricts(p *ruletext.Page, k int) bool {
	from := k
	for k < from+ruletext.MaxRun && p.IsAny(k, ",", "и") && p.Capitalized(k+1) && PlaceAdjective(p, k+1) {
		k += 2
	}
	return k > from && p.HasStem(k, districtStems...)
}

// functionAfter reports that no noun follows that an adjective could go with.
func functionAfter(p *ruletext.Page, k int) bool {
	return !p.HasKind(k, ruletext.Word) || p.Capitalized(k) && wordform.IsSkiAdjective(p.At(k)) ||
		p.IsAny(k, functionWords...)
}
