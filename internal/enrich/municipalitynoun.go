package enrich

import (
	"slices"
	"strings"

	"letopis/internal/gazetteer"
)

// nounMunicipality reads «муниципального района «Печора»», «городской округ
// Кашира», «МР «Печора»», «сельское поселение Успенское», «округ Муром».
func (e *Enricher) nounMunicipality(p *page, i int) (municipality, bool) {
	k, kind, level, okrug := i, "", 2, false
	switch {
	case p.begins(k, "муниципальн") && p.begins(k+1, "район") && !p.begins(k+1, "районн"):
		kind, k = "муниципальный район", k+2
	case p.begins(k, "городск") && p.begins(k+1, "округ"):
		kind, k, okrug = "городской округ", k+2, true
	case p.begins(k, "муниципальн") && p.begins(k+1, "округ"):
		kind, k, okrug = "муниципальный округ", k+2, true
	case p.oneOf(k+1, "поселений", "поселениях", "поселениями", "округов", "округах", "районов", "районах", "образований", "образованиях"):
		return municipality{}, false
	case p.begins(k, "городск") && p.begins(k+1, "поселени"):
		kind, k, level = "городское поселение", k+2, 1
	case p.begins(k, "сельск") && p.begins(k+1, "поселени"):
		kind, k, level = "сельское поселение", k+2, 1
	case p.begins(k, "округ") && !p.begins(k-1, "городск", "муниципальн", "автономн") && p.capital(k+1) && !p.startsLine(k+1):
		kind, k, okrug = "округ", k+1, true
	case p.oneOf(k, "с") && p.at(k+1) == "." && p.at(k+2) == "п" && p.at(k+3) == ".":
		kind, k, level = "сельское поселение", k+4, 1
	case p.oneOf(k, "мр") && !p.toks[k].startsWithLower():
		kind, k = "муниципальный район", k+1
	case p.oneOf(k, "го") && p.toks[k].caps:
		kind, k, okrug = "городской округ", k+1, true
	case p.oneOf(k, "мо", "амо") && p.toks[k].caps && p.at(k+1) != "мр", p.begins(k, "муниципальн") && p.begins(k+1, "образовани"):
		kind, k = "муниципальное образование", k+1
		if p.begins(k, "образовани") {
			k++
		}
	case p.oneOf(k, "зато") && p.toks[k].caps, p.begins(k, "закрыт") && p.begins(k+1, "административно"):
		for kind, k = "ЗАТО", k+1; p.begins(k, "административно", "территориальн", "образовани") || p.at(k) == "-"; k++ {
		}
	case p.oneOf(k, villageWords...) && (p.begins(k-1, bodyStems...) || p.begins(k-1, "рабоч") && p.begins(k-2, bodyStems...)):
		kind, level = "поселение", 1
	case p.oneOf(k, "г") && p.at(k+1) == "." && p.at(k+2) == "о" && p.at(k+3) == ".":
		kind, k, okrug = "городской округ", k+4, true
	default:
		return municipality{}, false
	}
	if p.at(k) == "-" {
		k++
	}
	m := municipality{from: i, level: level, okrug: okrug}
	if kind == "муниципальное образование" {
		if names := e.match(p, k); len(names) > 0 && p.begins(names[0].end, "муниципальн") && p.begins(names[0].end+1, "округ") { // «… Санкт-Петербурга муниципальный округ Купчино»
			return e.nounMunicipality(p, names[0].end)
		}
		for j := k; j <= k+2 && !p.townWord(j) && p.at(j) != "г" && !p.oneOf(j, villageWords...); j++ {
			if strings.HasSuffix(p.at(j), "ское") && p.capital(j+1) && isSki(p.at(j+1)) { // «МО Денятинское Меленковского района»
				break
			}
			if p.placeAdjective(j) {
				if in, ok := p.adjectiveMunicipality(j); ok {
					return in, true
				}
			}
		}
	}
	if q := p.quoteAt(k); q.end > 0 && q.inner-q.from <= 10 && (p.capital(k+1) || p.at(k+1) == "город") {
		if in, ok := e.quotedMunicipality(p, k+1); ok && (kind == "муниципальное образование" || kind == "муниципальный район" && in.level == 2) {
			in.to = q.end
			return in, true
		}
		if names := e.match(p, k+2); kind == "муниципальное образование" && p.townWord(k+1) && len(names) > 0 && (names[0].end == q.inner || isSki(p.at(names[0].end)) && p.capital(names[0].end)) { // МО «город Сарапул», «Город Кировск Кировского района»
			m = e.townMunicipality(names, i)
			m.to = q.end
			return m, true
		}
		m.to = q.end
		m.name = strings.ReplaceAll(upperFirst(e.write(p, q.from+1, q.inner, p.toks[q.from+1].caps)), " - ", "-")
		m.core, m.form, m.kind = foldName(m.name), m.name, kind
		if _, last, ok := strings.Cut(m.name, " и "); ok && strings.HasSuffix(last, " район") { // «Город Людиново и Людиновский район»
			m.form = strings.TrimSuffix(last, " район")
		}
		m.name = kind + " «" + m.name + "»"
		return m, true
	}
	if p.begins(k, "рабоч", "дачн", "курортн") && p.oneOf(k+1, villageWords...) {
		k++
	}
	city := p.oneOf(k, "город", "города", "г")
	if city {
		k++
		if p.at(k) == "." {
			k++
		}
	}
	village := p.oneOf(k, villageWords...)
	if village {
		k++
	}
	if p.line(k) > p.line(k-1)+1 || actNouns[p.at(k)] != "" || !p.capital(k) || p.begins(k, "росси", "муниципальн", "российск", "городск", "администрац", "республик", "област", "глав", "совет") {
		return municipality{}, false
	}
	if to := e.longName(p, k, level); to > 0 { // «муниципальный округ Остров Декабристов»
		if m.name, m.to = p.slice(k, to), to; p.toks[k].caps {
			m.name = titleCase(m.name)
		}
	} else if names := e.match(p, k); len(names) > 0 && kind != "сельское поселение" && !village {
		if kind == "муниципальное образование" {
			return e.townMunicipality(names, i), true
		}
		m.name, m.to, m.towns = e.g.Cities[names[0].city].Name, names[0].end, names
		m.form = m.name
		if k := m.to + 1; city && p.at(m.to) == "и" && p.placeAdjective(k) && p.begins(k+1, "район") { // «район город Нерехта и Нерехтский район»
			m.name, m.to = "город "+m.name+" и "+nominativeAdjective(p.surface(k), false)+" район", k+2
			m.form = p.surface(k)
		}
	} else if kind == "муниципальное образование" && !village {
		if !isSki(p.at(k)) || !strings.HasSuffix(p.at(k), "ое") || p.begins(k+1, "сельск", "городск", "муниципальн") { // «МО Денятинское»
			return municipality{}, false
		}
		m.name, m.to, m.level = p.surface(k), k+1, 1
		if p.toks[k].caps {
			m.name = titleCase(m.name)
		}
	} else {
		m.to = k + 1
		for p.at(m.to) == "-" && p.tight(m.to) && p.is(m.to+1, word) {
			m.to += 2
		}
		if (village || isAdjectival(p.at(k)) && !isSki(p.at(k))) && p.capital(m.to) && p.line(m.to) == p.line(k) && !isSki(p.at(m.to)) && !p.begins(m.to, "муниципальн", "район") { // «Тёплый Стан»
			m.to++
		}
		m.name = p.slice(k, m.to)
		if p.toks[k].caps {
			m.name = titleCase(m.name)
		}
		if isSki(p.at(k)) && !(level == 1 && strings.HasSuffix(p.at(k), "ое")) && !((okrug || village || kind == "муниципальный район") && p.ownName(k)) { // «сельское поселение Успенское» has such a name
			return municipality{}, false
		}
	}
	if m.core = foldName(m.name); m.form == "" {
		m.form = m.name
	}
	m.kind = kind
	switch {
	case village && kind != "городское поселение":
		kind = "посёлок"
	case village:
		kind += " посёлок"
	}
	m.name = kind + " " + m.name
	return m, true
}

