package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"letopis/internal/gazetteer"
)

// Additions to the table of municipalities; each line cites its source.
var (
	//go:embed changes.tsv
	changesTSV string
	//go:embed former.tsv
	formerTSV string
	//go:embed extra.tsv
	extraTSV string
)

// extra adds units that the table lacks, and former names from before it.
func (b *builder) extra() error {
	rows, err := readTable(strings.NewReader(extraTSV), "region", "name", "type", "ended", "into", "source")
	if err != nil {
		return fmt.Errorf("extra.tsv: %w", err)
	}
	for i, r := range rows {
		u := &unit{codes: []string{fmt.Sprintf("extra-%d", i)}}
		c := cores(r["name"])
		u.Level, u.Type, u.Region, u.Core = gazetteer.LevelMunicipality, r["type"], r["region"], c[0]
		u.Name, u.Ended = fullName(r["name"], c[0], r["type"], false), number(r["ended"])
		b.units = append(b.units, u)
		b.byCode[u.codes[0]] = u
		if !slices.Contains(b.g.Regions(), u.Region) {
			return fmt.Errorf("extra.tsv: %q is no region", u.Region)
		}
		if u.Ended != 0 {
			into := b.byCode[r["into"]]
			if into == nil {
				return fmt.Errorf("extra.tsv: %s was merged into %q, which is not there", u.Name, r["into"])
			}
			u.link(into)
		}
	}
	if rows, err = readTable(strings.NewReader(formerTSV), "oktmo", "name", "source"); err != nil {
		return fmt.Errorf("former.tsv: %w", err)
	}
	for _, r := range rows {
		u := b.byCode[r["oktmo"]]
		if u == nil {
			return fmt.Errorf("former.tsv: there is no municipality %q", r["oktmo"])
		}
		u.called(r["name"])
		u.Former = append(u.Former, r["name"])
	}
	return nil
}

// called records the cores of a former name.
func (u *unit) called(name string) {
	for _, c := range cores(name) {
		if c != u.Core && !slices.Contains(u.others, c) {
			u.others = append(u.others, c)
		}
	}
}

// changedYear is the year recorded for changes after 1 January 2024.
const changedYear = 2026

// change applies changes after the date of the table. It runs after ids are assigned, because ids do not change with
// names.
func (b *builder) change() error {
	rows, err := readTable(strings.NewReader(changesTSV), "oktmo", "new", "name", "into", "source", "was")
	if err != nil {
		return fmt.Errorf("changes.tsv: %w", err)
	}
	for _, r := range rows {
		u, into := b.byCode[r["oktmo"]], b.byCode[r["into"]]
		if u == nil || u.Ended != 0 || u.Name != r["was"] {
			return fmt.Errorf("changes.tsv: there is no municipality %s %q", r["oktmo"], r["was"])
		}
		if r["into"] == "" {
			if o := b.byCode[r["new"]]; o != nil && o != u {
				return fmt.Errorf("changes.tsv: %s has the code %s of %s", u.Name, r["new"], o.Name)
			}
			b.becomeOkrug(u, r["new"], r["name"])
			continue
		}
		if into == nil || into.Ended != 0 {
			return fmt.Errorf("changes.tsv: %s was merged into %q, which is not there", u.Name, r["into"])
		}
		u.Ended, u.Successors = changedYear, []string{into.ID}
		into.Predecessors = append(into.Predecessors, u.ID)
		into.Towns = append(into.Towns, u.Towns...)
	}
	return nil
}

// becomeOkrug converts a district or an urban okrug to a municipal okrug.
func (b *builder) becomeOkrug(u *unit, code, name string) {
	old := u.Name
	if name == "" {
		name = strings.NewReplacer(gazetteer.TypeDistrict, gazetteer.TypeOkrug, gazetteer.TypeUrbanOkrug,
			gazetteer.TypeOkrug).Replace(old)
	}
	u.Former = append([]string{old}, u.Former...)
	u.Name, u.Type, u.OKTMO, u.from = name, gazetteer.TypeOkrug, code, changedYear
	if c := cores(name)[0]; c != u.Core {
		before := u.Core
		u.Core = c
		u.others = append([]string{before}, u.others...)
	}
	b.own(u, code)
}
