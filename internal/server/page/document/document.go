// Package document serves the page of a document: its text, its facts and how they were found, and related documents.
// Read document first; text.go marks up the text, facts.go lists the facts.
package document

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/cite"
	"letopis/internal/server/api"
	"letopis/internal/server/openapi"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/internal/text/clause"
	"letopis/web"
)

// Service serves documents. It is safe for concurrent use.
type Service struct{ *frame.Frame }

// Routes registers the pages of a document and of its clauses.
func (s Service) Routes(r gin.IRoutes) {
	s.Get(r, "/d/:id", s.document)
	s.Get(r, "/d/:id/cite", s.cite)
	s.Get(r, "/d/:id/scan/:page", s.scan)
	s.Get(r, "/d/:id/scan/:page/image", s.scanImage)
}

// document shows a document: its text with matches and evidence, its facts and how they were found, the original, a
// reference, and related documents.
func (s Service) document(c *gin.Context, call *request.Call) error {
	doc, err := s.Views.Fetch(call.Context(), c.Param("id"))
	var split *view.SplitError
	if errors.As(err, &split) {
		to := frame.URL(call.Lang, "/d/"+split.Posts[0].ID, url.Values{pageParam: {split.ID}})
		c.Redirect(http.StatusMovedPermanently, to)
		return nil
	}
	if err != nil {
		return err
	}
	notes, moved := followed(call, doc, clause.Parse(doc.Text))
	if moved != "" {
		c.Redirect(http.StatusFound, moved)
		return nil
	}
	d, err := s.Model(call, doc)
	if err != nil {
		return err
	}
	d.Notes = append(append(notes, s.posts(call, doc)...), d.Notes...)
	return s.Render(c, d)
}

// pageParam is the ID of a former page whose URL redirects to its first post.
const pageParam = "page"

// posts links to the other posts of the former page that redirected here, if any.
func (s Service) posts(call *request.Call, doc *archive.Document) []web.Note {
	page := call.Values.Get(pageParam)
	if page == "" {
		return nil
	}
	_, err := s.Views.Fetch(call.Context(), page)
	var split *view.SplitError
	if !errors.As(err, &split) {
		return nil
	}
	note := web.Note{Text: call.Lang.T("doc.split")}
	for _, post := range split.Posts {
		if post.ID != doc.ID {
			note.Links = append(note.Links, item.DocumentLink(call.Lang, s.Views.Hit(post)))
		}
	}
	return []web.Note{note}
}

// Model returns the page of a document. Without search, as in a pack, it lacks what only a search can find: similar
// documents, near-duplicates, borrowings, other acts of its programme.
func (s Service) Model(call *request.Call, doc *archive.Document) (web.Document, error) {
	lang := call.Lang
	full, err := s.Views.Document(call.Context(), doc)
	if err != nil {
		return web.Document{}, err
	}
	d := web.Document{Page: s.Page(call, full.Title), DocTitle: full.Title, SHA256: full.Source.Sha256,
		OriginalURL:  s.Addresses.Link(openapi.Base + "/documents/" + full.ID + "/original"),
		OriginalName: cmp.Or(full.Source.Name, full.Source.URI),
		OriginalNote: lang.Bytes(full.Source.Bytes)}
	if format := formatName(full.Source.MediaType); format != "" {
		d.OriginalNote = format + ", " + d.OriginalNote
	}
	d.CompareURL = frame.URL(lang, "/compare", url.Values{"a": {full.ID}})
	d.Head = item.Hit(lang, full.Hit)
	d.Description = view.Lead(full.Text, 160)
	d.JSONLD = s.jsonLD(call, full)
	if u, err := url.Parse(full.Source.URI); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		d.SourceURL = full.Source.URI
	}
	d.Facts = s.facts(lang, doc)
	s.fillNeighbours(call, doc, full, &d)
	fillLife(lang, full, &d)
	if err := s.fillDeadlines(call, doc, full, &d); err != nil {
		return d, err
	}
	if s.Search != nil {
		if err := s.fillFound(call, doc, full, &d); err != nil {
			return d, err
		}
	}
	fillNotes(call, doc, full, &d)
	s.textRuns(call, doc, full, clause.Parse(doc.Text), &d)
	d.Hidden = conditionFields(call)
	return d, nil
}

// fillNotes says what of the document was not read or is not shown.
func fillNotes(call *request.Call, doc *archive.Document, full *api.Document, d *web.Document) {
	lang := call.Lang
	if full.Status != api.DocumentDetailStatus(archive.StatusOK) {
		d.Notes = append(d.Notes, web.Note{Text: view.Capitalize(lang.T("status."+string(full.Status))) + ". " +
			view.Capitalize(strings.TrimSuffix(view.Reason(lang, doc), ".")) + "."})
	}
	if doc.Section.Of > 1 {
		d.Notes = append(d.Notes, sectionNote(call, doc))
	}
	if full.Text == "" {
		d.Notes = append(d.Notes, web.Note{Text: lang.T("doc.notext"),
			Links: []web.Link{{Href: d.OriginalURL, Text: d.OriginalName}}})
	}
	if full.Masked > 0 {
		d.Notes = append(d.Notes, web.Note{Text: lang.T("doc.masked") + " " + lang.Number(full.Masked)})
	}
}

