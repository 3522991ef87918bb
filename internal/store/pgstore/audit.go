package pgstore

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"letopis/internal/archive"
)

// AddAudit implements archive.Auditor.
func (s *Store) AddAudit(ctx context.Context, entries ...archive.AuditEntry) error {
	return s.tx(ctx, true, func(w *writer) error {
		for _, e := range entries {
			n := e.N
			e.N = 0 // stored in its own column
			data, err := json.Marshal(e)
			if err != nil {
				return err
			}
			// Writers are serialised, so the number cannot be taken concurrently.
			w.out.Queue("INSERT INTO audit (n, data) SELECT CASE WHEN $1::bigint <> 0 THEN $1 "+
				"ELSE coalesce(max(n), 0) + 1 END, $2 FROM audit ON CONFLICT DO NOTHING", n, data)
		}
		return nil
	})
}

// Audit implements archive.Auditor.
func (s *Store) Audit(ctx context.Context, f archive.AuditFilter, limit int) ([]archive.AuditEntry, error) {
	millis := func(t time.Time) any {
		if t.IsZero() {
			return nil
		}
		return t.UnixMilli()
	}
	return list(ctx, s, func(r pgx.CollectableRow) (e archive.AuditEntry, err error) {
		var n int64
		var data []byte
		if err = r.Scan(&n, &data); err == nil {
			err = json.Unmarshal(data, &e)
		}
		e.N = n
		return e, err
	}, `SELECT n, data FROM (SELECT n, data, convert_from(data, 'UTF8')::json AS j FROM audit) AS a
		WHERE ($1::bigint = 0 OR n < $1)
		AND ($2 = '' OR j ->> 'by' = $2) AND ($3 = '' OR j ->> 'did' = $3)
		AND ($4 = '' OR j ->> 'doc' = $4) AND ($5 = '' OR j ->> 'deed' = $5)
		AND ($6::bigint IS NULL OR floor(extract(epoch FROM (j ->> 'at')::timestamptz) * 1000) >= $6)
		AND ($7::bigint IS NULL OR floor(extract(epoch FROM (j ->> 'at')::timestamptz) * 1000) < $7)
		ORDER BY n DESC LIMIT $8`, f.Before, f.By, f.Did, f.Doc, f.Deed, millis(f.From), millis(f.To), limit)
}
