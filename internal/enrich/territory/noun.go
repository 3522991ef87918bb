package territory

import (
	"slices"
	"strings"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
	"letopis/internal/gazetteer"
)

// Kinds as texts call them, beside KindDistrict and KindTown.
const (
	kindFormation  = "муниципальное образование"
	kindMunicipal  = "муниципальный район"
	kindUrbanOkrug = "городской округ"
	kindOkrug      = "муниципальный округ"
	kindUrban      = "городское поселение"
	kindRural      = "сельское поселение"
	kindSettlement = "поселение"
	kindClosed     = "ЗАТО"
	kindClosedCity = "городской округ ЗАТО"
	kindShortOkrug = "округ"
)

// Levels of municipalities, in Municipality.Level.
const (
	levelSettlement = 1
	levelDistrict   = 2 // or an urban okrug
)

// nounMunicipality reads «муниципального района «Печора»», «городской округ
// Кашира», «МР «Печора»», «сельское поселение Успенское», «округ Муром».
// depth is how many names of others it stands in.
func (e *Finder) nounMunicipality(p *ruletext.Page, i, depth int) (Municipality, bool) {
	if p.HasStem(i, "поселени") {
		return e.citySettlement(p, i)
	}
	kind, k, ok := kindAt(p, i)
	if !ok {
		return Municipality{}, false
	}
	if p.At(k) == "-" {
		k++
	}
	m := Municipality{From: i, Level: kind.level, Okrug: kind.okrug, Kind: kind.name}
	if kind.name == kindFormation {
		if in, ok := e.formation(p, i, k, depth); ok {
			return in, true
		}
		if inner, _, ok := kindAt(p, k); ok && inner.level == levelSettlement && inner.name != kindSettlement {
			if in, ok := e.nounMunicipality(p, k, depth); ok { // «муниципальное образование сельское поселение «Выдринское»»
				in.From = i
				return in, true
			}
		}
	}
	if q := wording.QuoteAt(p, k); q.End > 0 && q.Inner-q.From <= 10 && (p.Capitalized(k+1) || p.At(k+1) == "город") {
		return e.quotedName(p, m, q, depth), true
	}
	return e.bareName(p, m, k)
}

// formation reads the name at token k of the «муниципальное образование» at token i where it has
// a kind of its own: «МО Луговский район».
func (e *Finder) formation(p *ruletext.Page, i, k, depth int) (Municipality, bool) {
	if in, ok := e.withinCity(p, k, depth); ok {
		in.From = i
		return in, true
	}
	for j := k; j <= k+2 && !toponym.TownWord(p, j) && p.At(j) != "г" && !p.IsAny(j, villageWords...); j++ {
		if strings.HasSuffix(p.At(j), "кое") && p.Capitalized(j+1) && wordform.IsSkiAdjective(p.At(j+1)) {
			// «МО Денятинское Меленковского района»
			break
		}
		if toponym.PlaceAdjective(p, j) {
			if in, ok := AdjectiveMunicipality(p, j); ok {
				return in, true
			}
			if in, ok := innerOkrug(p, j); ok && len(e.Candidates(in)) > 0 { // «МО Владимирский округ»
				return in, true
			}
		}
	}
	return Municipality{}, false
}

// quotedName reads the name of m in the quote q.
func (e *Finder) quotedName(p *ruletext.Page, m Municipality, q wording.Quote, depth int) Municipality {
	k := q.From
	if in, ok := e.quotedMunicipality(p, k+1, depth); ok && (m.Kind == kindFormation ||
		m.Kind == kindMunicipal && in.Level == levelDistrict || m.Kind == kindUrbanOkrug && in.Kind == kindClosed) {
		in.To = q.End
		return in
	}
	if names := e.Match(p, k+2); m.Kind == kindFormation && toponym.TownWord(p, k+1) && len(names) > 0 &&
		(names[0].End == q.Inner || wordform.IsSkiAdjective(p.At(names[0].End)) && p.Capitalized(names[0].End)) {
		// МО «город Сарапул», «Город Кировск Кировского района»
		m = e.TownMunicipality(names, m.From)
		m.To = q.End
		return m
	}
	name := wordform.UpperFirst(e.Write(p, k+1, q.Inner, p.Tokens[k+1].AllCaps))
	name = strings.ReplaceAll(name, " - ", "-")
	m.To, m.Core, m.Form = q.End, wordform.FoldName(name), name
	if _, last, ok := strings.Cut(name, " и "); ok && strings.HasSuffix(last, " район") {
		// «Город Людиново и Людиновский район»
		m.Form = strings.TrimSuffix(last, " район")
	}
	m.Name = m.Kind + " «" + name + "»"
	return m
}

