package rest

import (
	"context"
	"fmt"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/admission"
	"letopis/internal/server/api"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
)

// edit corrects a document and responds with it.
func (s *Service) edit(c *gin.Context, call *request.Call) error {
	key, err := s.o.Keys.Authorize(call, admission.ScopeEdit)
	if err != nil {
		return err
	}
	body, err := readEdits(call.Request)
	if err != nil {
		return err
	}
	if s.o.ReadOnly() { // check explicitly, because a small correction may fit on an otherwise full disk
		return problem.Problem{Code: problem.ReadOnly}
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
	if err := s.o.Store.AddAudit(ctx, admission.Audited(request.FromContext(ctx), key, edits)...); err != nil {
		return fmt.Errorf("%s is corrected, but the audit log does not have it: %w", id, err)
	}
	return nil
}
