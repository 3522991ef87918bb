package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// auditShown is how many entries a page of the audit log or of the journal of takedowns has.
const auditShown = 50

// auditActions are the actions in the audit log, in display order.
var auditActions = []string{archive.DidCorrect, archive.DidTakeBack, archive.DidRemove, archive.DidSignIn,
	archive.DidSignOut, archive.DidFail}

// auditPage shows the audit log, filtered by person, action and day.
func (s *Service) auditPage(c *gin.Context, call *request.Call, who session) error {
	lang, v := call.Lang, call.Values
	s.Failures.Flush(call.Context())
	d := web.DeskAudit{Desk: s.page(call, who, lang.T("desk.audit")), Action: frame.URL(lang, "/desk/audit", nil),
		By: v.Get("by"), From: v.Get("from"), To: v.Get("to"), People: s.Keys.Names()}
	f := archive.AuditFilter{By: strings.TrimSpace(d.By)}
	if did := v.Get("did"); slices.Contains(auditActions, did) {
		f.Did = did
	}
	for _, did := range auditActions {
		d.Deeds = append(d.Deeds, web.NavLink{Link: web.Link{Href: did, Text: lang.T("did." + did)}, Current: did == f.Did})
	}
	var ok bool
	if f.From, ok = day(d.From, 0); !ok {
		d.FromWrong = true
	}
	if f.To, ok = day(d.To, 1); !ok {
		d.ToWrong = true
	}
	if d.FromWrong || d.ToWrong {
		d.Error = lang.T("desk.bad.day")
		return s.RenderStatus(c, http.StatusUnprocessableEntity, d)
	}
	f.Before, _ = strconv.ParseInt(v.Get("before"), 10, 64)
	log, err := s.Store.Audit(call.Context(), f, auditShown+1)
	if err != nil {
		return err
	}
	keep := url.Values{"by": {d.By}, "did": {f.Did}, "from": {d.From}, "to": {d.To}}
	if f.Before > 0 {
		d.Pages = append(d.Pages, web.PageLink{Link: web.Link{Text: "← " + lang.T("desk.first"),
			Href: frame.URL(lang, "/desk/audit", keep)}})
	}
	if len(log) > auditShown {
		log = log[:auditShown]
		d.Pages = append(d.Pages, web.PageLink{Link: web.Link{Text: lang.T("pages.next") + " →",
			Href: frame.URL(lang, "/desk/audit", frame.With(keep, "before", fmt.Sprint(log[auditShown-1].N)))}, Rel: "next"})
	}
	ids := make([]string, 0, len(log))
	for _, e := range log {
		if e.Doc != "" {
			ids = append(ids, e.Doc)
		}
	}
	docs, err := s.documentsOf(call, ids)
	if err != nil {
		return err
	}
	for _, e := range log {
		d.Entries = append(d.Entries, s.entry(lang, e, docs))
	}
	return s.Render(c, d)
}

// entry converts an entry of the audit log to words.
func (s *Service) entry(lang web.Lang, e archive.AuditEntry, docs map[string]*archive.Document) web.DeskEntry {
	out := web.DeskEntry{At: moment(lang, e.At), By: e.By, Did: lang.T("did." + e.Did), Client: e.Client, Detail: e.Detail}
	switch e.Did {
	case archive.DidCorrect, archive.DidTakeBack:
		var names []string
		for name := range strings.SplitSeq(e.Detail, ", ") {
			names = append(names, lang.T("desk.field."+name))
		}
		out.Detail = strings.Join(names, ", ")
	case archive.DidFail:
		if n, err := strconv.Atoi(e.Detail); err == nil {
			out.Detail = lang.Count(n, "try")
		}
		if out.Client == "" {
			out.Client = lang.T("desk.audit.many")
		}
	}
	if e.Doc != "" {
		out.Document = web.Link{Text: e.Doc}
		if doc := docs[e.Doc]; doc != nil {
			out.Document = s.deskLink(lang, doc)
		}
	}
	if e.Deed != "" {
		out.Deed = frame.URL(lang, "/desk/many/"+e.Deed, nil)
	}
	return out
}

// day returns the local start of a day plus a number of days, or the zero time for ""; ok is false if text is not a
// day.
func day(text string, later int) (time.Time, bool) {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}, true
	}
	d, err := archive.ParseDate(text)
	if err != nil || d.Precision() != archive.PrecisionDay {
		return time.Time{}, false
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day+later, 0, 0, 0, 0, time.Local), true
}

// takedowns shows the journal of permanently removed documents, newest first.
func (s *Service) takedowns(c *gin.Context, call *request.Call, who session) error {
	lang := call.Lang
	list, err := s.Store.Takedowns(call.Context())
	if err != nil {
		return err
	}
	slices.Reverse(list)
	p := pageOf(call, auditShown)
	d := web.DeskTakedowns{Desk: s.page(call, who, lang.T("desk.takedowns")), Span: p.span(lang, len(list)),
		Pages: p.links(call, len(list), nil)}
	for _, t := range pageOfList(list, p) {
		d.Entries = append(d.Entries, web.DeskTakedown{At: moment(lang, t.At), By: t.By, Reason: t.Reason, ID: t.ID,
			Source: view.SourceName(t.Source), Due: lang.Date(t.Due)})
	}
	return s.Render(c, d)
}
