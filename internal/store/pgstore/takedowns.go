package pgstore

import (
	"context"

	"github.com/jackc/pgx/v5"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// AddTakedowns implements archive.Journal.
func (s *Store) AddTakedowns(ctx context.Context, entries ...archive.Takedown) error {
	return s.tx(ctx, true, func(w *writer) error {
		for _, t := range entries {
			w.out.Queue(`INSERT INTO takedowns (id, at, source, "by", reason, due, original) `+
				"VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING", t.ID, t.At.UnixMilli(), []byte(t.Source),
				[]byte(t.By), []byte(t.Reason), t.Due, t.SHA256)
		}
		return nil
	})
}

// Takedowns implements archive.Journal.
func (s *Store) Takedowns(ctx context.Context) ([]archive.Takedown, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (t archive.Takedown, err error) {
		var at int64
		var source, by, reason []byte
		err = r.Scan(&t.ID, &at, &source, &by, &reason, &t.Due, &t.SHA256)
		t.At, t.Source, t.By, t.Reason = record.Time(at), string(source), string(by), string(reason)
		return t, err
	}, `SELECT id, at, source, "by", reason, due, original FROM takedowns ORDER BY at, id`)
}
