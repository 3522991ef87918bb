package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"letopis/internal/archive"
)

// The secret is made once, for its owner's eyes; one that was cut off is named.
func TestSessionSecret(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	first, err := sessionSecret(path)
	if err != nil || len(first) < 32 {
		t.Fatal(len(first), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if again, err := sessionSecret(path); err != nil || !bytes.Equal(first, again) {
		t.Errorf("another one the second time: %v", err)
	}
	if err := os.WriteFile(path, first[:5], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sessionSecret(path); err == nil {
		t.Error("one that was cut off is taken")
	}
}

// Without room for the desk a server goes on read-only, as without room for anything else.
func TestDeskOnAFullDisk(t *testing.T) {
	for err, want := range map[error]bool{&fs.PathError{Op: "mkdir", Err: syscall.ENOSPC}: true, syscall.EDQUOT: true,
		syscall.EACCES: false} {
		if got := wrapFull(err); errors.Is(got, archive.ErrFull) != want || !errors.Is(got, err) {
			t.Errorf("%v is %v", err, got)
		}
	}
}
