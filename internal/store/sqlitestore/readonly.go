package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"letopis/internal/archive"
	"letopis/internal/store/sqlitestore/sumvfs"
)

// Read-only access. Even SQLite's readers write next to a database: they share an index of the write-ahead log. Here
// each connection builds a private index in memory once, and neither locks nor writes anything, so even the log of a
// killed process is readable. That is correct as long as nobody writes. If the file is writable, a lock keeps others
// from writing. If it is not, nobody but other users could write, so the files are compared with their initial state
// from time to time.

// fileStates is the state of the database and log files when they were opened.
type fileStates [2]struct {
	size    int64
	changed time.Time
}

func (s *Store) files() (now fileStates, err error) {
	for i, suffix := range []string{"", "-wal"} {
		info, err := os.Stat(s.path + suffix)
		if err != nil && (suffix == "" || !errors.Is(err, os.ErrNotExist)) {
			return now, fmt.Errorf("catalogue: %w", err)
		}
		if err == nil {
			now[i].size, now[i].changed = info.Size(), info.ModTime()
		}
	}
	return now, nil
}

// readOnlyDSN returns a DSN for reading a file that nobody writes. The locking mode must come first, but the driver
// sorts pragmas by name, so there can be no cache_size.
//
// If there is no log, SQLite would create one unless the file is declared immutable.
func (s *Store) readOnlyDSN() string {
	v := url.Values{"vfs": {sumvfs.NameUnlocked}, "mode": {"ro"}, "_pragma": {"locking_mode(EXCLUSIVE)", "mmap_size(0)",
		"query_only(ON)"}}
	if s.initial[1].size == 0 {
		v.Set("immutable", "1")
	}
	return uri(s.path, v)
}

// lockOutWriters keeps others from writing while the Store is open, if the system allows it.
func (s *Store) lockOutWriters() (err error) {
	if s.initial, err = s.files(); err != nil {
		return err
	}
	f, err := os.OpenFile(s.path, os.O_RDWR, 0)
	if err != nil {
		return nil // then others cannot write either
	}
	if err := lockForReading(f); err != nil {
		return errors.Join(fmt.Errorf("catalogue %s: another process has it open: %w", s.path, err), f.Close())
	}
	s.lock = f
	return nil
}

// checkFormat returns an error if the format needs a migration.
func (s *Store) checkFormat(ctx context.Context) error {
	version, err := s.format(ctx, s.read)
	if err == nil && version < len(migrations) {
		return fmt.Errorf("catalogue %s has format %d, this program needs %d: open it once where it can be written: %w",
			s.path, version, len(migrations), archive.ErrInvalid)
	}
	return err
}

// checkUnchanged returns an error if somebody wrote anyway.
func (s *Store) checkUnchanged() error {
	if now, err := s.files(); err != nil || now != s.initial {
		return errors.Join(err, fmt.Errorf("catalogue %s: another process writes to it while it is read only: "+
			"start again: %w", s.path, archive.ErrLocked))
	}
	return nil
}
