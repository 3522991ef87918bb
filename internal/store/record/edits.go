package record

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"letopis/internal/archive"
)

// undoPrefix stands before the field of a correction that takes others back: to
// a program that does not know of it such a field is none, and is passed over.
const undoPrefix = "undo "

// EditRow is a stored correction.
type EditRow struct {
	ID, Field, Value, Author string
	At                       int64 // Unix milliseconds
}

// PackEdit makes a correction ready to be stored.
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

// Unpack makes a correction of a row.
func (r EditRow) Unpack() (archive.Edit, error) {
	e := archive.Edit{ID: r.ID, Author: r.Author, At: Time(r.At)}
	e.Field, e.Undo = strings.CutPrefix(r.Field, undoPrefix)
	return e, json.Unmarshal([]byte(r.Value), &e.Value)
}

// Check reports whether every correction can be applied to its document, which get returns:
// archive.ErrNotFound, archive.ErrInvalid.
func Check(ctx context.Context, get Getter, edits []archive.Edit, a archive.Authority) error {
	for _, e := range edits {
		d, err := one(ctx, get, e.ID)
		if err != nil {
			return err
		}
		if err := d.Facts.Apply(e, a); err != nil {
			return fmt.Errorf("document %s: %w", e.ID, err)
		}
	}
	return nil
}

// Getter is archive.Store.Get.
type Getter func(ctx context.Context, ids ...string) ([]*archive.Document, error)

// one is the document of an id; archive.ErrNotFound: there is none.
func one(ctx context.Context, get Getter, id string) (*archive.Document, error) {
	docs, err := get(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case docs[0] == nil:
		return nil, fmt.Errorf("document %s: %w", id, archive.ErrNotFound)
	}
	return docs[0], nil
}

// ByID returns the documents by ID; nil ones are passed over.
func ByID(docs []*archive.Document) map[string]*archive.Document {
	out := make(map[string]*archive.Document, len(docs))
	for _, d := range docs {
		if d != nil {
			out[d.ID] = d
		}
	}
	return out
}

// Apply puts people's corrections over what was derived, the later ones over the
// earlier.
func Apply(byID map[string]*archive.Document, edits []archive.Edit, a archive.Authority) {
	for _, e := range archive.Standing(edits) {
		if err := byID[e.ID].Facts.Apply(e, a); err != nil {
			// The authority files changed since: what was derived stands, and the
			// correction is still listed by Edits.
			continue
		}
	}
}
