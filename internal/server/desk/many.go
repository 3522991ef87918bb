package desk

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/web"
)

// maxCorrected is how many documents can be corrected at once.
const maxCorrected = 500

// change is the effect of a bulk edit on one document.
type change struct {
	doc        *archive.Document // nil if removed meanwhile
	id         string
	was, value []string // in the format of corrections
}

// none reports whether there is nothing to do.
func (x *change) none() bool { return x.doc == nil || slices.Equal(x.was, x.value) }

// bulkForm returns the form by which a list of documents offers bulk edits.
func (s *Service) bulkForm(lang web.Lang, hidden map[string]string, all string) *web.DeskTogether {
	t := &web.DeskTogether{Action: frame.URL(lang, "/desk/many", nil), All: all, Fields: fieldChoices(lang)}
	for name, value := range hidden {
		t.Hidden = append(t.Hidden, web.Field{Name: name, Value: value})
	}
	return t
}

// fieldChoices returns the fields that can be corrected.
func fieldChoices(lang web.Lang) []web.Field {
	out := make([]web.Field, len(fields))
	for i, name := range fields {
		out[i] = web.Field{Name: lang.T("desk.field." + name), Value: name}
	}
	return out
}

// many corrects a field of several documents in steps: choose documents and field, enter the value, preview, store.
// Each step is a form that carries the earlier choices.
func (s *Service) many(c *gin.Context, call *request.Call, who session) error {
	step := call.Request.PostFormValue("step") // also parses the form
	sent := call.Request.PostForm
	ids, err := s.chosen(call)
	if err != nil {
		return err
	}
	d := web.DeskMany{Desk: s.page(call, who, call.Lang.T("desk.many")), Action: frame.URL(call.Lang, "/desk/many", nil),
		Fields: fieldChoices(call.Lang)}
	field := sent.Get("field")
	if !slices.Contains(fields, field) {
		field = ""
	}
	var value []string
	if field != "" {
		d.Field = s.emptyField(call.Lang, field)
		typed := typedLines(field, sent[field])
		d.Field.Fill(typed, spareFields)
		if step == "preview" || step == "store" {
			if value, err = s.read(call.Lang, field, typed); err != nil {
				d.Field.Error, step = errorText(call.Lang, err), ""
			}
		}
	}
	changes, err := s.changes(call, ids, field, value)
	if err != nil {
		return err
	}
	seen := s.previewMark(field, changes)
	switch {
	case len(ids) == 0:
		d.Error = call.Lang.T("desk.many.none")
	case field == "" || step != "preview" && step != "store":
	case step == "store" && sent.Get("seen") == seen:
		deed, err := s.storeMany(call, who, field, changes)
		var bad *archive.EditError
		if err == nil {
			c.Redirect(http.StatusSeeOther, frame.URL(call.Lang, "/desk/many/"+deed, nil))
			return nil
		}
		if !errors.As(err, &bad) { // nothing was stored
			return err
		}
		d.Field.Error = errorText(call.Lang, bad)
	default:
		d.Seen = seen
		if step == "store" {
			d.Error = call.Lang.T("desk.many.changed")
		}
	}
	s.fillMany(call.Lang, &d, field, changes)
	status := http.StatusOK
	if d.Error != "" || d.Field.Error != "" {
		status = http.StatusUnprocessableEntity
	}
	return s.RenderStatus(c, status, d)
}

// fillMany shows the chosen documents and, once there is a value, a preview.
func (s *Service) fillMany(lang web.Lang, d *web.DeskMany, field string, changes []change) {
	n := 0
	for _, x := range changes {
		row := web.DeskChange{ID: x.id, Link: web.Link{Text: lang.T("desk.file.removed")}}
		if x.doc != nil {
			row.Link = s.deskLink(lang, x.doc)
			row.Was = s.texts(lang, field, x.was)
			row.Becomes, row.Same = s.texts(lang, field, x.value), x.none()
		}
		if !x.none() {
			n++
		}
		d.Documents = append(d.Documents, row)
	}
	d.Chosen = lang.Count(len(changes), "document")
	d.Changing, d.ChangingWords = n, fmt.Sprintf(lang.T("desk.many.store"), lang.Count(n, "document"))
}

// deskLink links to the form that corrects a document.
func (s *Service) deskLink(lang web.Lang, d *archive.Document) web.Link {
	return web.Link{Href: frame.URL(lang, "/desk/d/"+d.ID, nil), Note: lang.Date(d.Facts.Date.String()),
		Text: cmp.Or(d.Facts.Title.Text, d.Original.Name, d.ID)}
}

