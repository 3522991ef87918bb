package query

import (
	"context"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/query/values"
	"letopis/internal/query/vocab"
)

const maxUnknown = 5 // conditions warned of

// warnOfUnknown warns of conditions that no document of the archive can meet: else a
// slip in an address looks like an archive that holds nothing. What was found by
// is not unknown, so most answers cost nothing here.
func (s *Service) warnOfUnknown(ctx context.Context, v *vocab.Vocabulary, r Request, a *Answer) error {
	warned := 0
	for _, name := range FilterNames {
		c := r.Filters[name]
		if !values.Typed(name) || a.Total > 0 && len(c.Any) < 2 && len(c.None) == 0 {
			continue
		}
		for i, value := range slices.Concat(c.Any, c.None) {
			if value == "" || value == Missing || warned == maxUnknown {
				continue
			}
			known, err := s.inArchive(ctx, v, name, value)
			if err != nil {
				return err
			}
			if known {
				continue
			}
			w, err := s.unknownValue(ctx, v, name, value)
			if err != nil {
				return err
			}
			if i >= len(c.Any) {
				w.Param += ".not"
			}
			a.Warnings = append(a.Warnings, w)
			warned++
		}
	}
	return nil
}

// inArchive reports whether some document has a value of a filter.
func (s *Service) inArchive(ctx context.Context, v *vocab.Vocabulary, name, value string) (bool, error) {
	field := filterFields[name]
	if name == "municipality" {
		field = "territory" // which holds what is no more, too
	}
	q := index.Query{Filters: []index.Filter{{Field: field, Any: []string{value}}}}
	if err := s.names.FollowIssuers(ctx, v, &q); err != nil {
		return false, err
	}
	found, err := v.Index.Search(ctx, q)
	if err != nil {
		return false, err
	}
	return found.Total > 0, nil
}

// unknownValue says that no document has a value, and which may have been meant.
func (s *Service) unknownValue(ctx context.Context, v *vocab.Vocabulary, name, value string) (Warning, error) {
	field := filterFields[name]
	w := Warning{Param: name, Value: value}
	meant, err := s.names.Meant(ctx, v, field, value)
	if err != nil {
		return w, err
	}
	w.Message = values.Absent("no-such-value", name, v.Label(ctx, field, value))
	switch {
	case len(meant) == 1:
		w.Meant = meant[0]
		label := v.Label(ctx, field, w.Meant)
		w.RU += " Возможно, нужно «" + label + "»: " + name + "=" + w.Meant + "."
		w.EN += " Perhaps “" + label + "” was meant: " + name + "=" + w.Meant + "."
	case len(meant) > 1 && len(meant) <= maxUnknown:
		list := make([]string, len(meant))
		for i, id := range meant {
			list[i] = name + "=" + id + " (" + s.names.Described(ctx, v, field, id) + ")"
		}
		w.RU += " Возможно, нужно одно из: " + strings.Join(list, "; ") + "."
		w.EN += " Perhaps one of these was meant: " + strings.Join(list, "; ") + "."
	}
	return w, nil
}
