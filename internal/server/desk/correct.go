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
	"letopis/internal/server/view"
	"letopis/web"
)

// fields are those that the form has, in its order.
var fields = []string{"title", "kind", "number", "date", "issuer", "municipality", "region", "cities", "programs"}

// longest bounds what is typed into a field, in characters, as the API does.
const longest = 1000

// document shows what was found in a document beside the places in its text, to be corrected.
func (s *Service) document(c *gin.Context, call *request.Call, who session) error {
	doc, err := s.Views.Fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return s.renderDocument(c, call, who, doc, nil, nil)
}

// renderDocument shows the form; typed is what was typed into it and wrong what is wrong with that, by field.
func (s *Service) renderDocument(c *gin.Context, call *request.Call, who session, doc *archive.Document,
	typed, wrong map[string]string) error {
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
			f.Value = t
		}
		if f.Error = wrong[name]; f.Error != "" {
			d.Error = lang.T("desk.wrong_fields")
		}
		d.Fields = append(d.Fields, f)
	}
	if e := wrong["remove"]; e != "" {
		d.RemoveError, d.Reason = e, typed["remove"]
	}
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.RenderStatus(c, status, d)
}

// field is one of the form: its value and where in the text it was found.
func (s *Service) field(lang web.Lang, doc *archive.Document, name string) web.DeskField {
	values, e := valuesOf(&doc.Facts, name)
	out := web.DeskField{Name: name, Label: lang.T("desk.field." + name), Hint: hint(lang, "desk.hint."+name),
		Many: name == "cities" || name == "programs" || name == "title", Value: strings.Join(values, "\n"),
		Edited: slices.Contains(doc.Facts.Edited, name)}
	if name == "kind" {
		out.Choices = archive.Kinds
	}
	switch name {
	case "cities":
		for _, id := range values {
			if city, ok := s.Labels.City(id); ok {
				out.Means = append(out.Means, city.Name+", "+city.Region)
			}
		}
	case "municipality":
		for _, id := range values {
			if u, ok := s.Labels.Unit(id); ok {
				out.Means = append(out.Means, u.Name+", "+u.Region)
			}
		}
	}
	if e.Rule != "" && e.Rule != "edit" {
		out.Rule = e.Rule
		if e.Start >= 0 && e.End > e.Start && e.End <= len(doc.Text) {
			out.Quote = quote(doc.Text, e.Start, e.End)
		}
	} else if len(values) == 0 {
		if doubt, ok := doc.Facts.Doubts[name]; ok {
			out.Doubt = view.DoubtText(lang, doubt)
		}
	}
	return out
}

// hint is what is to be known of a field, "" for nothing.
func hint(lang web.Lang, key string) string {
	if !lang.Has(key) {
		return ""
	}
	return lang.T(key)
}

// around is how much of the text is quoted on both sides of a place, in bytes.
const around = 90

// quote is a place of a text with what stands around it.
func quote(text string, from, to int) web.DeskQuote {
	to = min(to, from+400)
	before, after := max(0, from-around), min(len(text), to+around)
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

// valuesOf are what a field has, as it is typed, and where the first was found.
func valuesOf(f *archive.Facts, name string) ([]string, archive.Evidence) {
	one := func(v archive.Value) ([]string, archive.Evidence) {
		if v.Text == "" {
			return nil, v.Evidence
		}
		return []string{v.Text}, v.Evidence
	}
	switch name {
	case "title":
		return one(f.Title)
	case "kind":
		return one(f.Kind)
	case "number":
		return one(f.Number)
	case "issuer":
		return one(f.Issuer.Value)
	case "region":
		return one(f.Region)
	case "date":
		return one(archive.Value{Text: f.Date.String(), Evidence: f.Date.Evidence})
	case "municipality":
		for _, level := range []string{archive.LevelSettlement, archive.LevelMunicipality} {
			if p, ok := f.PlaceAt(level); ok {
				return []string{p.ID}, p.Evidence
			}
		}
		return nil, f.Municipality.Evidence
	}
	var out []string
	var e archive.Evidence
	note := func(value string, found archive.Evidence) {
		if len(out) == 0 {
			e = found
		}
		out = append(out, value)
	}
	switch name {
	case "cities":
		for _, city := range f.Cities {
			if city.Role != archive.RoleMentioned {
				note(city.ID, city.Evidence)
			}
		}
	case "programs":
		for _, p := range f.Programs {
			if p.Role != archive.ProgramMentions {
				note(p.Name, p.Evidence)
			}
		}
	}
	return out, e
}

// correct stores what was changed in the form; nothing of it where something is wrong.
func (s *Service) correct(c *gin.Context, call *request.Call, who session) error {
	doc, err := s.Views.Fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	typed, wrong := map[string]string{}, map[string]string{}
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
			continue // of a form that lacks it
		}
		was, _ := valuesOf(&doc.Facts, name)
		typed[name] = strings.ReplaceAll(call.Request.PostFormValue(name), "\r\n", "\n")
		e.Value = lines(name, typed[name])
		if slices.Equal(e.Value, was) || name == "title" && slices.Equal(e.Value, lines(name, strings.Join(was, "\n"))) {
			continue
		}
		if err := s.check(e); err != nil {
			wrong[name] = words(call.Lang, err)
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
			if errors.As(err, &bad) { // then none of them is stored
				wrong[bad.Field] = hint(call.Lang, "desk.bad."+bad.Field)
				if wrong[bad.Field] == "" {
					wrong[bad.Field] = words(call.Lang, bad)
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

// lines are the values that were typed: one a line where a field has several; a title is one whatever its lines.
func lines(name, typed string) []string {
	if name == "title" {
		typed = strings.Join(strings.Fields(typed), " ")
	}
	var out []string
	for line := range strings.SplitSeq(typed, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// check tries a correction without storing it.
func (s *Service) check(e archive.Edit) error {
	for _, v := range e.Value {
		if utf8.RuneCountInString(v) > longest {
			return problem.Problem{Code: problem.Contradiction, RU: "Слишком длинно.", EN: "Too long."}
		}
		if err := s.Labels.CheckPlace(e.Field, v); err != nil {
			return err
		}
	}
	return nil
}

// words are an error for the person who typed.
func words(lang web.Lang, err error) string {
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

// remove removes a document for good, with an entry of the journal.
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
		return s.renderDocument(c, call, who, doc, map[string]string{"remove": why.Reason},
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
