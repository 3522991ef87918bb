package pgstore

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Edit implements archive.Store.
func (s *Store) Edit(ctx context.Context, edits ...archive.Edit) error {
	if err := record.Check(ctx, s.Get, edits, s.o.Authority); err != nil {
		return err
	}
	rows := make([]record.EditRow, len(edits))
	for i, e := range edits {
		var err error
		if rows[i], err = record.PackEdit(e); err != nil {
			return err
		}
	}
	return s.tx(ctx, false, func(w *writer) error {
		for _, r := range rows {
			w.seq++
			w.queueEdit(r)
			w.out.Queue("UPDATE docs SET seq = $1, ingested = $2 WHERE id = $3", w.seq, w.now, r.ID)
		}
		return w.rebuildRefs(ctx, edits)
	})
}

func (w *writer) queueEdit(r record.EditRow) {
	w.out.Queue("INSERT INTO edits (id, field, value, author, at) VALUES ($1, $2, $3, $4, $5)", r.ID, r.Field,
		[]byte(r.Value), []byte(r.Author), r.At)
}

// rebuildRefs rebuilds the link rows of corrected documents.
func (w *writer) rebuildRefs(ctx context.Context, edits []archive.Edit) error {
	w.fresh = map[string]bool{}
	for _, e := range edits {
		w.fresh[e.ID] = true
	}
	rows, err := w.tx.Query(ctx, "SELECT "+withoutTexts+" FROM docs WHERE id = ANY($1)",
		slices.Collect(maps.Keys(w.fresh)))
	if err != nil {
		return err
	}
	docs, err := pgx.CollectRows(rows, w.s.document)
	if err != nil {
		return err
	}
	touched, err := w.replaceRefs(ctx, record.ByID(docs), edits)
	if err != nil {
		return err
	}
	return w.touch(ctx, touched)
}

// Edits implements archive.Store.
func (s *Store) Edits(ctx context.Context, id string) ([]archive.Edit, error) {
	return s.edits(ctx, "$1 = '' OR id = $1", id)
}

func (s *Store) edits(ctx context.Context, which string, args ...any) ([]archive.Edit, error) {
	return list(ctx, s, scanEdit, editsQuery+which+" ORDER BY n", args...)
}

// editsQuery selects corrections; a condition and an order must be appended.
const editsQuery = "SELECT id, field, value, author, at FROM edits WHERE "

func scanEdit(r pgx.CollectableRow) (archive.Edit, error) {
	var row record.EditRow
	var value, author []byte
	if err := r.Scan(&row.ID, &row.Field, &value, &author, &row.At); err != nil {
		return archive.Edit{}, err
	}
	row.Value, row.Author = string(value), string(author)
	return row.Unpack()
}

// applyEdits applies people's corrections to documents.
func (s *Store) applyEdits(ctx context.Context, docs map[string]*archive.Document) error {
	if len(docs) == 0 {
		return nil
	}
	edits, err := s.edits(ctx, "id = ANY($1)", slices.Collect(maps.Keys(docs)))
	if err != nil {
		return err
	}
	record.Apply(docs, edits, s.o.Authority)
	return nil
}