// bareName reads the name of m without quotes at token k.
func (e *Finder) bareName(p *ruletext.Page, m Municipality, k int) (Municipality, bool) {
	if p.HasStem(k, "рабоч", "дачн", "курортн") && p.IsAny(k+1, villageWords...) {
		k++
	}
	city := p.IsAny(k, "город", "города", "г")
	if city {
		k++
		if p.At(k) == "." {
			k++
		}
	}
	village := p.IsAny(k, villageWords...) ||
		m.Level == levelSettlement && p.IsAny(k, ruralWords...) && p.Capitalized(k+1)
	if village {
		k++
	}
	if m.Kind == kindOkrug || m.Kind == kindUrbanOkrug {
		in, ok := innerOkrug(p, k)
		if !ok {
			in, ok = okrugDistrict(p, k, m.Kind)
		}
		if ok && len(e.Candidates(in)) > 0 {
			in.From = m.From
			return in, true
		}
	}
	if m.Kind == kindRural && toponym.PlaceAdjective(p, k) && p.HasStem(k+1, settlementKinds...) {
		in, ok := AdjectiveMunicipality(p, k) // «сельское поселение Емашинский сельсовет»
		in.From, in.Name = m.From, kindRural+" "+in.Name
		return in, ok
	}
	if p.Line(k) > p.Line(k-1)+1 || wording.ActNouns[p.At(k)] != "" || p.HasStem(k, noNames...) ||
		!p.Capitalized(k) && !(p.At(k) == "имени" && p.Capitalized(k+1)) {
		return Municipality{}, false
	}
	names, to, ok := e.Match(p, k), e.longName(p, k, m.Level), true
	town := len(names) > 0 && m.Kind != kindRural && !village
	switch {
	case to > 0: // «муниципальный округ Остров Декабристов»
		m.Name, m.To = surfaceName(p, k, to), to
	case town && m.Kind == kindFormation:
		return e.TownMunicipality(names, m.From), true
	case town:
		m = e.townName(p, m, names, city)
	case m.Kind == kindFormation && !village:
		m, ok = neuterName(p, m, k)
		if ok && p.HasStem(m.From-1, "внутригородск") {
			m.Level, m.Okrug = levelDistrict, true
		}
	default:
		m, ok = wordName(p, m, k, village)
	}
	if !ok {
		return Municipality{}, false
	}
	if m.Core = wordform.FoldName(m.Name); m.Form == "" {
		m.Form = m.Name
	}
	m.Name = kindWords(p, m.Kind, k, city, village) + " " + m.Name
	return m, true
}

// surfaceName is the name at the tokens from k to to as people write it.
func surfaceName(p *ruletext.Page, k, to int) string {
	name := p.Slice(k, to)
	if p.Tokens[k].AllCaps {
		name = wordform.TitleCase(name)
	}
	return name
}

// townName names m after a town, or after a town and a district: «район город Нерехта и
// Нерехтский район».
func (e *Finder) townName(p *ruletext.Page, m Municipality, names []toponym.Matched, city bool) Municipality {
	m.Name, m.To, m.Towns = e.Gazetteer.Cities[names[0].City].Name, names[0].End, names
	m.Form = m.Name
	if k := m.To + 1; city && p.At(m.To) == "и" && toponym.PlaceAdjective(p, k) && p.HasStem(k+1, "район") {
		m.Name, m.To = "город "+m.Name+" и "+wordform.NominativeAdjective(p.Surface(k), false)+" район", k+2
		m.Form = p.Surface(k)
	}
	return m
}