// conditionFields returns the search that led here as form fields.
func conditionFields(call *request.Call) []web.Field {
	var out []web.Field
	for name, list := range request.Conditions(call.Values) {
		for _, x := range list {
			out = append(out, web.Field{Name: name, Value: x})
		}
	}
	slices.SortStableFunc(out, func(a, b web.Field) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// fillFound fills what is found by searches.
func (s Service) fillFound(call *request.Call, doc *archive.Document, full *api.Document, d *web.Document) error {
	ctx, lang := call.Context(), call.Lang
	similar, err := s.Search.Similar(ctx, doc, 5)
	if err != nil {
		s.leftOut(d, lang, "doc.leftout", full.ID, err)
	}
	for _, h := range similar {
		d.Similar = append(d.Similar, item.DocumentLink(lang, h))
	}
	s.fillDuplicates(ctx, lang, doc, d)
	if err := s.fillBorrowings(call, doc, d); err != nil {
		return err
	}
	s.fillTimeline(ctx, lang, full, d)
	return nil
}

const levelFederal = "federal"

// sectionNote says which part of a long text is shown, and links to its neighbours.
func sectionNote(call *request.Call, doc *archive.Document) web.Note {
	lang, at, all := call.Lang, doc.Section, doc.Sections()
	note := web.Note{Text: fmt.Sprintf(lang.T("doc.section"), lang.Number(at.N), lang.Number(at.Of),
		lang.Number(at.Line+1))}
	keep := request.Conditions(call.Values)
	if at.N > 1 {
		note.Links = append(note.Links, web.Link{Text: "← " + lang.T("doc.section.before"),
			Href: frame.URL(lang, "/d/"+all[at.N-2], keep)})
	}
	if at.N < at.Of {
		note.Links = append(note.Links, web.Link{Text: lang.T("doc.section.after") + " →",
			Href: frame.URL(lang, "/d/"+all[at.N], keep)})
	}
	return note
}

// styleNames are the display names of reference styles.
var styleNames = map[cite.Style]string{cite.GOST: "ГОСТ", cite.BibTeX: "BibTeX", cite.RIS: "RIS",
	cite.CSLJSON: "CSL-JSON"}

// leftOut logs that a part of the page failed and adds a note to it; the rest of the document can still be shown.
func (s Service) leftOut(d *web.Document, lang web.Lang, message, id string, err error) {
	s.Log.Warn("a part of a document's page is left out", "document", id, "part", message, "error", err)
	note := web.Note{Text: lang.T(message)}
	if !slices.ContainsFunc(d.Notes, func(n web.Note) bool { return n.Text == note.Text }) {
		d.Notes = append(d.Notes, note)
	}
}

// fillNeighbours fills the reference and the links to citing and cited documents, as far as they can be read.
func (s Service) fillNeighbours(call *request.Call, doc *archive.Document, full *api.Document, d *web.Document) {
	ctx, lang := call.Context(), call.Lang
	if text, err := cite.Format(cite.GOST, s.Views.Reference(call, doc)); err == nil {
		d.CiteText = text
	}
	for _, style := range cite.Styles {
		d.CiteLinks = append(d.CiteLinks, web.Link{Href: openapi.Base + "/documents/" + full.ID + "/cite?style=" +
			string(style), Text: styleNames[style]})
	}
	seen := map[string]bool{}
	for _, c := range full.Cites {
		text := view.ActText(lang, &c.Kind, c.Date, c.Number, c.Name)
		if seen[text] {
			continue
		}
		seen[text] = true
		l := web.Link{Text: text}
		if c.Target != nil {
			l.Href = frame.URL(lang, "/d/"+*c.Target, nil)
		} else if view.Deref(c.Level) != levelFederal { // federal acts are not expected in a municipal archive
			l.Note = lang.T("force.absent")
		}
		d.Cites = append(d.Cites, l)
	}
	d.CitedBy = s.documentLinks(ctx, lang, full.ID, full.CitedBy, d)
	d.Namesakes = s.documentLinks(ctx, lang, full.ID, full.Namesakes, d)
	d.Copies = s.documentLinks(ctx, lang, full.ID, full.Copies, d)
}

// documentLinks returns links to other documents, as far as they can be read.
func (s Service) documentLinks(
	ctx context.Context, lang web.Lang, id string, ids []string, d *web.Document,
) (out []web.Link) {
	docs, err := s.Store.Get(ctx, ids...)
	if err != nil {
		s.leftOut(d, lang, "doc.leftout", id, err)
	}
	for _, doc := range docs {
		if doc != nil {
			out = append(out, item.DocumentLink(lang, s.Views.Hit(doc)))
		}
	}
	return out
}

// nearbyActs is how many acts of a programme are shown around a document.
const nearbyActs = 7

// fillTimeline shows the document among the acts of its programme.
func (s Service) fillTimeline(ctx context.Context, lang web.Lang, full *api.Document, d *web.Document) {
	if len(full.Programs) == 0 {
		return
	}
	p := full.Programs[0]
	tl, err := s.Catalog.Around(ctx, p.ID, full.ID, nearbyActs)
	if err != nil {
		s.leftOut(d, lang, "doc.leftout", full.ID, err)
		return
	}
	if len(tl.Acts) < 2 {
		return
	}
	d.Timeline = item.Acts(lang, tl.Acts)
	for i, a := range tl.Acts {
		d.Timeline[i].Current = a.Hit.ID == full.ID
	}
	d.ProgramLink = web.Link{Href: frame.URL(lang, "/p/"+p.ID, nil), Text: p.Name,
		Note: lang.Count(tl.Program.Count, "document")}
}
