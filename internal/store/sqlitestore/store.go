// Package sqlitestore keeps the catalogue of an archive in one SQLite file.
//
// The file is in WAL mode with synchronous=FULL: what Commit acknowledged
// survives a loss of power, several processes read while one writes, and a
// second writer waits for its turn.
package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/klauspost/compress/zstd"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"letopis/internal/archive"
)

// Options are what corrections need to know of the authority files.
type Options struct {
	Authority archive.Authority // nil: none is known
}

// Store is an archive.Store in a file.
type Store struct {
	path  string
	write *sql.DB // one connection
	read  *sql.DB
	watch *sql.DB // one connection for Seq, which never waits for other reading
	asked statements
	end   end
	o     Options
	enc   *zstd.Encoder
	dec   *zstd.Decoder
}

var (
	_ archive.Store    = (*Store)(nil)
	_ archive.Backuper = (*Store)(nil)
)

// Open opens or creates the file. A file of something else is ErrInvalid; a
// newer format than this program knows is ErrInvalid, too, and says so.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if o.Authority == nil {
		o.Authority = archive.NoAuthority{}
	}
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		if err := checkHeader(path); err != nil {
			return nil, err
		}
	}
	s := &Store{path: path, o: o}
	var err error
	if s.enc, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)); err != nil {
		return nil, err
	}
	if s.dec, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0)); err != nil {
		return nil, err
	}
	if s.write, err = sql.Open("sqlite", dsn(path, "immediate")); err != nil {
		return nil, fmt.Errorf("catalogue %s: %w", path, err)
	}
	s.write.SetMaxOpenConns(1)
	if err := s.migrate(ctx); err != nil {
		s.write.Close()
		return nil, err
	}
	if s.read, err = sql.Open("sqlite", dsn(path, "deferred")); err != nil {
		s.write.Close()
		return nil, fmt.Errorf("catalogue %s: %w", path, err)
	}
	s.read.SetMaxOpenConns(8)
	// Opening one costs more than keeping it, but each maps the file anew.
	s.read.SetMaxIdleConns(max(2, runtime.GOMAXPROCS(0)))
	if s.watch, err = sql.Open("sqlite", dsn(path, "deferred")); err != nil {
		return nil, errors.Join(fmt.Errorf("catalogue %s: %w", path, err), s.read.Close(), s.write.Close())
	}
	s.watch.SetMaxOpenConns(1)
	if err := s.prepareStatements(ctx); err != nil {
		return nil, errors.Join(s.fail(err), s.Close())
	}
	return s, nil
}

// statements are those that answers to readers wait for, prepared once.
type statements struct{ seq, get, edited *sql.Stmt }

func (s *Store) prepareStatements(ctx context.Context) (err error) {
	for _, p := range []struct {
		into  **sql.Stmt
		db    *sql.DB
		query string
	}{
		{&s.asked.seq, s.watch, "SELECT seq FROM counter"},
		{&s.asked.get, s.read, "SELECT " + columns + " FROM docs WHERE id IN (SELECT value FROM json_each(?))"},
		{&s.asked.edited, s.read, "SELECT EXISTS (SELECT 1 FROM edits)"},
	} {
		if *p.into, err = p.db.PrepareContext(ctx, p.query); err != nil {
			return err
		}
	}
	return nil
}

func dsn(path, lock string) string {
	v := url.Values{"_txlock": {lock}, "_pragma": {"busy_timeout(20000)", "journal_mode(WAL)", "synchronous(FULL)",
		"secure_delete(ON)", "cache_size(-8000)", "mmap_size(268435456)"}}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
}

// checkHeader refuses what is not an SQLite file before SQLite touches it.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	defer f.Close()
	head := make([]byte, 16)
	if n, _ := f.Read(head); string(head[:n]) != "SQLite format 3\x00" {
		return fmt.Errorf("%s is not a catalogue of Letopis: choose another data folder: %w", path, archive.ErrInvalid)
	}
	return nil
}

