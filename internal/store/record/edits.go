package record

import (
	"encoding/json"
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
