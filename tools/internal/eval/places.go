package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/gazetteer"
)

// Act compares an act with its label: its place at each level, its issuer, kind,
// number and date. A document that is not in the archive, nil, is a miss.
func (j *Judge) Act(l *Described, d *archive.Document) {
	if !j.present(l, d != nil) {
		return
	}
	j.places(l, &d.Facts)
	j.one("level", l, foundLevel(&d.Facts), upper(l.Level), same)
	j.levels.add(l.Level, foundLevel(&d.Facts))
	j.many("towns", l, towned(&d.Facts, archive.RoleIssuer, archive.RoleAbout), l.Towns, same)
	j.issuer(l, &d.Facts)
	j.head(l, &d.Facts)
}

func (j *Judge) present(l *Described, there bool) bool {
	j.score("documents").Gold++
	if there {
		j.found("documents", true)
	} else {
		j.miss("documents", FieldMiss{File: l.File, Missing: true, Value: l.File})
	}
	return there
}

// places compares region, municipality and settlement.
func (j *Judge) places(l *Described, f *archive.Facts) {
	field := "region derived"
	if l.RegionNamed || l.Region == "" && f.Region.Evidence.Rule != archive.RuleDerived {
		field = "region named"
	}
	j.one(field, l, f.Region.Text, l.Region, same)

	municipality := placeAt(f, archive.LevelMunicipality)
	right := municipality.ID != "" && l.Municipality != "" && j.isUnit(l, f, municipality)
	switch {
	case l.FromText != nil && !*l.FromText && (municipality.ID == "" || right): // beyond the text: neither way
	case right:
		j.many("municipality", l, []string{l.Municipality}, []string{l.Municipality}, same)
	default:
		j.one("municipality", l, municipality.Name, l.Municipality, func(string, string) bool { return false })
	}
	j.one("settlement", l, placeAt(f, archive.LevelSettlement).Name, l.Settlement, sameUnit)
}

// placeAt is the place of a level; the zero Place where there is none. Rules that knew
// no tree of places only told the name of the lowest.
func placeAt(f *archive.Facts, level string) archive.Place {
	places := f.Places
	if name := f.Municipality.Text; len(places) == 0 && name != "" {
		lowest := archive.LevelMunicipality
		if isSettlement(name) {
			lowest = archive.LevelSettlement
		}
		places = []archive.Place{{ID: name, Name: name, Level: lowest, Type: name}}
	}
	for _, p := range places {
		if p.Level == level {
			return p
		}
	}
	return archive.Place{}
}

func isSettlement(name string) bool {
	return strings.Contains(name, "поселени") || strings.Contains(name, "сельсовет")
}

// isUnit reports whether a municipality found is the labelled one or another version
// of its territory: under an earlier or later name, or what it was merged into. A part
// of the labelled one is right under the same name only: the district that an okrug
// was made of, not its town.
func (j *Judge) isUnit(l *Described, f *archive.Facts, found archive.Place) bool {
	want := j.unit(l)
	if want == nil || len(f.Places) == 0 { // beyond the authority file, or the name alone is known
		return sameUnit(found.Name, l.Municipality) && (f.Region.Text == "" || same(f.Region.Text, l.Region))
	}
	is := func(id string) func(*gazetteer.Unit) bool {
		return func(u *gazetteer.Unit) bool { return u.ID == id }
	}
	return found.ID == want.ID || slices.ContainsFunc(j.gazetteer.Today(want.ID), is(found.ID)) ||
		slices.ContainsFunc(j.gazetteer.Today(found.ID), is(want.ID)) && sameUnit(found.Name, l.Municipality)
}

// unit is the labelled municipality in the authority file, by its code or by any of its
// names within the region; nil where there is none.
func (j *Judge) unit(l *Described) *gazetteer.Unit {
	var named *gazetteer.Unit
	isLabelled := func(name string) bool { return same(name, l.Municipality) }
	for u := range j.gazetteer.Units() {
		switch {
		case u.Level != gazetteer.LevelMunicipality || u.Region != l.Region:
		case u.OKTMO == l.OKTMO:
			return u
		case isLabelled(u.Name), named == nil && slices.ContainsFunc(u.Former, isLabelled):
			named = u
		}
	}
	return named
}

func sameUnit(got, want string) bool { return same(unitCore(got), unitCore(want)) }

// foundLevel is the level of the body that a document was found to be of. Districts
// and okrugs are one level: many a district is an okrug today.
func foundLevel(f *archive.Facts) string {
	switch {
	case placeAt(f, archive.LevelSettlement).ID != "":
		return archive.LevelSettlement
	case placeAt(f, archive.LevelMunicipality).ID != "":
		return archive.LevelMunicipality
	case f.Region.Text != "":
		return "regional"
	}
	return "none"
}

// upper is a labelled level as foundLevel tells it.
func upper(level string) string {
	switch level {
	case "district", "okrug":
		return archive.LevelMunicipality
	case "federal":
		return "none"
	}
	return level
}

// towned are the towns of a document with one of the roles, each once.
func towned(f *archive.Facts, roles ...string) []string {
	var out []string
	for _, c := range f.Cities {
		if slices.Contains(roles, c.Role) && !slices.Contains(out, c.Name) {
			out = append(out, c.Name)
		}
	}
	return out
}

// levelTable counts documents by labelled and found level.
type levelTable struct{ cells map[[2]string]int }

func (t *levelTable) add(labelled, found string) {
	if t.cells == nil {
		t.cells = map[[2]string]int{}
	}
	t.cells[[2]string{labelled, found}]++
}

// The levels of labels and those found, from the top.
var (
	labelledLevels = []string{"federal", "regional", "okrug", "district", "settlement", "none"}
	foundLevels    = []string{"regional", archive.LevelMunicipality, archive.LevelSettlement, "none"}
)

// PrintLevels writes how many acts of each labelled level were found to have a place,
// and at which level.
func (j *Judge) PrintLevels(w io.Writer) {
	fmt.Fprintf(w, "%-12s %6s", "labelled", "acts")
	for _, found := range foundLevels {
		fmt.Fprintf(w, " %13s", found)
	}
	fmt.Fprintln(w, "   found")
	for _, labelled := range labelledLevels {
		all := 0
		for _, found := range foundLevels {
			all += j.levels.cells[[2]string{labelled, found}]
		}
		if all == 0 {
			continue
		}
		fmt.Fprintf(w, "%-12s %6d", labelled, all)
		for _, found := range foundLevels {
			fmt.Fprintf(w, " %13d", j.levels.cells[[2]string{labelled, found}])
		}
		fmt.Fprintln(w)
	}
}
