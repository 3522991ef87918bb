package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"letopis/internal/archive"
	"letopis/internal/datadir"
	"letopis/internal/enrich/personal"
	"letopis/internal/ingest"
	"letopis/internal/intake"
	"letopis/internal/source"
)

type ingestFlags struct {
	prune, noIndex, json, again, watch, strict bool
	source                                     string
}

func (c *command) ingest() *cobra.Command {
	var f ingestFlags
	cmd := &cobra.Command{
		Use:   "ingest PATH|URL…",
		Short: "Take documents in: files, folders, ZIP, web archives, web addresses",
		Long: `Takes documents into the archive and makes them searchable. Unchanged originals are passed over, changed
ones replaced; with --prune those that vanished from the source are removed. One bad file never stops the
rest: it is listed with its reason and the way out, and counted; --strict makes the exit code tell. What is
no document (links, hidden and temporary files) is skipped;
--log-level debug names it. Ends when the documents are searchable; beside a running server that indexes
them itself.

Of a web address its page is taken in; links are not followed. Of a feed (RSS, Atom) or a site map
(sitemap.xml) all pages that it lists are; of a file NAME.urls the addresses in it, one a line.`,
		Example: `  letopis ingest --data archive acts/ news.zip
  letopis ingest --data archive --prune --json /srv/portal
  letopis ingest --data archive https://gorod.example.ru/news.rss
  letopis ingest --data archive --watch /srv/incoming`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, paths []string) error {
			if f.source != "" && len(paths) > 1 {
				return usageError{errors.New("--source names one source: give one path with it")}
			}
			var missing []error
			for _, p := range paths {
				if err := c.checkPath(p); err != nil {
					return err
				}
				if err := source.Missing(p); err != nil {
					missing = append(missing, err)
				}
			}
			if len(missing) == len(paths) && !f.watch { // before an archive is created for nothing
				return fmt.Errorf("%w: %w", ingest.ErrSource, errors.Join(missing...))
			}
			a, err := c.open(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer func() { _ = a.Close() }()
			return a.ingestAll(cmd, paths, f)
		},
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.prune, "prune", false, "remove documents whose originals vanished from the source")
	fl.BoolVar(&f.noIndex, "no-index", false, "leave indexing for later (letopis index, or a server)")
	fl.BoolVar(&f.json, "json", false, "print the summary as JSON")
	fl.BoolVar(&f.again, "again", false, "read unchanged originals again too, after an upgrade")
	fl.StringVar(&f.source, "source", "", "name of the source; by default where it lies. Keep it when a folder moves: "+
		"documents keep their addresses")
	fl.BoolVar(&f.watch, "watch", false, "go on and take new files as they appear")
	fl.BoolVar(&f.strict, "strict", false, "exit with 8 when a file of this run was not read, or not in full")
	cmd.MarkFlagsMutuallyExclusive("strict", "watch")
	return cmd
}

// checkPath rejects paths that nobody means to ingest: the archive's own data, and an empty path, which comes from an
// unset variable in a script and would be the current folder.
func (c *command) checkPath(path string) error {
	if path == "" {
		return usageError{errors.New("a path is empty: name a folder, a file or an address; \".\" is the current folder")}
	}
	data, err := filepath.Abs(c.cfg.Data)
	if err != nil {
		return err
	}
	at, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(data, at)
	if err != nil || source.IsURL(path) {
		return nil // outside the data folder
	}
	switch first, _, _ := strings.Cut(filepath.ToSlash(rel), "/"); first {
	case ".", datadir.OriginalsDir, datadir.IndexDir, datadir.UploadsDir:
		return usageError{fmt.Errorf("%s is data of the archive itself", path)}
	}
	return nil
}

