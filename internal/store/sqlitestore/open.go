package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"runtime"
	"strings"
	"syscall"

	"letopis/internal/archive"
	"letopis/internal/store/record"
	"letopis/internal/store/sqlitestore/sumvfs"
)

// Open opens or creates the file. It returns archive.ErrInvalid for a file of another program or of a newer format.
func Open(ctx context.Context, path string, o Options) (_ *Store, err error) {
	if o.Authority == nil {
		o.Authority = archive.NoAuthority{}
	}
	if err := sumvfs.Register(); err != nil {
		return nil, err
	}
	s := &Store{path: path, o: o, head: head{path + HeadSuffix}, opened: map[string]os.FileInfo{}}
	if err := s.checkFile(ctx); err != nil {
		return nil, err
	}
	if s.codec, err = record.NewCodec(); err != nil {
		return nil, err
	}
	if err := s.connect(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// connect opens the connections and checks the database against the head.
func (s *Store) connect(ctx context.Context) (err error) {
	if s.o.ReadOnly {
		if err := s.lockOutWriters(); err != nil {
			return err
		}
	} else if err := s.openWriter(); err != nil {
		return err
	} else if err := s.migrate(ctx); err != nil {
		return err
	}
	if s.read, err = sql.Open("sqlite", s.dsn("deferred")); err != nil {
		return s.fail(err)
	}
	s.read.SetMaxOpenConns(8)
	s.read.SetMaxIdleConns(max(2, runtime.GOMAXPROCS(0))) // opening a connection is more expensive than keeping it
	if s.watch, err = sql.Open("sqlite", s.dsn("deferred")); err != nil {
		return s.fail(err)
	}
	s.watch.SetMaxOpenConns(1)
	if s.o.ReadOnly {
		if err := s.checkFormat(ctx); err != nil {
			return err
		}
	}
	s.mended.Store(sumvfs.Mended())
	return errors.Join(s.fail(s.prepareStatements(ctx)), s.checkTail(ctx),
		archive.RefuseHalf(ctx, s, "catalogue "+s.path, s.o.Moving), s.noteShared())
}

// statements are the queries on the path of every request, prepared once.
type statements struct{ seq, get, few, edited *sql.Stmt }

func (s *Store) prepareStatements(ctx context.Context) (err error) {
	for _, p := range []struct {
		into  **sql.Stmt
		db    *sql.DB
		query string
	}{
		{&s.stmts.seq, s.watch, "SELECT seq FROM counter"},
		{&s.stmts.get, s.read, "SELECT " + columns + " FROM " + whole + " WHERE id IN (SELECT value FROM json_each(?))"},
		{&s.stmts.few, s.read, "SELECT " + columns + " FROM " + whole + " WHERE id IN (?" +
			strings.Repeat(",?", few-1) + ")"},
		{&s.stmts.edited, s.read, "SELECT EXISTS (SELECT 1 FROM edits)"},
	} {
		if *p.into, err = p.db.PrepareContext(ctx, p.query); err != nil {
			return err
		}
	}
	return nil
}

// uri returns the SQLite URI of a file, for SQL and for sql.Open.
func uri(path string, v url.Values) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
}

// dsn returns a DSN whose transactions begin with the given lock mode.
func (s *Store) dsn(lock string) string {
	if s.o.ReadOnly {
		return s.readOnlyDSN()
	}
	return uri(s.path, url.Values{"vfs": {sumvfs.Name}, "mode": {"rw"}, "_txlock": {lock}, "_pragma": {
		fmt.Sprintf("busy_timeout(%d)", busyWait.Milliseconds()), "journal_mode(WAL)", "synchronous(FULL)",
		"secure_delete(ON)", "cache_size(-8000)", "mmap_size(0)", "cache_spill(OFF)"}}) // see sumvfs
}

// checkFile creates a missing file, rejects files that are not SQLite databases before SQLite touches them, and adds
// checksums to files of older programs.
func (s *Store) checkFile(ctx context.Context) error {
	acknowledged, err := s.head.read()
	ours := err == nil && acknowledged.n > 0
	if !s.o.ReadOnly && !ours {
		switch err := sumvfs.Create(s.path); {
		case errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.EROFS):
			return unwritable(s.path, err)
		case err != nil:
			return fmt.Errorf("catalogue: %w", systemError(err))
		}
	}
	f, err := os.Open(s.path)
	if errors.Is(err, fs.ErrNotExist) && ours {
		return fmt.Errorf("catalogue %s: %w: it is gone; %s, or delete %s, too, and take everything in again", s.path,
			archive.ErrCorrupt, restore, s.head.path)
	}
	if err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	defer f.Close()
	if !s.o.ReadOnly && isLockedForReading(f) { // SQLite would wait until that process ends
		return fmt.Errorf("catalogue %s: a server that writes nothing (serve --read-only, or a full disk) relies on that: "+
			"stop it, or make room: %w", s.path, archive.ErrLocked)
	}
	start := make([]byte, 16)
	n, _ := f.Read(start)
	switch {
	case string(start[:n]) == "SQLite format 3\x00" && ours:
		return nil
	case string(start[:n]) != "SQLite format 3\x00" && ours:
		return fmt.Errorf("catalogue %s: %w: it begins as no database does; %s", s.path, archive.ErrCorrupt, restore)
	case string(start[:n]) != "SQLite format 3\x00":
		return fmt.Errorf("%s is not a catalogue of Letopis: choose another data folder: %w", s.path, archive.ErrInvalid)
	}
	if has, err := sumvfs.Has(s.path); err != nil || has {
		return err
	}
	if s.o.ReadOnly {
		return fmt.Errorf("catalogue %s is of an older letopis: open it once where it can be written: %w", s.path,
			archive.ErrInvalid)
	}
	return s.renew(ctx, "")
}

