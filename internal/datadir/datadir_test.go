package datadir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

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

// TestFirstOpens: processes that make a folder at the same time all have it. They are threads
// here, which share no more than processes do: the folder.
func TestFirstOpens(t *testing.T) {
	for range 50 {
		dir := filepath.Join(t.TempDir(), "data")
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := Open(dir, true); err != nil {
					t.Error(err)
					return
				}
				if err := os.WriteFile(filepath.Join(dir, StoreFile), nil, 0o644); err != nil { // as they go on
					t.Error(err)
				}
			})
		}
		all.Wait()
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 2 {
			t.Errorf("%v %v, want the format and the catalogue", entries, err)
		}
	}
}

// Who waits for readers is told of them, not of the owner before them, and soon.
func TestLockedByReaders(t *testing.T) {
	dir := t.TempDir()
	unlock, err := Lock(t.Context(), dir, "search")
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	unlock, err = LockShared(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, err = Lock(t.Context(), dir, "ingest")
	if !errors.Is(err, archive.ErrLocked) || !strings.Contains(err.Error(), "--read-only") ||
		strings.Contains(err.Error(), "search") {
		t.Error(err)
	}
	if took := time.Since(began); took > searchWait/2 {
		t.Errorf("after %v", took)
	}
	unlock()
	if unlock, err = Lock(t.Context(), dir, "ingest"); err != nil {
		t.Fatal("after the readers:", err)
	}
	unlock()
}

// Who waits always reads who holds the lock.
func TestALockIsNeverNameless(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, LockFile)
	unlock, err := Lock(t.Context(), dir, "search")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		for i := range 4000 {
			unlock()
			if unlock, err = Lock(t.Context(), dir, []string{"ingest of many things", "search"}[i%2]); err != nil {
				done <- err
				return
			}
		}
		unlock()
		done <- nil
	}()
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
		}
		name, err := os.ReadFile(path)
		if err != nil || !strings.HasPrefix(string(name), "letopis ") {
			t.Fatalf("%q, %v", name, err)
		}
	}
}
