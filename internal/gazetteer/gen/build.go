package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"letopis/internal/gazetteer"
	"letopis/internal/text"
)

// unit is a gazetteer.Unit under construction.
type unit struct {
	gazetteer.Unit
	others      []string // cores of former names
	codes       []string // all OKTMO codes it has had
	from        int      // year in which it got its present type; 0 if before 2018
	versions    []row
	settlements []*unit
	villages    []gazetteer.Village // Settlement is the slug within the municipality
	slug        string              // of a settlement
}

type builder struct {
	g      *gazetteer.Gazetteer
	units  []*unit
	byCode map[string]*unit // by any OKTMO code it has had
	census []row
}

// build returns the uncompressed table.
func build(tables string) ([]byte, error) {
	g, err := gazetteer.Load()
	if err != nil {
		return nil, err
	}
	versions, err := readFile(tables, "municipalities.tsv", "oktmo", "name", "type", "region", "valid_from", "valid_to",
		"current",
		"formed_from", "territory_id", "centre", "lat", "lon", "population_census_2021")
	if err != nil {
		return nil, err
	}
	b := &builder{g: g, byCode: map[string]*unit{}}
	if b.census, err = readFile(tables, "settlements.tsv", "level", "type", "name", "settlement", "municipality",
		"municipality_oktmo",
		"region", "population_census_2021"); err != nil {
		return nil, err
	}
	b.territories(versions)
	for _, u := range b.units {
		b.describe(u)
	}
	b.recoded()
	b.merges()
	if err := b.settle(); err != nil {
		return nil, err
	}
	if err := b.towns(); err != nil {
		return nil, err
	}
	if err := b.extra(); err != nil {
		return nil, err
	}
	if err := b.name(); err != nil {
		return nil, err
	}
	if err := b.change(); err != nil {
		return nil, err
	}
	b.end()
	return b.write(), nil
}

// territories merges the versions of a territory, and territories that shared a code because their borders changed.
func (b *builder) territories(versions []row) {
	codes := map[string][]string{} // by territory
	for _, v := range versions {
		if t := v["territory_id"]; !slices.Contains(codes[t], v["oktmo"]) {
			codes[t] = append(codes[t], v["oktmo"])
		}
	}
	for _, v := range versions {
		for _, c := range codes[v["territory_id"]] {
			u, same := b.byCode[v["oktmo"]], b.byCode[c]
			switch {
			case u == nil && same == nil:
				u = &unit{}
				b.units = append(b.units, u)
				b.own(u, v["oktmo"])
				b.own(u, c)
			case u == nil:
				b.own(same, v["oktmo"])
			case same == nil:
				b.own(u, c)
			case u != same:
				b.join(u, same)
			}
		}
		u := b.byCode[v["oktmo"]]
		u.versions = append(u.versions, v)
	}
}

// own records that a unit had a code.
func (b *builder) own(u *unit, code string) {
	b.byCode[code] = u
	if !slices.Contains(u.codes, code) {
		u.codes = append(u.codes, code)
	}
}

// join merges two units.
func (b *builder) join(u, with *unit) {
	for _, c := range with.codes {
		b.own(u, c)
	}
	u.versions = append(u.versions, with.versions...)
	b.units = slices.DeleteFunc(b.units, func(o *unit) bool { return o == with })
}

// recoded joins a unit that no longer exists to its successor if that was formed from it and units that still exist:
// it got a new code because their border moved.
func (b *builder) recoded() {
	for _, u := range slices.Clone(b.units) {
		for _, v := range u.versions {
			of := b.formedOf(v)
			ended := slices.Clone(of)
			ended = slices.DeleteFunc(ended, func(o *unit) bool { return o.Ended == 0 })
			if len(of) > 1 && len(ended) == 1 && !slices.Contains(of, u) {
				b.join(u, ended[0])
				u.Unit, u.others = gazetteer.Unit{}, nil
				b.describe(u)
				break
			}
		}
	}
}

// formedOf returns the units that a version was formed from.
func (b *builder) formedOf(v row) []*unit {
	var out []*unit
	for of := range strings.SplitSeq(v["formed_from"], "; ") {
		_, code, _ := strings.Cut(strings.TrimSuffix(of, ")"), "(")
		if u := b.byCode[code]; u != nil {
			out = append(out, u)
		}
	}
	return out
}

