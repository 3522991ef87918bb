package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Cited implements archive.Store.
func (s *Store) Cited(ctx context.Context, id string) (by []string, cites []archive.Citation, err error) {
	citing, err := s.found(ctx, "SELECT DISTINCT c.key, c.id, a.place, c.place FROM acts a JOIN cites c ON c.key = a.key "+
		"WHERE a.id = ?1 AND c.id <> ?1 ORDER BY c.id", id)
	if err != nil {
		return nil, nil, err
	}
	docs, err := s.Get(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if docs[0] == nil {
		return nil, nil, fmt.Errorf("document %s: %w", id, archive.ErrNotFound)
	}
	cited, err := s.found(ctx, "SELECT c.key, a.id, c.place, a.place FROM cites c JOIN acts a ON a.key = c.key "+
		"WHERE c.id = ?1 AND a.id <> ?1 ORDER BY a.id", id)
	if err != nil {
		return nil, nil, err
	}
	return record.Citing(citing), record.Resolve(docs[0], cited), nil
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