// neuterName names a municipal formation by an adjective: «МО Денятинское».
func neuterName(p *ruletext.Page, m Municipality, k int) (Municipality, bool) {
	if !wordform.IsSkiAdjective(p.At(k)) || !strings.HasSuffix(p.At(k), "ое") ||
		p.HasStem(k+1, "сельск", "городск", "муниципальн") {
		return Municipality{}, false
	}
	if m.Name, m.To, m.Level = p.Surface(k), k+1, levelSettlement; p.Tokens[k].AllCaps {
		m.Name = wordform.TitleCase(m.Name)
	}
	return m, true
}

// wordName names m by the word at token k, with its hyphens, or by two: «Тёплый Стан».
func wordName(p *ruletext.Page, m Municipality, k int, village bool) (Municipality, bool) {
	m.To = k + 1
	for p.At(m.To) == "-" && p.Adjoins(m.To) && p.HasKind(m.To+1, ruletext.Word) {
		m.To += 2
	}
	if (village || wordform.IsAdjectival(p.At(k)) && !wordform.IsSkiAdjective(p.At(k))) && p.Capitalized(m.To) &&
		p.Line(m.To) == p.Line(k) && !wordform.IsSkiAdjective(p.At(m.To)) && !p.HasStem(m.To, "муниципальн", "район") &&
		!p.HasStem(m.To+1, "област", "республик", "край", "края", "народн", "автономн") { // «Снежное Донецкой Народной …»
		m.To++
	}
	m.Name = surfaceName(p, k, m.To)
	ofDistrict := m.Level == levelSettlement && p.HasStem(m.To, "муниципальн") && p.HasStem(m.To+1, "район") &&
		wordform.HasEnd(p.At(k), "ий", "ый") // «сельского поселения Пионерский муниципального района Шигонский»
	named := m.Okrug || village || m.Kind == kindMunicipal || m.Kind == kindClosed // may be called by an adjective
	neuter := m.Level == levelSettlement && strings.HasSuffix(p.At(k), "ое")
	if wordform.IsSkiAdjective(p.At(k)) && !neuter && !ofDistrict && !(named && OwnName(p, k)) {
		// «сельское поселение Успенское» has such a name
		return Municipality{}, false
	}
	return m, true
}

// ruralNominative are ruralWords in the nominative.
var ruralNominative = map[string]string{"село": "село", "села": "село", "деревня": "деревня", "деревни": "деревня",
	"станица": "станица",
	"станицы": "станица", "хутор": "хутор", "хутора": "хутор", "аул": "аул", "аула": "аул"}

// citySettlement reads a settlement within Moscow: «Совет депутатов поселения Сосенское в городе Москве».
func (e *Finder) citySettlement(p *ruletext.Page, i int) (Municipality, bool) {
	k := i + 1
	if !p.Capitalized(k) || p.Line(k) > p.Line(i)+1 || wordform.HasEnd(p.At(i-1), "ого", "ое", "ому", "ом", "ым") {
		return Municipality{}, false
	}
	m := Municipality{From: i, To: k + 1, Kind: kindSettlement, Level: levelDistrict, Okrug: true}
	if p.At(m.To) == "-" && p.Adjoins(m.To) && p.Capitalized(m.To+1) {
		m.To += 2
	}
	m.Form = surfaceName(p, k, m.To)
	m.Name, m.Core = kindSettlement+" "+m.Form, wordform.FoldName(m.Form)
	return m, len(e.Candidates(m)) > 0
}

