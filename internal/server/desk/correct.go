package desk

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/admission"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/web"
)

// document shows the facts of a document in a form next to their places in the text.
func (s *Service) document(c *gin.Context, call *request.Call, who session) error {
	doc, err := s.Views.Fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return s.renderDocument(c, call, who, doc, nil, nil)
}

// renderDocument shows the form; typed is the rejected input and wrong the error messages, by field.
func (s *Service) renderDocument(c *gin.Context, call *request.Call, who session, doc *archive.Document,
	typed map[string][]string, wrong map[string]string) error {
	lang := call.Lang
	title := doc.Facts.Title.Text
	if title == "" {
		title = doc.Original.Name
	}
	d := web.DeskDocumentForm{Desk: s.page(call, who, lang.T("desk.correct")), Heading: title,
		Document: frame.URL(lang, "/d/"+doc.ID, nil), Action: frame.URL(lang, "/desk/d/"+doc.ID, nil),
		Saved: call.Values.Get("saved") != ""}
	if who.key.Allows(admission.ScopeAdmin) && s.Backend.Remove != nil {
		d.Remove = frame.URL(lang, "/desk/d/"+doc.ID+"/remove", nil)
	}
	for _, name := range fields {
		f := s.field(lang, doc, name)
		if t, ok := typed[name]; ok {
			f.Fill(t, spareFields)
		}
		if f.Error = wrong[name]; f.Error != "" {
			d.Error = lang.T("desk.wrong_fields")
		}
		d.Fields = append(d.Fields, f)
	}
	if e := wrong["remove"]; e != "" {
		d.RemoveError, d.Reason = e, strings.Join(typed["remove"], "")
	}
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.RenderStatus(c, status, d)
}

// quoteMargin is how much text is quoted on each side of a place, in bytes.
const quoteMargin = 90

// quote returns a place in a text with its surroundings.
func quote(text string, from, to int) web.DeskQuote {
	to = min(to, from+400)
	before, after := max(0, from-quoteMargin), min(len(text), to+quoteMargin)
	cut := func(from, to int) string {
		for from > 0 && from < len(text) && !utf8.RuneStart(text[from]) {
			from++
		}
		for to > from && to < len(text) && !utf8.RuneStart(text[to]) {
			to--
		}
		return text[from:to]
	}
	q := web.DeskQuote{Before: cut(before, from), Place: cut(from, to), After: cut(to, after)}
	if before > 0 {
		q.Before = "…" + q.Before
	}
	if after < len(text) {
		q.After += "…"
	}
	return q
}

// correct stores what was changed in the form, or nothing if any field is invalid.
func (s *Service) correct(c *gin.Context, call *request.Call, who session) error {
	doc, err := s.Views.Fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	typed, wrong := map[string][]string{}, map[string]string{}
	var edits []archive.Edit
	undo := call.Request.PostFormValue("undo")
	for _, name := range fields {
		e := archive.Edit{ID: doc.ID, Field: name, Author: who.key.Name, At: call.Started.UTC()}
		if undo != "" {
			if undo == name {
				e.Undo = true
				edits = append(edits, e)
			}
			continue
		}
		if !call.Request.PostForm.Has(name) {
			continue // a form without this field
		}
		was, _ := valuesOf(&doc.Facts, name)
		typed[name] = typedLines(name, call.Request.PostForm[name])
		if slices.Equal(typed[name], typedLines(name, s.texts(call.Lang, name, was))) {
			continue
		}
		if e.Value, err = s.read(call.Lang, name, typed[name]); err != nil {
			wrong[name] = errorText(call.Lang, err)
			continue
		}
		edits = append(edits, e)
	}
	if len(wrong) > 0 {
		return s.renderDocument(c, call, who, doc, typed, wrong)
	}
	if len(edits) > 0 {
		if err := s.Store.Edit(call.Context(), edits...); err != nil {
			var bad *archive.EditError
			if errors.As(err, &bad) { // nothing was stored
				wrong[bad.Field] = hint(call.Lang, "desk.bad."+bad.Field)
				if wrong[bad.Field] == "" {
					wrong[bad.Field] = errorText(call.Lang, bad)
				}
				return s.renderDocument(c, call, who, doc, typed, wrong)
			}
			return err
		}
		s.Log.Info("corrected", "request", call.ID, "document", doc.ID, "key", who.key.Name, "fields", len(edits))
		if err := s.Store.AddAudit(call.Context(), admission.Audited(call, who.key, edits)...); err != nil {
			return err
		}
	}
	c.Redirect(http.StatusSeeOther, frame.URL(call.Lang, "/desk/d/"+doc.ID, map[string][]string{"saved": {"1"}}))
	return nil
}

// errorText returns the message of an error for the person at the form.
func errorText(lang web.Lang, err error) string {
	p := problem.FromError(err)
	text := lang.Pick(p.RU, p.EN)
	if text == "" {
		text = p.Detail
	}
	if text == "" {
		text = lang.Pick(p.Kind().RU, p.Kind().EN)
	}
	return text
}

// remove permanently removes a document and records the takedown.
func (s *Service) remove(c *gin.Context, call *request.Call, who session) error {
	doc, err := s.Views.Fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if s.Backend.Remove == nil {
		return problem.Problem{Code: problem.ReadOnly}
	}
	why := archive.Takedown{Reason: strings.TrimSpace(call.Request.PostFormValue("reason")), By: who.key.Name,
		At: call.Started}
	if why.Reason == "" || call.Request.PostFormValue("sure") == "" {
		return s.renderDocument(c, call, who, doc, map[string][]string{"remove": {why.Reason}},
			map[string]string{"remove": call.Lang.T("desk.remove.say")})
	}
	if _, err := s.Backend.Remove(call.Context(), why, doc.ID); err != nil {
		return err
	}
	s.Log.Info("desk: removed", "request", call.ID, "document", doc.ID, "key", who.key.Name)
	if err := s.audit(call, who.key, archive.DidRemove, doc.ID, why.Reason); err != nil {
		return err
	}
	d := s.page(call, who, call.Lang.T("desk.removed"))
	return s.Render(c, web.DeskRemoved{Desk: d, Text: call.Lang.T("desk.removed.text")})
}
