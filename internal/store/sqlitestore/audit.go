package sqlitestore

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"letopis/internal/archive"
)

// AddAudit implements archive.Auditor.
func (s *Store) AddAudit(ctx context.Context, entries ...archive.AuditEntry) error {
	return s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		for _, e := range entries {
			done.add("audit", e.Did, e.By, e.Doc)
			n := sql.NullInt64{Int64: e.N, Valid: e.N != 0}
			e.N = 0 // stored in its own column
			data, err := json.Marshal(e)
			if err != nil {
				return err
			}
			if _, err := tx.Exec("INSERT OR IGNORE INTO audit (n, data) VALUES (?,?)", n, string(data)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Audit implements archive.Auditor.
func (s *Store) Audit(ctx context.Context, f archive.AuditFilter, limit int) ([]archive.AuditEntry, error) {
	seconds := func(t time.Time) any {
		if t.IsZero() {
			return nil
		}
		return float64(t.UnixMilli()) / 1000
	}
	return list(ctx, s, func(r *sql.Rows) (e archive.AuditEntry, err error) {
		var n int64
		var data []byte
		if err = r.Scan(&n, &data); err == nil {
			err = json.Unmarshal(data, &e)
		}
		e.N = n
		return e, err
	}, `SELECT n, data FROM audit WHERE (?1 = 0 OR n < ?1)
		AND (?2 = '' OR data ->> 'by' = ?2) AND (?3 = '' OR data ->> 'did' = ?3)
		AND (?4 = '' OR data ->> 'doc' = ?4) AND (?5 = '' OR data ->> 'deed' = ?5)
		AND (?6 IS NULL OR unixepoch(data ->> 'at', 'subsec') >= ?6)
		AND (?7 IS NULL OR unixepoch(data ->> 'at', 'subsec') < ?7)
		ORDER BY n DESC LIMIT ?8`, f.Before, f.By, f.Did, f.Doc, f.Deed, seconds(f.From), seconds(f.To), limit)
}