// withinCity reads a municipality within Saint Petersburg behind the city's name at token k:
// «… Санкт-Петербурга муниципальный округ Купчино», «города федерального значения
// Санкт-Петербурга поселок Шушары».
func (e *Finder) withinCity(p *ruletext.Page, k, depth int) (Municipality, bool) {
	switch {
	case p.IsAny(k, "города", "город") && p.HasStem(k+1, "федеральн"):
		k += 3
	case p.At(k) == "города":
		k++
	}
	names := e.Match(p, k)
	if len(names) == 0 || !gazetteer.IsFederalCity(e.Gazetteer.Cities[names[0].City].Name) {
		return Municipality{}, false
	}
	at := names[0].End
	if p.At(at) == "-" || ruletext.IsOpenQuote(p.At(at)) {
		at++
	}
	if p.HasStem(at, "муниципальн") && p.HasStem(at+1, "округ") {
		return e.nounMunicipality(p, at, depth)
	}
	if toponym.PlaceAdjective(p, at) && p.HasStem(at+1, "муниципальн") { // «Балаклавский муниципальный округ»
		return AdjectiveMunicipality(p, at)
	}
	if !p.IsAny(at, villageWords...) && !p.IsAny(at, "город", "города") || !p.Capitalized(at+1) ||
		p.Line(at+1) > p.Line(at)+1 {
		return Municipality{}, false
	}
	name, to := p.Surface(at+1), at+2
	if p.At(to) == "-" && p.Adjoins(to) && p.Capitalized(to+1) {
		name, to = name+"-"+p.Surface(to+1), to+2
	} else if p.Capitalized(to) && p.Line(to) == p.Line(at) && len(e.UnitsNamed(name+" "+p.Surface(to))) > 0 {
		// «Красное Село»
		name, to = name+" "+p.Surface(to), to+1
	}
	if p.Tokens[at+1].AllCaps {
		name = wordform.TitleCase(name)
	}
	kind := "посёлок "
	if p.HasStem(at, "город") {
		kind = "город "
	}
	m := Municipality{Name: kind + name, Core: wordform.FoldName(name), Form: name, Kind: kindOkrug,
		Level: 2, Okrug: true, From: k, To: to}
	return m, len(e.Candidates(m)) > 0
}

// longName returns where a municipality's name of two or three words that begins at token
// k ends, 0 when there is none: such a name may begin with a town's.
func (e *Finder) longName(p *ruletext.Page, k, level int) int {
	for n := 3; n > 1; n-- {
		to := k + n
		if to > len(p.Tokens) || p.Line(to-1) != p.Line(k) || !p.Capitalized(to-1) ||
			len(e.Match(p, k)) > 0 && e.Match(p, k)[0].End >= to {
			continue
		}
		if words := p.Slice(k, to); strings.Count(words, " ") == n-1 &&
			slices.ContainsFunc(e.UnitsNamed(words), func(u *gazetteer.Unit) bool {
				return (u.Level == gazetteer.LevelSettlement) == (level == 1)
			}) {
			return to
		}
	}
	return 0
}

// OwnName tells the name of an okrug that looks like an adjective, «городской округ
// Семёновский», from «городского округа Московской области».
func OwnName(p *ruletext.Page, k int) bool {
	if p.StartsLine(k + 1) {
		return wordform.HasEnd(p.At(k), "ский", "цкий", "ское", "цкое")
	}
	if wordform.HasEnd(p.At(k), "ское", "цкое") { // «муниципальный округ Сампсониевское»
		return !p.HasStem(k+1, "поселени", "образовани", "муниципальн", "сельск", "городск")
	}
	if wordform.HasEnd(p.At(k), "ский", "цкий") {
		return !p.HasStem(k+1, "район", "област", "кра", "муниципальн", "автономн", "округ")
	}
	return false
}

// maxNested is how deep municipalities are quoted in each other: «МО «Муниципальный район «Печора»»».
const maxNested = 3

// quotedMunicipality reads a municipality within the name of another; false where quotes
// are nested deeper than names are, which a text may do without end.
func (e *Finder) quotedMunicipality(p *ruletext.Page, i, depth int) (Municipality, bool) {
	if depth == maxNested {
		return Municipality{}, false
	}
	return e.municipalityAt(p, i, depth+1)
}
