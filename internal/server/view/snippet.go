package view

import (
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/text"
	"letopis/internal/text/clause"
	"letopis/web"
)

// snippets returns the matches of m: the title if it matches, and the best places in the text, or the beginning of
// the text if there are none.
func (s *Service) snippets(lang web.Lang, d *cachedDocument, m *text.Matcher) []api.Snippet {
	out := make([]api.Snippet, 0, 3) // the title and the default number of Snippets
	if m != nil {
		title, body := s.outlines(d)
		if runs := s.markTitle(d.hit.Title, m, title); len(runs) > 1 || len(runs) == 1 && runs[0].Hit {
			out = append(out, api.Snippet{Field: "title", Runs: runs})
		}
		for _, sn := range s.o.Analyzer.Snippets(d.text, m, text.SnippetOptions{Outline: body, From: d.head}) {
			if runs := marked(sn); len(runs) > 0 {
				out = append(out, api.Snippet{Field: "body", Page: d.page(sn.First),
					Clause: clauseAt(lang, d.clauses(), sn.First), Runs: runs})
			}
		}
	}
	if len(out) == 0 || out[len(out)-1].Field == "title" {
		d.led.Do(func() { d.lead = Lead(d.text[d.head:], leadLength) })
		if d.lead != "" {
			out = append(out, api.Snippet{Field: "body", Runs: []api.Marked{{Text: d.lead}}})
		}
	}
	return out
}

// page returns the number of the page at an offset, from 1; nil unless the document has several pages.
func (d *cachedDocument) page(at int) *int { return pageAt(d.pages, d.before, at) }

// pageAt returns the page at an offset of a text with some pages before it; nil before the first page, as in a
// document with scans after its text.
func pageAt(pages []int, before, at int) *int {
	if before+len(pages) < 2 {
		return nil
	}
	// empty pages start where the next one does; the last of them has the text
	page := before + sort.SearchInts(pages, at+1)
	if page == 0 {
		return nil
	}
	return &page
}

// Passage returns the range start:end of the text of d with the matches of m. place is the fragment of the page of d,
// highlighted likewise, that leads to the first typed match in the range.
func (s *Service) Passage(
	lang web.Lang, d *archive.Document, start, end int, m *text.Matcher,
) (p api.Passage, place string) {
	n := 1
	for _, span := range s.Highlight(d.Text, m) {
		if span.Start < start && span.Expansion == nil {
			n++
		}
	}
	p = api.Passage{ID: d.ID, Title: s.Title(d), Page: pageAt(d.Pages, d.Section.Page, start),
		Runs: s.markTitle(strings.Join(strings.Fields(d.Text[start:end]), " "), m, nil)}
	if c := clauseAt(lang, clause.Parse(d.Text), start); c != nil {
		p.Clause, p.Anchor = c.Label, c.Anchor
	}
	return p, "#m" + strconv.Itoa(n)
}

// markTitle splits a short text into runs by the matches of m; o is its outline, or nil.
func (s *Service) markTitle(str string, m *text.Matcher, o text.Outline) []api.Marked {
	spans := s.o.Analyzer.Highlight(str, m, o)
	runs := make([]api.Marked, 0, 2*len(spans)+1)
	at := 0
	for _, span := range spans {
		if span.Start > at {
			runs = append(runs, api.Marked{Text: str[at:span.Start]})
		}
		runs = append(runs, mark(str[span.Start:span.End], span.Expansion))
		at = span.End
	}
	if at < len(str) {
		runs = append(runs, api.Marked{Text: str[at:]})
	}
	return runs
}

// leadLength is the length of the excerpt shown if nothing is highlighted, in characters.
const leadLength = 240

// Summary returns the beginning of a text after its head.
func (s *Service) Summary(d *archive.Document) string { return Lead(d.Text[HeadOf(d):], leadLength) }

// maxHead is the maximum length of a head in bytes.
const maxHead = 4 << 10

// HeadOf returns where the head of a text ends: letterhead, number and title, which lists show anyway; 0 if there is
// none or nothing follows.
func HeadOf(d *archive.Document) int {
	end := d.Facts.Title.Evidence.End
	if end == 0 || end > maxHead || end >= len(d.Text) || strings.TrimSpace(d.Text[end:]) == "" {
		return 0
	}
	if before, _ := utf8.DecodeLastRuneInString(d.Text[:end]); unicode.IsLetter(before) {
		if after, _ := utf8.DecodeRuneInString(d.Text[end:]); unicode.IsLetter(after) {
			return 0 // the title was truncated, so its end is unknown
		}
	}
	return end
}

// marked converts the runs of a snippet.
func marked(sn text.Snippet) []api.Marked {
	runs := make([]api.Marked, len(sn.Runs))
	for i, r := range sn.Runs {
		if runs[i].Text = r.Text; r.Hit {
			runs[i] = mark(r.Text, r.Expansion)
		}
	}
	return runs
}

// mark returns a run that matched.
func mark(s string, expansion *text.Expansion) api.Marked {
	out := api.Marked{Text: s, Hit: true}
	if expansion != nil {
		out.For, out.Rule = expansion.Of, expansion.Rule
	}
	return out
}

// Highlight returns the matches of a query in a text.
func (s *Service) Highlight(str string, m *text.Matcher) []text.Mark {
	return s.o.Analyzer.Highlight(str, m, nil)
}

// Lead returns the beginning of a text on one line, truncated at a word.
func Lead(str string, runes int) string {
	end, n := 0, 0
	for i := range str {
		if n++; n > runes {
			end = i
			break
		}
	}
	if end == 0 {
		return oneLine(str)
	}
	if space := strings.LastIndexAny(str[:end], " \n"); space > end/2 {
		end = space
	}
	return oneLine(str[:end]) + " …"
}

// oneLine collapses white space and tidies.
func oneLine(s string) string { return text.Tidy(strings.Join(strings.Fields(s), " ")) }

// outlineWorth is how often a document must be requested again before outlines are computed: that takes as long as some
// searches without them.
const outlineWorth = 4

// outlines returns the outlines of the title and text of a document, nil until they are worth computing.
func (s *Service) outlines(d *cachedDocument) (title, body text.Outline) {
	if d.again.Load() < outlineWorth {
		return nil, nil
	}
	d.outlined.Do(func() {
		d.title, d.body = s.o.Analyzer.Outline(d.hit.Title), s.o.Analyzer.Outline(d.text)
	})
	return d.title, d.body
}
