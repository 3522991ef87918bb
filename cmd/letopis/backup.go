package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/datadir"
	"letopis/internal/migrate"
	"letopis/internal/wiring"
)

func (c *command) backup() *cobra.Command {
	return &cobra.Command{
		Use: "backup FOLDER", Short: "Copy the catalogue and the originals, also while a server runs",
		Long: `Copies the catalogue, consistent, and the originals that the folder does not hold yet, so that repeating it
into the same folder is fast. The index is not copied: it is rebuilt.`,
		Example: "  letopis backup --data archive /mnt/backup/letopis", Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, to []string) error {
			return c.with(cmd.Context(), func(a *app) error { return a.backup(cmd.Context(), cmd.OutOrStdout(), to[0]) })
		}}
}

func (a *app) backup(ctx context.Context, w io.Writer, to string) error {
	catalogue, ok := a.Store.(archive.Backuper)
	if !ok {
		return fmt.Errorf("the catalogue is kept by a service: back it up by that service's own means (PostgreSQL: "+
			"pg_dump), and the originals by those of the bucket: %w", archive.ErrInvalid)
	}
	if within, err := isWithin(to, a.Dir); err != nil || within {
		return fmt.Errorf("%s is in the data folder and would be lost with it: name a folder elsewhere: %w", to,
			errors.Join(datadir.ErrUnusable, err))
	}
	if err := datadir.Open(to, true); err != nil {
		return err
	}
	// Its catalogue will be replaced, so it must not be that of an archive.
	for _, name := range []string{datadir.LockFile, datadir.IndexDir} {
		if _, err := os.Stat(filepath.Join(to, name)); !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("%s is the data folder of an archive, not a backup: name another folder: %w", to,
				errors.Join(datadir.ErrUnusable, err))
		}
	}
	if same, err := sameFolder(to, a.Dir); err != nil || same {
		return fmt.Errorf("%s is the data folder itself: name another folder: %w", to, errors.Join(datadir.ErrUnusable, err))
	}
	copied, err := wiring.OpenOriginals(to)
	if err != nil {
		return err
	}
	fresh := filepath.Join(to, datadir.StoreFile+".new")
	if err := datadir.RemoveStore(fresh); err != nil {
		return err
	}
	// Originals are copied before the catalogue that refers to them, and again after it for those added meanwhile.
	n, err := copyOriginals(ctx, a.Bucket, copied, false)
	if err != nil && !errors.Is(err, archive.ErrCorrupt) {
		return err
	}
	if err := catalogue.Backup(ctx, fresh); err != nil {
		return err
	}
	more, damaged := copyOriginals(ctx, a.Bucket, copied, false)
	if damaged != nil && !errors.Is(damaged, archive.ErrCorrupt) {
		return damaged
	}
	n += more
	// The catalogue is replaced last: until then the backup is the previous one.
	if err := datadir.ReplaceStore(fresh, filepath.Join(to, datadir.StoreFile)); err != nil {
		return err
	}
	if err := a.forget(ctx, to, copied); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "catalogue and %d new originals copied to %s\n", n, to); err != nil || damaged == nil {
		return err
	}
	return fmt.Errorf("some originals are damaged and were not copied: %w", damaged)
}

// isWithin reports whether a path is below a folder. A path that does not exist yet is judged by its parents.
func isWithin(path, folder string) (bool, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return false, err
	}
	for parent := filepath.Dir(abs); ; parent = filepath.Dir(parent) {
		same, err := sameFolder(parent, folder)
		if same || err != nil && !errors.Is(err, os.ErrNotExist) {
			return same, err
		}
		if parent == filepath.Dir(parent) {
			return false, nil
		}
	}
}

func sameFolder(a, b string) (bool, error) {
	x, err := os.Stat(a)
	if err != nil {
		return false, err
	}
	y, err := os.Stat(b)
	if err != nil {
		return false, err
	}
	return os.SameFile(x, y), nil
}

// forget deletes from a backup the originals of documents removed since the previous one.
func (a *app) forget(ctx context.Context, to string, copied archive.Bucket) error {
	s, err := a.OpenCopy(ctx, filepath.Join(to, datadir.StoreFile))
	if err != nil {
		return err
	}
	_, err = copied.Sweep(ctx, 0, func(sha string) (bool, error) { return s.Holds(ctx, sha) })
	return errors.Join(err, s.Close())
}

// copyOriginals copies the originals that to does not have; with repair, also those that are damaged there. Originals
// that are damaged in from are skipped and reported at the end: archive.ErrCorrupt.
func copyOriginals(ctx context.Context, from, to archive.Bucket, repair bool) (n int, err error) {
	have := map[string]bool{}
	if err := to.List(ctx, func(sha string, _ int64) error { have[sha] = true; return nil }); err != nil {
		return 0, err
	}
	return migrate.CopyOriginals(ctx, from, to, func(ctx context.Context, sha string) (bool, error) {
		return have[sha] && (!repair || readOriginal(ctx, to, sha) == nil), nil
	}, nil)
}
