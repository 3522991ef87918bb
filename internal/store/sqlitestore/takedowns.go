package sqlitestore

import (
	"context"
	"database/sql"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// AddTakedowns implements archive.Journal.
func (s *Store) AddTakedowns(ctx context.Context, list ...archive.Takedown) error {
	return s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		for _, t := range list {
			done.add("takedown", t.ID, t.By, t.Reason)
			if _, err := tx.Exec(`INSERT OR IGNORE INTO takedowns (id, at, source, "by", reason, due) VALUES (?,?,?,?,?,?)`,
				t.ID, t.At.UnixMilli(), t.Source, t.By, t.Reason, t.Due); err != nil {
				return err
			}
		}
		return nil
	})
}

// Takedowns implements archive.Journal.
func (s *Store) Takedowns(ctx context.Context) ([]archive.Takedown, error) {
	var out []archive.Takedown
	err := s.rows(ctx, func(r *sql.Rows) error {
		var t archive.Takedown
		var at int64
		err := r.Scan(&t.ID, &at, &t.Source, &t.By, &t.Reason, &t.Due)
		t.At = record.Time(at)
		out = append(out, t)
		return err
	}, `SELECT id, at, source, "by", reason, due FROM takedowns ORDER BY at, id`)
	return out, err
}
