package sqlitestore

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"

	"letopis/internal/archive"
)

// The bytes of a database that everybody who has it open holds a shared lock on
// (SHARED_FIRST and SHARED_SIZE of SQLite's os.h).
const sharedFirst, sharedSize = 0x40000002, 510

// lockStill keeps every SQLite from a database as long as f is open, without opening it
// as one: that would write. The lock belongs to f, not to the process, so that closing
// another descriptor of the file does not end it.
func lockStill(f *os.File) error { return lockBytes(f, sharedFirst, sharedSize) }

// heldStill reports whether somebody keeps every SQLite from the database of f: SQLite's own locks belong to processes.
func heldStill(f *os.File) bool {
	held := unix.Flock_t{Type: unix.F_RDLCK, Start: sharedFirst, Len: sharedSize}
	return unix.FcntlFlock(f.Fd(), unix.F_OFD_GETLK, &held) == nil && held.Type == unix.F_WRLCK && held.Pid == -1
}

// lockBytes locks bytes of a file for as long as it is open: archive.ErrLocked when others do.
func lockBytes(f *os.File, start, size int64) error {
	err := unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_WRLCK, Start: start, Len: size})
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return archive.ErrLocked
	}
	return err
}
