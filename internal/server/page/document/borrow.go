package document

import (
	"context"
	"net/url"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/view"
	"letopis/web"
)

// borrowingsTime is how long a page waits for what its text has in common with others.
const borrowingsTime = 500 * time.Millisecond

// fillBorrowings lists documents with nearly the same text, and passages that other municipalities have, too, each with
// its comparison.
func (s Service) fillBorrowings(ctx context.Context, lang web.Lang, doc *archive.Document, d *web.Document) {
	ctx, cancel := context.WithTimeout(ctx, borrowingsTime)
	defer cancel()
	found, err := s.Search.Borrowings(ctx, doc)
	if err != nil {
		s.leftOut(d, lang, "doc.leftout", doc.ID, err)
		return
	}
	near := found.Duplicates
	for _, h := range near.Hits {
		d.Duplicates = append(d.Duplicates, item.DocumentLink(lang, h))
	}
	if near.Group != nil {
		d.AllDuplicates = web.Link{Href: frame.URL(lang, "/search", url.Values{"group": {*near.Group}}),
			Text: lang.T("doc.duplicates.all") + " " + lang.Count(near.Total+1, "document")}
	}
	for _, b := range found.Borrowings {
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
}
