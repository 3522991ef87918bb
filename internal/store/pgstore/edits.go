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
			w.out.Queue("INSERT INTO edits (id, field, value, author, at) VALUES ($1, $2, $3, $4, $5)", r.ID, r.Field,
				[]byte(r.Value), []byte(r.Author), r.At)
			w.out.Queue("UPDATE docs SET seq = $1, ingested = $2 WHERE id = $3", w.seq, w.now, r.ID)
		}
		return nil
	})
}

// Edits implements archive.Store.
func (s *Store) Edits(ctx context.Context, id string) ([]archive.Edit, error) {
	return s.edits(ctx, "$1 = '' OR id = $1", id)
}

func (s *Store) edits(ctx context.Context, which string, args ...any) ([]archive.Edit, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (archive.Edit, error) {
		var row record.EditRow
		var value, author []byte
		if err := r.Scan(&row.ID, &row.Field, &value, &author, &row.At); err != nil {
			return archive.Edit{}, err
		}
		row.Value, row.Author = string(value), string(author)
		return row.Unpack()
	}, "SELECT id, field, value, author, at FROM edits WHERE "+which+" ORDER BY n", args...)
}

// applyEdits puts people's corrections over what was derived.
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

// AddTerms implements archive.Store. It takes no place in the log.
func (s *Store) AddTerms(ctx context.Context, generation string, counts map[string]map[string]int) error {
	var b pgx.Batch
	for _, field := range slices.Sorted(maps.Keys(counts)) {
		var t table
		for _, term := range slices.Sorted(maps.Keys(counts[field])) { // in one order: no writer waits in a circle
			t.add([]byte(term), int64(counts[field][term]))
		}
		t.queue(&b, "INSERT INTO terms (generation, field, term, docs) SELECT $3, $4, * FROM unnest($1::bytea[], "+
			"$2::bigint[]) ON CONFLICT (generation, field, term) DO UPDATE SET docs = terms.docs + excluded.docs",
			generation, field)
	}
	return s.fail(s.retry(ctx, passes, func() error {
		return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return tx.SendBatch(ctx, &b).Close() })
	}))
}

// Terms implements archive.Store.
func (s *Store) Terms(ctx context.Context, generation, field, prefix string, limit int) ([]archive.TermCount, error) {
	// No term in UTF-8 has a byte 0xFF.
	return list(ctx, s, func(r pgx.CollectableRow) (t archive.TermCount, err error) {
		var term []byte
		err = r.Scan(&term, &t.Count)
		t.Term = string(term)
		return t, err
	}, `SELECT term, docs FROM terms WHERE generation = $1 AND field = $2 AND term >= $3 AND term < $3 || '\xff'::bytea
		ORDER BY term LIMIT nullif($4, 0)`, generation, field, []byte(prefix), max(limit, 0))
}

// DropTerms implements archive.Store.
func (s *Store) DropTerms(ctx context.Context, generation string) error {
	return s.fail(s.retry(ctx, passes, func() error {
		_, err := s.pool.Exec(ctx, "DELETE FROM terms WHERE generation = $1", generation)
		return err
	}))
}
