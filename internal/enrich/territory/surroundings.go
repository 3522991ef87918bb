package territory

import (
	"slices"
	"strings"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/gazetteer"
)

// What is told around a name, by which namesakes are told apart.

// Surroundings are what a text tells besides the name of a municipality.
type Surroundings struct {
	P       *ruletext.Page
	Regions []toponym.RegionMention
	Region  string // named in the head or most, "" for none
	Head    bool   // region stands in the head
	Towns   []gazetteer.City
	Limit   int // token up to which the head goes
	Year    int // of the document, 0 when unknown
}

// tellApart chooses among units of one name by what the text tells besides it, and says
// by what. None is left when the region that stands right beside the name has no such unit.
func (e *Finder) tellApart(all []*gazetteer.Unit, m Municipality, s *Surroundings) ([]*gazetteer.Unit, string) {
	keep := func(ok func(u *gazetteer.Unit) bool) []*gazetteer.Unit {
		var out []*gazetteer.Unit
		for _, u := range all {
			if ok(u) {
				out = append(out, u)
			}
		}
		return out
	}
	in := func(region string) []*gazetteer.Unit {
		return keep(func(u *gazetteer.Unit) bool { return u.Region == region })
	}
	if m.Kind == kindFormation { // «МО Академическое»: within a city only where the city is named
		if left := keep(func(u *gazetteer.Unit) bool {
			return u.Type != gazetteer.TypeInnerCity || u.Region == s.Region || s.namesTown(u.Region)
		}); len(left) > 0 {
			all = left
		}
	}
	if region := s.adjacent(m); region != "" {
		if all = in(region); len(all) < 2 {
			return all, ruleByRegion
		}
	}
	if len(all) == 1 {
		if u := all[0]; u.Level == gazetteer.LevelSettlement && s.Head && s.Region != u.Region && !s.names(u.Region) {
			return nil, "" // another of the name that is no more, or a village
		}
		return all, ruleUnique
	}
	ofCity := keep(func(u *gazetteer.Unit) bool { return u.Type == gazetteer.TypeInnerCity && s.namesTown(u.Region) })
	if left := mostNamed(ofCity, s); len(left) == 1 && !s.Head {
		return left, ruleByTowns
	}
	if left := in(s.Region); len(left) > 0 {
		if all = left; len(all) == 1 {
			return all, ruleByRegion
		}
	} else if left := keep(func(u *gazetteer.Unit) bool { return s.names(u.Region) }); len(left) > 0 {
		if all = left; len(all) == 1 {
			return all, ruleByRegion
		}
	}
	if left := keep(func(u *gazetteer.Unit) bool { return e.ownTown(u, s) }); len(left) == 1 {
		return left, ruleByTowns
	}
	if left := e.byNeighbours(all, s); len(left) == 1 {
		return left, ruleByNeighbour
	}
	if left := byTownsAround(all, s); len(left) == 1 {
		return left, ruleByTowns
	}
	if inForce := keep(func(u *gazetteer.Unit) bool { return u.Ended == 0 }); len(inForce) == 1 &&
		len(regionsOf(all)) == 1 {
		return inForce, ruleByRegion
	}
	return all, ""
}

// ownTown reports whether the text names a town on the unit's territory, or its centre.
func (e *Finder) ownTown(u *gazetteer.Unit, s *Surroundings) bool {
	return slices.ContainsFunc(s.Towns, func(c gazetteer.City) bool {
		if slices.Contains(u.Towns, c.ID) {
			return true
		}
		town, ok := strings.CutPrefix(u.Centre, "г ")
		return ok && town == c.Name && u.Region == c.Region
	})
}

// adjacent returns the region that stands right after the name of m, with the district
// above it in between, or in brackets: «Советского района (Курская область)»; "" for none.
func (s *Surroundings) adjacent(m Municipality) string {
	if m.Aside {
		return ""
	}
	i, _ := slices.BinarySearchFunc(s.Regions, m.To, func(r toponym.RegionMention, at int) int { return r.From - at })
	if i == len(s.Regions) {
		return ""
	}
	for k := m.To; k < s.Regions[i].From; k++ {
		if k >= m.To+7 || s.P.HasKind(k, ruletext.Number) ||
			!s.P.IsAny(k, "(", ",", "-", "»", `"`, "в") && !s.P.Capitalized(k) &&
				!s.P.HasStem(k, "район", "муниципальн", "округ") {
			return ""
		}
	}
	return s.Regions[i].Name
}

func (s *Surroundings) names(region string) bool {
	return slices.ContainsFunc(s.Regions, func(r toponym.RegionMention) bool { return r.Name == region })
}

func (s *Surroundings) namesTown(name string) bool {
	return slices.ContainsFunc(s.Towns, func(c gazetteer.City) bool { return c.Name == name })
}