// longName returns where a municipality's name of two or three words that begins at token
// k ends, 0 when there is none: such a name may begin with a town's.
func (e *Enricher) longName(p *page, k, level int) int {
	for n := 3; n > 1; n-- {
		to := k + n
		if to > len(p.toks) || p.line(to-1) != p.line(k) || !p.capital(to-1) || len(e.match(p, k)) > 0 && e.match(p, k)[0].end >= to {
			continue
		}
		if words := p.slice(k, to); strings.Count(words, " ") == n-1 && slices.ContainsFunc(e.unitsNamed(words), func(u *gazetteer.Unit) bool {
			return (u.Level == gazetteer.LevelSettlement) == (level == 1)
		}) {
			return to
		}
	}
	return 0
}

// bodyStems begin the names of bodies that a settlement has.
var bodyStems = []string{"администраци", "глав", "совет", "дум", "депутатов", "собрани"}

// villageWords announce a settlement that is a municipality.
var villageWords = []string{"поселок", "поселка", "поселке", "поселком", "пгт"}

// ownName tells the name of an okrug that looks like an adjective, «городской округ
// Семёновский», from «городского округа Московской области».
func (p *page) ownName(k int) bool {
	for _, end := range []string{"ский", "цкий"} {
		if strings.HasSuffix(p.at(k), end) {
			return !p.begins(k+1, "район", "област", "кра", "муниципальн", "автономн", "округ")
		}
	}
	return false
}

// maxNested is how deep municipalities are quoted in each other: «МО «Муниципальный район «Печора»»».
const maxNested = 3

// quotedMunicipality reads a municipality within the name of another; false where quotes
// are nested deeper than names are, which a text may do without end.
func (e *Enricher) quotedMunicipality(p *page, i int) (municipality, bool) {
	if p.nested == maxNested {
		return municipality{}, false
	}
	p.nested++
	defer func() { p.nested-- }()
	return e.municipalityAt(p, i)
}
