package main

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"letopis/internal/archive"
	"letopis/internal/gazetteer"
	"letopis/internal/places"
)

// filters are the parameters of the API that `letopis search` has as flags.
var filters = []string{"region", "municipality", "municipality.not", "settlement", "city", "city.not", "city.event",
	"city.mentioned", "level", "event", "event.not",
	"program", "program.not", "kind", "kind.not", "issuer", "year", "force", "force.not", "force.on", "draft", "status",
	"source", "cites"}

// filterHelp describes the flags whose names do not explain their values.
var filterHelp = map[string]string{
	"municipality": "only documents of this district or okrug, by id or name; repeat for more",
	"settlement":   "only documents of this settlement, by id or name; repeat for more",
	"city":         "only documents of this town, its settlement and district, by id or name; repeat for more",
	"level":        "only documents whose lowest place is a region, municipality, settlement or town; repeat for more",
	"force":        "only acts of this state: " + strings.Join(archive.Forces, ", ") + "; repeat for more",
	"force.on":     "only acts in force on this day, as far as the archive knows: YYYY-MM-DD; repeat for more",
	"draft":        "true: only drafts; false: without drafts",
	"event": "only documents on what takes place then: " +
		"2011, 2011-04, 2011-04-20 or 2011-04..2011-06; repeat for more",
}

// addConditions adds the flags that narrow a search.
func addConditions(fl *pflag.FlagSet) {
	for _, name := range filters {
		fl.StringArray(name, nil, cmp.Or(filterHelp[name], "only documents with this value; repeat for more"))
	}
	fl.String("date-from", "", "YYYY, YYYY-MM or YYYY-MM-DD")
	fl.String("date-to", "", "YYYY, YYYY-MM or YYYY-MM-DD, inclusive")
	fl.String("sort", "", "relevance, date or -date")
}

// conditions returns the parameters of the API for the words and flags. Values that no document can have are errors
// here, while the API would find nothing.
func (c *command) conditions(cmd *cobra.Command, words []string, others ...string) (url.Values, error) {
	v := url.Values{"q": {strings.Join(words, " ")}}
	for _, name := range append(others, filters...) {
		f := cmd.Flags().Lookup(name)
		if f == nil || !f.Changed {
			continue
		}
		list, err := cmd.Flags().GetStringArray(name)
		if err != nil {
			v.Set(strings.ReplaceAll(name, "-", "_"), f.Value.String())
			continue
		}
		switch field, _, _ := strings.Cut(name, "."); field {
		case "city":
			if list, err = c.towns(list); err != nil {
				return nil, err
			}
		case archive.LevelMunicipality, archive.LevelSettlement:
			if list, err = c.units(field, list); err != nil {
				return nil, err
			}
		case "region":
			if list, err = c.regionNames(list); err != nil {
				return nil, err
			}
		}
		if there := closedValues[strings.TrimSuffix(name, ".not")]; there != nil {
			for _, value := range list {
				if value != missingValue && !slices.Contains(there, value) {
					return nil, usageError{fmt.Errorf("--%s %q: there are %s", name, value, strings.Join(there, ", "))}
				}
			}
		}
		v[name] = list
	}
	return v, nil
}

// closedValues lists the values of filters with a fixed set of them.
var closedValues = map[string][]string{"level": archive.Levels, "kind": archive.Kinds, "force": archive.Forces,
	"draft": archive.DraftValues}

// missingValue is the filter value for unknown values.
const missingValue = "_missing"

// towns replaces names of towns by their ids.
func (c *command) towns(list []string) ([]string, error) {
	g, err := c.gazetteer()
	if err != nil {
		return nil, err
	}
	out := slices.Clone(list)
	for i, s := range list {
		if out[i], err = townID(g, s); err != nil {
			return nil, usageError{err}
		}
	}
	return out, nil
}

// units replaces names of municipalities or settlements by their ids.
func (c *command) units(level string, list []string) ([]string, error) {
	g, err := c.gazetteer()
	if err != nil {
		return nil, err
	}
	out := slices.Clone(list)
	for i, s := range list {
		if out[i], err = unitID(g, level, s); err != nil {
			return nil, usageError{err}
		}
	}
	return out, nil
}

// unitID returns the id of the municipality or settlement that s names. Abolished ones are considered only if no
// existing one in their region has the name.
func unitID(g *gazetteer.Gazetteer, level, s string) (string, error) {
	if s == missingValue {
		return s, nil
	}
	found := places.New(g).Units(level, s)
	found = slices.DeleteFunc(slices.Clone(found), func(u *gazetteer.Unit) bool {
		return u.Ended != 0 && slices.ContainsFunc(found, func(o *gazetteer.Unit) bool {
			return o.Ended == 0 && o.Region == u.Region
		})
	})
	switch {
	case len(found) == 1:
		return found[0].ID, nil
	case len(found) > 1:
		ids := make([]string, len(found))
		for i, u := range found {
			ids[i] = u.ID
		}
		return "", fmt.Errorf("several are called %q: %s", s, strings.Join(ids, ", "))
	}
	near := g.UnitOf(s) // s may be the id of a town
	if level == archive.LevelSettlement {
		near = g.SettlementOf(s)
	}
	if near != nil {
		return "", fmt.Errorf("there is no %s %q; did you mean %q?", level, s, near.ID)
	}
	if u, ok := g.Unit(g.NearestUnit(s)); ok && u.Level == level {
		return "", fmt.Errorf("there is no %s %q; did you mean %q?", level, s, u.ID)
	}
	return "", fmt.Errorf("there is no %s %q", level, s)
}

// regionNames replaces names of regions, in any case form and with or without the type, by their full names. Unknown
// and ambiguous ones are kept: the search reports them.
func (c *command) regionNames(list []string) ([]string, error) {
	g, err := c.gazetteer()
	if err != nil {
		return nil, err
	}
	out := slices.Clone(list)
	for i, s := range list {
		if found := places.New(g).Named("region", s); len(found) == 1 {
			out[i] = found[0]
		}
	}
	return out, nil
}

// regions rejects parts of region names, because they would be taken for other regions. Names that resemble no
// current one are accepted: they may be historical.
func (c *command) regions(list []string) error {
	g, err := c.gazetteer()
	if err != nil {
		return err
	}
	names := g.Regions()
	for _, s := range list {
		if slices.Contains(names, s) {
			continue
		}
		for _, name := range names {
			if s != "" && slices.ContainsFunc(strings.Fields(name),
				func(word string) bool { return strings.EqualFold(word, s) }) || strings.EqualFold(name, s) {
				return usageError{fmt.Errorf("there is no region %q; did you mean %q?", s, name)}
			}
		}
	}
	return nil
}

func townID(g *gazetteer.Gazetteer, s string) (string, error) {
	if _, ok := g.City(s); ok || s == missingValue {
		return s, nil
	}
	switch found := g.ByName(s); {
	case len(found) == 1:
		return found[0].ID, nil
	case len(found) > 1:
		ids := make([]string, len(found))
		for i, city := range found {
			ids[i] = city.ID
		}
		return "", fmt.Errorf("several towns are called %q: %s", s, strings.Join(ids, ", "))
	}
	if near := g.Nearest(s); near != "" {
		return "", fmt.Errorf("there is no town %q; did you mean %q?", s, near)
	}
	return "", fmt.Errorf("there is no town %q", s)
}
