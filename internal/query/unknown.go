package query

import (
	"context"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/text"
)

// Warning is something that the reader should know about an answer.
type Warning struct {
	Message
	// Param and Value are the condition that no document can meet, and Meant is the
	// value that was probably meant; "" where the warning is not about one.
	Param, Value, Meant string
}

const maxUnknown = 5 // conditions told of

// unknownNames say that the archive has no such value of a filter. Values of
// other filters are made by links, not typed.
var unknownNames = map[string][2]string{
	"city":              {"Документов города «%» в архиве нет.", "There are no documents of the town “%” in the archive."},
	"city.event":        {"Документов о событиях в городе «%» в архиве нет.", "There are no documents of events in the town “%” in the archive."},
	"municipality":      {"Документов муниципального образования «%» в архиве нет.", "There are no documents of the municipality “%” in the archive."},
	"settlement":        {"Документов поселения «%» в архиве нет.", "There are no documents of the settlement “%” in the archive."},
	"level":             {"Документов уровня «%» в архиве нет.", "There are no documents of the level “%” in the archive."},
	"city.mentioned":    {"Документов, где упомянут город «%», в архиве нет.", "There are no documents that mention the town “%” in the archive."},
	"program":           {"Документов программы «%» в архиве нет.", "There are no documents of the programme “%” in the archive."},
	"program.mentioned": {"Документов, где упомянута программа «%», в архиве нет.", "There are no documents that mention the programme “%” in the archive."},
	"kind":              {"Документов вида «%» в архиве нет.", "There are no documents of the kind “%” in the archive."},
	"region":            {"Документов региона «%» в архиве нет.", "There are no documents of the region “%” in the archive."},
	"issuer":            {"Документов, которые издал «%», в архиве нет.", "There are no documents issued by “%” in the archive."},
	"year":              {"Документов за % год в архиве нет.", "There are no documents of the year % in the archive."},
	"source":            {"Источника «%» в архиве нет.", "There is no source “%” in the archive."},
}

// unknown warns of conditions that no document of the archive can meet: else a
// slip in an address looks like an archive that holds nothing. What was found by
// is not unknown, so most answers cost nothing here.
func (s *Service) unknown(ctx context.Context, v *vocabulary, r Request, a *Answer) error {
	told := 0
	for _, name := range FilterNames {
		c, typed := r.Filters[name], unknownNames[name]
		if typed[0] == "" || a.Total > 0 && len(c.Any) < 2 && len(c.None) == 0 {
			continue
		}
		for i, value := range slices.Concat(c.Any, c.None) {
			if value == "" || value == Missing || told == maxUnknown {
				continue
			}
			field := filterFields[name]
			if name == "municipality" {
				field = "territory" // which holds what is no more, too
			}
			found, err := v.idx.Search(ctx, index.Query{Filters: []index.Filter{{Field: field, Any: []string{value}}}})
			if err != nil {
				return err
			}
			if found.Total > 0 {
				continue
			}
			w := Warning{Param: name, Value: value}
			if i >= len(c.Any) {
				w.Param += ".not"
			}
			meant, err := s.meant(ctx, v, filterFields[name], value)
			if err != nil {
				return err
			}
			label := s.label(filterFields[name], value)
			w.Message = Message{"no-such-value", strings.ReplaceAll(typed[0], "%", label), strings.ReplaceAll(typed[1], "%", label)}
			switch {
			case len(meant) == 1:
				w.Meant = meant[0]
				meant := s.label(filterFields[name], w.Meant)
				w.RU += " Возможно, нужно «" + meant + "»: " + name + "=" + w.Meant + "."
				w.EN += " Perhaps “" + meant + "” was meant: " + name + "=" + w.Meant + "."
			case len(meant) > 1 && len(meant) <= maxUnknown:
				var list []string
				for _, id := range meant {
					list = append(list, name+"="+id+" ("+s.described(filterFields[name], id)+")")
				}
				w.RU += " Возможно, нужно одно из: " + strings.Join(list, "; ") + "."
				w.EN += " Perhaps one of these was meant: " + strings.Join(list, "; ") + "."
			}
			a.Warnings = append(a.Warnings, w)
			told++
		}
	}
	return nil
}

func (s *Service) label(field, value string) string {
	if s.opts.Label == nil {
		return value
	}
	return s.opts.Label(field, value)
}

// meant returns the values that a name instead of an id, or a slip, may stand for.
func (s *Service) meant(ctx context.Context, v *vocabulary, field, typed string) ([]string, error) {
	field = strings.TrimSuffix(strings.TrimSuffix(field, "_mentioned"), "_event")
	if !slices.Contains(named, field) {
		return nil, nil
	}
	all, err := v.values.get(ctx)
	if err != nil {
		return nil, err
	}
	values := all[field]
	if field == "municipality" {
		values = all["territory"]
	}
	found := s.homonyms(values, field, typed)
	if len(found) == 0 {
		found = resolve(values, typed)
	}
	folded := text.Fold(typed)
	for edits := 1; edits <= 2 && len(found) == 0 && countLetters(folded) >= 3*edits+1; edits++ {
		for _, x := range values {
			if index.Edits(folded, x.folded, edits) || index.Edits(folded, text.Fold(x.id), edits) {
				found = append(found, x.id)
			}
		}
	}
	return found, nil
}
