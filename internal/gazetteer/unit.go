package gazetteer

import (
	"iter"
	"slices"
	"strings"
)

//go:generate go run ./gen -tables ../../../shared/data

// Levels of a Unit, the same strings as in package archive.
const (
	LevelMunicipality = "municipality"
	LevelSettlement   = "settlement"
)

// Types of municipalities, as in Unit.Type.
const (
	TypeDistrict   = "муниципальный район"
	TypeOkrug      = "муниципальный округ"
	TypeUrbanOkrug = "городской округ"
	TypeInnerCity  = "внутригородская территория" // of Москва, Санкт-Петербург, Севастополь
	TypeUrban      = "городское поселение"
	TypeRural      = "сельское поселение" // сельсовет, волость, наслег among them
)

// Unit is a municipal formation: of the upper level or a settlement of a district.
// A territory that only changed its type, name or code is one Unit.
type Unit struct {
	// ID is the transliterated core, with the region's where several bear it, "-mo"
	// where a town has that id, and the type where a region has two: "uglichskiy",
	// "aleksandrovskiy-tomskaya-oblast", "ryazan-mo", "rzhevskiy-rayon". A
	// settlement's begins with its municipality's: "uglichskiy.slobodskoe". No unit
	// has the id of a town.
	ID    string
	OKTMO string // eight digits of the version in force, or of the last; "" of settlements
	Name  string // full, today's or the last: «Угличский муниципальный округ»
	Core  string // what tells it from others of its type: «Угличский», «Рыбинск», «Слободское»
	Type  string // one of the Type constants
	Level string // LevelMunicipality or LevelSettlement
	// Region is one of Regions.
	Region string
	Parent string // of a settlement: the id of its municipality
	// Former are earlier full names of the same territory, the latest first.
	Former []string
	// Ended is the year in which it was no more; 0: in force. Of what ended after
	// 1 January 2024 only that is known, and 2026 stands for it.
	Ended int
	// Successors are the units that its territory went to, Predecessors those merged
	// into it: ids.
	Successors, Predecessors []string
	Towns                    []string // ids of the towns on its territory
	// Town is the id of the town that the unit is: an okrug or settlement called after
	// it, or in which no more than a fifth of the people live elsewhere.
	Town       string
	Centre     string  // with its kind: «с Залесово»; "" when unknown
	Lat, Lon   float64 // of the centre; zero when unknown
	Population int     // of the census of 2021; 0 when unknown
	otherCores []string
}

// Village is a locality below a town, or a town itself, as the census lists it; of
// the rural ones those of 3,000 people or more, and those a settlement is called after.
type Village struct {
	Name         string
	Type         string // «село», «пгт», «деревня»; "" when the table does not tell
	Region       string
	Municipality string // id of a Unit
	Settlement   string // id of a Unit, "" where there is none
	Population   int    // 0 when unknown
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

// Units goes through all units, by region and id; settlements follow their
// municipality.
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

// UnitsNamed returns the units whose core, today's or a former one, has the word as
// one of its forms in any case: «Шегарского», «Кашире», «Усть-Вымским», «Старого
// Оскола». Those in force come first, municipalities before settlements; the order is
// the same each time. It takes about a microsecond and does not grow with the number
// of units.
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

// Settlements returns the settlements of a municipality, those no more in force
// among them.
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

// Today returns the unit itself where it is in force, else the units in force that
// its territory belongs to; none for an unknown id.
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

// UnitOf returns the municipality in force on whose territory a town is; nil for
// Москва, Санкт-Петербург and Севастополь, which are regions, and for an unknown id.
func (g *Gazetteer) UnitOf(cityID string) *Unit {
	t := g.units()
	if i, ok := t.ofTown[cityID]; ok {
		return &t.units[i.municipality]
	}
	return nil
}

// SettlementOf returns the settlement that a town is in, even one no more in force;
// nil where there was none at the census of 2021.
func (g *Gazetteer) SettlementOf(cityID string) *Unit {
	t := g.units()
	if i, ok := t.ofTown[cityID]; ok && i.settlement >= 0 {
		return &t.units[i.settlement]
	}
	return nil
}

// Villages returns the localities with the name in any case form, the largest first.
// Many are homonyms.
func (g *Gazetteer) Villages(name string) []Village {
	t := g.units()
	var out []Village
	for _, i := range t.villageNames.find(name, g.irregular) {
		out = append(out, t.villages[i])
	}
	slices.SortStableFunc(out, func(a, b Village) int { return b.Population - a.Population })
	return out
}

// NearestUnit returns the id that is most like a wrong one, for error messages; ""
// when none is like it.
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
		if strings.HasPrefix(u.ID, want+"-") { // a homonym without its region
			return u.ID
		}
		if d := editDistance([]rune(want), []rune(u.ID), best); d < best {
			best, at = d, u.ID
		}
	}
	return at
}
