package query

import (
	"context"
	"errors"
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
		var names []string
		for _, id := range f.Any {
			names = append(names, s.label("municipality", id))
		}
		asked := func(name string) bool { return slices.Contains(names, name) }
		for _, id := range slices.Concat(f.Any, f.None) {
			m := s.opts.Authority.Merger(id)
			if m == nil {
				continue
			}
			if len(m.Into) > 0 {
				f.Field = "territory"
			}
			told := len(m.Into) > 0 && !slices.ContainsFunc(m.Into, func(name string) bool { return !asked(name) }) // what it is part of tells it
			if slices.Contains(f.Any, id) && !told {
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
	if len(ids) > 1 && !s.oneTerritory(field, ids) {
		var list []string
		for _, id := range ids {
			list = append(list, s.described(field, id))
		}
		a.Warnings = append(a.Warnings, Warning{Message: Message{"homonyms", "«" + name + "» — это " + strings.Join(list, ", ") + ": найдены документы всех.",
			"“" + name + "” is " + strings.Join(list, ", ") + ": the documents of all of them are found."}})
	}
	return ids, nil
}

// oneTerritory reports whether municipalities are what was merged and what it was merged
// into, all of them: then the merger is what people are told of.
func (s *Service) oneTerritory(field string, ids []string) bool {
	if field != "municipality" || s.opts.Authority == nil {
		return false
	}
	now := ""
	for _, id := range ids {
		into := []string{s.label(field, id)}
		if m := s.opts.Authority.Merger(id); m != nil && len(m.Into) > 0 {
			into = m.Into
		}
		if len(into) > 1 || now != "" && into[0] != now || s.opts.Authority.Region(field, id) != s.opts.Authority.Region(field, ids[0]) {
			return false
		}
		now = into[0]
	}
	return true
}

// unknownValue says that the archive has no value of a field that a query names: the
// form of an event, or the place that the authority knows by the name.
func (s *Service) unknownValue(field, name string) Message {
	ru, en := "Нет такого значения: «"+name+"».", "There is no such value: “"+name+"”."
	if field == "event" {
		var e *InvalidError
		if _, err := eventTerms(name); errors.As(err, &e) {
			ru, en = e.RU, e.EN
		}
	} else if s.opts.Authority != nil {
		if ids := s.opts.Authority.Named(field, name); len(ids) == 1 {
			label := s.label(field, ids[0])
			ru = strings.ReplaceAll(unknownNames[field][0], "%", label)
			en = strings.ReplaceAll(unknownNames[field][1], "%", label)
		}
	}
	return Message{"unknown-value", ru + " Прочитано как текст.", en + " It was read as text."}
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
