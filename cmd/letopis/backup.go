package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/datadir"
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
		return fmt.Errorf("the catalogue is kept by another program: back it up by that program's own means: %w",
			archive.ErrInvalid)
	}
	if err := datadir.Open(to, true); err != nil {
		return err
	}
	// Its catalogue will be replaced, so it must be nobody's.
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
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	// Originals come before the catalogue that names them, and once more for
	// those taken in meanwhile.
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
	// The catalogue comes last: until then the backup is the one of before.
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(filepath.Join(to, datadir.StoreFile+suffix)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := datadir.Rename(fresh, filepath.Join(to, datadir.StoreFile)); err != nil {
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

// forget deletes from a backup the originals of what was removed since the one
// before.
func (a *app) forget(ctx context.Context, to string, copied archive.Bucket) error {
	s, err := a.OpenCopy(ctx, filepath.Join(to, datadir.StoreFile))
	if err != nil {
		return err
	}
	_, err = copied.Sweep(ctx, 0, func(sha string) (bool, error) { return s.Holds(ctx, sha) })
	return errors.Join(err, s.Close())
}

// copyOriginals copies the originals that to does not have, or, with repair, not as they
// were put. What is damaged in from is left out and told at the end: archive.ErrCorrupt.
func copyOriginals(ctx context.Context, from, to archive.Bucket, repair bool) (n int, err error) {
	have := map[string]bool{}
	if err := to.List(ctx, func(sha string, _ int64) error { have[sha] = true; return nil }); err != nil {
		return 0, err
	}
	var damaged []error
	err = from.List(ctx, func(sha string, _ int64) error {
		if have[sha] && (!repair || readOriginal(ctx, to, sha) == nil) {
			return nil
		}
		f, err := from.Open(ctx, sha)
		if errors.Is(err, archive.ErrNotFound) {
			return nil // it was removed meanwhile
		}
		if err != nil {
			return err
		}
		_, _, err = to.Put(ctx, f)
		if err = errors.Join(err, f.Close()); errors.Is(err, archive.ErrCorrupt) {
			damaged = append(damaged, err)
			return nil
		}
		n++
		return err
	})
	return n, errors.Join(append(damaged, err)...)
}

func (c *command) restore() *cobra.Command {
	return &cobra.Command{
		Use: "restore FOLDER", Short: "Make a data folder from a backup",
		Long: `Into a new data folder: an exact copy, corrections and the list of what was removed included. Into the archive
that the backup was made of: only what it lost comes back; what was changed since stays as it is, what was
removed since stays removed. The index is rebuilt.`,
		Example: "  letopis restore --data archive /mnt/backup/letopis", Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, from []string) error {
			return c.restoreFrom(cmd.Context(), cmd.OutOrStdout(), from[0])
		}}
}

func (c *command) restoreFrom(ctx context.Context, w io.Writer, from string) error {
	if err := datadir.Open(from, false); err != nil {
		return err
	}
	if err := datadir.Open(c.cfg.Data, true); err != nil {
		return err
	}
	if server := datadir.LiveServer(ctx, c.cfg.Data); server != "" {
		return fmt.Errorf("a server runs at %s: stop it first: %w", server, archive.ErrLocked)
	}
	blobs, err := wiring.OpenOriginals(from)
	if err != nil {
		return err
	}
	mine, err := wiring.OpenOriginals(c.cfg.Data)
	if err != nil {
		return err
	}
	_, damaged := copyOriginals(ctx, blobs, mine, true)
	if damaged != nil && !errors.Is(damaged, archive.ErrCorrupt) {
		return damaged
	}
	exact, err := c.copyCatalogue(ctx, from)
	if err != nil {
		return err
	}
	err = c.with(ctx, func(a *app) error {
		if err := a.openIndex(ctx, "restore"); err != nil {
			return err
		}
		n, kept := 0, 0
		if !exact {
			if n, kept, err = a.restoreLost(ctx, from); err != nil {
				return err
			}
		}
		if err := a.Indexer.CatchUp(ctx); err != nil {
			return err
		}
		if exact {
			st, err := a.Indexer.Live().Stats(ctx)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(w, "%d documents restored\n", st.Docs)
			return err
		}
		_, err = fmt.Fprintf(w, "%d documents restored, %d stay removed\n", n, kept)
		return err
	})
	if errors.Is(err, archive.ErrCorrupt) && !exact {
		err = fmt.Errorf("%w\nThe archive's own catalogue may be what is damaged (letopis check tells). Then move %s* away "+
			"and restore again: what came or was removed since the backup is not known then, so ingest again after it",
			err, filepath.Join(c.cfg.Data, datadir.StoreFile))
	}
	return errors.Join(err, damaged)
}

// copyCatalogue copies the catalogue of a backup to a data folder that has none.
func (c *command) copyCatalogue(ctx context.Context, from string) (copied bool, err error) {
	to := filepath.Join(c.cfg.Data, datadir.StoreFile)
	if _, err := os.Stat(to); !errors.Is(err, os.ErrNotExist) {
		return false, err
	}
	fresh := to + ".new"
	if err := copyBackup(from, fresh); err != nil {
		return false, err
	}
	if err := wiring.CheckCopy(ctx, fresh); err != nil {
		return false, fmt.Errorf("the backup cannot be used: %w", err)
	}
	return true, datadir.Rename(fresh, to)
}

// copyBackup copies the catalogue of a backup: opening it there would bring it to
// this program's format, and fail where it is read-only.
func copyBackup(from, to string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(to + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.Open(filepath.Join(from, datadir.StoreFile+suffix))
		if suffix != "" && errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		f, err := os.Create(to + suffix)
		if err == nil {
			_, err = io.Copy(f, b)
			err = errors.Join(err, f.Sync(), f.Close())
		}
		if err = errors.Join(err, b.Close()); err != nil {
			return err
		}
	}
	return nil
}

// restoreLost puts back every document of the backup that the archive neither
// holds nor has removed.
func (a *app) restoreLost(ctx context.Context, from string) (n, kept int, err error) {
	copied := filepath.Join(a.Dir, datadir.StoreFile+".backup")
	if err := copyBackup(from, copied); err != nil {
		return 0, 0, err
	}
	src, err := a.OpenCopy(ctx, copied)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, src.Close(), os.Remove(copied)) }()
	for after := archive.Seq(0); ; {
		changes, err := src.Changes(ctx, after, 200)
		if err != nil {
			return n, kept, err
		}
		if len(changes) == 0 {
			return n, kept, a.restoreRest(ctx, src)
		}
		var b archive.Batch
		for _, ch := range changes {
			after = ch.Seq
			if ch.Doc == nil {
				continue
			}
			held, err := a.Store.Get(ctx, ch.ID)
			if err != nil {
				return n, kept, err
			}
			if held[0] != nil {
				continue
			}
			gone, err := a.Store.Removed(ctx, ch.ID)
			if err != nil {
				return n, kept, err
			}
			if gone {
				kept++
				continue
			}
			b.Put = append(b.Put, ch.Doc)
		}
		res, err := a.Store.Commit(ctx, b)
		if err != nil {
			return n, kept, err
		}
		n += res.Added
	}
}

