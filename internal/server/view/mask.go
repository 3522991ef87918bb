package view

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/server/api"
	"letopis/internal/text"
)

// maskRune stands for each letter or digit of masked personal data, so that
// offsets in characters stay right.
const maskRune = '*'

// Mask hides personal data, character for character.
func (s *Service) Mask(str string) string {
	masked, _ := s.maskCount(str)
	return masked
}

func (s *Service) maskCount(str string) (string, int) {
	if s.o.Mask == nil {
		return str, 0
	}
	spans := s.o.Mask(str)
	if len(spans) == 0 {
		return str, 0
	}
	var b strings.Builder
	b.Grow(len(str))
	at := 0
	for _, span := range spans {
		b.WriteString(str[at:span[0]])
		b.WriteString(hide(str[span[0]:span[1]]))
		at = span[1]
	}
	b.WriteString(str[at:])
	return b.String(), len(spans)
}

func hide(str string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' {
			return r
		}
		return maskRune
	}, str)
}

// maskMargin is how far beside a snippet personal data is looked for, in
// bytes: an address or a number cut by the snippet's edge is still found.
const maskMargin = 200

// personal finds personal data in and around a place of a text.
func (s *Service) personal(d *shownDocument, from, to int) [][2]int {
	if s.o.Mask == nil {
		return nil
	}
	if d.worthOutlining() {
		s.outlines(d) // it may have become so since
		first := sort.Search(len(d.personal), func(i int) bool { return d.personal[i][1] > from })
		last := first + sort.Search(len(d.personal)-first, func(i int) bool { return d.personal[first+i][0] >= to })
		return d.personal[first:last]
	}
	from, to = runeStart(d.text, from-maskMargin), runeStart(d.text, to+maskMargin)
	spans := s.o.Mask(d.text[from:to])
	for i := range spans {
		spans[i] = [2]int{spans[i][0] + from, spans[i][1] + from}
	}
	return spans
}

// maskedRuns hides personal data in a snippet. A snippet has the characters of its
// place in the text, but for white space and an ellipsis at either end: so they
// are followed side by side.
func (s *Service) maskedRuns(d *shownDocument, sn text.Snippet) []api.Marked {
	runs := make([]api.Marked, len(sn.Runs))
	for i, r := range sn.Runs {
		runs[i] = api.Marked{Text: r.Text, Hit: r.Hit}
	}
	spans := s.personal(d, sn.Start, sn.End)
	if len(spans) == 0 {
		return runs
	}
	full := d.text
	var hidden []bool // for each character of the place that is no white space
	for i, r := range full[sn.Start:sn.End] {
		if unicode.IsSpace(r) {
			continue
		}
		at := sn.Start + i
		hidden = append(hidden, slices.ContainsFunc(spans, func(sp [2]int) bool { return sp[0] <= at && at < sp[1] }))
	}
	next := 0
	if len(runs) > 0 && strings.HasPrefix(runs[0].Text, "…") &&
		!strings.HasPrefix(strings.TrimSpace(full[sn.Start:]), "…") {
		next = -1
	}
	for i := range runs {
		runs[i].Text = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return r
			}
			next++
			if next > 0 && next <= len(hidden) && hidden[next-1] {
				return maskRune
			}
			return r
		}, runs[i].Text)
	}
	return runs
}

// runeStart moves i into s and back to the start of a character.
func runeStart(s string, i int) int {
	i = max(0, min(i, len(s)))
	for i > 0 && i < len(s) && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

// Masked returns a function that cuts a text with personal data hidden.
func (s *Service) Masked(str string) func(from, to int) string {
	var spans [][2]int
	if s.o.Mask != nil {
		spans = s.o.Mask(str)
	}
	return func(from, to int) string {
		var b strings.Builder
		at := from
		for _, sp := range spans {
			start, end := max(sp[0], at), min(sp[1], to)
			if start >= end {
				continue
			}
			b.WriteString(str[at:start])
			b.WriteString(hide(str[start:end]))
			at = end
		}
		b.WriteString(str[at:to])
		return b.String()
	}
}
