package server

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/text"
	"letopis/web"
)

// hits describes what the index found from what the store holds. A document
// removed since is left out at once, before the index follows.
func (s *Server) hits(ctx context.Context, found []index.Hit, m *text.Matcher) ([]api.Hit, []*api.WrittenHit, error) {
	out, written := make([]api.Hit, 0, len(found)), make([]*api.WrittenHit, 0, len(found))
	end, err := s.storeEnd(ctx)
	if err != nil {
		return nil, nil, err
	}
	docs, err := s.documentCache.get(ctx, idsOf(found), end)
	if err != nil {
		return nil, nil, err
	}
	for i, d := range docs {
		if d == nil {
			continue
		}
		if err := index.Pace(ctx); err != nil {
			return nil, nil, err
		}
		h := d.hit
		h.Score, h.More = found[i].Score, found[i].More
		h.Explanation = explanation(found[i].Explain)
		if h.More > 0 {
			h.Group = known(found[i].Group)
		}
		h.Snippets = s.snippets(d, m)
		out, written = append(out, h), append(written, d.written)
	}
	return out, written, nil
}

// shownDocument is what hits show of d.
func (s *Server) shownDocument(d *archive.Document) *shownDocument {
	h := s.hit(d)
	return &shownDocument{hit: h, written: api.NewWrittenHit(&h), text: d.Text, pages: d.Pages}
}

func idsOf(found []index.Hit) []string {
	ids := make([]string, len(found))
	for i, h := range found {
		ids[i] = h.ID
	}
	return ids
}

// documents fetches what hits name, nil where there is none any more.
func (s *Server) documents(ctx context.Context, found []index.Hit) ([]*archive.Document, error) {
	if len(found) == 0 {
		return nil, nil
	}
	docs, err := s.o.Store.Get(ctx, idsOf(found)...)
	if err != nil {
		return nil, fmt.Errorf("reading %d documents of an answer: %w", len(found), err)
	}
	return docs, nil
}

// hit describes d without snippets.
func (s *Server) hit(d *archive.Document) api.Hit {
	f := &d.Facts
	h := api.Hit{
		ID: d.ID, URL: s.link("/d/" + d.ID), Title: s.title(d),
		Kind: known(f.Kind.Text), Number: known(f.Number.Text), Date: known(f.Date.String()),
		DatePrecision: known(string(f.Date.Precision())),
		Municipality:  known(f.Municipality.Text), Region: known(f.Region.Text),
		RegionDerived: f.Region.Evidence.Rule == archive.RuleDerived, Places: places(f, nil), Events: events(f, nil),
		Cities: []api.City{}, Programs: []api.Program{}, Snippets: []api.Snippet{},
		Source: api.Source{URI: d.URI, Name: d.Original.Name, MediaType: d.Original.MediaType,
			Sha256: d.Original.SHA256, Bytes: d.Original.Bytes},
	}
	if p, ok := f.PlaceAt(archive.LevelMunicipality); ok {
		h.MunicipalityID = known(p.ID)
	}
	for _, c := range f.Cities {
		if own(c.Role) {
			h.Cities = append(h.Cities, api.City{ID: c.ID, Oktmo: c.OKTMO, Name: c.Name, Region: c.Region,
				Role: api.CityRole(c.Role)})
		}
	}
	for _, p := range f.Programs {
		if p.Role != archive.ProgramMentions {
			h.Programs = append(h.Programs, api.Program{ID: p.ID, Name: p.Name,
				Role: api.ProgramRole(p.Role), Level: known(p.Level)})
		}
	}
	return h
}

// explanation turns an engine's account into the API's.
func explanation(e *index.Explanation) *api.Explanation {
	if e == nil {
		return nil
	}
	out := &api.Explanation{Value: e.Value, Text: e.Text}
	if len(e.Parts) > 0 {
		parts := make([]api.Explanation, len(e.Parts))
		for i, p := range e.Parts {
			parts[i] = *explanation(p)
		}
		out.Parts = &parts
	}
	return out
}

// kindOther is the kind of documents that are none of the others.
const kindOther = "иное"

