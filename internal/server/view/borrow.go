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

// CommonText is a run of text that two documents share, as byte ranges in each.
type CommonText struct{ Own, Other [2]int }

// Borrowing describes the passages that d, whose clauses are t, shares with another document, and which of the two is
// older. words is the total length in words.
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

// CompareAt is the parameter for the position in a comparison: the side, a or b, and a character of its text.
const CompareAt = "at"

// clauseRange returns how people refer to the clauses of a range, «п. 2.1–2.4 приложения 1», with the anchor of the
// first; "" if there are none.
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
