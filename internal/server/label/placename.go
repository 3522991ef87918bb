package label

import (
	"fmt"
	"slices"
	"strings"

	"letopis/internal/server/problem"
)

// homonyms is how many places of the same name an error lists.
const homonyms = 8

// PlaceName returns how people write the place with an id in a field of a correction: its name, and what
// distinguishes it from others of the same name. PlaceID parses it.
func (l *Labels) PlaceName(field, id string) string {
	parts := l.nameParts(field, id)
	for n := range parts { // as short as possible, but with the region
		if n < min(1, len(parts)-1) {
			continue
		}
		name := strings.Join(append([]string{parts[0]}, parts[len(parts)-n:]...), ", ")
		if found := l.meant(field, name, l.placesCalled(field, name)); len(found) == 1 && found[0] == id {
			return name
		}
	}
	return id // indistinguishable by name, or not in the gazetteer
}

// nameParts returns the name of a place and what distinguishes it from others, widest last.
func (l *Labels) nameParts(field, id string) []string {
	if field == "region" {
		return []string{id}
	}
	if c, ok := l.City(id); ok && field == "cities" {
		return []string{c.Name, c.Region}
	}
	u, ok := l.Unit(id)
	if !ok || field != "municipality" {
		return []string{id}
	}
	out := []string{u.Name}
	if u.Ended != 0 {
		out = append(out, fmt.Sprintf("до %d года", u.Ended))
	}
	if parent := l.UnitName(u.Parent); parent != "" {
		out = append(out, parent)
	}
	return append(out, u.Region)
}

// placesCalled returns the ids of the places that a name may mean; distinctions follow it after commas.
func (l *Labels) placesCalled(field, typed string) []string {
	name, rest, _ := strings.Cut(typed, ",")
	found := l.Named(field, strings.TrimSpace(name))
	for part := range strings.SplitSeq(rest, ",") {
		want := strings.Join(labelWords(part), " ")
		if want == "" {
			continue
		}
		found = slices.DeleteFunc(slices.Clone(found), func(id string) bool {
			return !slices.ContainsFunc(l.nameParts(field, id)[1:], func(have string) bool {
				return strings.Contains(" "+strings.Join(labelWords(have), " "), " "+want)
			})
		})
	}
	return found
}

// PlaceID returns the id of the place that a person named by name or id in a field of a correction. Among
// municipalities of the same name the present one is meant. The problem lists alternatives.
func (l *Labels) PlaceID(field, typed string) (string, error) {
	found := l.meant(field, typed, l.placesCalled(field, typed))
	short := problem.Truncate(typed, 60)
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		names := make([]string, 0, homonyms)
		for _, id := range found[:min(len(found), homonyms)] {
			names = append(names, strings.Join(l.nameParts(field, id), ", ")+" ("+id+")")
		}
		more := ""
		if len(found) > homonyms {
			more = "…"
		}
		list := strings.Join(names, "; ") + more
		return "", problem.Problem{Code: problem.Contradiction, Param: field,
			RU: fmt.Sprintf("«%s» — так называются несколько мест. Допишите, какое, или дайте его id: %s.", short, list),
			EN: fmt.Sprintf("Several places are called %q. Add which one, or give its id: %s.", short, list)}
	}
	p := problem.Problem{Code: problem.Contradiction, Param: field}
	switch field {
	case "cities":
		p.RU = fmt.Sprintf("Города «%s» нет в справочнике.", short)
		p.EN = fmt.Sprintf("There is no town %q in the gazetteer.", short)
	case "region":
		p.RU = fmt.Sprintf("Региона «%s» нет: напишите его полностью, «Ярославская область».", short)
		p.EN = fmt.Sprintf("There is no region %q: write all of its name, «Ярославская область».", short)
	default:
		p.RU = fmt.Sprintf("Муниципального образования «%s» нет в справочнике.", short)
		p.EN = fmt.Sprintf("There is no municipality %q in the gazetteer.", short)
	}
	if near := l.Complete(field, beginning(typed), 1); len(near) > 0 {
		p.Suggestion = near[0]
	} else if field == "municipality" {
		p.Suggestion = l.NearestUnit(problem.Truncate(typed, 100))
	}
	if p.Suggestion != "" {
		name := l.PlaceName(field, p.Suggestion)
		p.RU += " Возможно, " + name + "."
		p.EN += " Perhaps " + name + "."
	}
	return "", p
}

// meant narrows several matching places down to those with exactly this name, and of those to the present one.
func (l *Labels) meant(field, typed string, found []string) []string {
	if len(found) < 2 {
		return found
	}
	name, _, _ := strings.Cut(typed, ",")
	want := labelWords(name)
	keep := func(fits func(id string) bool) {
		some := slices.DeleteFunc(slices.Clone(found), func(id string) bool { return !fits(id) })
		if len(some) > 0 {
			found = some
		}
	}
	keep(func(id string) bool { return slices.Equal(labelWords(l.nameParts(field, id)[0]), want) })
	keep(func(id string) bool {
		u, _ := l.Unit(id)
		return u.Ended == 0
	})
	return found
}

// beginning returns as much of the input as a different spelling would probably share: most of its first word.
func beginning(typed string) string {
	words := labelWords(typed)
	if len(words) == 0 {
		return ""
	}
	runes := []rune(words[0])
	return string(runes[:(2*len(runes)+2)/3])
}
