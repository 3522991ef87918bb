package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Check implements archive.Store. It reads every page, which compares its sum, and
// verifies the structure, that the log holds together, each document by its hash, and
// that nothing is lost of what was acknowledged.
func (s *Store) Check(ctx context.Context) error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("catalogue %s: %w: %s; %s", s.path, archive.ErrCorrupt, fmt.Sprintf(format, args...), restore)
	}
	var result string
	if err := s.read.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&result); err != nil {
		return s.fail(err)
	}
	if result != "ok" {
		return bad("%s", result)
	}
	var end, last int64
	err := s.read.QueryRowContext(ctx, `SELECT (SELECT seq FROM counter), coalesce(max((SELECT max(seq) FROM docs),
		(SELECT max(seq) FROM removed)), 0)`).Scan(&end, &last)
	if err != nil {
		return s.fail(err)
	}
	if last > end {
		return bad("its log ends at %d, but something changed at %d", end, last)
	}
	err = s.rows(ctx, func(r *sql.Rows) error {
		var row record.Row
		var hash sql.RawBytes
		if err := r.Scan(&row.ID, &hash, raw(&row.Meta), raw(&row.Text), raw(&row.Aside)); err != nil {
			return err
		}
		if err := s.codec.Verify(row, hash); err != nil {
			return bad("%v", err)
		}
		return nil
	}, "SELECT id, hash, meta, text, aside FROM docs")
	if err != nil {
		return err
	}
	return s.checkTail(ctx)
}
