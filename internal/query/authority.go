package query

import (
	"context"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/text"
)

// Authority knows the places that people name in conditions. It is safe for
// concurrent use.
type Authority interface {
	// Named returns the ids of the towns (field "city"), municipalities, settlements
	// or regions that bear a name in any case form, today's or a former one, or have
	// it for an id; none for other fields.
	Named(field, name string) []string
	// Region tells homonyms apart: where the value of a field is; "" when unknown.
	Region(field, id string) string
	// Merger tells what became of a municipality; nil where nothing did.
	Merger(id string) *Merger
}

// Merger is what became of a municipality, by name: what it is part of now, where it
// is no more, or what was merged into it.
type Merger struct {
	Into, From []string
	Year       int // when; 0: unknown
}

// levelNames are what people call the values of the filter level.
var levelNames = map[string]string{"region": "region", "регион": "region", "municipality": "municipality", "муниципалитет": "municipality",
	"район": "municipality", "округ": "municipality", "settlement": "settlement", "поселение": "settlement", "town": "town", "город": "town"}

// territory makes conditions on municipalities of which one is no more conditions on
// territories, which find its own documents and those of what it became part of, and
// tells of mergers.
func (s *Service) territory(q *index.Query, a *Answer) {
	if s.opts.Authority == nil {
		return
	}
	for i := range q.Filters {
		f := &q.Filters[i]
		if f.Field != "municipality" {
			continue
		}
		for _, id := range slices.Concat(f.Any, f.None) {
			m := s.opts.Authority.Merger(id)
			if m == nil {
				continue
			}
			if len(m.Into) > 0 {
				f.Field = "territory"
			}
			if slices.Contains(f.Any, id) {
				a.Warnings = append(a.Warnings, Warning{Message: m.message(s.label("municipality", id))})
			}
		}
	}
	for i := range q.Facets { // what is no more has no count of its own
		if f := &q.Facets[i]; f.Field == "municipality" {
			f.Keep = slices.DeleteFunc(f.Keep, func(id string) bool {
				m := s.opts.Authority.Merger(id)
				return m != nil && len(m.Into) > 0
			})
		}
	}
}

func (m *Merger) message(name string) Message {
	since := func(ru, en string) (string, string) {
		if m.Year == 0 {
			return "Теперь " + ru, "Now " + en
		}
		y := " " + itoa(m.Year)
		return "С" + y + " года " + ru, "Since" + y + " " + en
	}
	if len(m.Into) > 0 {
		ru, en := since("вместо «"+name+"» — «"+strings.Join(m.Into, "», «")+"»: найдены и документы преемника.",
			"“"+name+"” is “"+strings.Join(m.Into, "”, “")+"”: its documents are found, too.")
		return Message{"merged", ru, en}
	}
	ru, en := since("«"+name+"» — это и «"+strings.Join(m.From, "», «")+"»: найдены и их документы.",
		"“"+name+"” includes “"+strings.Join(m.From, "”, “")+"”: their documents are found, too.")
	return Message{"merged", ru, en}
}

// valuesNamed returns the values of a field of the archive that a person names in a
// query, none when there is no such value. Homonyms are told of.
func (s *Service) valuesNamed(ctx context.Context, v *vocabulary, field, name string, a *Answer) ([]string, error) {
	switch field {
	case "level":
		if id := levelNames[text.Fold(name)]; id != "" {
			return []string{id}, nil
		}
		return nil, nil
	case "event":
		terms, err := eventTerms(name)
		if err != nil {
			return nil, nil // read as text, as any other value that makes no sense
		}
		return terms, nil
	}
	all, err := v.values.get(ctx)
	if err != nil {
		return nil, err
	}
	held := all[field]
	if field == "municipality" {
		held = all["territory"] // which has what is no more, too
	}
	ids := s.homonyms(held, field, name)
	if len(ids) == 0 {
		return resolve(held, name), nil
	}
	if len(ids) > 1 {
		var list []string
		for _, id := range ids {
			list = append(list, s.described(field, id))
		}
		a.Warnings = append(a.Warnings, Warning{Message: Message{"homonyms", "«" + name + "» — это " + strings.Join(list, ", ") + ": найдены документы всех.",
			"“" + name + "” is " + strings.Join(list, ", ") + ": the documents of all of them are found."}})
	}
	return ids, nil
}

// homonyms returns those of values that the authority knows by a name.
func (s *Service) homonyms(values []value, field, name string) []string {
	if s.opts.Authority == nil {
		return nil
	}
	var out []string
	for _, id := range s.opts.Authority.Named(field, name) {
		if len(out) < MaxValues && slices.ContainsFunc(values, func(x value) bool { return x.id == id }) {
			out = append(out, id)
		}
	}
	return out
}

// described is a value's name with its region and id.
func (s *Service) described(field, id string) string {
	out := s.label(field, id)
	if s.opts.Authority != nil {
		if r := s.opts.Authority.Region(field, id); r != "" && r != out {
			out += " (" + r + ")"
		}
	}
	return out
}
