package sqlitestore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"letopis/internal/archive"
)

// undoPrefix stands before the field of a correction that takes others back: to
// a program that does not know of it such a field is none, and is passed over.
const undoPrefix = "undo "

// Edit implements archive.Store. A correction that cannot be applied is
// ErrInvalid, and none of them is stored.
func (s *Store) Edit(ctx context.Context, edits ...archive.Edit) error {
	for _, e := range edits {
		docs, err := s.Get(ctx, e.ID)
		if err != nil {
			return err
		}
		if docs[0] == nil {
			return fmt.Errorf("document %s: %w", e.ID, archive.ErrNotFound)
		}
		if err := docs[0].Facts.Apply(e, s.o.Authority); err != nil {
			return fmt.Errorf("document %s: %w", e.ID, err)
		}
	}
	return s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		for _, e := range edits {
			done.add("edit", e.ID, e.Field, e.Value, e.Undo, e.Author)
			value, err := json.Marshal(e.Value)
			if err != nil {
				return err
			}
			at := e.At
			if at.IsZero() {
				at = time.Now()
			}
			field := e.Field
			if e.Undo {
				field = undoPrefix + field
			}
			if _, err := tx.Exec("INSERT INTO edits (id, field, value, author, at) VALUES (?,?,?,?,?)", e.ID, field,
				string(value), e.Author, at.UnixMilli()); err != nil {
				return err
			}
			if _, err := tx.Exec("UPDATE counter SET seq = seq + 1"); err != nil {
				return err
			}
			if _, err := tx.Exec("UPDATE docs SET seq = (SELECT seq FROM counter), ingested = ? WHERE id = ?",
				time.Now().UnixMilli(), e.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// Edits implements archive.Store.
func (s *Store) Edits(ctx context.Context, id string) ([]archive.Edit, error) {
	if id == "" {
		return s.edits(ctx, "SELECT id, field, value, author, at FROM edits ORDER BY n")
	}
	return s.edits(ctx, "SELECT id, field, value, author, at FROM edits WHERE id = ? ORDER BY n", id)
}

func (s *Store) edits(ctx context.Context, query string, args ...any) ([]archive.Edit, error) {
	var out []archive.Edit
	err := s.rows(ctx, func(r *sql.Rows) error {
		var e archive.Edit
		var value string
		var at int64
		if err := r.Scan(&e.ID, &e.Field, &value, &e.Author, &at); err != nil {
			return err
		}
		e.At = time.UnixMilli(at).UTC()
		e.Field, e.Undo = strings.CutPrefix(e.Field, undoPrefix)
		out = append(out, e)
		return json.Unmarshal([]byte(value), &out[len(out)-1].Value)
	}, query, args...)
	return out, err
}

// applyEdits puts people's corrections over what was derived, the later ones
// over the earlier. nil documents are passed over.
func (s *Store) applyEdits(ctx context.Context, docs []*archive.Document) error {
	var edited bool
	if err := s.asked.edited.QueryRowContext(ctx).Scan(&edited); err != nil || !edited {
		return s.fail(err)
	}
	byID := map[string]*archive.Document{}
	var args []any
	for _, d := range docs {
		if d != nil && byID[d.ID] == nil {
			byID[d.ID] = d
			args = append(args, d.ID)
		}
	}
	const most = 500
	for len(args) > 0 {
		part := args[:min(most, len(args))]
		args = args[len(part):]
		marks := strings.TrimSuffix(strings.Repeat("?,", len(part)), ",")
		edits, err := s.edits(ctx, "SELECT id, field, value, author, at FROM edits WHERE id IN ("+marks+") ORDER BY n",
			part...)
		if err != nil {
			return err
		}
		for _, e := range archive.Standing(edits) {
			if err := byID[e.ID].Facts.Apply(e, s.o.Authority); err != nil {
				// The authority files changed since: what was derived stands, and the
				// correction is still listed by Edits.
				continue
			}
		}
	}
	return nil
}
