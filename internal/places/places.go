// Package places implements archive.Authority, for corrections, and query.Authority on top of the gazetteer. Its
// subpackage site does the same for pages.
package places

import (
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/enrich"
	"letopis/internal/gazetteer"
	"letopis/internal/query"
	"letopis/internal/text"
)

// Places answers queries about places. It is immutable and safe for concurrent use.
type Places struct{ g *gazetteer.Gazetteer }

// New returns the places of g.
func New(g *gazetteer.Gazetteer) Places { return Places{g} }

// typeWords are the words for types in names of municipalities, by stem, with a predicate for units of the type. They
// only distinguish between units if some of those with the name are of the type.
var typeWords = []struct {
	stem string
	fits func(u *gazetteer.Unit) bool
}{
	{"муниципальн", nil}, {"городск", nil}, {"сельск", nil}, {"образовани", nil}, {"национальн", nil}, {"территориальн",
		nil}, {"внутригородск", nil},
	{"район", ofType("район")}, {"улус", ofType("улус")}, {"кожуун", ofType("кожуун")}, {"округ", ofType("округ")},
	{"поселени", settlement}, {"сельсовет", settlement}, {"волост", settlement}, {"наслег", settlement}, {"город", nil},
}

func settlement(u *gazetteer.Unit) bool { return u.Level == gazetteer.LevelSettlement }

// ofType returns a predicate for units with the word in a present or former name.
func ofType(word string) func(u *gazetteer.Unit) bool {
	return func(u *gazetteer.Unit) bool {
		return strings.Contains(text.Fold(strings.Join(append([]string{u.Name, u.Type}, u.Former...), " ")), word)
	}
}

// typeWord returns the index in typeWords of a folded word, or -1.
func typeWord(folded string) int {
	for i, t := range typeWords {
		if strings.HasPrefix(folded, t.stem) && utf8.RuneCountInString(folded) <= utf8.RuneCountInString(t.stem)+3 {
			return i
		}
	}
	return -1
}

// Units returns the municipalities or settlements with a name in any case, with words of a type («Угличского
// муниципального округа») or without («Шегарский»), or with that id. It includes both present and former units.
func (p Places) Units(level, name string) []*gazetteer.Unit {
	if u, ok := p.g.Unit(strings.TrimSpace(name)); ok && u.Level == level {
		return []*gazetteer.Unit{u}
	}
	var core []string
	var fits []func(u *gazetteer.Unit) bool
	for _, w := range strings.Fields(name) {
		folded := text.Fold(w)
		i := typeWord(folded)
		switch {
		case i < 0:
			core = append(core, w)
		case typeWords[i].fits != nil:
			fits = append(fits, typeWords[i].fits)
		}
	}
	all := slices.DeleteFunc(p.g.UnitsNamed(strings.Join(core, " ")),
		func(u *gazetteer.Unit) bool { return u.Level != level })
	typed := slices.DeleteFunc(slices.Clone(all), func(u *gazetteer.Unit) bool {
		return slices.ContainsFunc(fits, func(fit func(u *gazetteer.Unit) bool) bool { return !fit(u) })
	})
	if len(typed) > 0 {
		return typed
	}
	return all // «Данковский округ», although there is only a district
}

// Named implements query.Authority.
func (p Places) Named(field, name string) []string {
	var out []string
	switch field {
	case "city":
		if c, ok := p.g.City(name); ok {
			return []string{c.ID}
		}
		for _, c := range p.g.ByName(name) {
			out = append(out, c.ID)
		}
	case "region":
		return p.regions(name)
	case gazetteer.LevelMunicipality, gazetteer.LevelSettlement:
		for _, u := range p.Units(field, name) {
			out = append(out, u.ID)
		}
	}
	return out
}

// regions returns the regions that a name in any case may mean, with or without the word of their type («Томской»).
func (p Places) regions(name string) []string {
	words := strings.FieldsFunc(text.Fold(name), func(r rune) bool { return r == ' ' || r == '-' })
	begins := func(head string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, head) })
	}
	var out []string
	for _, r := range p.g.RegionForms() {
		if !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(r.Forms, w) }) ||
			r.Before != "" && !slices.Contains(words, r.Before) || len(words) > 1 && r.Before == "" && r.Head != "" &&
			!begins(r.Head) {
			continue
		}
		if !slices.Contains(out, r.Name) {
			out = append(out, r.Name)
		}
	}
	return out
}

