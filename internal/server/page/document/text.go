package document

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/internal/text/clause"
	"letopis/web"
)

// markedRange is a range of a document's text in bytes, with its markup.
type markedRange struct {
	start, end int
	run        web.TextRun
}

// textRuns splits the text at matches of the reader's query, evidence, resolved citations, and page boundaries.
func (s Service) textRuns(
	call *request.Call, doc *archive.Document, full *api.Document, clauses *clause.Tree, d *web.Document,
) {
	places, err := s.hitPlaces(call, doc.Text)
	if err != nil { // the text is readable without marks
		s.leftOut(d, call.Lang, "doc.unmarked", full.ID, err)
	}
	d.In = call.Values.Get(inText)
	for _, p := range places {
		if !p.run.Expansion {
			d.HitCount++
		}
	}
	switch {
	case d.HitCount > 0:
		d.HitText = call.Lang.Count(d.HitCount, "mark")
	case d.In != "":
		d.HitText = call.Lang.T("doc.in.none")
	}
	d.Contents = contents(doc.Text, clauses)
	places = append(places, clauseMarks(call.Lang, doc, clauses)...)
	if start, end, ok := placeOf(call.Values.Get("at"), doc.Text); ok {
		places = append(places, markedRange{start, end, web.TextRun{Mark: "at", Hit: true}})
	}
	if keep := request.Conditions(call.Values); len(keep) > 0 {
		d.Back = frame.URL(call.Lang, "/search", keep)
	}
	for _, c := range full.Cites {
		if c.Target != nil && c.Offset != nil {
			start, end := byteRange(doc.Text, *c.Offset, view.Deref(c.Length))
			places = append(places, markedRange{start, end, web.TextRun{Href: frame.URL(call.Lang, "/d/"+*c.Target, nil)}})
		}
	}
	seen := map[int]bool{}
	for _, e := range doc.Facts.AllEvidence() {
		if e.End > e.Start && !seen[e.Start] { // a zero-width anchor, so that a match around it stays marked
			seen[e.Start] = true
			places = append(places, markedRange{e.Start, e.Start, web.TextRun{Mark: markID(*e)}})
		}
	}
	slices.SortStableFunc(places, func(a, b markedRange) int { return cmp.Or(a.start-b.start, a.end-b.end) })
	d.Runs = splitText(doc, places)
	separateCells(d.Runs)
	s.linkScans(call, doc, d.Runs)
}

// inText is the parameter for searching within the text of a document, independent of the search that led there.
const inText = "in"

// hitPlaces returns the matches in a text of the words searched for in it, or else of the query that led here.
// Matches of typed words are numbered.
func (s Service) hitPlaces(call *request.Call, text string) ([]markedRange, error) {
	q, raw := call.Values.Get(inText), true
	if q == "" {
		q, raw = call.Values.Get("q"), call.Values.Get("raw") == "true"
	}
	if q == "" {
		return nil, nil
	}
	m, err := s.Search.Matcher(call.Context(), q, raw)
	if err != nil || m == nil {
		return nil, err
	}
	var places []markedRange
	n := 0
	for _, span := range s.Views.Highlight(text, m) {
		run := web.TextRun{Hit: true, Expansion: span.Expansion != nil}
		if !run.Expansion {
			n++
			run.N = n
		}
		places = append(places, markedRange{span.Start, span.End, run})
	}
	return places, nil
}

// splitText splits a text at the given places, which are sorted, and at page boundaries.
func splitText(doc *archive.Document, places []markedRange) (runs []web.TextRun) {
	pages := doc.Pages
	at := 0
	plain := func(to int) {
		for at < to {
			for len(pages) > 0 && pages[0] <= at { // including pages that began inside a marked range
				runs = append(runs, web.TextRun{Page: doc.Section.Page + len(doc.Pages) - len(pages) + 1})
				pages = pages[1:]
			}
			stop := to
			if len(pages) > 0 {
				stop = min(stop, pages[0])
			}
			runs = append(runs, web.TextRun{Text: doc.Text[at:stop]})
			at = stop
		}
	}
	for _, p := range places {
		if p.start < at && p.start == p.end {
			runs = append(runs, p.run) // anchors are needed even inside another range
		}
		if p.start < at || p.end > len(doc.Text) {
			continue // overlaps an earlier range, which wins
		}
		plain(p.start)
		p.run.Text = doc.Text[p.start:p.end]
		runs = append(runs, p.run)
		at = p.end
	}
	plain(len(doc.Text))
	return runs
}

// separateCells replaces the tabs between cells of a table row with dashes, which are visible at any width. Leading
// tabs stay.
func separateCells(runs []web.TextRun) {
	begins := true // only white space in this line so far
	for i := range runs {
		var b strings.Builder
		for j, r := range runs[i].Text {
			switch {
			case r == '\n':
				begins = true
			case r == '\t' && !begins:
				if rest := strings.TrimLeft(runs[i].Text[j:], "\t "); !strings.HasPrefix(rest, "\n") {
					b.WriteString(" —\u00a0")
				}
				continue
			case r != '\t' && r != ' ':
				begins = false
			}
			b.WriteRune(r)
		}
		runs[i].Text = b.String()
	}
}

// placeOf parses a character range «120-135» in an address; the end is exclusive. The result is in bytes.
func placeOf(at, text string) (start, end int, ok bool) {
	from, to, _ := strings.Cut(at, "-")
	a, errA := strconv.Atoi(from)
	b, errB := strconv.Atoi(to)
	if errA != nil || errB != nil || a < 0 || b <= a {
		return 0, 0, false
	}
	start, end = byteRange(text, a, b-a)
	return start, end, end > start
}

// byteRange converts a character range to bytes.
func byteRange(str string, offset, length int) (start, end int) {
	n := 0
	start, end = len(str), len(str)
	for i := range str {
		if n == offset {
			start = i
		}
		if n == offset+length {
			return start, i
		}
		n++
	}
	return start, end
}

func markID(e archive.Evidence) string { return "e" + strconv.Itoa(e.Start) }