// chosen returns the ids of the documents that a form selects: individually, or all of a search or a batch.
func (s *Service) chosen(call *request.Call) ([]string, error) {
	sent := call.Request.PostForm
	ids := slices.Clone(sent["doc"])
	if sent.Get("all") != "" {
		var more []string
		var err error
		switch {
		case sent.Get("batch") != "" && s.Inbox != nil:
			b, getErr := s.Inbox.Get(sent.Get("batch"))
			for _, f := range b.Files {
				more = append(more, f.Docs...)
			}
			err = getErr
		case sent.Get("q") != "":
			more, err = s.searched(call, query.Request{Q: sent.Get("q")})
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	once := map[string]bool{}
	ids = slices.DeleteFunc(ids, func(id string) bool {
		again := once[id] || !archive.IsID(id)
		once[id] = true
		return again
	})
	if len(ids) > maxCorrected {
		return nil, tooMany(len(ids))
	}
	return ids, nil
}

func tooMany(n int) error {
	return problem.Problem{Code: problem.TooBroad,
		RU: fmt.Sprintf("Выбрано документов: %d, вместе исправляется не больше %d. Сузьте поиск или исправьте по частям.", n,
			maxCorrected),
		EN: fmt.Sprintf("%d documents are chosen, %d at most are corrected at once. Narrow the search, or go by parts.", n,
			maxCorrected)}
}

// searched returns the ids of all documents that a search finds.
func (s *Service) searched(call *request.Call, r query.Request) (ids []string, err error) {
	for r.Limit = query.MaxLimit; ; {
		a, err := s.Search.Ask(call.Context(), r)
		if err != nil {
			return nil, err
		}
		if a.Total > maxCorrected {
			return nil, tooMany(a.Total)
		}
		for _, h := range a.Hits {
			ids = append(ids, h.ID)
		}
		if a.Next == "" || len(a.Hits) == 0 || len(ids) > maxCorrected {
			return ids, nil
		}
		r.Cursor = a.Next
	}
}

// changes computes what a value of a field changes in documents.
func (s *Service) changes(call *request.Call, ids []string, field string, value []string) ([]change, error) {
	docs, err := s.documentsOf(call, ids)
	if err != nil {
		return nil, err
	}
	out := make([]change, len(ids))
	for i, id := range ids {
		out[i] = change{doc: docs[id], id: id, value: value}
		if docs[id] != nil && field != "" {
			out[i].was, _ = valuesOf(&docs[id].Facts, field)
		}
	}
	return out, nil
}

// previewMark authenticates a preview, so that exactly what was seen is stored.
func (s *Service) previewMark(field string, changes []change) string {
	var b strings.Builder
	for _, x := range changes {
		fmt.Fprintf(&b, "%s %q %q\n", x.id, x.was, x.value)
	}
	return s.seal("many", field+"\x00"+b.String())
}

// storeMany stores a bulk edit, all or nothing, and returns its name in the audit log.
func (s *Service) storeMany(call *request.Call, who session, field string, changes []change) (string, error) {
	var edits []archive.Edit
	for _, x := range changes {
		if !x.none() {
			edits = append(edits, archive.Edit{ID: x.id, Field: field, Value: x.value})
		}
	}
	return s.storeBulkEdit(call, who, archive.DidCorrect, edits)
}

// storeBulkEdit stores corrections of a field of several documents, each with an entry in the audit log.
func (s *Service) storeBulkEdit(call *request.Call, who session, did string, edits []archive.Edit) (deed string,
	err error) {
	deed = strings.ToLower(rand.Text())
	log := make([]archive.AuditEntry, len(edits))
	for i := range edits {
		e := &edits[i]
		e.Author, e.At = who.key.Name, call.Started.UTC()
		log[i] = archive.AuditEntry{At: e.At, By: who.key.Name, Did: did, Doc: e.ID, Detail: e.Field, Deed: deed,
			Client: call.Client.String()}
	}
	if err := s.Store.Edit(call.Context(), edits...); err != nil {
		return "", err
	}
	s.Log.Info("corrected together", "request", call.ID, "key", who.key.Name, "documents", len(edits), "deed", deed)
	if err := s.Store.AddAudit(call.Context(), log...); err != nil {
		return "", fmt.Errorf("%d documents are corrected, but the audit log does not have it: %w", len(edits), err)
	}
	return deed, nil
}
