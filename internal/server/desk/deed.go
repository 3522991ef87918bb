package desk

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/admission"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/web"
)

// bulkEdit returns the audit log entries of a bulk edit.
func (s *Service) bulkEdit(c *gin.Context, call *request.Call) ([]archive.AuditEntry, error) {
	log, err := s.Store.Audit(call.Context(), archive.AuditFilter{Deed: c.Param("deed")}, maxCorrected)
	if err == nil && len(log) == 0 {
		err = problem.Problem{Code: problem.NotFound, RU: "Такого исправления нет.", EN: "There is no such correction."}
	}
	slices.Reverse(log)
	return log, err
}

// mayRevert reports whether a person may revert a bulk edit: their own, or any as an administrator.
func mayRevert(who session, log []archive.AuditEntry) bool {
	return who.key.Name == log[0].By || who.key.Allows(admission.ScopeAdmin)
}

// showBulkEdit shows a bulk edit and offers to revert it.
func (s *Service) showBulkEdit(c *gin.Context, call *request.Call, who session) error {
	log, err := s.bulkEdit(c, call)
	if err != nil {
		return err
	}
	return s.renderBulkEdit(c, call, who, log, http.StatusOK, "")
}

func (s *Service) renderBulkEdit(c *gin.Context, call *request.Call, who session, log []archive.AuditEntry, status int,
	wrong string) error {
	lang := call.Lang
	ids := make([]string, len(log))
	for i, e := range log {
		ids[i] = e.Doc
	}
	docs, err := s.documentsOf(call, ids)
	if err != nil {
		return err
	}
	d := web.DeskDeed{Desk: s.page(call, who, lang.T("desk.deed")), By: log[0].By, At: moment(lang, log[0].At),
		Field: lang.T("desk.field." + log[0].Detail), Count: lang.Count(len(log), "document")}
	d.Error = wrong
	d.TakenBack = log[0].Did == archive.DidTakeBack
	if n, err := strconv.Atoi(call.Values.Get("left")); err == nil && d.TakenBack && n > 0 {
		d.Left = lang.Count(n, "document")
	}
	if mayRevert(who, log) && !d.TakenBack && s.Edits != nil {
		d.Action = frame.URL(lang, "/desk/many/"+log[0].Deed+"/back", nil)
	}
	for _, id := range ids {
		row := web.DeskChange{ID: id, Link: web.Link{Text: lang.T("desk.file.removed")}}
		if doc := docs[id]; doc != nil {
			was, _ := valuesOf(&doc.Facts, log[0].Detail)
			row.Link, row.Was = s.deskLink(lang, doc), s.texts(lang, log[0].Detail, was)
		}
		d.Documents = append(d.Documents, row)
	}
	return s.RenderStatus(c, status, d)
}

// revertBulkEdit restores the values before a bulk edit, except where they were corrected again since.
func (s *Service) revertBulkEdit(c *gin.Context, call *request.Call, who session) error {
	log, err := s.bulkEdit(c, call)
	if err != nil {
		return err
	}
	if !mayRevert(who, log) || s.Edits == nil {
		return problem.Problem{Code: problem.Forbidden}
	}
	var edits []archive.Edit
	for _, e := range log {
		all, err := s.Edits(call.Context(), e.Doc)
		if err != nil {
			return err
		}
		gone, err := s.Store.Removed(call.Context(), e.Doc)
		if err != nil {
			return err
		}
		if back, ok := previousValue(all, e); ok && !gone {
			edits = append(edits, back)
		}
	}
	if len(edits) == 0 {
		return s.renderBulkEdit(c, call, who, log, http.StatusUnprocessableEntity, call.Lang.T("desk.deed.nothing"))
	}
	deed, err := s.storeBulkEdit(call, who, archive.DidTakeBack, edits)
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, frame.URL(call.Lang, "/desk/many/"+deed, map[string][]string{
		"left": {strconv.Itoa(len(log) - len(edits))}}))
	return nil
}

// previousValue returns the correction that restores the value of a field before the one in an audit log entry, or
// false if that one is not the latest.
func previousValue(all []archive.Edit, e archive.AuditEntry) (archive.Edit, bool) {
	all = slices.DeleteFunc(slices.Clone(all), func(x archive.Edit) bool { return x.Field != e.Detail })
	n := len(all) - 1
	if n < 0 || all[n].Author != e.By || all[n].At.UnixMilli() != e.At.UnixMilli() {
		return archive.Edit{}, false
	}
	out := archive.Edit{ID: e.Doc, Field: e.Detail, Undo: true}
	if standing := archive.Standing(all[:n]); len(standing) > 0 {
		out.Undo, out.Value = false, standing[len(standing)-1].Value
	}
	return out, true
}
