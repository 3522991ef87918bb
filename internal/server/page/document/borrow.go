package document

import (
	"context"
	"net/url"

	"letopis/internal/archive"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// fillDuplicates lists documents with nearly the same text.
func (s Service) fillDuplicates(ctx context.Context, lang web.Lang, doc *archive.Document, d *web.Document) {
	near, err := s.Search.Duplicates(ctx, doc.ID)
	if err != nil {
		s.leftOut(d, lang, "doc.leftout", doc.ID, err)
		return
	}
	for _, h := range near.Hits {
		d.Duplicates = append(d.Duplicates, item.DocumentLink(lang, h))
	}
	if near.Group != nil {
		d.AllDuplicates = web.Link{Href: frame.URL(lang, "/search", url.Values{"group": {*near.Group}}),
			Text: lang.T("doc.duplicates.all") + " " + lang.Count(near.Total+1, "document")}
	}
}

// fillBorrowings lists passages shared with other municipalities, each with a comparison. This takes many searches,
// so it is done only on request.
func (s Service) fillBorrowings(call *request.Call, doc *archive.Document, d *web.Document) error {
	lang := call.Lang
	if call.Values.Get("borrowings") != "true" {
		asked := request.Conditions(call.Values)
		asked.Set("borrowings", "true")
		d.FindBorrowings = web.Link{Href: frame.URL(lang, "/d/"+doc.ID, asked) + "#h-bw",
			Text: lang.T("doc.borrowings.find")}
		return nil
	}
	found, err := s.Search.Borrowings(call.Context(), doc)
	if err != nil {
		return err
	}
	for _, b := range found {
		x := web.Borrowing{Document: item.DocumentLink(lang, b.Document)}
		notes := []string{view.Deref(b.Document.Municipality), x.Document.Note}
		if b.Order != nil {
			notes = append(notes, lang.T("borrowing."+*b.Order))
		}
		x.Document.Note = joined(notes)
		for _, p := range b.Passages {
			l := web.Link{Href: p.Compare, Text: lang.T("doc.borrowings.text")}
			if u, err := url.Parse(p.Compare); err == nil {
				l.Href = frame.URL(lang, u.Path, u.Query()) + "#" + u.Fragment
			}
			if p.Own.Clause != nil {
				l.Text = view.Capitalize(p.Own.Clause.Label)
			}
			if p.Other.Clause != nil {
				l.Note = "↔ " + p.Other.Clause.Label
			}
			x.Passages = append(x.Passages, l)
		}
		d.Borrowings = append(d.Borrowings, x)
	}
	return nil
}
