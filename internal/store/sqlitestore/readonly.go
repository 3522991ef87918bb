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

// Reading only. SQLite's readers, too, write beside a database: the index of the
// write-ahead log, which they share. Here each connection makes an index of its own in
// memory, once, and neither locks nor writes anything; so the log of one that was killed
// can be read, too. That is right for as long as nobody writes. Where the file can be
// opened for writing, a lock keeps others from it. Where it cannot, they could not
// either, but for another user: so what was there is compared now and then.

// still is the state of the files when they were opened.
type still [2]struct {
	size    int64
	changed time.Time
}

func (s *Store) files() (now still, err error) {
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

// stillDSN opens a connection that only reads a file that nobody writes. The mode of
// locking must come first, and the driver takes pragmas by name: so no cache_size.
//
// Where there is no log, SQLite would make one: unless it is told that nothing changes.
func (s *Store) stillDSN() string {
	v := url.Values{"vfs": {sumvfs.NameUnlocked}, "mode": {"ro"}, "_pragma": {"locking_mode(EXCLUSIVE)", "mmap_size(0)",
		"query_only(ON)"}}
	if s.still[1].size == 0 {
		v.Set("immutable", "1")
	}
	return uri(s.path, v)
}

// keepStill keeps others from writing for as long as the Store is open, where the system
// can.
func (s *Store) keepStill() (err error) {
	if s.still, err = s.files(); err != nil {
		return err
	}
	f, err := os.OpenFile(s.path, os.O_RDWR, 0)
	if err != nil {
		return nil // nor can others
	}
	if err := lockStill(f); err != nil {
		return errors.Join(fmt.Errorf("catalogue %s: another process has it open: %w", s.path, err), f.Close())
	}
	s.lock = f
	return nil
}

// known refuses a format that would have to be brought up to date.
func (s *Store) known(ctx context.Context) error {
	version, err := s.format(ctx, s.read)
	if err == nil && version < len(migrations) {
		return fmt.Errorf("catalogue %s has format %d, this program needs %d: open it once where it can be written: %w",
			s.path, version, len(migrations), archive.ErrInvalid)
	}
	return err
}

// checkStill finds out whether somebody wrote nevertheless.
func (s *Store) checkStill() error {
	if now, err := s.files(); err != nil || now != s.still {
		return errors.Join(err, fmt.Errorf("catalogue %s: another process writes to it while it is read only: "+
			"start again: %w", s.path, archive.ErrLocked))
	}
	return nil
}
