package wiring

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"letopis/internal/datadir"
	"letopis/internal/store/sqlitestore"
)

// Repair makes the data folder usable where that needs no backup, and tells of each thing
// that it did. The caller has the folder's lock. What needs a backup is the error,
// archive.ErrCorrupt.
func Repair(ctx context.Context, dir string, tell func(string)) error {
	path := filepath.Join(dir, datadir.StoreFile)
	err := CheckCopy(ctx, path)
	if !errors.Is(err, sqlitestore.ErrTail) {
		return err
	}
	tell("going on without it: " + err.Error())
	// The index may know what the catalogue has lost. First, so that a second try does it, too.
	if err := os.RemoveAll(filepath.Join(dir, datadir.IndexDir)); err != nil {
		return err
	}
	if err := sqlitestore.Accept(path); err != nil {
		return err
	}
	return CheckCopy(ctx, path)
}