// Region implements query.Authority.
func (p Places) Region(field, id string) string {
	if field == "city" {
		c, _ := p.g.City(id)
		return c.Region
	}
	if u, ok := p.g.Unit(id); ok {
		return u.Region
	}
	return ""
}

// Merger implements query.Authority.
func (p Places) Merger(id string) *query.Merger {
	u, ok := p.g.Unit(id)
	if !ok || u.Level != gazetteer.LevelMunicipality {
		return nil
	}
	if u.Ended != 0 {
		m := &query.Merger{Year: u.Ended}
		for _, t := range p.g.Today(id) {
			m.Into = append(m.Into, t.Name)
		}
		return m
	}
	m := &query.Merger{}
	for _, id := range u.Predecessors {
		if was, ok := p.g.Unit(id); ok && was.Level == gazetteer.LevelMunicipality {
			m.From = append(m.From, was.Name)
			m.Year = max(m.Year, was.Ended)
		}
	}
	if m.From == nil {
		return nil
	}
	return m
}

// path returns the places from the region down to a unit.
func (p Places) path(u *gazetteer.Unit) []archive.Place {
	out := []archive.Place{{ID: u.Region, Name: u.Region, Level: archive.LevelRegion}}
	if above, ok := p.g.Unit(u.Parent); ok {
		out = append(out, p.place(above))
	}
	return append(out, p.place(u))
}

func (p Places) place(u *gazetteer.Unit) archive.Place {
	out := archive.Place{ID: u.ID, Name: u.Name, Level: u.Level, Type: u.Type, OKTMO: u.OKTMO, Towns: u.Towns}
	for _, t := range p.g.Today(u.ID) {
		if t.ID != u.ID {
			out.Today = append(out.Today, t.ID)
		}
	}
	if u.Level == gazetteer.LevelMunicipality {
		out.Former = u.Predecessors
	}
	return out
}

// Authority implements archive.Authority: places from the gazetteer, programmes from the enricher. It is immutable
// and safe for concurrent use.
type Authority struct {
	Places
	e *enrich.Enricher
}

// NewAuthority returns an Authority for the places of g and the programmes of e.
func NewAuthority(g *gazetteer.Gazetteer, e *enrich.Enricher) Authority { return Authority{New(g), e} }

// City implements archive.Authority.
func (a Authority) City(id string) (archive.City, bool) { return a.e.City(id) }

// ProgramID implements archive.Authority.
func (a Authority) ProgramID(name string, f *archive.Facts) string { return a.e.ProgramID(name, f) }

// Issuer implements archive.Authority.
func (a Authority) Issuer(name string, f *archive.Facts) archive.Issuer {
	return a.e.IssuerNamed(name, f)
}

// Path implements archive.Authority.
func (a Authority) Path(id string) ([]archive.Place, bool) {
	u, ok := a.g.Unit(id)
	if !ok {
		return nil, false
	}
	return a.path(u), true
}

// PathNamed implements archive.Authority.
func (a Authority) PathNamed(name, region string) ([]archive.Place, bool) {
	for _, level := range []string{gazetteer.LevelMunicipality, gazetteer.LevelSettlement} {
		there := slices.DeleteFunc(a.Units(level, name), func(u *gazetteer.Unit) bool { return u.Region != region })
		if len(there) == 1 {
			return a.path(there[0]), true
		}
		if len(there) > 1 {
			return nil, false
		}
	}
	return nil, false
}

// PathOfCity implements archive.Authority. It includes the town itself if the unit consists of it.
func (a Authority) PathOfCity(id string) ([]archive.Place, bool) {
	c, ok := a.g.City(id)
	if !ok {
		return nil, false
	}
	town := archive.Place{ID: c.ID, Name: c.Name, Level: archive.LevelTown, OKTMO: c.OKTMO}
	u := a.g.SettlementOf(id)
	if u == nil || u.Ended != 0 {
		u = a.g.UnitOf(id)
	}
	if u == nil { // Москва is a region
		return []archive.Place{{ID: c.Region, Name: c.Region, Level: archive.LevelRegion}, town}, true
	}
	out := a.path(u)
	if u.Town == id {
		out = append(out, town)
	}
	return out, true
}

// NearestUnit implements archive.Authority.
func (a Authority) NearestUnit(id string) string { return a.g.NearestUnit(id) }
