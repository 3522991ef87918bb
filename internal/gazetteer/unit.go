package gazetteer

import (
	"iter"
	"slices"
	"strings"
)

//go:generate go run ./gen -tables ../../../shared/data

// Levels of a Unit; the same strings as in package archive.
const (
	LevelMunicipality = "municipality"
	LevelSettlement   = "settlement"
)

// Types of municipalities, as in Unit.Type.
const (
	TypeDistrict   = "муниципальный район"
	TypeOkrug      = "муниципальный округ"
	TypeUrbanOkrug = "городской округ"
	TypeInnerCity  = "внутригородская территория" // of Москва, Санкт-Петербург or Севастополь
	TypeUrban      = "городское поселение"
	TypeRural      = "сельское поселение" // including сельсовет, волость, наслег
)

// Unit is a municipal unit: of the upper level, or a settlement of a district. A territory whose type, name or code
// changed remains one Unit.
type Unit struct {
	// ID is the transliterated core, with the region appended if several share it, "-mo" if a town has that id, and
	// the type if a region has two: "uglichskiy", "aleksandrovskiy-tomskaya-oblast", "ryazan-mo", "rzhevskiy-rayon".
	// The ID of a settlement begins with that of its municipality: "uglichskiy.slobodskoe". No unit has the id of a
	// town.
	ID    string
	OKTMO string // eight digits, of the present or last version; empty for settlements
	Name  string // full present or last name: «Угличский муниципальный округ»
	Core  string // the distinctive part: «Угличский», «Рыбинск», «Слободское»
	Type  string // one of the Type constants
	Level string // LevelMunicipality or LevelSettlement
	// Region is one of Regions.
	Region string
	Parent string // for a settlement, the id of its municipality
	// Former are earlier full names of the same territory, latest first.
	Former []string
	// Ended is the year in which it ceased to exist; 0 if it exists. For units that ended after 1 January 2024 it is
	// 2026, as the exact year is unknown.
	Ended int
	// Successors are the ids of units that took over its territory, Predecessors of those merged into it.
	Successors, Predecessors []string
	Towns                    []string // ids of the towns in its territory
	// Town is the id of the town that the unit consists of: an okrug or settlement named after it, or in which at
	// most a fifth of the population lives elsewhere.
	Town       string
	Centre     string  // seat with its kind: «с Залесово»; empty if unknown
	Lat, Lon   float64 // of the seat; zero if unknown
	Population int     // in the 2021 census; 0 if unknown
	otherCores []string
}

// Village is a locality smaller than a town, or a town, as listed by the census; of rural localities those with 3,000
// people or more, and those that a settlement is named after.
type Village struct {
	Name         string
	Type         string // «село», «пгт», «деревня»; empty if unknown
	Region       string
	Municipality string // id of a Unit
	Settlement   string // id of a Unit; empty if none
	Population   int    // 0 if unknown
}

// Unit returns the unit with the id.
func (g *Gazetteer) Unit(id string) (*Unit, bool) {
	t := g.units()
	i, ok := t.byID[id]
	if !ok {
		return nil, false
	}
	return &t.units[i], true
}

// Units iterates over all units by region and id; settlements follow their municipality.
func (g *Gazetteer) Units() iter.Seq[*Unit] {
	t := g.units()
	return func(yield func(*Unit) bool) {
		for i := range t.units {
			if !yield(&t.units[i]) {
				return
			}
		}
	}
}

// UnitsNamed returns the units whose present or former core has the word as a form in any case: «Шегарского»,
// «Кашире», «Усть-Вымским», «Старого Оскола». Present units come first, and municipalities before settlements; the
// order is deterministic. It takes about a microsecond, independent of the number of units.
func (g *Gazetteer) UnitsNamed(word string) []*Unit {
	t := g.units()
	at := t.names.find(word, g.irregular)
	out := make([]*Unit, 0, len(at))
	for _, i := range at {
		out = append(out, &t.units[i])
	}
	rank := func(u *Unit) int {
		r := 0
		if u.Level == LevelSettlement {
			r = 2
		}
		if u.Ended != 0 {
			r++
		}
		return r
	}
	slices.SortStableFunc(out, func(a, b *Unit) int { return rank(a) - rank(b) })
	return out
}

// Settlements returns the settlements of a municipality, including those that no longer exist.
func (g *Gazetteer) Settlements(municipality string) []*Unit {
	t := g.units()
	i, ok := t.byID[municipality]
	if !ok {
		return nil
	}
	var out []*Unit
	for i++; int(i) < len(t.units) && t.units[i].Parent == municipality; i++ {
		out = append(out, &t.units[i])
	}
	return out
}

// Today returns the unit itself if it exists, else the present units of its territory; none for an unknown id.
func (g *Gazetteer) Today(id string) []*Unit {
	var out []*Unit
	seen := map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		u, ok := g.Unit(id)
		if !ok || seen[id] {
			return
		}
		seen[id] = true
		if u.Ended == 0 {
			out = append(out, u)
			return
		}
		for _, s := range u.Successors {
			visit(s)
		}
	}
	visit(id)
	return out
}

// UnitOf returns the present municipality of a town; nil for Москва, Санкт-Петербург and Севастополь, which are
// regions, and for an unknown id.
func (g *Gazetteer) UnitOf(cityID string) *Unit {
	t := g.units()
	if i, ok := t.ofTown[cityID]; ok {
		return &t.units[i.municipality]
	}
	return nil
}

// SettlementOf returns the settlement of a town, even if it no longer exists; nil if there was none in the 2021
// census.
func (g *Gazetteer) SettlementOf(cityID string) *Unit {
	t := g.units()
	if i, ok := t.ofTown[cityID]; ok && i.settlement >= 0 {
		return &t.units[i.settlement]
	}
	return nil
}

// Villages returns the localities with a name in any case, by descending population. Many share a name.
func (g *Gazetteer) Villages(name string) []Village {
	t := g.units()
	var out []Village
	for _, i := range t.villageNames.find(name, g.irregular) {
		out = append(out, t.villages[i])
	}
	slices.SortStableFunc(out, func(a, b Village) int { return b.Population - a.Population })
	return out
}

// NearestUnit returns the id most similar to a misspelt one, for error messages; "" if none is similar.
func (g *Gazetteer) NearestUnit(id string) string {
	if u := g.UnitsNamed(id); len(u) > 0 {
		return u[0].ID
	}
	t := g.units()
	parent, _, isSettlement := strings.Cut(id, ".")
	want := Slug(id)
	if isSettlement {
		want = Slug(parent) + "." + Slug(id[len(parent):])
	}
	best, at := likeness([]rune(want)), ""
	for i := range t.units {
		u := &t.units[i]
		if (u.Level == LevelSettlement) != isSettlement {
			continue
		}
		if strings.HasPrefix(u.ID, want+"-") { // the id without the suffix of its region
			return u.ID
		}
		if d := editDistance([]rune(want), []rune(u.ID), best); d < best {
			best, at = d, u.ID
		}
	}
	return at
}
