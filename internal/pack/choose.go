package pack

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/indexer"
	"letopis/internal/server/label"
	"letopis/internal/server/view"
)

// entry is a document of the copy as shown in lists and filters.
type entry struct {
	id, title, date string // ISO date of its precision
	year            int    // 0 if undetermined
	kind            int    // index into chosen.kinds; -1 if undetermined
	programs        []int  // indexes into chosen.programs
	places          []int  // indexes into chosen.places
}

// named is a filter value.
type named struct {
	id, name    string
	count       int
	first, last int // years
}

// chosen holds the documents of a copy by id; the index of an entry is its number in the search index.
type chosen struct {
	entries                 []*entry
	kinds, programs, places []named
	number                  map[string]map[string]int // indexes of kinds, programmes and places by field and id
}

// choose reads the catalogue up to end.
func choose(ctx context.Context, o *Options, views *view.Service, end archive.Seq) (*chosen, error) {
	c := &chosen{number: map[string]map[string]int{"kind": {}, "program": {}, "place": {}}}
	for after := archive.Seq(0); after < end; {
		changes, err := o.Store.Changes(ctx, after, readAtOnce)
		if err != nil {
			return nil, fmt.Errorf("reading the catalogue: %w", err)
		}
		if len(changes) == 0 {
			break
		}
		for _, x := range changes {
			if after = x.Seq; x.Doc == nil {
				continue
			}
			if keys := indexer.PlaceKeywords(&x.Doc.Facts); o.Choice.has(keys) {
				c.add(o, views, x.Doc, keys)
			}
		}
	}
	slices.SortFunc(c.entries, func(a, b *entry) int { return strings.Compare(a.id, b.id) })
	return c, nil
}

// has reports whether a document with these keywords is selected.
func (c Choice) has(keys map[string][]string) bool {
	for field, want := range map[string][]string{"city": c.City, "municipality": c.Municipality,
		"settlement": c.Settlement, "region": c.Region} {
		if len(want) > 0 && !slices.ContainsFunc(keys[field], func(v string) bool { return slices.Contains(want, v) }) {
			return false
		}
	}
	return true
}

func (c *chosen) add(o *Options, views *view.Service, d *archive.Document, keys map[string][]string) {
	f := &d.Facts
	e := &entry{id: d.ID, title: views.Title(d), date: f.Date.String(), year: f.Date.Year, kind: -1}
	if k := f.Kind.Text; k != "" {
		e.kind = c.value("kind", &c.kinds, k, o.Lang.Kind(k), e.year)
	}
	seen := map[string]bool{}
	for _, p := range f.Programs {
		if p.Role != archive.ProgramMentions && !seen[p.ID] {
			seen[p.ID] = true
			e.programs = append(e.programs, c.value("program", &c.programs, p.ID, p.Name, e.year))
		}
	}
	for _, field := range []string{"municipality", "settlement", "city"} {
		for _, id := range keys[field] {
			e.places = append(e.places, c.value("place", &c.places, id, placeName(o.Places, field, id), e.year))
		}
	}
	c.entries = append(c.entries, e)
}

// value counts a document for a filter value and returns the value's index.
func (c *chosen) value(field string, list *[]named, id, name string, year int) int {
	n, ok := c.number[field][id]
	if !ok {
		n = len(*list)
		c.number[field][id] = n
		*list = append(*list, named{id: id, name: cmp.Or(name, id)})
	}
	v := &(*list)[n]
	v.count++
	if year != 0 {
		if v.first == 0 || year < v.first {
			v.first = year
		}
		v.last = max(v.last, year)
	}
	return n
}

func placeName(places label.Gazetteer, field, id string) string {
	if field == "city" {
		c, _ := places.City(id)
		return c.Name
	}
	u, _ := places.Unit(id)
	return u.Name
}

// has reports whether a document is in the copy.
func (c *chosen) has(id string) bool {
	_, ok := slices.BinarySearchFunc(c.entries, id, func(e *entry, id string) int { return strings.Compare(e.id, id) })
	return ok
}

// byCount returns indexes of values, those with most documents first.
func byCount(list []named) []int {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(list[b].count-list[a].count, strings.Compare(list[a].name, list[b].name))
	})
	return order
}
