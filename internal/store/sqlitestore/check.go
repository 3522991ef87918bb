package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Check implements archive.Store. It reads every page, which verifies its checksum, and checks the consistency of the
// log, the hash of each document, and that no acknowledged change is lost. The structure is checked only if there is
// no pacing, because SQLite does that in one long statement.
func (s *Store) Check(ctx context.Context, pace archive.Pacer) error {
	db, err := sql.Open("sqlite", s.dsn("deferred")) // a new connection, because others have cached pages
	if err != nil {
		return s.fail(err)
	}
	db.SetMaxOpenConns(1)
	if pace == nil {
		err = s.checkStructure(ctx, db)
		pace = func(context.Context, int64) {}
	} else {
		err = s.checkPages(ctx, db, pace)
	}
	if err == nil {
		err = s.checkDocuments(ctx, db, pace)
	}
	if err = errors.Join(err, s.fail(db.Close())); err != nil {
		return err
	}
	return s.checkTail(ctx)
}

func (s *Store) corrupt(format string, args ...any) error {
	return fmt.Errorf("catalogue %s: %w: %s; %s", s.path, archive.ErrCorrupt, fmt.Sprintf(format, args...), restore)
}

func (s *Store) checkStructure(ctx context.Context, db *sql.DB) error {
	var result string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&result); err != nil {
		return s.fail(err)
	}
	if result != "ok" {
		return s.corrupt("%s", result)
	}
	var left int
	err := db.QueryRowContext(ctx, "SELECT count(*) FROM contents c WHERE NOT EXISTS (SELECT 1 FROM docs d WHERE "+
		"d.n = c.n)").Scan(&left)
	if err != nil {
		return s.fail(err)
	}
	if left > 0 {
		return s.corrupt("it has the contents of %d documents that it does not have", left)
	}
	return nil
}

// checkPages reads every page, some at a time, because a long read transaction prevents checkpoints.
func (s *Store) checkPages(ctx context.Context, db *sql.DB, pace archive.Pacer) error {
	const step = 64
	var pages int64
	for first := int64(1); first == 1 || first <= pages; first += step {
		var read int64
		err := db.QueryRowContext(ctx, `WITH RECURSIVE p(n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM p WHERE n < ?2)
			SELECT coalesce(sum(length(d.data)), 0), (SELECT page_count FROM pragma_page_count)
			FROM p CROSS JOIN sqlite_dbpage d ON d.pgno = p.n`, first, first+step-1).Scan(&read, &pages)
		if err != nil {
			return s.fail(err)
		}
		pace(ctx, read)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// checkDocuments compares documents with their hashes, some at a time, and the seqs with the end of the log.
func (s *Store) checkDocuments(ctx context.Context, db *sql.DB, pace archive.Pacer) error {
	var end, last int64
	err := db.QueryRowContext(ctx, `SELECT (SELECT seq FROM counter), coalesce(max((SELECT max(seq) FROM docs),
		(SELECT max(seq) FROM removed)), 0)`).Scan(&end, &last)
	if err != nil {
		return s.fail(err)
	}
	if last > end {
		return s.corrupt("its log ends at %d, but something changed at %d", end, last)
	}
	for after, done := "", false; !done; {
		done = true
		var read int64
		r, err := db.QueryContext(ctx, "SELECT id, hash, meta, text, aside FROM docs LEFT JOIN contents USING (n) "+
			"WHERE id > ? ORDER BY id LIMIT 50", after)
		err = s.eachRow(r, err, func(r *sql.Rows) error {
			var row record.Row
			var hash sql.RawBytes
			if err := r.Scan(&row.ID, &hash, raw(&row.Meta), raw(&row.Text), raw(&row.Aside)); err != nil {
				return err
			}
			after, done = row.ID, false
			read += int64(len(row.Meta) + len(row.Text) + len(row.Aside))
			if err := s.codec.Verify(row, hash); err != nil {
				return s.corrupt("%v", err)
			}
			return nil
		})
		if err != nil {
			return err
		}
		pace(ctx, read)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}
