// Package sqlitestore keeps the catalogue of an archive in one SQLite file.
//
// The file is in WAL mode with synchronous=FULL: what Commit acknowledged survives a power failure, several processes
// can read while one writes, and a second writer waits for its turn.
package sqlitestore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Options configure a Store.
type Options struct {
	// Authority is used to apply corrections; nil means no authority files.
	Authority archive.Authority
	// ReadOnly opens an existing file without writing anything, for media that cannot or must not be written; all
	// writes fail with archive.ErrReadOnly. Nobody else may write meanwhile; on systems that allow it, other writers
	// are locked out.
	ReadOnly bool
	// AnyTail also opens a catalogue that has lost its latest acknowledged changes, see ErrTail.
	AnyTail bool
	Moving  bool // also open the target of an unfinished move, see archive.Mover
	// Log receives damage that was repaired automatically; may be nil.
	Log *slog.Logger
}

// Store is an archive.Store in a file.
type Store struct {
	path     string
	write    *sql.DB  // a single connection; nil if ReadOnly
	lock     *os.File // see lockOutWriters; may be nil
	read     *sql.DB
	watch    *sql.DB // a single connection for Seq, so that it never waits for other reads
	stmts    statements
	prepared sync.Map // statements of read by query, *sql.Stmt; see rows
	end      end
	head     head
	initial  fileStates             // used if ReadOnly
	opened   map[string]os.FileInfo // state at opening, by file name suffix; see checkShared
	mended   atomic.Int64           // last value of sumvfs.Mended
	o        Options
	codec    *record.Codec
}

var (
	_ archive.Store    = (*Store)(nil)
	_ archive.Backuper = (*Store)(nil)
)

// tx runs f in a write transaction. What f adds to changes is acknowledged once tx returns nil.
func (s *Store) tx(ctx context.Context, f func(*sql.Tx, *changes) error) error {
	if s.o.ReadOnly {
		return fmt.Errorf("catalogue %s: %w", s.path, archive.ErrReadOnly)
	}
	if err := s.checkShared(); err != nil { // a process that has replaced files open would overwrite them
		return err
	}
	defer s.end.wrote()
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.fail(err)
	}
	c := &changes{hash: sha256.New()}
	var l link
	if err = f(tx, c); err == nil && c.any {
		l, err = c.extend(tx)
	}
	if err != nil {
		return s.fail(errors.Join(err, rollback(tx)))
	}
	if err := tx.Commit(); err != nil || !c.any {
		return s.fail(err)
	}
	return s.fail(s.head.write(l))
}

func rollback(tx *sql.Tx) error {
	if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}

// Holds implements archive.Store.
func (s *Store) Holds(ctx context.Context, sha string) (bool, error) {
	var held bool
	err := s.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM docs WHERE original = ?1 AND substr(original, 1, 8) "+
		"= substr(?1, 1, 8)) OR EXISTS (SELECT 1 FROM items WHERE sha256 = ?1 AND substr(sha256, 1, 8) = substr(?1, 1, 8))",
		sum(sha)).Scan(&held)
	return held, s.fail(err)
}

// originalsAfter are those of the next 500 beginnings of sums, which an index has.
const originalsAfter = `SELECT original, min(id) FROM docs WHERE substr(original, 1, 8) > substr(?1, 1, 8) AND
	substr(original, 1, 8) <= (SELECT max(x) FROM (SELECT DISTINCT substr(original, 1, 8) AS x FROM docs
		WHERE substr(original, 1, 8) > substr(?1, 1, 8) ORDER BY x LIMIT 500)) GROUP BY original ORDER BY original`

// Originals implements archive.Store.
func (s *Store) Originals(ctx context.Context, fn func(sha, id string) error) error {
	type original struct {
		sha sum
		id  string
	}
	for after := sum(""); ; { // in pages: fn may be slow, and an open read transaction prevents checkpoints
		var page []original
		err := s.rows(ctx, func(r *sql.Rows) error {
			var o original
			err := r.Scan(&o.sha, &o.id)
			page = append(page, o)
			return err
		}, originalsAfter, after)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, o := range page {
			if err := fn(string(o.sha), o.id); err != nil {
				return err
			}
			after = o.sha
		}
	}
}

// How long to wait for locks. Purge blocks all writers, so it gives up sooner.
const (
	busyWait  = 20 * time.Second
	purgeWait = 5 * time.Second
)

// Purge implements archive.Store. Only the write-ahead log can contain removed documents; in the database file they
// are overwritten on removal.
func (s *Store) Purge(ctx context.Context) error {
	if s.o.ReadOnly {
		return fmt.Errorf("catalogue %s: %w", s.path, archive.ErrReadOnly)
	}
	c, err := s.write.Conn(ctx)
	if err != nil {
		return s.fail(err)
	}
	defer c.Close()
	patience := func(ctx context.Context, d time.Duration) error {
		_, err := c.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", d.Milliseconds()))
		return err
	}
	if err := patience(ctx, purgeWait); err != nil {
		return s.fail(err)
	}
	var busy, frames, done int
	err = c.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &done)
	err = errors.Join(err, patience(context.WithoutCancel(ctx), busyWait))
	if err == nil && busy != 0 {
		return fmt.Errorf("catalogue %s: somebody reads it all the time, so what was removed is still in its log: %w",
			s.path, archive.ErrLocked)
	}
	return s.fail(err)
}

// Backup implements archive.Backuper.
func (s *Store) Backup(ctx context.Context, to string) error {
	_, err := s.read.ExecContext(ctx, "VACUUM INTO ?", to)
	return s.fail(err)
}

// Close closes the file.
func (s *Store) Close() error {
	s.codec.Close()
	var errs []error
	for _, db := range []*sql.DB{s.watch, s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