// describe sets a municipality's fields from its versions.
func (b *builder) describe(u *unit) {
	slices.SortStableFunc(u.versions, func(a, c row) int {
		return cmp.Or(cmp.Compare(a["valid_from"], c["valid_from"]), cmp.Compare(a["current"], c["current"]))
	})
	last := u.versions[len(u.versions)-1]
	u.Level, u.Type, u.OKTMO, u.Region = gazetteer.LevelMunicipality, last["type"], last["oktmo"], last["region"]
	u.Centre, u.Lat, u.Lon = last["centre"], degrees(last["lat"]), degrees(last["lon"])
	if last["current"] != "1" {
		u.Ended = number(last["valid_to"])
	}
	for _, v := range slices.Backward(u.versions) {
		name := strings.Join(strings.Fields(spoiled.Replace(v["name"])), " ")
		c := cores(name)
		full := fullName(name, c[0], v["type"], b.townIn(c[0], u.Region))
		u.Population = cmp.Or(u.Population, number(v["population_census_2021"]))
		if u.Name == "" {
			u.Name, u.Core = full, c[0]
		} else if full != u.Name && !slices.Contains(u.Former, full) {
			u.Former = append(u.Former, full)
		}
		for _, o := range c {
			if o != u.Core && !slices.Contains(u.others, o) {
				u.others = append(u.others, o)
			}
		}
		if v["type"] == u.Type {
			u.from = number(v["valid_from"])
		}
	}
}

func (b *builder) townIn(name, region string) bool {
	return slices.ContainsFunc(b.g.Cities, func(c gazetteer.City) bool {
		return c.Region == region && text.Fold(c.Name) == text.Fold(name)
	})
}

// merges links units that no longer exist to those formed from them. A unit that still has its own code only changed
// its borders.
func (b *builder) merges() {
	for _, u := range b.units {
		for _, v := range u.versions {
			for _, old := range b.formedOf(v) {
				if old != u && old.Ended != 0 {
					old.link(u)
				}
			}
		}
	}
}

// link records codes; they are replaced by ids at the end.
func (old *unit) link(u *unit) {
	if !slices.Contains(old.Successors, u.codes[0]) {
		old.Successors = append(old.Successors, u.codes[0])
	}
	if !slices.Contains(u.Predecessors, old.codes[0]) {
		u.Predecessors = append(u.Predecessors, old.codes[0])
	}
}

// heir follows successors to a present unit.
func (b *builder) heir(u *unit) (*unit, error) {
	for range 10 {
		if u.Ended == 0 {
			return u, nil
		}
		if len(u.Successors) != 1 {
			return nil, fmt.Errorf("%s (%s) is no more and has %d successors", u.Name, u.OKTMO, len(u.Successors))
		}
		u = b.byCode[u.Successors[0]]
	}
	return nil, fmt.Errorf("%s (%s) is its own successor", u.Name, u.OKTMO)
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func degrees(s string) float64 {
	x, _ := strconv.ParseFloat(s, 64)
	return x
}

func (b *builder) write() []byte {
	slices.SortFunc(b.units, func(a, c *unit) int {
		return cmp.Or(cmp.Compare(a.Region, c.Region), cmp.Compare(a.ID, c.ID))
	})
	var out bytes.Buffer
	region := ""
	line := func(f ...string) { out.WriteString(strings.Join(f, "\t") + "\n") }
	for _, u := range b.units {
		if u.Region != region {
			region = u.Region
			line("R", region)
		}
		line("M", u.ID, u.OKTMO, u.Type, u.Core, u.Name, list(u.others), list(u.Former), digits(u.Ended),
			list(u.Successors), list(u.Predecessors),
			list(u.Towns), u.Town, u.Centre, coordinate(u.Lat), coordinate(u.Lon), digits(u.Population))
		slices.SortFunc(u.settlements, func(a, c *unit) int { return cmp.Compare(a.slug, c.slug) })
		for _, s := range u.settlements {
			line("S", s.slug, s.Type, s.Core, s.Name, list(s.others), list(s.Former), digits(s.Ended), list(s.Successors),
				list(s.Towns), s.Town, digits(s.Population))
		}
		slices.SortFunc(u.villages, func(a, c gazetteer.Village) int {
			return cmp.Or(cmp.Compare(a.Name, c.Name), cmp.Compare(a.Settlement, c.Settlement), c.Population-a.Population)
		})
		for _, v := range u.villages {
			line("V", v.Name, v.Type, v.Settlement, digits(v.Population))
		}
	}
	return out.Bytes()
}

func list(s []string) string { return strings.Join(s, "|") }

func digits(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// coordinate keeps four decimals, about ten metres.
func coordinate(x float64) string {
	if x == 0 {
		return ""
	}
	return strconv.FormatFloat(x, 'f', 4, 64)
}