// title is what the document is called, without personal data; else its kind,
// date and number, as acts are referred to; else what its file is called.
func (s *Server) title(d *archive.Document) string {
	f := &d.Facts
	switch kind, date := f.Kind.Text, f.Date.String(); {
	case f.Title.Text != "":
		return s.mask(f.Title.Text)
	case kind != "" && kind != kindOther && (date != "" || f.Number.Text != ""):
		out := upper(kind)
		switch {
		case f.Date.Day > 0:
			out += " от " + web.Russian.Date(date)
		case date != "":
			out += ", " + web.Russian.Date(date)
		}
		if f.Number.Text != "" {
			out += " №\u00a0" + f.Number.Text
		}
		return out
	case d.Original.Name != "":
		return d.Original.Name
	}
	return d.URI
}

// known turns "not determined" into JSON's null.
func known[T ~string](v T) *T {
	if v == "" {
		return nil
	}
	return &v
}

// leadLength is how much of a text stands for it when nothing is to be marked,
// in characters.
const leadLength = 240

// snippets shows where m matches: the title when it does, and the best places
// of the text; the beginning of the text when there are none.
func (s *Server) snippets(d *shownDocument, m *text.Matcher) []api.Snippet {
	out := make([]api.Snippet, 0, 3) // the title, and what Snippets makes by default
	if m != nil {
		title, body := s.outlines(d)
		if runs := s.mark(d.hit.Title, m, title); len(runs) > 1 || len(runs) == 1 && runs[0].Hit {
			out = append(out, api.Snippet{Field: "title", Runs: runs})
		}
		for _, sn := range s.o.Analyzer.Snippets(d.text, m, text.SnippetOptions{Outline: body}) {
			if runs := s.maskedRuns(d, sn); len(runs) > 0 {
				out = append(out, api.Snippet{Field: "body", Page: d.page(sn.First), Runs: runs})
			}
		}
	}
	if len(out) == 0 || out[len(out)-1].Field == "title" {
		d.led.Do(func() { d.lead = s.mask(lead(d.text, leadLength)) })
		if d.lead != "" {
			out = append(out, api.Snippet{Field: "body", Runs: []api.Marked{{Text: d.lead}}})
		}
	}
	return out
}

// page tells the page of a place of the text, counted from 1; nil when the
// document has not several pages.
func (d *shownDocument) page(at int) *int {
	if len(d.pages) < 2 {
		return nil
	}
	page := sort.SearchInts(d.pages, at+1) // pages without text begin where the next one does: the last of them has it
	return &page
}

// mark splits a short text into runs by what m marks; o is its outline, or nil.
func (s *Server) mark(str string, m *text.Matcher, o text.Outline) []api.Marked {
	spans := s.o.Analyzer.Highlight(str, m, o)
	runs := make([]api.Marked, 0, 2*len(spans)+1)
	at := 0
	for _, span := range spans {
		if span.Start > at {
			runs = append(runs, api.Marked{Text: str[at:span.Start]})
		}
		runs = append(runs, api.Marked{Text: str[span.Start:span.End], Hit: true})
		at = span.End
	}
	if at < len(str) {
		runs = append(runs, api.Marked{Text: str[at:]})
	}
	return runs
}

// lead is the beginning of a text, ended at a word, as one line.
func lead(str string, runes int) string {
	end, n := 0, 0
	for i := range str {
		if n++; n > runes {
			end = i
			break
		}
	}
	if end == 0 {
		return strings.Join(strings.Fields(str), " ")
	}
	if space := strings.LastIndexAny(str[:end], " \n"); space > end/2 {
		end = space
	}
	return strings.Join(strings.Fields(str[:end]), " ") + " …"
}

// maskRune stands for each letter or digit of masked personal data, so that
// offsets in characters stay right.
const maskRune = '*'

// mask hides personal data, character for character.
func (s *Server) mask(str string) string {
	masked, _ := s.maskCount(str)
	return masked
}

func (s *Server) maskCount(str string) (string, int) {
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
func (s *Server) personal(d *shownDocument, from, to int) [][2]int {
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
func (s *Server) maskedRuns(d *shownDocument, sn text.Snippet) []api.Marked {
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
