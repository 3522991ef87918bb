package sqlitestore

import (
	"context"
	"database/sql"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Cited implements archive.Store.
func (s *Store) Cited(ctx context.Context, id string) (by []string, cites []archive.Citation, err error) {
	citing := func(ctx context.Context, id string) ([]record.Found, error) {
		return s.found(ctx, "SELECT DISTINCT c.key, c.id, a.place, c.place FROM acts a JOIN cites c ON c.key = a.key "+
			"WHERE a.id = ?1 AND c.id <> ?1 ORDER BY c.id", id)
	}
	cited := func(ctx context.Context, id string) ([]record.Found, error) {
		return s.found(ctx, "SELECT c.key, a.id, c.place, a.place FROM cites c JOIN acts a ON a.key = c.key "+
			"WHERE c.id = ?1 AND a.id <> ?1 ORDER BY a.id", id)
	}
	return record.Cited(ctx, s.Get, id, citing, cited)
}

func (s *Store) found(ctx context.Context, query, id string) (out []record.Found, err error) {
	err = s.rows(ctx, func(r *sql.Rows) error {
		var f record.Found
		err := r.Scan(&f.Key, &f.ID, &f.Mine, &f.Theirs)
		out = append(out, f)
		return err
	}, query, id)
	return out, err
}
