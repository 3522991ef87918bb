package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/store/sqlitestore"
)

// exported is a line of an export: a document, or a correction.
type exported struct {
	Document *archive.Document `json:"document,omitempty"`
	Edit     *archive.Edit     `json:"edit,omitempty"`
}

func (c *command) export() *cobra.Command {
	return &cobra.Command{
		Use: "export", Short: "Write all documents with their metadata and corrections, a line of JSON each",
		Long:    "Writes everything but the original files as lines of JSON, in the order of the catalogue's log, in constant memory. For a search's results use the site: /search.csv.",
		Example: "  letopis export --data archive | gzip > archive.jsonl.gz", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), func(a *app) error { return a.export(cmd.Context(), cmd.OutOrStdout()) })
		}}
}

func (a *app) export(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if err := a.each(ctx, func(d *archive.Document) error { return e.Encode(exported{Document: d}) }); err != nil {
		return err
	}
	edits, err := a.store.Edits(ctx, "")
	if err != nil {
		return err
	}
	for i := range edits {
		if err := e.Encode(exported{Edit: &edits[i]}); err != nil {
			return err
		}
	}
	return out.Flush()
}

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
	if err := openFolder(to, true); err != nil {
		return err
	}
	copied, err := dirblob.Open(filepath.Join(to, blobsDir))
	if err != nil {
		return err
	}
	fresh := filepath.Join(to, storeFile+".new")
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := a.store.Backup(ctx, fresh); err != nil {
		return err
	}
	n, err := copyOriginals(ctx, a.bucket, copied)
	if err != nil {
		return err
	}
	// The catalogue comes last: until then the backup is the one of before.
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(filepath.Join(to, storeFile+suffix)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(fresh, filepath.Join(to, storeFile)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "catalogue and %d new originals copied to %s\n", n, to)
	return err
}

func copyOriginals(ctx context.Context, from, to *dirblob.Bucket) (n int, err error) {
	have := map[string]bool{}
	if err := to.List(ctx, func(sha string, _ int64) error { have[sha] = true; return nil }); err != nil {
		return 0, err
	}
	err = from.List(ctx, func(sha string, _ int64) error {
		if have[sha] {
			return nil
		}
		f, err := from.Open(ctx, sha)
		if err != nil {
			return err
		}
		got, _, err := to.Put(ctx, f)
		if err = errors.Join(err, f.Close()); err == nil && got != sha {
			err = fmt.Errorf("original %s: %w", sha, archive.ErrCorrupt)
		}
		n++
		return err
	})
	return n, err
}

func (c *command) restore() *cobra.Command {
	return &cobra.Command{
		Use: "restore FOLDER", Short: "Make a data folder from a backup",
		Long: `Copies a backup into the data folder, which must be empty or new, or be the archive that the backup was made
of: then what was removed since stays removed. The index is rebuilt.`,
		Example: "  letopis restore --data archive /mnt/backup/letopis", Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, from []string) error {
			return c.restoreFrom(cmd.Context(), cmd.OutOrStdout(), from[0])
		}}
}

// restoreFrom puts back every document of the backup that the data folder does
// not hold and has not removed.
func (c *command) restoreFrom(ctx context.Context, w io.Writer, from string) error {
	if err := openFolder(from, false); err != nil {
		return err
	}
	a, err := c.open(ctx, true)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	if url := liveServer(ctx, a.dir); url != "" {
		return fmt.Errorf("a server runs at %s: stop it first: %w", url, archive.ErrLocked)
	}
	if err := a.openIndex(ctx, "restore"); err != nil {
		return err
	}
	src, err := sqlitestore.Open(ctx, filepath.Join(from, storeFile), sqlitestore.Options{City: a.enricher.City, ProgramID: a.enricher.ProgramID})
	if err != nil {
		return err
	}
	defer src.Close()
	blobs, err := dirblob.Open(filepath.Join(from, blobsDir))
	if err != nil {
		return err
	}
	if _, err := copyOriginals(ctx, blobs, a.bucket); err != nil {
		return err
	}
	n, kept, err := a.restoreDocuments(ctx, src)
	if err != nil {
		return err
	}
	if err := a.indexer.CatchUp(ctx); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%d documents restored, %d stay removed\n", n, kept)
	return err
}

func (a *app) restoreDocuments(ctx context.Context, src *sqlitestore.Store) (n, kept int, err error) {
	for after := archive.Seq(0); ; {
		changes, err := src.Changes(ctx, after, 200)
		if err != nil || len(changes) == 0 {
			if err == nil {
				err = a.restoreRest(ctx, src)
			}
			return n, kept, err
		}
		var b archive.Batch
		for _, ch := range changes {
			after = ch.Seq
			if ch.Doc == nil {
				continue
			}
			gone, err := a.store.Removed(ctx, ch.ID)
			if err != nil {
				return n, kept, err
			}
			if gone {
				kept++
				continue
			}
			b.Put = append(b.Put, ch.Doc)
		}
		res, err := a.store.Commit(ctx, b)
		if err != nil {
			return n, kept, err
		}
		n += res.Added + res.Changed
	}
}

// restoreRest puts back what is remembered of sources, and corrections.
func (a *app) restoreRest(ctx context.Context, src *sqlitestore.Store) error {
	sources, err := src.Sources(ctx)
	if err != nil {
		return err
	}
	for _, s := range sources {
		b := archive.Batch{Source: s.Name}
		if b.Cursor, err = src.Cursor(ctx, s.Name); err != nil {
			return err
		}
		if err := src.Items(ctx, s.Name, func(it archive.Item) error { b.Items = append(b.Items, it); return nil }); err != nil {
			return err
		}
		if b.Failed, err = src.Failures(ctx, s.Name); err != nil {
			return err
		}
		if _, err := a.store.Commit(ctx, b); err != nil {
			return err
		}
	}
	mine, err := a.store.Edits(ctx, "")
	if err != nil || len(mine) > 0 {
		return err // the archive's own corrections are newer
	}
	edits, err := src.Edits(ctx, "")
	if err != nil {
		return err
	}
	for _, e := range edits {
		if err := a.store.Edit(ctx, e); err != nil && !errors.Is(err, archive.ErrNotFound) {
			return err
		}
	}
	return nil
}
