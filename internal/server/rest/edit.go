package rest

import (
	"context"
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/admission"
	"letopis/internal/server/api"
	"letopis/internal/server/request"
)

// edit corrects a document, and answers with it.
func (s *Service) edit(c *gin.Context, call *request.Call) error {
	key, err := s.o.Keys.Authorize(call, admission.ScopeEdit)
	if err != nil {
		return err
	}
	body, err := readEdits(call.Request)
	if err != nil {
		return err
	}
	id := c.Param("id")
	if _, err := s.o.Views.Fetch(call.Context(), id); err != nil {
		return err
	}
	if err := s.store(call.Context(), id, key, body); err != nil {
		return err
	}
	return s.document(c, call)
}

// store stores corrections made with a key.
func (s *Service) store(ctx context.Context, id string, key admission.Key, body *api.Edits) error {
	author := body.Author
	if author == "" {
		author = key.Name
	}
	edits := make([]archive.Edit, len(body.Edits))
	for i, e := range body.Edits {
		for _, v := range e.Value {
			if err := s.o.Labels.CheckPlace(e.Field, v); err != nil {
				return err
			}
		}
		edits[i] = archive.Edit{ID: id, Field: e.Field, Value: e.Value, Undo: e.Undo, Author: author,
			At: request.FromContext(ctx).Started.UTC()}
	}
	if err := s.o.Store.Edit(ctx, edits...); err != nil {
		return fmt.Errorf("correcting %s: %w", id, err)
	}
	s.o.Log.Info("corrected", "document", id, "key", key.Name, "fields", len(edits))
	if err := s.o.Store.AddAudit(ctx, audited(request.FromContext(ctx), key, edits)...); err != nil {
		return fmt.Errorf("%s is corrected, but the audit log does not have it: %w", id, err)
	}
	return nil
}

// audited are the entries of the audit log for corrections of a document: one for what was set, one for what was taken
// back.
func audited(call *request.Call, key admission.Key, edits []archive.Edit) (out []archive.AuditEntry) {
	for _, undo := range []bool{false, true} {
		var fields []string
		for _, e := range edits {
			if e.Undo == undo {
				fields = append(fields, e.Field)
			}
		}
		if len(fields) == 0 {
			continue
		}
		did := archive.DidCorrect
		if undo {
			did = archive.DidTakeBack
		}
		out = append(out, archive.AuditEntry{At: call.Started.UTC(), By: key.Name, Did: did, Doc: edits[0].ID,
			Detail: strings.Join(fields, ", "), Client: call.Client.String()})
	}
	return out
}
