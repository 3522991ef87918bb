package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/request"
	"letopis/web"
)

// Numbers of documents and of batches shown.
const (
	searchHits   = 20
	batchesShown = 20
)

// start shows pending work and recent batches, and searches for documents to correct.
func (s *Service) start(c *gin.Context, call *request.Call, who session) error {
	lang := call.Lang
	d := web.DeskStart{Desk: s.page(call, who, lang.T("desk.start")), Action: frame.URL(lang, "/desk", nil)}
	if q := strings.TrimSpace(call.Values.Get("q")); q != "" {
		if id := documentOf(q); id != "" {
			if docs, err := s.Store.Get(call.Context(), id); err == nil && docs[0] != nil {
				place := "/d/"
				if who.edits() {
					place = "/desk/d/"
				}
				c.Redirect(http.StatusSeeOther, frame.URL(lang, place+id, nil))
				return nil
			}
		}
		a, err := s.Search.Ask(call.Context(), query.Request{Q: q, Limit: searchHits})
		if err != nil {
			return err
		}
		hits, err := s.Views.Plain(call.Context(), a.Hits)
		if err != nil {
			return err
		}
		d.Asked, d.Total = true, a.Total
		for _, h := range hits {
			x := web.DeskDocument{Link: item.DocumentLink(lang, h)}
			if who.edits() {
				x.ID, x.Href = h.ID, frame.URL(lang, "/desk/d/"+h.ID, nil)
			}
			d.Hits = append(d.Hits, x)
		}
		all := ""
		if a.Total > len(hits) {
			all = fmt.Sprintf(lang.T("desk.many.all"), lang.Count(a.Total, "document"))
		}
		if who.edits() {
			d.Together = s.bulkForm(lang, map[string]string{"q": q}, all)
		}
	}
	waiting, err := s.waiting(call, "")
	if err != nil {
		return err
	}
	for _, w := range waiting {
		d.Waiting = append(d.Waiting, w.Link)
	}
	if s.Inbox != nil {
		d.Batches = s.batches(lang, batchesShown)
	}
	return s.Render(c, d)
}

// documentOf extracts a document id from input that is an id or the URL of a document; "" otherwise.
func documentOf(q string) string {
	if u, err := url.Parse(q); err == nil && u.Host != "" {
		q = u.Path
	}
	_, id, ok := strings.Cut(q, "/d/")
	if !ok {
		id = q
	}
	id, _, _ = strings.Cut(id, "/")
	if archive.IsID(id) {
		return id
	}
	return ""
}

// batches returns the newest batches as links.
func (s *Service) batches(lang web.Lang, most int) []web.Link {
	var out []web.Link
	for _, b := range s.Inbox.List() {
		if len(out) == most {
			break
		}
		note := lang.Count(len(b.Files), "file") + ", " + b.By + ", " + lang.T("desk.batch."+string(b.State))
		out = append(out, web.Link{Href: frame.URL(lang, "/desk/add/"+b.ID, nil),
			Text: moment(lang, b.Opened), Note: note})
	}
	return out
}

// moment formats a time for people: «30 ноября 2026, 09:15».
func moment(lang web.Lang, t time.Time) string {
	t = t.Local()
	return lang.Date(t.Format(time.DateOnly)) + t.Format(", 15:04")
}
