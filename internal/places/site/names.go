package site

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"letopis/internal/gazetteer"
	"letopis/internal/places"
	"letopis/internal/text"
)

// Named implements label.Gazetteer.
func (p Places) Named(field, name string) []string {
	known := places.New(p.g)
	switch field {
	case "cities":
		return known.Named("city", name)
	case "municipality":
		var out []string
		if !says(name, "поселени", "сельсовет", "волост", "наслег") {
			out = known.Named(gazetteer.LevelMunicipality, name)
		}
		if !says(name, "район", "округ", "улус", "кожуун") {
			out = append(out, known.Named(gazetteer.LevelSettlement, name)...)
		}
		for _, id := range p.all().called[folded(name)] { // «сельское поселение деревня Верховая»
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		return out
	case "region":
		return known.Named("region", name)
	}
	return nil
}

// says reports whether a name contains a word for one of these types, which only one level has.
func says(name string, stems ...string) bool {
	return slices.ContainsFunc(strings.Fields(folded(name)), func(w string) bool {
		return slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(w, stem) })
	})
}

// completion is a place that can be completed by name.
type completion struct {
	id     string
	name   string   // folded words
	names  []string // former and alternative names
	people int
	ended  bool
}

// completions holds all places that can be values of fields.
type completions struct {
	fields map[string][]completion
	called map[string][]string // ids of municipalities and settlements by present name
}

func listCompletions(g *gazetteer.Gazetteer) completions {
	out := completions{map[string][]completion{}, map[string][]string{}}
	add := func(field, id, name string, people int, ended bool, others ...string) {
		c := completion{id: id, name: folded(name), people: people, ended: ended}
		for _, o := range others {
			c.names = append(c.names, folded(o))
		}
		out.fields[field] = append(out.fields[field], c)
	}
	for _, c := range g.Cities {
		add("cities", c.ID, c.Name, c.Population, false, c.Aliases...)
	}
	for u := range g.Units() {
		add("municipality", u.ID, u.Name, u.Population, u.Ended != 0, u.Former...)
		out.called[folded(u.Name)] = append(out.called[folded(u.Name)], u.ID)
	}
	for _, r := range g.Regions() {
		add("region", r, r, 0, false)
	}
	return out
}

// folded returns the folded words of a name, separated by spaces.
func folded(name string) string {
	return strings.Join(strings.FieldsFunc(text.Fold(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// Complete implements label.Gazetteer. It scans all names of a field, which takes about a millisecond for
// municipalities and settlements.
func (p Places) Complete(field, typed string, limit int) []string {
	want := folded(typed)
	if want == "" {
		return nil
	}
	type match struct {
		completion
		rank int
	}
	var found []match
	for _, c := range p.all().fields[field] {
		rank := fit(c.name, want)
		for _, name := range c.names {
			rank = max(rank, fit(name, want)-1)
		}
		if rank <= 0 {
			continue
		}
		if c.ended {
			rank = 1
		}
		found = append(found, match{c, rank})
	}
	slices.SortFunc(found, func(a, b match) int {
		return cmp.Or(b.rank-a.rank, b.people-a.people, cmp.Compare(a.id, b.id))
	})
	var out []string
	for _, m := range found[:min(limit, len(found))] {
		out = append(out, m.id)
	}
	return out
}

// fit says how well a name matches the input: 4 if equal, 3 as a prefix, 2 as a prefix of a later word, 0 not at all.
func fit(name, want string) int {
	switch {
	case name == want:
		return 4
	case strings.HasPrefix(name, want):
		return 3
	case strings.Contains(name, " "+want):
		return 2
	}
	return 0
}
