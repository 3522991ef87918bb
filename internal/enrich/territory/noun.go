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

// nounMunicipality reads «муниципального района «Печора»», «городской округ
// Кашира», «МР «Печора»», «сельское поселение Успенское», «округ Муром».
// depth is how many names of others it stands in.
func (e *Finder) nounMunicipality(p *ruletext.Page, i, depth int) (Municipality, bool) {
	k, kind, level, okrug := i, "", 2, false
	switch {
	case p.HasStem(k, "муниципальн") && p.HasStem(k+1, "район") && !p.HasStem(k+1, "районн"):
		kind, k = "муниципальный район", k+2
	case p.HasStem(k, "городск") && p.HasStem(k+1, "округ"):
		kind, k, okrug = "городской округ", k+2, true
	case p.HasStem(k, "муниципальн") && p.HasStem(k+1, "округ"):
		kind, k, okrug = "муниципальный округ", k+2, true
	case p.IsAny(k+1, plurals...):
		return Municipality{}, false
	case p.HasStem(k, "городск") && p.HasStem(k+1, "поселени"):
		kind, k, level = "городское поселение", k+2, 1
	case p.HasStem(k, "сельск") && p.HasStem(k+1, "поселени"):
		kind, k, level = "сельское поселение", k+2, 1
	case p.HasStem(k, "округ") && !p.HasStem(k-1, "городск", "муниципальн", "автономн") && p.Capitalized(k+1) &&
		!p.StartsLine(k+1):
		kind, k, okrug = "округ", k+1, true
	case p.IsAny(k, "с") && p.At(k+1) == "." && p.At(k+2) == "п" && p.At(k+3) == ".":
		kind, k, level = "сельское поселение", k+4, 1
	case p.IsAny(k, "мр") && !startsWithLower(p.Tokens[k]):
		kind, k = "муниципальный район", k+1
	case p.IsAny(k, "го") && p.Tokens[k].AllCaps:
		kind, k, okrug = "городской округ", k+1, true
	case p.IsAny(k, "мо", "амо") && p.Tokens[k].AllCaps && p.At(k+1) != "мр",
		p.HasStem(k, "муниципальн") && p.HasStem(k+1, "образовани"):
		kind, k = "муниципальное образование", k+1
		if p.HasStem(k, "образовани") {
			k++
		}
	case p.IsAny(k, "зато") && p.Tokens[k].AllCaps, p.HasStem(k, "закрыт") && p.HasStem(k+1, "административно"):
		for kind, k = "ЗАТО", k+1; p.HasStem(k, "административно", "территориальн", "образовани") || p.At(k) == "-"; k++ {
		}
	case p.IsAny(k, villageWords...) &&
		(p.HasStem(k-1, BodyStems...) || p.HasStem(k-1, "рабоч") && p.HasStem(k-2, BodyStems...)):
		kind, level = "поселение", 1
	case p.IsAny(k, "г") && p.At(k+1) == "." && p.At(k+2) == "о" && p.At(k+3) == ".":
		kind, k, okrug = "городской округ", k+4, true
	default:
		return Municipality{}, false
	}
	if p.At(k) == "-" {
		k++
	}
	m := Municipality{From: i, Level: level, Okrug: okrug}
	if kind == "муниципальное образование" {
		if in, ok := e.withinCity(p, k, depth); ok {
			in.From = i
			return in, true
		}
		for j := k; j <= k+2 && !toponym.TownWord(p, j) && p.At(j) != "г" && !p.IsAny(j, villageWords...); j++ {
			if strings.HasSuffix(p.At(j), "ское") && p.Capitalized(j+1) && wordform.IsSkiAdjective(p.At(j+1)) {
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
	}
	if q := wording.QuoteAt(p, k); q.End > 0 && q.Inner-q.From <= 10 && (p.Capitalized(k+1) || p.At(k+1) == "город") {
		if in, ok := e.quotedMunicipality(p, k+1, depth); ok &&
			(kind == "муниципальное образование" || kind == "муниципальный район" && in.Level == 2) {
			in.To = q.End
			return in, true
		}
		if names := e.Match(p, k+2); kind == "муниципальное образование" && toponym.TownWord(p, k+1) && len(names) > 0 &&
			(names[0].End == q.Inner || wordform.IsSkiAdjective(p.At(names[0].End)) && p.Capitalized(names[0].End)) {
			// МО «город Сарапул», «Город Кировск Кировского района»
			m = e.TownMunicipality(names, i)
			m.To = q.End
			return m, true
		}
		m.To = q.End
		m.Name = strings.ReplaceAll(wordform.UpperFirst(e.Write(p, q.From+1, q.Inner, p.Tokens[q.From+1].AllCaps)), " - ",
			"-")
		m.Core, m.Form, m.Kind = wordform.FoldName(m.Name), m.Name, kind
		if _, last, ok := strings.Cut(m.Name, " и "); ok && strings.HasSuffix(last, " район") {
			// «Город Людиново и Людиновский район»
			m.Form = strings.TrimSuffix(last, " район")
		}
		m.Name = kind + " «" + m.Name + "»"
		return m, true
	}
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
	village := p.IsAny(k, villageWords...) || level == 1 && p.IsAny(k, ruralWords...) && p.Capitalized(k+1)
	if village {
		k++
	}
	if kind == "муниципальный округ" || kind == "городской округ" {
		in, ok := innerOkrug(p, k)
		if !ok {
			in, ok = okrugDistrict(p, k, kind)
		}
		if ok && len(e.Candidates(in)) > 0 {
			in.From = i
			return in, true
		}
	}
	if p.Line(k) > p.Line(k-1)+1 || wording.ActNouns[p.At(k)] != "" || !p.Capitalized(k) || p.HasStem(k, noNames...) {
		return Municipality{}, false
	}
	if to := e.longName(p, k, level); to > 0 { // «муниципальный округ Остров Декабристов»
		if m.Name, m.To = p.Slice(k, to), to; p.Tokens[k].AllCaps {
			m.Name = wordform.TitleCase(m.Name)
		}
	} else if names := e.Match(p, k); len(names) > 0 && kind != "сельское поселение" && !village {
		if kind == "муниципальное образование" {
			return e.TownMunicipality(names, i), true
		}
		m.Name, m.To, m.Towns = e.Gazetteer.Cities[names[0].City].Name, names[0].End, names
		m.Form = m.Name
		if k := m.To + 1; city && p.At(m.To) == "и" && toponym.PlaceAdjective(p, k) && p.HasStem(k+1, "район") {
			// «район город Нерехта и Нерехтский район»
			m.Name, m.To = "город "+m.Name+" и "+wordform.NominativeAdjective(p.Surface(k), false)+" район", k+2
			m.Form = p.Surface(k)
		}
	} else if kind == "муниципальное образование" && !village {
		if !wordform.IsSkiAdjective(p.At(k)) || !strings.HasSuffix(p.At(k), "ое") ||
			p.HasStem(k+1, "сельск", "городск", "муниципальн") {
			// «МО Денятинское»
			return Municipality{}, false
		}
		m.Name, m.To, m.Level = p.Surface(k), k+1, 1
		if p.Tokens[k].AllCaps {
			m.Name = wordform.TitleCase(m.Name)
		}
	} else {
		m.To = k + 1
		for p.At(m.To) == "-" && p.Adjoins(m.To) && p.HasKind(m.To+1, ruletext.Word) {
			m.To += 2
		}
		if (village || wordform.IsAdjectival(p.At(k)) && !wordform.IsSkiAdjective(p.At(k))) && p.Capitalized(m.To) &&
			p.Line(m.To) == p.Line(k) && !wordform.IsSkiAdjective(p.At(m.To)) && !p.HasStem(m.To, "муниципальн", "район") {
			// «Тёплый Стан»
			m.To++
		}
		m.Name = p.Slice(k, m.To)
		if p.Tokens[k].AllCaps {
			m.Name = wordform.TitleCase(m.Name)
		}
		if wordform.IsSkiAdjective(p.At(k)) && !(level == 1 && strings.HasSuffix(p.At(k), "ое")) &&
			!((okrug || village || kind == "муниципальный район") && OwnName(p, k)) {
			// «сельское поселение Успенское» has such a name
			return Municipality{}, false
		}
	}
	if m.Core = wordform.FoldName(m.Name); m.Form == "" {
		m.Form = m.Name
	}
	m.Kind = kind
	switch {
	case village && p.IsAny(k-1, ruralWords...) && kind == "сельское поселение":
		kind += " " + ruralNominative[p.At(k-1)]
	case village && kind != "городское поселение":
		kind = "посёлок"
	case village:
		kind += " посёлок"
	}
	m.Name = kind + " " + m.Name
	return m, true
}

// ruralNominative are ruralWords in the nominative.
var ruralNominative = map[string]string{"село": "село", "села": "село", "деревня": "деревня", "деревни": "деревня",
	"станица": "станица",
	"станицы": "станица", "хутор": "хутор", "хутора": "хутор", "аул": "аул", "аула": "аул"}

// withinCity reads a municipality within Saint Petersburg behind the city's name at token k:
// «… Санкт-Петербурга муниципальный округ Купчино», «города федерального значения
// Санкт-Петербурга поселок Шушары».
func (e *Finder) withinCity(p *ruletext.Page, k, depth int) (Municipality, bool) {
	if p.IsAny(k, "города", "город") && p.HasStem(k+1, "федеральн") {
		k += 3
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
	m := Municipality{Name: kind + name, Core: wordform.FoldName(name), Form: name, Kind: "муниципальный округ",
		Level: 2, Okrug: true, From: k, To: to}
	return m, len(e.Candidates(m)) > 0
}

// okrugDistrict reads the name of an okrug that a district gave it: «муниципальный округ Игринский
// район».
func okrugDistrict(p *ruletext.Page, k int, kind string) (Municipality, bool) {
	if !toponym.PlaceAdjective(p, k) || !p.IsAny(k+1, "район", "района", "районе", "району") {
		return Municipality{}, false
	}
	name := wordform.NominativeAdjective(p.Surface(k), false)
	if p.Tokens[k].AllCaps {
		name = wordform.TitleCase(name)
	}
	return Municipality{Name: kind + " " + name + " район", Core: wordform.FoldName(name), Form: name, Kind: kind,
		Level: 2, Okrug: true,
		From: k, To: k + 2}, true
}

// innerOkrug reads the name of an okrug of Saint Petersburg that has the word in it:
// «Владимирский округ», «Нарвского округа».
func innerOkrug(p *ruletext.Page, k int) (Municipality, bool) {
	if !wordform.IsSkiAdjective(p.At(k)) && !wordform.HasEnd(p.At(k), "ной", "ного") || !p.Capitalized(k) ||
		!p.HasStem(k+1, "округ") || p.Line(k+1) > p.Line(k)+1 {
		return Municipality{}, false
	}
	name := wordform.NominativeAdjective(p.Surface(k), false)
	if p.Tokens[k].AllCaps {
		name = wordform.TitleCase(name)
	}
	return Municipality{Name: "муниципальный округ " + name + " округ", Core: wordform.FoldName(name), Form: name,
		Kind:  "муниципальный округ",
		Level: 2, Okrug: true, From: k, To: k + 2}, true
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
