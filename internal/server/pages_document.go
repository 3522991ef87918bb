package server

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/cite"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/text"
	"letopis/web"
)

// documentPage shows a document: its text with hits and evidence, what is known
// and how it was found, the original, a reference, and its neighbours.
func (s *Server) documentPage(c *gin.Context, call *call) error {
	lang := langOf(call)
	doc, err := s.fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	full, err := s.document(call.Context(), call, doc)
	if err != nil {
		return err
	}
	d := web.Document{Page: s.page(call, full.Title), DocTitle: full.Title, SHA256: full.Source.Sha256,
		OriginalURL: s.link(apiBase + "/documents/" + full.ID + "/original"), OriginalName: cmp.Or(full.Source.Name, full.Source.URI),
		OriginalNote: lang.Bytes(full.Source.Bytes)}
	if format := formatName(full.Source.MediaType); format != "" {
		d.OriginalNote = format + ", " + d.OriginalNote
	}
	d.Head = hitView(lang, full.Hit)
	d.Description = lead(full.Text, 160)
	d.JSONLD = s.jsonLD(call, full)
	if u, err := url.Parse(full.Source.URI); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		d.SourceURL = full.Source.URI
	}
	d.Facts = s.facts(call.Context(), call, doc, full)
	s.neighbours(call.Context(), call, doc, full, &d)
	s.programNearby(call.Context(), lang, full, &d)
	if full.Status != api.DocumentDetailStatus(archive.StatusOK) {
		d.Notes = append(d.Notes, web.Note{Text: upper(lang.T("status."+string(full.Status))) + ". " + upper(strings.TrimSuffix(deref(full.Reason), ".")) + "."})
	}
	if full.Text == "" {
		d.Notes = append(d.Notes, web.Note{Text: lang.T("doc.notext"), Links: []web.Link{{Href: d.OriginalURL, Text: d.OriginalName}}})
	}
	if full.Masked > 0 {
		d.Notes = append(d.Notes, web.Note{Text: lang.T("doc.masked") + " " + lang.Number(full.Masked)})
	}
	if err := s.textRuns(call.Context(), call, doc, full, &d); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, d)
}

// marked is a range of a document's text, in bytes, and what it becomes.
type marked struct {
	start, end int
	run        web.TextRun
}

// textRuns cuts the text at hits of the query the reader came with, at places
// of evidence, at resolved citations, and at pages.
func (s *Server) textRuns(ctx context.Context, call *call, doc *archive.Document, full *api.Document, d *web.Document) error {
	lang := langOf(call)
	var places []marked
	if q := call.values.Get("q"); q != "" {
		m, err := s.matcher(ctx, q, call.values.Get("raw") == "true")
		if err != nil {
			return err
		}
		if m != nil {
			for i, span := range s.o.Analyzer.Highlight(doc.Text, m, nil) {
				places = append(places, marked{span.Start, span.End, web.TextRun{Hit: true, N: i + 1}})
			}
		}
		if d.HitCount = len(places); d.HitCount > 0 {
			d.HitText = lang.Count(d.HitCount, "mark")
		}
	}
	if keep := conditions(call.values); len(keep) > 0 {
		d.Back = at(lang, "/search", keep)
	}
	for _, c := range full.Cites {
		if c.Target != nil && c.Offset != nil {
			start, end := byteRange(doc.Text, *c.Offset, deref(c.Length))
			places = append(places, marked{start, end, web.TextRun{Href: at(lang, "/d/"+*c.Target, nil)}})
		}
	}
	seen := map[int]bool{}
	for _, e := range evidence(doc) {
		if e.End > e.Start && !seen[e.Start] { // an anchor of no width: a hit in it stays marked
			seen[e.Start] = true
			places = append(places, marked{e.Start, e.Start, web.TextRun{Mark: markID(e)}})
		}
	}
	slices.SortStableFunc(places, func(a, b marked) int { return cmp.Or(a.start-b.start, a.end-b.end) })
	shown := hiddenSameLength(s.maskBytes(doc.Text), doc.Text)
	pages := doc.Pages
	at := 0
	plain := func(to int) {
		for at < to {
			for len(pages) > 0 && pages[0] <= at { // those that began within a place, too
				d.Runs = append(d.Runs, web.TextRun{Page: len(doc.Pages) - len(pages) + 1})
				pages = pages[1:]
			}
			stop := to
			if len(pages) > 0 {
				stop = min(stop, pages[0])
			}
			d.Runs = append(d.Runs, web.TextRun{Text: shown(at, stop)})
			at = stop
		}
	}
	for _, p := range places {
		if p.start < at || p.end > len(doc.Text) {
			continue // inside another place: the first one stands
		}
		plain(p.start)
		p.run.Text = shown(p.start, p.end)
		d.Runs = append(d.Runs, p.run)
		at = p.end
	}
	plain(len(doc.Text))
	tables(d.Runs)
	return nil
}

