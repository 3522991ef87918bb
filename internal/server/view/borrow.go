package view

import (
	"fmt"
	"net/url"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/text/clause"
	"letopis/web"
)

// CommonText is a run of text that two documents have, in bytes: where it stands in the one, and in the other.
type CommonText struct{ Own, Other [2]int }

// Borrowing tells which passages of d, whose clauses are t, another document has, too, and which of the two is older.
// words is how many they are.
func (s *Service) Borrowing(
	lang web.Lang, d *archive.Document, t *clause.Tree, other *archive.Document, common []CommonText, words int,
) api.Borrowing {
	out := api.Borrowing{Document: s.Hit(other), Words: words, Passages: []api.CommonPassage{}}
	from, to := d.Facts.Date.Span()
	otherFrom, otherTo := other.Facts.Date.Span()
	a, b, side := other.ID, d.ID, "b"
	switch {
	case from == 0 || otherFrom == 0:
	case otherTo < from:
		out.Order = Nullable("earlier")
	case to < otherFrom:
		out.Order = Nullable("later")
		a, b, side = d.ID, other.ID, "a"
	}
	chars, otherChars, otherTree := NewRuneIndex(d.Text), NewRuneIndex(other.Text), clause.Parse(other.Text)
	place := func(lang web.Lang, t *clause.Tree, chars *RuneIndex, at [2]int) api.ClausePlace {
		p := api.ClausePlace{Offset: chars.At(at[0])}
		p.Length = chars.At(at[1]) - p.Offset
		if label, anchor := clauseRange(lang, t, at[0], at[1]); label != "" {
			p.Clause = &api.ClauseRef{Label: label, Anchor: anchor}
		}
		return p
	}
	for _, c := range common {
		own := place(lang, t, chars, c.Own)
		at := fmt.Sprintf("%s%d", side, own.Offset)
		out.Passages = append(out.Passages, api.CommonPassage{Own: own, Other: place(lang, otherTree, otherChars, c.Other),
			Compare: s.o.Addresses.Link("/compare?" + url.Values{"a": {a}, "b": {b}, CompareAt: {at}}.Encode() + "#at")})
	}
	return out
}

// CompareAt is the parameter of a comparison that tells where it is to be read: the side, a or b, and a character of
// that text.
const CompareAt = "at"

// clauseRange is how people refer to the clauses from one place of a text to another, «п. 2.1–2.4 приложения 1», with
// the anchor of the first; "" where they stand in none.
func clauseRange(lang web.Lang, t *clause.Tree, start, end int) (label, anchor string) {
	i, ok := t.In(start)
	if !ok {
		return "", ""
	}
	label, anchor = ClauseLabel(lang, t, i), t.Anchor(i)
	j, ok := t.In(end - 1)
	if !ok || j == i {
		return label, anchor
	}
	first, last := t.Clause(i), t.Clause(j)
	if first.Parent == last.Parent && first.Kind == last.Kind && first.Number != "" && last.Number != "" {
		return strings.Replace(label, first.Number, first.Number+"–"+last.Number, 1), anchor
	}
	return label + " – " + ClauseLabel(lang, t, j), anchor
}
