package desk

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// unreadShown is how many entries a page of the list has.
const unreadShown = 50

// failedStatus denotes files that were not ingested at all, in addition to the statuses of documents.
const failedStatus = "failed"

// unreadStatuses are the statuses of documents that were not read completely, in display order.
var unreadStatuses = []archive.Status{archive.StatusPartial, archive.StatusEmpty, archive.StatusNeedsOCR,
	archive.StatusEncrypted, archive.StatusUnsupported, archive.StatusCorrupt, archive.StatusLimit}

// waiting counts documents that were not read completely and files that were not ingested, by status, with links to
// their lists.
func (s *Service) waiting(call *request.Call, why string) ([]web.NavLink, error) {
	sources, err := s.Store.Sources(call.Context())
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, src := range sources {
		for status, n := range src.Statuses {
			counts[string(status)] += n
		}
		counts[failedStatus] += src.Failures
	}
	var out []web.NavLink
	for _, name := range append(statusNames(), failedStatus) {
		if n := counts[name]; n > 0 {
			out = append(out, web.NavLink{Link: web.Link{Text: call.Lang.T("status." + name), Note: call.Lang.Number(n),
				Href: frame.URL(call.Lang, "/desk/unread", url.Values{"why": {name}})}, Current: name == why})
		}
	}
	return out, nil
}

func statusNames() []string {
	out := make([]string, len(unreadStatuses))
	for i, st := range unreadStatuses {
		out[i] = string(st)
	}
	return out
}

// unread lists what was not read completely, with reasons and remedies.
func (s *Service) unread(c *gin.Context, call *request.Call, who session) error {
	lang, why := call.Lang, call.Values.Get("why")
	if why != "" && why != failedStatus && !slices.Contains(statusNames(), why) {
		return problem.Problem{Code: problem.Parameter, Param: "why"}
	}
	d := web.DeskUnread{Desk: s.page(call, who, lang.T("desk.unread"))}
	var err error
	if d.Kinds, err = s.waiting(call, why); err != nil {
		return err
	}
	if why == failedStatus {
		err = s.listFailures(call, &d)
	} else {
		err = s.listUnread(call, who, why, &d)
	}
	if err != nil {
		return err
	}
	return s.Render(c, d)
}

// listUnread lists documents with a status, or with any of unreadStatuses.
func (s *Service) listUnread(call *request.Call, who session, why string, d *web.DeskUnread) error {
	lang, statuses := call.Lang, statusNames()
	if why != "" {
		statuses = []string{why}
	}
	a, err := s.Search.Ask(call.Context(), query.Request{Filters: map[string]query.Choice{"status": {Any: statuses}},
		Sort: "-date", Limit: unreadShown, Cursor: call.Values.Get("cursor")})
	if err != nil {
		return err
	}
	ids := make([]string, len(a.Hits))
	for i, h := range a.Hits {
		ids[i] = h.ID
	}
	docs, err := s.documentsOf(call, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		doc := docs[id]
		if doc == nil { // removed since it was indexed
			continue
		}
		l := s.deskLink(lang, doc)
		row := web.DeskUnreadRow{DeskDocument: web.DeskDocument{Link: web.Link{Href: frame.URL(lang, "/d/"+id, nil),
			Text: l.Text, Note: view.SourceName(doc.Source)}},
			Status: lang.T("status." + string(doc.Status)), Reason: view.Reason(lang, doc)}
		if who.edits() {
			row.ID, row.Edit = id, l.Href
		}
		d.Rows = append(d.Rows, row)
	}
	d.Total = lang.Count(a.Total, "document")
	if len(d.Rows) > 0 && who.edits() {
		d.Together = s.bulkForm(lang, nil, "")
	}
	keep := url.Values{"why": {why}}
	if call.Values.Get("cursor") != "" {
		d.Pages = append(d.Pages, web.PageLink{Link: web.Link{Text: "← " + lang.T("desk.first"),
			Href: frame.URL(lang, "/desk/unread", keep)}})
	}
	if a.Next != "" {
		d.Pages = append(d.Pages, web.PageLink{Link: web.Link{Text: lang.T("pages.next") + " →",
			Href: frame.URL(lang, "/desk/unread", request.Next(keep, a.Next))}, Rel: "next"})
	}
	return nil
}

// listFailures lists files that were not ingested at all.
func (s *Service) listFailures(call *request.Call, d *web.DeskUnread) error {
	sources, err := s.Store.Sources(call.Context())
	if err != nil {
		return err
	}
	p := pageOf(call, unreadShown)
	total := 0
	for _, src := range sources {
		total += src.Failures
	}
	at := 0
	for _, src := range sources {
		from := at
		if at += src.Failures; at <= p.from || from >= p.from+p.size { // none of them is on this page
			continue
		}
		list, err := s.Store.Failures(call.Context(), src.Name)
		if err != nil {
			return err
		}
		for i, f := range list {
			if n := from + i; n >= p.from && n < p.from+p.size {
				d.Rows = append(d.Rows, web.DeskUnreadRow{Status: call.Lang.T("status." + failedStatus), Reason: f.Reason,
					DeskDocument: web.DeskDocument{Link: web.Link{Text: f.URI, Note: view.SourceName(src.Name)}}})
			}
		}
	}
	d.Total = call.Lang.Count(total, "file")
	d.Pages = p.links(call, total, url.Values{"why": {failedStatus}})
	return nil
}

// part is a page of a list of known length.
type part struct{ number, from, size int } // number counts from 1, from counts from 0

func pageOf(call *request.Call, size int) part {
	n := max(1, min(request.Integer(call.Values, "page"), 1_000_000))
	return part{n, (n - 1) * size, size}
}

// links returns links to the previous and next pages of a list.
func (p part) links(call *request.Call, total int, keep url.Values) []web.PageLink {
	link := func(n int, text, rel string) web.PageLink {
		return web.PageLink{Link: web.Link{Text: text, Href: frame.URL(call.Lang, call.Request.URL.Path,
			frame.With(keep, "page", fmt.Sprint(n)))}, Rel: rel}
	}
	var out []web.PageLink
	if p.number > 1 {
		out = append(out, link(p.number-1, "← "+call.Lang.T("pages.prev"), "prev"))
	}
	if p.from+p.size < total {
		out = append(out, link(p.number+1, call.Lang.T("pages.next")+" →", "next"))
	}
	return out
}

// pageOfList returns the entries of a list that are on a page.
func pageOfList[T any](list []T, p part) []T {
	from := min(p.from, len(list))
	return list[from:min(from+p.size, len(list))]
}

// span says which entries of how many a page shows; "" if it shows all.
func (p part) span(lang web.Lang, total int) string {
	if total <= p.size {
		return ""
	}
	return fmt.Sprintf(lang.T("desk.span"), lang.Number(min(p.from+1, total)), lang.Number(min(p.from+p.size, total)),
		lang.Number(total))
}
