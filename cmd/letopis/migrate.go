package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/config"
	"letopis/internal/datadir"
	"letopis/internal/migrate"
	"letopis/internal/wiring"
)

type migrateFlags struct {
	from, to            string
	incomplete, noIndex bool
}

func (c *command) migrate() *cobra.Command {
	var f migrateFlags
	cmd := &cobra.Command{
		Use: "migrate --from FOLDER | --to FOLDER", Short: "Move the archive to other engines, or back to a folder",
		Long: `--from moves an archive that is all in a data folder to where the settings keep one (store.driver, blob.driver,
index.driver); --to moves it from there to a new data folder. Documents keep their ids, their places in the log of
changes and their times, so links, cursors and feeds go on; corrections, the journal of removals, what is remembered of
sources and the originals come along. The index is built from the catalogue.

Nothing is written to where the archive comes from; stop what writes to it. Broken off, it goes on when the same
command runs again; until it has ended, and all was compared and verified, no other command opens the target. A target
that holds something else is refused. An original that is damaged is named, and the rest goes on.`,
		Example: `  letopis migrate --config cluster.yaml --from archive
  letopis migrate --config cluster.yaml --to archive`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (f.from == "") == (f.to == "") {
				return usageError{errors.New("name the folder by one of --from and --to")}
			}
			return c.runMigrate(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), f)
		}}
	fl := cmd.Flags()
	fl.StringVar(&f.from, "from", "", "data folder to move to where the settings keep the archive")
	fl.StringVar(&f.to, "to", "", "new data folder to move the archive of the settings to")
	fl.BoolVar(&f.incomplete, "incomplete", false, "end although originals are damaged or gone where it comes from")
	fl.BoolVar(&f.noIndex, "no-index", false, "leave indexing for later (letopis index, or a server)")
	return cmd
}

func (c *command) runMigrate(ctx context.Context, w, bars io.Writer, f migrateFlags) (err error) {
	folder, flag := f.from+f.to, "--from"
	if f.to != "" {
		flag = "--to"
	}
	folder, err = filepath.Abs(folder)
	if err != nil {
		return err
	}
	if data, err := filepath.Abs(c.cfg.Data); err != nil || data == folder {
		return errors.Join(err, usageError{fmt.Errorf("%s is the data folder of the settings, too (--data): name another "+
			"one there, which keeps what is not in services", folder)})
	}
	if _, err := os.Stat(f.from); f.from != "" && errors.Is(err, fs.ErrNotExist) {
		return datadir.Unusable("there is no folder %s: name with --from the data folder that is to be moved", folder)
	}
	from, to := embedded(c.cfg, folder), c.cfg
	if f.to != "" {
		from, to = to, from
	}
	if from.Store.Driver == config.StoreSQLite {
		unlock, err := datadir.LockShared(ctx, from.Data)
		if err != nil {
			return fmt.Errorf("what is moved must not change meanwhile: %w", err)
		}
		defer unlock()
	}
	source, err := wiring.OpenToMove(ctx, from, c.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := wiring.OpenTarget(ctx, to, c.log)
	if err != nil {
		return err
	}
	a := &app{Archive: target, c: c}
	defer func() { err = errors.Join(err, a.Close()) }()
	report, err := a.moveFrom(ctx, source, "letopis migrate "+flag+" "+folder, f.incomplete, bars)
	if errors.Is(err, archive.ErrInvalid) {
		err = fmt.Errorf("%w: %w", datadir.ErrUnusable, err)
	}
	if err != nil {
		return err
	}
	printMove(w, report)
	if f.noIndex {
		return nil
	}
	if err := a.openIndex(ctx, "migrate"); err != nil {
		return err
	}
	if err := a.indexed(ctx, "", bars); err != nil {
		return fmt.Errorf("the archive was moved; its index is not built yet, a server does it, or letopis index: %w", err)
	}
	st, err := a.Indexer.Live().Stats(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%d documents indexed\n", st.Docs)
	return err
}

// embedded returns the settings of an archive that is completely in a folder.
func embedded(cfg *config.Config, dir string) *config.Config {
	own, def := *cfg, config.Default()
	own.Data, own.Store, own.Blob = dir, def.Store, def.Blob
	own.Index = def.Index
	own.Index.CacheMB, own.Index.MaxTerms, own.Index.Answers = cfg.Index.CacheMB, cfg.Index.MaxTerms, cfg.Index.Answers
	return &own
}

// moveFrom moves an archive to this one, which is empty or partly moved already.
func (a *app) moveFrom(
	ctx context.Context, source *wiring.Archive, command string, incomplete bool, bars io.Writer,
) (migrate.Report, error) {
	unlock, err := datadir.Lock(ctx, a.Dir, "migrate")
	if err != nil {
		return migrate.Report{}, err
	}
	defer unlock()
	if err := a.noOtherIndex(ctx); err != nil {
		return migrate.Report{}, err
	}
	show, end := a.moveProgress(bars)
	defer end()
	m := migrate.Move{From: migrate.Side{Store: source.Store, Bucket: source.Bucket},
		To: migrate.Side{Store: a.Store, Bucket: a.Bucket}, Command: command, Incomplete: incomplete, Progress: show,
		Log: a.Log}
	return m.Run(ctx)
}

// noOtherIndex rejects an index that exists before the documents, because it belongs to another archive.
func (a *app) noOtherIndex(ctx context.Context) error {
	if end, err := a.Store.Seq(ctx); err != nil || end > 0 {
		return err
	}
	engine, err := a.Engine(ctx)
	if err != nil {
		return err
	}
	name, err := engine.Live(ctx)
	if err != nil || name == "" {
		return err
	}
	x, err := engine.Open(ctx, name)
	var at uint64
	if err == nil {
		at, err = x.Seq(ctx)
		err = errors.Join(err, x.Close())
	}
	if err == nil && at > 0 || errors.Is(err, index.ErrDamaged) {
		return fmt.Errorf("the target has an index already, of other documents: name another index.prefix or data folder, "+
			"or delete the index: %w", archive.ErrInvalid)
	}
	return err
}

// moveProgress reports the progress of a move: by bars on a terminal, else in the log every few seconds.
func (a *app) moveProgress(w io.Writer) (show func(what string, done, of int), end func()) {
	if !isTerminal(w) {
		var last time.Time
		return func(what string, done, of int) {
			if time.Since(last) > 10*time.Second {
				last = time.Now()
				a.Log.Info("moving", "what", what, "done", done, "of", of)
			}
		}, func() {}
	}
	var bar *progressbar.ProgressBar
	var at string
	end = func() {
		if bar != nil {
			_ = bar.Finish() // failing to draw the bar is harmless
		}
	}
	return func(what string, done, of int) {
		if what != at {
			end()
			if of == 0 {
				of = -1
			}
			at, bar = what, newBar(w, of, what)
		}
		_ = bar.Set(done)
	}, end
}

func printMove(w io.Writer, r migrate.Report) {
	done := "moved and verified"
	if r.Before {
		done = "had been moved before; compared and verified again"
	}
	fmt.Fprintf(w, "%s: %d documents, %d corrections, %d removals (%d in the journal), %d originals; the log ends at %d\n",
		done, r.Documents, r.Edits, r.Removed, r.Takedowns, r.Originals, r.Seq)
	for _, err := range r.Missing {
		fmt.Fprintln(w, "left behind:", err)
	}
}
