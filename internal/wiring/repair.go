package wiring

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"letopis/internal/config"
	"letopis/internal/datadir"
	"letopis/internal/store/sqlitestore"
)

// Repair makes the data folder usable where that needs no backup, and tells of each thing
// that it did. The caller has the folder's lock. What needs a backup is the error,
// archive.ErrCorrupt. A catalogue that a service keeps is that service's to repair.
func Repair(ctx context.Context, cfg *config.Config, tell func(string)) error {
	if cfg.Store.Driver != config.StoreSQLite {
		return nil
	}
	path := filepath.Join(cfg.Data, datadir.StoreFile)
	err := CheckCopy(ctx, path)
	if !errors.Is(err, sqlitestore.ErrTail) {
		return err
	}
	// What needs a backup loses nothing here: neither its index nor the sign of what is lost.
	if err := checkCopy(ctx, path, sqlitestore.Options{AnyTail: true}); err != nil {
		return err
	}
	tell("going on without it: " + err.Error())
	// The index may know what the catalogue has lost. First, so that a second try does it, too.
	if err := os.RemoveAll(filepath.Join(cfg.Data, datadir.IndexDir)); err != nil {
		return err
	}
	if err := sqlitestore.Accept(path); err != nil {
		return err
	}
	return CheckCopy(ctx, path)
}
