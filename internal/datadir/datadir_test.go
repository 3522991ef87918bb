package datadir

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"letopis/internal/archive"
)

// What keeps a folder from being used is told with the way out, and a full disk is an
// error of a kind of its own.
func TestPathErrors(t *testing.T) {
	for _, c := range []struct {
		err  error
		full bool
		says string
	}{
		{&fs.PathError{Op: "open", Path: "d/lock", Err: syscall.EROFS}, false, "not read-only"},
		{&fs.PathError{Op: "open", Path: "d/lock", Err: syscall.EACCES}, false, "the user whose it is"},
		{&fs.PathError{Op: "write", Path: "d/format.tmp", Err: syscall.ENOSPC}, true, "free some space"},
	} {
		err := pathError("d", c.err)
		if !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), c.err.Error()) ||
			errors.Is(err, archive.ErrFull) != c.full {
			t.Errorf("%v: full %v", err, errors.Is(err, archive.ErrFull))
		}
	}
}
