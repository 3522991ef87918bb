package sqlitestore

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"

	"letopis/internal/archive"
)

// The byte range that every SQLite connection holds a shared lock on: SHARED_FIRST and SHARED_SIZE in SQLite's os.h.
const sharedFirst, sharedSize = 0x40000002, 510

// lockForReading prevents any SQLite from opening a database while f is open, without opening it through SQLite, which
// would write. The lock belongs to f rather than to the process, so closing another descriptor of the file does not
// release it.
func lockForReading(f *os.File) error { return lockBytes(f, sharedFirst, sharedSize) }

// isLockedForReading reports whether lockForReading holds the database of f. SQLite's own locks belong to processes,
// which distinguishes them.
func isLockedForReading(f *os.File) bool {
	held := unix.Flock_t{Type: unix.F_RDLCK, Start: sharedFirst, Len: sharedSize}
	return unix.FcntlFlock(f.Fd(), unix.F_OFD_GETLK, &held) == nil && held.Type == unix.F_WRLCK && held.Pid == -1
}

// lockBytes locks a byte range while f is open, or returns archive.ErrLocked.
func lockBytes(f *os.File, start, size int64) error {
	err := unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_WRLCK, Start: start, Len: size})
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return archive.ErrLocked
	}
	return err
}
