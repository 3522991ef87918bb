package record

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"letopis/internal/archive"
)

// undoPrefix marks the field of a correction that withdraws earlier ones. Older programs ignore it as an unknown
// field.
const undoPrefix = "undo "

// EditRow is a stored correction.
type EditRow struct {
	ID, Field, Value, Author string
	At                       int64 // Unix milliseconds
}

// PackEdit encodes a correction.
func PackEdit(e archive.Edit) (EditRow, error) {
	value, err := json.Marshal(e.Value)
	if err != nil {
		return EditRow{}, err
	}
	at := e.At
	if at.IsZero() {
		at = time.Now()
	}
	field := e.Field
	if e.Undo {
		field = undoPrefix + field
	}
	return EditRow{e.ID, field, string(value), e.Author, at.UnixMilli()}, nil
}

// Unpack decodes a correction.
func (r EditRow) Unpack() (archive.Edit, error) {
	e := archive.Edit{ID: r.ID, Author: r.Author, At: Time(r.At)}
	e.Field, e.Undo = strings.CutPrefix(r.Field, undoPrefix)
	return e, json.Unmarshal([]byte(r.Value), &e.Value)
}

// Check returns an error if a correction cannot be applied to its document: archive.ErrNotFound or
// archive.ErrInvalid.
func Check(ctx context.Context, get Getter, edits []archive.Edit, a archive.Authority) error {
	for _, e := range edits {
		d, err := getOne(ctx, get, e.ID)
		if err != nil {
			return err
		}
		if err := d.Facts.Apply(e, a); err != nil {
			return fmt.Errorf("document %s: %w", e.ID, err)
		}
	}
	return nil
}

// Getter is the method Get of archive.Store.
type Getter func(ctx context.Context, ids ...string) ([]*archive.Document, error)

// getOne returns the document with an ID, or archive.ErrNotFound.
func getOne(ctx context.Context, get Getter, id string) (*archive.Document, error) {
	docs, err := get(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case docs[0] == nil:
		return nil, fmt.Errorf("document %s: %w", id, archive.ErrNotFound)
	}
	return docs[0], nil
}

// ByID returns a map of the documents, skipping nil ones.
func ByID(docs []*archive.Document) map[string]*archive.Document {
	out := make(map[string]*archive.Document, len(docs))
	for _, d := range docs {
		if d != nil {
			out[d.ID] = d
		}
	}
	return out
}

// Apply applies people's corrections to documents in order.
func Apply(byID map[string]*archive.Document, edits []archive.Edit, a archive.Authority) {
	for _, e := range archive.Standing(edits) {
		if err := byID[e.ID].Facts.Apply(e, a); err != nil {
			// The authority files have changed since. The derived value is kept, and Edits still lists the
			// correction.
			continue
		}
	}
}