// queryer is a database or a transaction.
type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// format returns the format version of a catalogue, 0 for an empty database. It returns archive.ErrInvalid if the
// file belongs to another program or is newer than this one.
func (s *Store) format(ctx context.Context, db queryer) (int, error) {
	var app, version, tables int
	for query, to := range map[string]*int{"PRAGMA application_id": &app, "PRAGMA user_version": &version,
		"SELECT count(*) FROM sqlite_master": &tables} {
		if err := db.QueryRowContext(ctx, query).Scan(to); err != nil {
			return 0, s.fail(err)
		}
	}
	switch {
	case app == applicationID && version > len(migrations):
		return 0, fmt.Errorf("%s has format %d, this program knows up to %d: use a newer letopis: %w", s.path, version,
			len(migrations), archive.ErrInvalid)
	case app != applicationID && (app != 0 || tables > 0):
		return 0, fmt.Errorf("%s is a database of another program: choose another data folder: %w", s.path,
			archive.ErrInvalid)
	}
	return version, nil
}

// migrate brings the file to this program's format, and opens it again where it was copied for that.
func (s *Store) migrate(ctx context.Context) error {
	version, err := s.format(ctx, s.write)
	if err != nil || version == len(migrations) {
		return err
	}
	if version > 0 && version < rewritten {
		if err := s.fail(s.write.Close()); err != nil {
			return err
		}
		if err := s.renew(ctx, sumvfs.Name); err != nil {
			return err
		}
		return s.openWriter()
	}
	return s.tx(ctx, func(tx *sql.Tx, _ *changes) error {
		version, err := s.format(ctx, tx) // another process may have been faster
		if err != nil {
			return err
		}
		return upgrade(tx, version, len(migrations))
	})
}

// openWriter opens the one connection that writes.
func (s *Store) openWriter() (err error) {
	if s.write, err = sql.Open("sqlite", s.dsn("immediate")); err != nil {
		return s.fail(err)
	}
	s.write.SetMaxOpenConns(1)
	return nil
}
