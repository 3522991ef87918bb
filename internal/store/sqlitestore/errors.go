package sqlitestore

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"letopis/internal/archive"
)

// restore is advice for damaged files.
const restore = "restore a backup (letopis restore --replace)"

func unwritable(path string, err error) error {
	return fmt.Errorf("catalogue %s cannot be written: run letopis as the user whose data folder it is, on a disk "+
		"that is not read-only, or search it with letopis serve --read-only: %w (%w)", path, archive.ErrReadOnly, err)
}

// fail adds the file name and a kind of package archive to an error.
func (s *Store) fail(err error) error {
	if err == nil {
		return nil
	}
	var e *sqlite.Error
	if errors.As(err, &e) {
		kind := e.Code() & 0xff
		switch e.Code() {
		case sqlite3.SQLITE_IOERR_SHMSIZE: // no space for the index of the log, which readers create, too
			kind = sqlite3.SQLITE_FULL
		case sqlite3.SQLITE_IOERR_DATA, sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ,
			sqlite3.SQLITE_IOERR_CORRUPTFS:
			kind = sqlite3.SQLITE_CORRUPT
		case sqlite3.SQLITE_IOERR_IN_PAGE:
			return fmt.Errorf("catalogue %s: %w: others changed its file -shm while it was read: start letopis again (%v)",
				s.path, archive.ErrCorrupt, err)
		}
		switch kind {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return fmt.Errorf("catalogue %s: %w (%v)", s.path, archive.ErrLocked, err)
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return fmt.Errorf("catalogue %s: %w: %s: %v", s.path, archive.ErrCorrupt, restore, err)
		// even reading writes next to the file
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
			return unwritable(s.path, err)
		case sqlite3.SQLITE_FULL:
			return fmt.Errorf("catalogue %s: %w: free some space and repeat (%v)", s.path, archive.ErrFull, err)
		}
	}
	if strings.Contains(err.Error(), s.path) {
		return err
	}
	return fmt.Errorf("catalogue %s: %w", filepath.Base(s.path), err)
}

// systemError adds a kind of package archive to a system error.
func systemError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: free some space and repeat (%w)", archive.ErrFull, err)
	}
	return err
}
