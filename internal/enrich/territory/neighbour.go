package territory

import (
	"slices"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/gazetteer"
)

// byNeighbours keeps the unit whose settlements and villages a text names, where it names
// two of them or more and none that only a namesake has.
func (e *Finder) byNeighbours(all []*gazetteer.Unit, s *Surroundings) []*gazetteer.Unit {
	count := make([]int, len(all))
	seen := map[string]bool{}
	for i := range s.P.Tokens {
		of := e.neighbour(s.P, i, seen)
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

// mostNamed keeps of the okrugs of Moscow and of Saint Petersburg those of the city that the text names
// more than twice as often.
func mostNamed(units []*gazetteer.Unit, s *Surroundings) []*gazetteer.Unit {
	if len(regionsOf(units)) != 2 {
		return units
	}
	moscow, petersburg := 0, 0
	for i := range s.P.TokensBefore(20_000) {
		switch {
		case s.P.HasStem(i, "москв"):
			moscow++
		case s.P.HasStem(i, "петербург", "спб"):
			petersburg++
		}
	}
	var out []*gazetteer.Unit
	for _, u := range units {
		if u.Region == "Москва" && moscow > 2*petersburg || u.Region == "Санкт-Петербург" && petersburg > 2*moscow {
			out = append(out, u)
		}
	}
	return out
}

// byTownsAround keeps the unit in whose region two towns or more are that a text names, where it
// names none in the regions of its namesakes.
func byTownsAround(all []*gazetteer.Unit, s *Surroundings) []*gazetteer.Unit {
	count := map[string]int{}
	for _, c := range s.Towns {
		count[c.Region]++
	}
	best := ""
	for _, u := range all {
		if count[u.Region] == 0 || u.Region == best {
			continue
		}
		if best != "" {
			return nil
		}
		best = u.Region
	}
	if count[best] < 2 {
		return nil
	}
	var out []*gazetteer.Unit
	for _, u := range all {
		if u.Region == best {
			out = append(out, u)
		}
	}
	return out
}

// neighbour reads the name of a settlement or a village at token i, unless it was seen
// before, and returns the municipalities that have one of the name.
func (e *Finder) neighbour(p *ruletext.Page, i int, seen map[string]bool) (of []string) {
	if VillagePrefix[p.At(i)] && (p.At(i+1) == "." || len(p.At(i)) > 2*3) {
		k := i + 1
		if p.At(k) == "." {
			k++
		}
		if !p.Capitalized(k) || p.Line(k) != p.Line(i) {
			return nil
		}
		name := p.Surface(k)
		if p.At(k+1) == "-" && p.Adjoins(k+1) && p.Capitalized(k+2) {
			name += "-" + p.Surface(k+2)
		}
		if name = wordform.TitleCase(name); seen[name] {
			return nil
		}
		seen[name] = true
		for _, v := range e.Gazetteer.Villages(name) {
			of = append(of, v.Municipality)
		}
		return of
	}
	if !p.HasStem(i, "сельсовет", "поселени") {
		return nil
	}
	for k := i - 1; k >= i-4 && k >= 0; k-- {
		if m, ok := AdjectiveMunicipality(p, k); ok && toponym.PlaceAdjective(p, k) && m.Level == 1 && m.To == i+1 {
			if seen[m.Core] {
				return nil
			}
			seen[m.Core] = true
			for _, u := range e.Candidates(m) {
				of = append(of, u.Parent)
			}
			return of
		}
	}
	return nil
}

// ofForeignHead reports whether the municipality m, which the authority file does not have, is called
// after the centre of a foreign region, «Минский район», or stands in a head that names a country.
func ofForeignHead(s *Surroundings, m Municipality) bool {
	p := s.P
	if p.HasStem(m.From, foreignRegions...) {
		return true
	}
	for k := range min(s.Limit, len(p.Tokens)) {
		if p.HasStem(k, countries...) && (p.Capitalized(k) || p.Tokens[k].AllCaps) {
			return len(s.Regions) == 0
		}
	}
	return false
}

// foreign reports whether the text puts the municipality m in another country: by its
// region or its country within the next words.
func foreign(p *ruletext.Page, m Municipality) bool {
	for k := m.To; k < m.To+7; k++ {
		if p.HasStem(k, countries...) && p.Capitalized(k) ||
			p.HasStem(k, foreignRegions...) && p.HasStem(k+1, "област") {
			return true
		}
		if p.IsAny(k, ".", ";") || p.HasStem(k, "район") {
			return false
		}
	}
	return false
}
