package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"net/url"

	"letopis/internal/archive"
	"letopis/internal/store/record"
	"letopis/internal/store/sqlitestore/sumvfs"
)

// AddTakedowns implements archive.Journal.
func (s *Store) AddTakedowns(ctx context.Context, list ...archive.Takedown) error {
	return s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		for _, t := range list {
			done.add("takedown", t.ID, t.By, t.Reason)
			if _, err := tx.Exec(`INSERT OR IGNORE INTO takedowns (id, at, source, "by", reason, due, original) `+
				"VALUES (?,?,?,?,?,?,?)", t.ID, t.At.UnixMilli(), t.Source, t.By, t.Reason, t.Due, t.SHA256); err != nil {
				return err
			}
		}
		return nil
	})
}

// ReadTakedowns returns the journal of a catalogue that may have lost its tail or have an older format. No other
// process may have it open.
func ReadTakedowns(ctx context.Context, path string) (list []archive.Takedown, err error) {
	db, err := sql.Open("sqlite", uri(path, url.Values{"vfs": {sumvfs.Name}, "mode": {"rw"}, "_pragma": {
		"busy_timeout(20000)", "mmap_size(0)", "cache_spill(OFF)", "query_only(ON)"}}))
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, read: db}
	defer func() { err = errors.Join(err, db.Close()) }()
	var has, originals bool
	const known = "SELECT count(*) > 0, coalesce(max(name = 'original'), 0) FROM pragma_table_info('takedowns')"
	if err := db.QueryRowContext(ctx, known).Scan(&has, &originals); err != nil || !has {
		return nil, s.fail(err)
	}
	if !originals { // format 6
		return s.takedowns(ctx, "''")
	}
	return s.Takedowns(ctx)
}

// Takedowns implements archive.Journal.
func (s *Store) Takedowns(ctx context.Context) ([]archive.Takedown, error) {
	return s.takedowns(ctx, "original")
}

// takedowns reads the journal; original is a column or an expression in its place.
func (s *Store) takedowns(ctx context.Context, original string) ([]archive.Takedown, error) {
	return list(ctx, s, func(r *sql.Rows) (t archive.Takedown, err error) {
		var at int64
		err = r.Scan(&t.ID, &at, &t.Source, &t.By, &t.Reason, &t.Due, &t.SHA256)
		t.At = record.Time(at)
		return t, err
	}, `SELECT id, at, source, "by", reason, due, `+original+` FROM takedowns ORDER BY at, id`)
}
