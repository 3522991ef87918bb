package sqlitestore

import (
	"context"
	"database/sql"

	"letopis/internal/archive"
)

// AddTerms implements archive.Store.
func (s *Store) AddTerms(ctx context.Context, generation string, counts map[string]map[string]int) error {
	return s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		done.add("terms", generation, len(counts))
		add, err := tx.PrepareContext(ctx, "INSERT INTO terms (generation, field, term, docs) VALUES (?,?,?,?) "+
			"ON CONFLICT DO UPDATE SET docs = docs + excluded.docs")
		if err != nil {
			return err
		}
		defer add.Close()
		for field, terms := range counts {
			for term, n := range terms {
				if _, err := add.ExecContext(ctx, generation, field, term, n); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Terms implements archive.Store.
func (s *Store) Terms(ctx context.Context, generation, field, prefix string, limit int) ([]archive.TermCount, error) {
	if limit <= 0 {
		limit = -1
	}
	var out []archive.TermCount
	// No term has a character beyond the last of Unicode.
	err := s.rows(ctx, func(r *sql.Rows) error {
		var t archive.TermCount
		err := r.Scan(&t.Term, &t.Count)
		out = append(out, t)
		return err
	}, "SELECT term, docs FROM terms WHERE generation = ? AND field = ? AND term >= ? AND term < ? || char(0x10ffff) "+
		"ORDER BY term LIMIT ?", generation, field, prefix, prefix, limit)
	return out, err
}

// DropTerms implements archive.Store.
func (s *Store) DropTerms(ctx context.Context, generation string) error {
	return s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		done.add("no terms", generation)
		_, err := tx.ExecContext(ctx, "DELETE FROM terms WHERE generation = ?", generation)
		return err
	})
}