// tables parts the cells of a row, which texts keep apart with tabs, by a dash
// that is seen in a line of any width. Tabs that begin a line stay.
func tables(runs []web.TextRun) {
	begins := true // nothing but white space so far in this line
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

// maskBytes returns the masked ranges of a text.
func (s *Server) maskBytes(str string) [][2]int {
	if s.o.Mask == nil {
		return nil
	}
	return s.o.Mask(str)
}

// hiddenSameLength returns a function that cuts a text with personal data
// hidden.
func hiddenSameLength(spans [][2]int, str string) func(from, to int) string {
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

// byteRange turns characters into bytes.
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

// evidence lists the places of a document's facts.
func evidence(d *archive.Document) []archive.Evidence {
	f := &d.Facts
	out := []archive.Evidence{f.Kind.Evidence, f.Number.Evidence, f.Date.Evidence, f.Issuer.Evidence, f.Municipality.Evidence, f.Region.Evidence}
	for _, c := range f.Cities {
		out = append(out, c.Evidence)
	}
	for _, p := range f.Places {
		out = append(out, p.Evidence)
	}
	for _, e := range f.Events {
		out = append(out, e.Evidence)
	}
	for _, p := range f.Programs {
		out = append(out, p.Evidence)
	}
	for _, x := range f.Dates {
		out = append(out, x.Evidence)
	}
	return out
}

// styleNames are what people call the styles of references.
var styleNames = map[cite.Style]string{cite.GOST: "ГОСТ", cite.BibTeX: "BibTeX", cite.RIS: "RIS", cite.CSLJSON: "CSL-JSON"}

// neighbours fills the reference and the links to other documents. What cannot be
// read is left out, and logged: the document itself can be shown.
func (s *Server) neighbours(ctx context.Context, call *call, doc *archive.Document, full *api.Document, d *web.Document) {
	lang := langOf(call)
	if text, err := cite.Format(cite.GOST, s.reference(doc, call.started)); err == nil {
		d.CiteText = text
	}
	for _, style := range cite.Styles {
		d.CiteLinks = append(d.CiteLinks, web.Link{Href: apiBase + "/documents/" + full.ID + "/cite?style=" + string(style), Text: styleNames[style]})
	}
	seen := map[string]bool{}
	for _, c := range full.Cites {
		text := citationText(lang, c)
		if seen[text] {
			continue
		}
		seen[text] = true
		l := web.Link{Text: text}
		if c.Target != nil {
			l.Href = at(lang, "/d/"+*c.Target, nil)
		}
		d.Cites = append(d.Cites, l)
	}
	citing, err := s.o.Store.Get(ctx, full.CitedBy...)
	if err != nil {
		s.log.Warn("the documents that cite one could not be read", "document", full.ID, "error", err)
	}
	for _, by := range citing {
		if by != nil {
			d.CitedBy = append(d.CitedBy, s.docLink(lang, s.hit(by)))
		}
	}
	similar, err := s.similar(ctx, doc, 5)
	if err != nil {
		s.log.Warn("similar documents could not be found", "document", full.ID, "error", err)
	}
	for _, h := range similar {
		d.Similar = append(d.Similar, s.docLink(lang, h))
	}
}

// How many acts of a programme a document's page shows around its own.
const nearbyActs = 7

// programNearby shows where the document stands among the acts of its
// programme.
func (s *Server) programNearby(ctx context.Context, lang web.Lang, full *api.Document, d *web.Document) {
	if len(full.Programs) == 0 {
		return
	}
	p := full.Programs[0]
	tl, err := s.programTimeline(ctx, p.ID, query.MaxLimit, "")
	if err != nil {
		s.log.Warn("the programme's acts could not be found", "document", full.ID, "program", p.ID, "error", err)
		return
	}
	if len(tl.Acts) < 2 {
		return
	}
	place := slices.IndexFunc(tl.Acts, func(a api.ProgramAct) bool { return a.Hit.ID == full.ID })
	from := max(0, min(place-nearbyActs/2, len(tl.Acts)-nearbyActs))
	acts := tl.Acts[from:min(from+nearbyActs, len(tl.Acts))]
	d.Timeline = actViews(lang, acts)
	for i, a := range acts {
		d.Timeline[i].Current = a.Hit.ID == full.ID
	}
	d.ProgramLink = web.Link{Href: at(lang, "/p/"+p.ID, nil), Text: p.Name, Note: lang.Count(tl.Program.Count, "document")}
}

func (s *Server) docLink(lang web.Lang, h api.Hit) web.Link {
	note := ""
	if h.Date != nil {
		note = lang.Date(*h.Date)
	}
	return web.Link{Href: at(lang, "/d/"+h.ID, nil), Text: h.Title, Note: note}
}

func citationText(lang web.Lang, c api.Citation) string {
	if c.Name != nil && c.Number == nil {
		return *c.Name
	}
	out := upper(c.Kind)
	if c.Date != nil {
		out += lang.Pick(" от ", " of ") + lang.Date(*c.Date)
	}
	if c.Number != nil {
		out += " №\u00a0" + *c.Number
	}
	return out
}

// matcher tells what a query marks in a text.
func (s *Server) matcher(ctx context.Context, q string, raw bool) (*text.Matcher, error) {
	a, err := s.ask(ctx, query.Request{Q: q, Raw: raw, CountOnly: true})
	if err != nil {
		return nil, err
	}
	return a.Matcher, nil
}
