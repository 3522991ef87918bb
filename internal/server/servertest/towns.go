package servertest

import (
	"maps"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/label"
)

// The gazetteer of the fixture.

// Towns is a gazetteer of the fixture's towns.
type Towns map[string]label.City

// units are the fixture's municipalities and settlements.
var units = map[string]label.Unit{
	"myshkinskiy": {ID: "myshkinskiy", OKTMO: "78621000", Name: "Мышкинский район", Type: "муниципальный район",
		Level: archive.LevelMunicipality, Region: "Ярославская область", Towns: []string{"myshkin"}},
	"myshkinskiy.myshkin": {ID: "myshkinskiy.myshkin", Name: "городское поселение Мышкин", Type: "городское поселение",
		Level: archive.LevelSettlement, Region: "Ярославская область", Parent: "myshkinskiy", Towns: []string{"myshkin"}},
	"kungurskiy-mo": {ID: "kungurskiy-mo", Name: "Кунгурский муниципальный округ", Type: "муниципальный округ",
		Level: archive.LevelMunicipality, Region: "Пермский край", Merged: []string{"kungurskiy"},
		Names: []string{"Кунгурский городской округ"}, Towns: []string{"kungur"}},
	"kungurskiy": {ID: "kungurskiy", Name: "Кунгурский район", Type: "муниципальный район",
		Level: archive.LevelMunicipality, Region: "Пермский край", Ended: 2020, Today: []string{"kungurskiy-mo"}},
}

func (g Towns) Cities() []label.City {
	var out []label.City
	for _, c := range g {
		out = append(out, c)
	}
	return out
}

func (g Towns) Unit(id string) (label.Unit, bool) {
	u, ok := units[id]
	return u, ok
}

// Named implements label.Gazetteer, without inflected forms.
func (g Towns) Named(field, name string) []string { return g.Complete(field, name, 0) }

// Complete lists places by id whose names begin with typed or, if limit is 0, equal it.
func (g Towns) Complete(field, typed string, limit int) (out []string) {
	fits := func(id, name string) {
		if limit > 0 && len(out) < limit && strings.HasPrefix(strings.ToLower(name), strings.ToLower(typed)) ||
			limit == 0 && (id == typed || strings.EqualFold(name, typed)) {
			out = append(out, id)
		}
	}
	switch field {
	case "cities":
		for _, id := range slices.Sorted(maps.Keys(g)) {
			fits(id, g[id].Name)
		}
	case "municipality":
		for _, id := range slices.Sorted(maps.Keys(units)) {
			fits(id, units[id].Name)
		}
	case "region":
		for _, region := range []string{"Пермский край", "Ярославская область"} {
			fits(region, region)
		}
	}
	return out
}

func (g Towns) Region(_, id string) string { return units[id].Region }

func (g Towns) Merger(id string) *query.Merger {
	if u := units[id]; u.Ended != 0 {
		return &query.Merger{Into: []string{units[u.Today[0]].Name}, Year: u.Ended}
	}
	return nil
}

func (g Towns) NearestUnit(id string) string {
	if strings.HasPrefix(id, "mysh") {
		return "myshkinskiy"
	}
	return ""
}

func (g Towns) City(id string) (label.City, bool) {
	c, ok := g[id]
	return c, ok
}
