package sqlitestore

import (
	"context"
	"database/sql"
	"maps"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Edit implements archive.Store.
func (s *Store) Edit(ctx context.Context, edits ...archive.Edit) error {
	if err := record.Check(ctx, s.Get, edits, s.o.Authority); err != nil {
		return err
	}
	return s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		w := &writer{s: s, tx: prepare(tx), done: done, fresh: map[string]bool{}}
		var err error
		if w.seq, w.now, err = logEnd(tx); err != nil {
			return err
		}
		for _, e := range edits {
			if err := w.edit(e); err != nil {
				return err
			}
			w.seq++
			w.fresh[e.ID] = true
			if _, err := tx.Exec("UPDATE docs SET seq = ?, ingested = ? WHERE id = ?", w.seq, w.now, e.ID); err != nil {
				return err
			}
		}
		for id := range maps.Clone(w.fresh) {
			if err := w.rebuildRefs(id); err != nil {
				return err
			}
		}
		if err := w.touch(); err != nil {
			return err
		}
		_, err = tx.Exec("UPDATE counter SET seq = ?", w.seq)
		return err
	})
}

// edit stores a correction.
func (w *writer) edit(e archive.Edit) error {
	w.done.add("edit", e.ID, e.Field, e.Value, e.Undo, e.Author)
	r, err := record.PackEdit(e)
	if err != nil {
		return err
	}
	w.edited = nil
	_, err = w.tx.Exec("INSERT INTO edits (id, field, value, author, at) VALUES (?,?,?,?,?)", r.ID, r.Field, r.Value,
		r.Author, r.At)
	return err
}

// rebuildRefs rebuilds the link rows of a corrected document.
func (w *writer) rebuildRefs(id string) error {
	r, err := w.tx.Query("SELECT "+withoutTexts+" FROM "+whole+" WHERE id = ?", id)
	var d *archive.Document
	err = w.s.eachRow(r, err, func(r *sql.Rows) (err error) {
		d, err = w.s.scan(r)
		return err
	})
	if err != nil || d == nil { // removed meanwhile
		return err
	}
	return w.refs(d, true)
}

// Edits implements archive.Store.
func (s *Store) Edits(ctx context.Context, id string) ([]archive.Edit, error) {
	if id == "" {
		return s.edits(ctx, "SELECT id, field, value, author, at FROM edits ORDER BY n")
	}
	return s.edits(ctx, "SELECT id, field, value, author, at FROM edits WHERE id = ? ORDER BY n", id)
}

func (s *Store) edits(ctx context.Context, query string, args ...any) ([]archive.Edit, error) {
	return list(ctx, s, scanEdit, query, args...)
}

func scanEdit(r *sql.Rows) (archive.Edit, error) {
	var row record.EditRow
	if err := r.Scan(&row.ID, &row.Field, &row.Value, &row.Author, &row.At); err != nil {
		return archive.Edit{}, err
	}
	return row.Unpack()
}

// applyEdits applies people's corrections to documents in order. nil documents are skipped.
func (s *Store) applyEdits(ctx context.Context, docs []*archive.Document) error {
	var edited bool
	if err := s.stmts.edited.QueryRowContext(ctx).Scan(&edited); err != nil || !edited {
		return s.fail(err)
	}
	byID := record.ByID(docs)
	var args []any
	for id := range byID {
		args = append(args, id)
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
		record.Apply(byID, edits, s.o.Authority)
	}
	return nil
}
