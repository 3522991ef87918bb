package document

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/cite"
	"letopis/internal/server/openapi"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/internal/text/clause"
	"letopis/web"
)

// clauseMarks returns markup for the starts of clauses: an anchor, and the number as a link to the page on citing the
// clause.
func clauseMarks(lang web.Lang, doc *archive.Document, t *clause.Tree) []markedRange {
	places := make([]markedRange, 0, 2*t.Len())
	for i := range t.Len() {
		c, anchor := t.Clause(i), t.Anchor(i)
		end := c.Start + len(strings.TrimRight(doc.Text[c.Start:c.Body], " \t\r\n\u00a0"))
		places = append(places, markedRange{c.Start, c.Start, web.TextRun{Mark: anchor}},
			markedRange{c.Start, end, web.TextRun{Clause: true, Href: citePath(lang, doc.ID, anchor)}})
	}
	return places
}

// citePath returns the URL of the page on citing a clause.
func citePath(lang web.Lang, id, anchor string) string {
	return frame.URL(lang, "/d/"+id+"/cite", url.Values{view.ClauseParam: {anchor}})
}

// followed handles a permanent URL of a clause. If the clause is unchanged or has a new wording, which a note says,
// the document is shown; if the text now has another number, moved is its new URL.
func followed(call *request.Call, doc *archive.Document, t *clause.Tree) (notes []web.Note, moved string) {
	anchor, hash := call.Values.Get(view.ClauseParam), call.Values.Get(view.HashParam)
	if anchor == "" || hash == "" {
		return nil, ""
	}
	lang := call.Lang
	if was := call.Values.Get(wasParam); was != "" {
		notes = append(notes, web.Note{Text: lang.T("clause.moved") + " " + was + "."})
	}
	i, ok := t.Find(anchor)
	if ok && t.Hash(i) == hash {
		notes = append(notes, web.Note{Links: []web.Link{{Href: "#" + anchor, Text: view.ClauseLabel(lang, t, i)}},
			Text: lang.T("clause.link")})
		return notes, ""
	}
	if j, found := t.ByHash(hash); found {
		now := t.Anchor(j)
		v := url.Values{view.ClauseParam: {now}, view.HashParam: {hash}, wasParam: {anchor}}
		return nil, frame.URL(lang, "/d/"+doc.ID, v) + "#" + url.PathEscape(now)
	}
	if !ok {
		return append(notes, web.Note{Text: lang.T("clause.gone") + " " + anchor + "."}), ""
	}
	note := web.Note{Text: lang.T("clause.changed") + " " + lang.Date(doc.Ingested.UTC().Format("2006-01-02")) + ".",
		Links: []web.Link{{Href: "#" + anchor, Text: view.ClauseLabel(lang, t, i)}}}
	return append(notes, note), ""
}

// wasParam is the former anchor of a renumbered clause.
const wasParam = "was"

// maxQuote is how much of a clause its page quotes, in characters.
const maxQuote = 3000

// cite shows how to cite a clause: its text, references, and a permanent URL.
func (s Service) cite(c *gin.Context, call *request.Call) error {
	doc, err := s.Views.Fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	anchor := call.Values.Get(view.ClauseParam)
	if anchor == "" {
		c.Redirect(http.StatusFound, frame.URL(call.Lang, "/d/"+doc.ID, nil)+"#h-cite")
		return nil
	}
	t, i, err := view.ClauseOf(doc, anchor)
	if err != nil {
		return err
	}
	lang, ref := call.Lang, s.Views.ClauseReference(call, doc, t, i)
	label := view.Capitalize(view.ClauseLabel(lang, t, i))
	d := web.ClauseCite{Page: s.Page(call, label+" — "+s.Views.Title(doc)), Label: label, SHA256: ref.SHA256, URL: ref.URL,
		Document: web.Link{Href: frame.URL(lang, "/d/"+doc.ID, nil), Text: s.Views.Title(doc)},
		Place:    frame.URL(lang, "/d/"+doc.ID, nil) + "#" + url.PathEscape(anchor)}
	d.NoIndex, d.Canonical, d.Alternates = true, "", nil
	d.Text = view.Quote(t.Text(i), maxQuote)
	for _, style := range cite.Styles {
		text, err := cite.Format(style, ref)
		if err != nil {
			return err
		}
		d.References = append(d.References, web.Reference{Style: string(style), Name: styleNames[style],
			Text: strings.TrimSpace(text), Href: openapi.Base + "/documents/" + doc.ID + "/cite?" + url.Values{
				"style": {string(style)}, view.ClauseParam: {anchor}}.Encode()})
	}
	return s.Render(c, d)
}