func (s *Store) migrate(ctx context.Context) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		var app, version int
		if err := tx.QueryRow("PRAGMA application_id").Scan(&app); err != nil {
			return err
		}
		if err := tx.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
			return err
		}
		var tables int
		if err := tx.QueryRow("SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
			return err
		}
		switch {
		case app == applicationID && version == len(migrations):
			return nil
		case app == applicationID && version > len(migrations):
			return fmt.Errorf("%s has format %d, this program knows up to %d: use a newer letopis: %w", s.path, version,
				len(migrations), archive.ErrInvalid)
		case app != applicationID && (app != 0 || tables > 0):
			return fmt.Errorf("%s is a database of another program: choose another data folder: %w", s.path, archive.ErrInvalid)
		}
		for _, m := range migrations[version:] {
			if _, err := tx.Exec(m); err != nil {
				return err
			}
		}
		_, err := tx.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(migrations)))
		return err
	})
}

// tx runs f in a write transaction.
func (s *Store) tx(ctx context.Context, f func(*sql.Tx) error) error {
	defer s.end.wrote()
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.fail(err)
	}
	if err := f(tx); err != nil {
		return s.fail(errors.Join(err, rollback(tx)))
	}
	return s.fail(tx.Commit())
}

func rollback(tx *sql.Tx) error {
	if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}

// fail names the file and the kind of an error.
func (s *Store) fail(err error) error {
	if err == nil {
		return nil
	}
	var e *sqlite.Error
	if errors.As(err, &e) {
		kind := e.Code() & 0xff
		if e.Code() == sqlite3.SQLITE_IOERR_SHMSIZE { // no room for the index of the log, which readers make too
			kind = sqlite3.SQLITE_FULL
		}
		switch kind {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return fmt.Errorf("catalogue %s: %w (%v)", s.path, archive.ErrLocked, err)
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return fmt.Errorf("catalogue %s: %w: restore a backup (%v)", s.path, archive.ErrCorrupt, err)
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM: // reading writes beside it, too
			return fmt.Errorf("catalogue %s cannot be written: run letopis as the user whose data folder it is, on a disk "+
				"that is not read-only (%w)", s.path, err)
		case sqlite3.SQLITE_FULL:
			return fmt.Errorf("catalogue %s: %w: free some space and repeat (%v)", s.path, archive.ErrFull, err)
		}
	}
	if strings.Contains(err.Error(), s.path) {
		return err
	}
	return fmt.Errorf("catalogue %s: %w", filepath.Base(s.path), err)
}

// Check implements archive.Store: it verifies the file's structure.
func (s *Store) Check(ctx context.Context) error {
	var result string
	if err := s.read.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&result); err != nil {
		return s.fail(err)
	}
	if result != "ok" {
		return fmt.Errorf("catalogue %s: %s: %w: restore a backup", s.path, result, archive.ErrCorrupt)
	}
	return nil
}

// Holds implements archive.Store.
func (s *Store) Holds(ctx context.Context, sha string) (bool, error) {
	var held bool
	err := s.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM docs WHERE original = ?1) OR EXISTS (SELECT 1 FROM "+
		"items WHERE sha256 = ?1)", sha).Scan(&held)
	return held, s.fail(err)
}

// Originals implements archive.Store.
func (s *Store) Originals(ctx context.Context, fn func(sha, id string) error) error {
	return s.rows(ctx, func(r *sql.Rows) error {
		var sha, id string
		if err := r.Scan(&sha, &id); err != nil {
			return err
		}
		return fn(sha, id)
	}, "SELECT original, min(id) FROM docs GROUP BY original ORDER BY original")
}

// Purge implements archive.Store. Removed documents are in the write-ahead log only: in
// the file itself they are overwritten when they are removed.
func (s *Store) Purge(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return s.fail(err)
}

// Backup implements archive.Backuper.
func (s *Store) Backup(ctx context.Context, to string) error {
	_, err := s.read.ExecContext(ctx, "VACUUM INTO ?", to)
	return s.fail(err)
}

// Close closes the file.
func (s *Store) Close() error {
	s.dec.Close()
	return errors.Join(s.watch.Close(), s.read.Close(), s.write.Close())
}
