package enrich

import (
	"slices"

	"letopis/internal/gazetteer"
)

// byNeighbours keeps the unit whose settlements and villages a text names, where it names
// two of them or more and none that only a namesake has.
func (e *Enricher) byNeighbours(all []*gazetteer.Unit, s *surroundings) []*gazetteer.Unit {
	count := make([]int, len(all))
	seen := map[string]bool{}
	for i := range s.p.toks {
		of := e.neighbour(s.p, i, seen)
		for k, u := range all {
			if slices.Contains(of, u.ID) || slices.Contains(of, u.Parent) {
				count[k]++
			}
		}
	}
	best := slices.Max(count)
	at := slices.Index(count, best)
	for k, n := range count {
		if k != at && n*2 > best {
			return nil
		}
	}
	if best < 2 {
		return nil
	}
	return all[at : at+1]
}

// neighbour reads the name of a settlement or a village at token i, unless it was seen
// before, and returns the municipalities that have one of the name.
func (e *Enricher) neighbour(p *page, i int, seen map[string]bool) (of []string) {
	if villagePrefix[p.at(i)] && (p.at(i+1) == "." || len(p.at(i)) > 2*3) {
		k := i + 1
		if p.at(k) == "." {
			k++
		}
		if !p.capital(k) || p.line(k) != p.line(i) {
			return nil
		}
		name := p.surface(k)
		if p.at(k+1) == "-" && p.tight(k+1) && p.capital(k+2) {
			name += "-" + p.surface(k+2)
		}
		if name = titleCase(name); seen[name] {
			return nil
		}
		seen[name] = true
		for _, v := range e.g.Villages(name) {
			of = append(of, v.Municipality)
		}
		return of
	}
	if !p.begins(i, "сельсовет", "поселени") {
		return nil
	}
	for k := i - 1; k >= i-4 && k >= 0; k-- {
		if m, ok := p.adjectiveMunicipality(k); ok && p.placeAdjective(k) && m.level == 1 && m.to == i+1 {
			if seen[m.core] {
				return nil
			}
			seen[m.core] = true
			for _, u := range e.candidates(m) {
				of = append(of, u.Parent)
			}
			return of
		}
	}
	return nil
}

// villagePrefix are the words that announce a village.
var villagePrefix = map[string]bool{"с": true, "п": true, "д": true, "пос": true, "дер": true, "х": true, "ст": true, "село": true, "селе": true, "села": true, "поселок": true, "поселке": true, "поселка": true, "деревня": true, "деревне": true, "деревни": true, "хутор": true, "станица": true, "станице": true, "пгт": true}

// foreignRegions begin the names of regions of Беларусь, Украина and Казахстан, where
// districts have the same names as here.
var foreignRegions = []string{"минск", "гомельск", "гродненск", "витебск", "могилевск", "брестск", "киевск", "харьковск", "одесск", "львовск", "днепропетровск", "полтавск", "черниговск", "сумск", "житомирск", "винницк", "волынск", "закарпатск", "ровенск", "ривненск", "тернопольск", "хмельницк", "черкасск", "черновицк", "кировоградск", "николаевск", "акмолинск", "актюбинск", "алматинск", "атырауск", "жамбылск", "карагандинск", "костанайск", "кустанайск", "кызылординск", "мангистауск", "павлодарск", "туркестанск", "казахстанск"}

// foreign reports whether the text puts the municipality m in another country: by its
// region or its country within the next words.
func (p *page) foreign(m municipality) bool {
	for k := m.to; k < m.to+7; k++ {
		if p.begins(k, "беларус", "белорусси", "украин", "казахстан", "молдав", "узбекистан", "киргиз", "армени", "азербайджан", "абхази") && p.capital(k) ||
			p.begins(k, foreignRegions...) && p.begins(k+1, "област") {
			return true
		}
		if p.oneOf(k, ".", ";") || p.begins(k, "район") {
			return false
		}
	}
	return false
}