// ingestAll ingests one source after another and returns their errors at the end.
func (a *app) ingestAll(cmd *cobra.Command, paths []string, f ingestFlags) error {
	ctx := cmd.Context()
	server := ""
	if !f.noIndex {
		var err error
		if server, err = a.openIndexOrFindServer(ctx, "ingest"); err != nil {
			return err
		}
	}
	if f.watch {
		if server == "" {
			background, stop := context.WithCancel(ctx)
			var beside sync.WaitGroup
			defer beside.Wait()
			defer stop()
			beside.Go(func() { a.keepRenewed(background) })
		}
		return a.watch(ctx, paths, f)
	}
	var errs []error
	var sums []ingest.Summary
	for _, p := range paths {
		sum, err := a.ingestOne(ctx, p, f, 0, cmd.ErrOrStderr())
		if err != nil {
			errs = append(errs, err)
		}
		if sum.Source != "" {
			sums = append(sums, sum)
		}
		if ctx.Err() != nil {
			break
		}
	}
	if server == "" && ctx.Err() == nil { // a running server does this itself
		errs = append(errs, a.renew(ctx, false))
	}
	if !f.noIndex {
		errs = append(errs, a.indexed(ctx, server, cmd.ErrOrStderr()))
	}
	if server == "" && slices.ContainsFunc(sums, func(s ingest.Summary) bool { return s.Removed+s.Changed > 0 }) {
		errs = append(errs, a.sweep(ctx))
	}
	if err := printSummaries(cmd.OutOrStdout(), sums, f.json); err != nil {
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil || !f.strict {
		return err
	}
	return unread(sums)
}

// ingestOne ingests a source, with a progress bar if bars is a terminal.
func (a *app) ingestOne(ctx context.Context, path string, f ingestFlags, settle time.Duration,
	bars io.Writer) (ingest.Summary, error) {
	known := map[string]string{}
	data, err := filepath.Abs(a.Dir)
	if err != nil {
		return ingest.Summary{}, err
	}
	w := a.c.cfg.Web
	src, err := source.Open(path, source.Options{Name: f.source, Known: func(uri string) string { return known[uri] },
		Settle: settle, Except: data,
		Web: source.Web{UserAgent: w.UserAgent, Delay: w.Delay, Hosts: w.Hosts, AllowPrivate: w.AllowPrivate,
			MaxItems: w.MaxItems}})
	if err != nil {
		return ingest.Summary{}, fmt.Errorf("%w: %w", ingest.ErrSource, err)
	}
	lease, err := a.leaseSource(ctx, src.Name())
	if err != nil {
		return ingest.Summary{}, err
	}
	defer lease.Release()
	sum, err := a.takeIn(lease.Work, src, path, known, f, bars)
	if errors.Is(err, context.Canceled) && ctx.Err() == nil {
		err = context.Cause(lease.Work) // why it was cancelled
	}
	return sum, err
}

// takeIn ingests a source that this process has leased. It fills known with the versions of its originals.
func (a *app) takeIn(ctx context.Context, src source.Source, path string, known map[string]string, f ingestFlags,
	bars io.Writer) (ingest.Summary, error) {
	if err := a.Store.Items(ctx, src.Name(),
		func(it archive.Item) error { known[it.URI] = it.Version; return nil }); err != nil {
		return ingest.Summary{}, err
	}
	read, end, err := a.c.extractor()
	if err != nil {
		return ingest.Summary{}, err
	}
	defer end()
	var progress func(ingest.Summary)
	if isTerminal(bars) {
		total := -1
		if c, ok := src.(source.Counter); ok {
			if total, err = c.Count(ctx); err != nil {
				return ingest.Summary{}, fmt.Errorf("%w: %w", ingest.ErrSource, err)
			}
		}
		bar := newBar(bars, total, path)
		defer func() { _ = bar.Finish() }() // failing to draw the bar is harmless
		progress = func(s ingest.Summary) { _ = bar.Set(s.Files) }
	}
	i := a.c.cfg.Ingest
	sum, err := ingest.Run(ctx, ingest.Options{Source: src, Store: a.Store, Bucket: a.Bucket, Extract: read,
		Enrich: a.Enricher.EnrichWithin, EnrichTime: i.Timeout, TableHead: personal.TableHead,
		Workers: i.Workers, MaxFile: i.MaxFileMB << 20, Prune: f.prune, Again: f.again, Progress: progress, Log: a.c.log})
	if len(known) == 0 && sum.Added > 0 && err == nil && src.Name() != intake.Source {
		twin, err := ingest.Twin(ctx, a.Store, sum.Source)
		if err != nil {
			return sum, err
		}
		if twin != "" {
			a.c.log.Warn("the same files were taken in before from another place, so each is in the archive twice; if the "+
				"folder moved, take this back with letopis remove --source and then name the old place: letopis ingest --source",
				"remove", sum.Source, "old", twin)
		}
	}
	return sum, err
}

// sourceWait is how long a run waits for another one of the same source that may be about to finish.
const sourceWait = 3 * time.Second

// leaseSource acquires the lease of a source: two runs at the same time would overwrite each other's results. It
// returns archive.ErrLocked if another process holds it.
func (a *app) leaseSource(ctx context.Context, name string) (*archive.Lease, error) {
	for began := time.Now(); ; {
		lease, err := a.Store.Lease(ctx, archive.LeaseSource+name, "letopis ingest")
		if !errors.Is(err, archive.ErrLocked) {
			return lease, err
		}
		if time.Since(began) > sourceWait {
			return nil, fmt.Errorf("the source %s is being taken in: wait for that or stop it: %w", name, err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(sourceWait / 6):
		}
	}
}

// indexed waits until everything is searchable, with a progress bar on a terminal if this process does the indexing.
func (a *app) indexed(ctx context.Context, server string, bars io.Writer) error {
	if server != "" || !isTerminal(bars) {
		return a.searchable(ctx, server)
	}
	end, err := a.Store.Seq(ctx)
	if err != nil {
		return err
	}
	at, err := a.Indexer.Live().Seq(ctx)
	if err != nil || at >= uint64(end) {
		return errors.Join(err, a.searchable(ctx, server))
	}
	bar := newBar(bars, int(end)-int(at), "indexing")
	defer func() { _ = bar.Finish() }() // failing to draw the bar is harmless
	a.Indexer.Progress = func(now archive.Seq) { _ = bar.Set(int(now) - int(at)) }
	return a.searchable(ctx, server)
}

// settleTime is the minimum age of a file to be ingested from a watched folder, because it may still be written. It
// must be shorter than the quiet period of source.Watch; otherwise a file might be skipped after its last change.
const settleTime = time.Second

// watch ingests existing and new files until interrupted, or until a folder cannot be watched or read.
func (a *app) watch(ctx context.Context, paths []string, f ingestFlags) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, len(paths))
	for _, p := range paths {
		go func() {
			ended <- source.Watch(ctx, p, source.Watching{Log: a.c.log}, func(ctx context.Context) error {
				sum, err := a.ingestOne(ctx, p, f, settleTime, nil)
				if err != nil {
					return err
				}
				a.c.log.Info("taken in", "source", sum.Source, "added", sum.Added, "changed", sum.Changed, "removed", sum.Removed,
					"failed", len(sum.Failed), "troubled", len(sum.Troubled))
				if a.Indexer != nil {
					return a.Indexer.CatchUp(ctx)
				}
				return nil
			})
		}()
	}
	var first error
	for range paths {
		if err := <-ended; err != nil && first == nil {
			first = err
			stop() // the others stop because of this error
		}
	}
	return first
}

