package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/config"
	"letopis/internal/datadir"
	"letopis/internal/ingest"
	"letopis/internal/wiring"
)

func (c *command) restore() *cobra.Command {
	var replace bool
	var journal string
	cmd := &cobra.Command{
		Use: "restore FOLDER", Short: "Make a data folder from a backup",
		Long: `Into a new data folder: an exact copy, corrections and the list of what was removed included. Into the archive
that the backup was made of: only what it lost comes back; what was changed since stays as it is, what was
removed since stays removed. Originals that are damaged or gone are replaced. The index is rebuilt.

A backup older than a removal does not know of it: into a new folder give --journal, a file that letopis
takedowns --json has written, and what it lists is removed again.

Where the archive's own catalogue is damaged, --replace takes that of the backup instead. What was taken in since
the backup is taken in again by the next ingest; corrections since then are lost, and of removals only those that
the journal of the archive's own catalogue lists, where it can be read, are applied.`,
		Example: "  letopis restore --data archive /mnt/backup/letopis", Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, from []string) error {
			return c.restoreFrom(cmd.Context(), cmd.OutOrStdout(), from[0], journal, replace)
		}}
	cmd.Flags().BoolVar(&replace, "replace", false, "take the backup's catalogue in place of the archive's own, "+
		"which is kept under another name")
	cmd.Flags().StringVar(&journal, "journal", "", "file of removals to apply, from letopis takedowns --json")
	return cmd
}

func (c *command) restoreFrom(ctx context.Context, w io.Writer, from, journal string, replace bool) error {
	var taken []archive.Takedown
	if journal != "" {
		var err error
		if taken, err = readTakedowns(journal); err != nil {
			return err
		}
	}
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		return datadir.Unusable("there is no folder %s: name one that letopis backup has made", from)
	}
	if err := datadir.Open(from, false); err != nil {
		return err
	}
	if err := datadir.Open(c.cfg.Data, true); err != nil {
		return err
	}
	engines := datadir.Engines{Store: c.cfg.Store.Driver, Blob: c.cfg.Blob.Driver}
	if err := datadir.CheckEngines(c.cfg.Data, engines); err != nil {
		return err
	}
	if server := datadir.LiveServer(ctx, c.cfg.Data); server != "" {
		return fmt.Errorf("a server runs at %s: stop it first: %w", server, archive.ErrLocked)
	}
	blobs, err := wiring.OpenOriginals(from)
	if err != nil {
		return err
	}
	mine, err := wiring.OpenBucket(ctx, c.cfg)
	if err != nil {
		return err
	}
	_, damaged := copyOriginals(ctx, blobs, mine, true)
	if damaged != nil && !errors.Is(damaged, archive.ErrCorrupt) {
		return damaged
	}
	exact, err := c.copyCatalogue(ctx, w, from, replace)
	if err != nil {
		return err
	}
	err = c.with(ctx, func(a *app) error {
		if err := a.openIndex(ctx, "restore"); err != nil {
			return err
		}
		n := 0
		kept, err := a.takeOver(ctx, taken)
		if err != nil {
			return err
		}
		if !exact {
			if kept > 0 {
				fmt.Fprintf(w, "%d documents that the archive held are removed again\n", kept)
			}
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
			n = int(st.Docs)
		}
		if exact && kept == 0 {
			_, err = fmt.Fprintf(w, "%d documents restored\n", n)
			return err
		}
		_, err = fmt.Fprintf(w, "%d documents restored, %d stay removed\n", n, kept)
		return err
	})
	return errors.Join(err, damaged)
}

// takeOver adds removals to the journal, applies the complete journal again, and returns the number of documents
// removed.
func (a *app) takeOver(ctx context.Context, taken []archive.Takedown) (int, error) {
	if len(taken) > 0 {
		if err := a.Store.AddTakedowns(ctx, taken...); err != nil {
			return 0, err
		}
	}
	return ingest.ApplyTakedowns(ctx, a.Store)
}

// copyCatalogue copies the catalogue of a backup to a data folder that has none, or replaces its own, which is kept
// under another name.
func (c *command) copyCatalogue(
	ctx context.Context, w io.Writer, from string, replace bool,
) (copied bool, err error) {
	if c.cfg.Store.Driver != config.StoreSQLite {
		if replace {
			return false, fmt.Errorf("the catalogue is kept by a service: replace it by that service's own means, or "+
				"leave out --replace to put back what it lost: %w", archive.ErrInvalid)
		}
		return false, nil
	}
	unlock, err := datadir.Lock(ctx, c.cfg.Data, "restore")
	if err != nil {
		return false, err
	}
	defer unlock()
	to := filepath.Join(c.cfg.Data, datadir.StoreFile)
	_, err = os.Stat(to)
	has := !errors.Is(err, os.ErrNotExist)
	if has && !replace {
		return false, nil
	}
	fresh := to + ".new"
	if err := copyBackup(from, fresh); err != nil {
		return false, err
	}
	if err := wiring.CheckCopy(ctx, fresh); err != nil {
		return false, fmt.Errorf("the backup cannot be used: %w", err)
	}
	if has {
		// Before anything is moved, so that no removal is lost if it is interrupted.
		unread, err := wiring.CarryRemovals(ctx, to, fresh)
		if err != nil {
			return false, err
		}
		if unread != nil {
			fmt.Fprintf(w, "its journal of removals cannot be read in full (%v): apply a copy by --journal, if you keep one\n",
				unread)
		}
		aside := to + ".replaced-" + time.Now().Format("20060102-150405")
		if err := datadir.MoveStore(to, aside); err != nil {
			return false, err
		}
		fmt.Fprintf(w, "the archive's own catalogue is kept as %s\n", aside)
	}
	// An index of another catalogue is useless.
	if err := os.RemoveAll(filepath.Join(c.cfg.Data, datadir.IndexDir)); err != nil {
		return false, err
	}
	return true, datadir.ReplaceStore(fresh, to)
}

// copyBackup copies the catalogue of a backup. Opening it in place would convert it to the current format, and fail
// if it is read-only.
func copyBackup(from, to string) error {
	if err := datadir.RemoveStore(to); err != nil {
		return err
	}
	for _, suffix := range []string{"", "-wal", "-head"} {
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

// restoreLost restores the documents of the backup that the archive neither has nor has removed.
func (a *app) restoreLost(ctx context.Context, from string) (n, kept int, err error) {
	copied := filepath.Join(a.Dir, datadir.StoreFile+".backup")
	if err := copyBackup(from, copied); err != nil {
		return 0, 0, err
	}
	src, err := a.OpenCopy(ctx, copied)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, src.Close(), datadir.RemoveStore(copied)) }()
	journal, err := src.Takedowns(ctx)
	if err == nil && len(journal) > 0 {
		err = a.Store.AddTakedowns(ctx, journal...)
	}
	if err != nil {
		return 0, 0, err
	}
	taken, err := ingest.ReadTakedowns(ctx, a.Store)
	if err != nil {
		return 0, 0, err
	}
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
			if gone || taken.Cover(ch.Doc) {
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

// restoreRest restores the state of sources, unless the archive has newer state, and corrections.
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

// lostItems returns the originals of a source that are missing from the archive's state of it although it has their
// documents. Others must be read again.
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
