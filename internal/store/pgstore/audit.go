package pgstore

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"letopis/internal/archive"
)

// AddAudit implements archive.Auditor.
func (s *Store) AddAudit(ctx context.Context, entries ...archive.AuditEntry) error {
	return s.tx(ctx, true, func(w *writer) error {
		for _, e := range entries {
			n := e.N
			e.N = 0 // the column has it
			data, err := json.Marshal(e)
			if err != nil {
				return err
			}
			// Writers have their transactions one after another, so no other one takes the number.
			w.out.Queue("INSERT INTO audit (n, data) SELECT CASE WHEN $1::bigint <> 0 THEN $1 "+
				"ELSE coalesce(max(n), 0) + 1 END, $2 FROM audit ON CONFLICT DO NOTHING", n, data)
		}
		return nil
	})
}

// Audit implements archive.Auditor.
func (s *Store) Audit(ctx context.Context, before int64, limit int) ([]archive.AuditEntry, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (e archive.AuditEntry, err error) {
		var n int64
		var data []byte
		if err = r.Scan(&n, &data); err == nil {
			err = json.Unmarshal(data, &e)
		}
		e.N = n
		return e, err
	}, "SELECT n, data FROM audit WHERE $1 = 0 OR n < $1 ORDER BY n DESC LIMIT $2", before, limit)
}