// makeSearchable brings the index up to date after changes.
func (a *app) makeSearchable(ctx context.Context, who string) error {
	server, err := a.openIndexOrFindServer(ctx, who)
	if err != nil {
		return err
	}
	return a.searchable(ctx, server)
}

// searchable waits until everything stored is indexed, by this process or by the server.
func (a *app) searchable(ctx context.Context, server string) error {
	if server == "" {
		return errors.Join(a.Indexer.CatchUp(ctx), a.Indexer.Settle(ctx))
	}
	end, err := a.Store.Seq(ctx)
	if err != nil {
		return err
	}
	for {
		at, err := serverSeq(ctx, server)
		if err != nil {
			return fmt.Errorf("the documents are stored, but the server at %s does not answer: it will index them when it "+
				"runs: %w", server, err)
		}
		if at >= uint64(end) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func serverSeq(ctx context.Context, server string) (uint64, error) {
	res, err := datadir.Ask(ctx, server+"/api/v1/status?limit=0")
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	var status struct {
		IndexSeq uint64 `json:"index_seq"`
	}
	if res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("status %s", res.Status)
	}
	err = json.NewDecoder(res.Body).Decode(&status)
	return status.IndexSeq, err
}

// errUnread is the error of --strict for files that were not read, or not in full.
var errUnread = errors.New("files were not read, or not in full")

// unread returns errUnread if there were such files.
func unread(sums []ingest.Summary) error {
	n := 0
	for _, s := range sums {
		n += s.Unread + s.Statuses[archive.StatusPartial]
	}
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%d %w: they are listed above, and by letopis check", n, errUnread)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// newBar creates a progress bar; total is -1 if unknown.
func newBar(w io.Writer, total int, what string) *progressbar.ProgressBar {
	return progressbar.NewOptions(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString("documents"),
		progressbar.OptionSetPredictTime(total >= 0),
		progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionUseANSICodes(os.Getenv("NO_COLOR") == ""))
}