// restoreRest puts back what was remembered of sources, where the archive knows
// nothing newer, and corrections.
func (a *app) restoreRest(ctx context.Context, src archive.Store) error {
	sources, err := src.Sources(ctx)
	if err != nil {
		return err
	}
	for _, s := range sources {
		b := archive.Batch{Source: s.Name}
		if b.Cursor, err = a.Store.Cursor(ctx, s.Name); err != nil {
			return err
		}
		if b.Items, err = a.lostItems(ctx, src, s.Name); err != nil {
			return err
		}
		if _, err := a.Store.Commit(ctx, b); err != nil {
			return err
		}
	}
	edits, err := src.Edits(ctx, "")
	if err != nil {
		return err
	}
	return a.importEdits(ctx, edits)
}

// lostItems are the originals of a source that the archive does not remember
// and whose documents it holds: others must be read again.
func (a *app) lostItems(ctx context.Context, src archive.Store, source string) ([]archive.Item, error) {
	known := map[string]bool{}
	if err := a.Store.Items(ctx, source, func(it archive.Item) error { known[it.URI] = true; return nil }); err != nil {
		return nil, err
	}
	var lost []archive.Item
	err := src.Items(ctx, source, func(it archive.Item) error {
		if known[it.URI] {
			return nil
		}
		docs, err := a.Store.Get(ctx, it.Docs...)
		if err == nil && !slices.Contains(docs, nil) {
			lost = append(lost, it)
		}
		return err
	})
	return lost, err
}
