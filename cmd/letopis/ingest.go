package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"letopis/internal/archive"
	"letopis/internal/ingest"
	"letopis/internal/source"
)

type ingestFlags struct{ prune, noIndex, json, again, watch bool }

func (c *command) ingest() *cobra.Command {
	var f ingestFlags
	cmd := &cobra.Command{
		Use:   "ingest PATH|URL…",
		Short: "Take documents in: files, folders, ZIP, web archives, web addresses",
		Long: `Takes documents into the archive and makes them searchable. Unchanged originals are passed over, changed
ones replaced; with --prune those that vanished from the source are removed. One bad file never stops the
rest: it is listed with its reason. Ends when the documents are searchable; beside a running server that
indexes them itself.`,
		Example: `  letopis ingest --data archive acts/ news.zip
  letopis ingest --data archive --prune --json /srv/portal
  letopis ingest --data archive https://gorod.example.ru/news.rss
  letopis ingest --data archive --watch /srv/incoming`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, paths []string) error {
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
	fl.BoolVar(&f.watch, "watch", false, "go on and take new files as they appear")
	return cmd
}

// ingestAll takes each source in turn; the first error is returned after all.
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
		return a.watch(ctx, paths, f)
	}
	var errs []error
	var sums []ingest.Summary
	for _, p := range paths {
		sum, err := a.ingestOne(ctx, p, f, 0, progressOf(cmd.ErrOrStderr(), p))
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
	if !f.noIndex {
		errs = append(errs, a.searchable(ctx, server))
	}
	if server == "" && slices.ContainsFunc(sums, func(s ingest.Summary) bool { return s.Removed+s.Changed > 0 }) {
		errs = append(errs, a.sweep(ctx))
	}
	if err := printSummaries(cmd.OutOrStdout(), sums, f.json); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (a *app) ingestOne(ctx context.Context, path string, f ingestFlags, settle time.Duration, progress func(ingest.Summary)) (ingest.Summary, error) {
	known := map[string]string{}
	w := a.c.cfg.Web
	src, err := source.Open(path, source.Options{Known: func(uri string) string { return known[uri] }, Settle: settle,
		Web: source.Web{UserAgent: w.UserAgent, Delay: w.Delay, Hosts: w.Hosts, AllowPrivate: w.AllowPrivate, MaxItems: w.MaxItems}})
	if err != nil {
		return ingest.Summary{}, fmt.Errorf("%w: %w", ingest.ErrSource, err)
	}
	if err := a.store.Items(ctx, src.Name(), func(it archive.Item) error { known[it.URI] = it.Version; return nil }); err != nil {
		return ingest.Summary{}, err
	}
	read, end, err := a.c.extractor()
	if err != nil {
		return ingest.Summary{}, err
	}
	defer end()
	i := a.c.cfg.Ingest
	return ingest.Run(ctx, ingest.Options{Source: src, Store: a.store, Bucket: a.bucket, Extract: read, Enrich: a.enricher.Enrich,
		Workers: i.Workers, MaxFile: i.MaxFileMB << 20, Prune: f.prune, Again: f.again, Progress: progress, Log: a.c.log})
}

// watch takes what is there and then what appears, until interrupted.
func (a *app) watch(ctx context.Context, paths []string, f ingestFlags) error {
	failed := make(chan error, len(paths))
	const settle = 2 * time.Second
	for _, p := range paths {
		go func() {
			failed <- source.Watch(ctx, p, source.Watching{Log: a.c.log}, func(ctx context.Context) error {
				sum, err := a.ingestOne(ctx, p, f, settle, nil)
				if err != nil {
					return err
				}
				a.c.log.Info("taken in", "source", sum.Source, "added", sum.Added, "changed", sum.Changed, "removed", sum.Removed, "failed", len(sum.Failed))
				if a.indexer != nil {
					return a.indexer.CatchUp(ctx)
				}
				return nil
			})
		}()
	}
	var errs []error
	for range paths {
		errs = append(errs, <-failed)
	}
	return errors.Join(errs...)
}

// makeSearchable brings the index up to date after another command's changes.
func (a *app) makeSearchable(ctx context.Context, who string) error {
	server, err := a.openIndexOrFindServer(ctx, who)
	if err != nil {
		return err
	}
	return a.searchable(ctx, server)
}

// searchable waits until everything stored is indexed, by us or by the server.
func (a *app) searchable(ctx context.Context, server string) error {
	if server == "" {
		return a.indexer.CatchUp(ctx)
	}
	end, err := a.store.Seq(ctx)
	if err != nil {
		return err
	}
	for {
		at, err := serverSeq(ctx, server)
		if err != nil {
			return fmt.Errorf("the documents are stored, but the server at %s does not answer: it will index them when it runs: %w", server, err)
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
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, server+"/api/v1/status?limit=0", nil)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
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

// progressOf shows a bar on a terminal, and nothing elsewhere.
func progressOf(w io.Writer, path string) func(ingest.Summary) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(path), progressbar.OptionShowCount(),
		progressbar.OptionSetItsString("files"), progressbar.OptionShowIts(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionUseANSICodes(os.Getenv("NO_COLOR") == ""))
	return func(s ingest.Summary) { _ = bar.Set(s.Files) } // a bar that cannot be drawn harms nobody
}

func printSummaries(w io.Writer, sums []ingest.Summary, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		for _, s := range sums {
			if err := e.Encode(s); err != nil {
				return err
			}
		}
		return nil
	}
	for _, s := range sums {
		fmt.Fprintf(w, "%s: %d files; documents: %d added, %d changed, %d unchanged, %d removed; %d failed, %d skipped\n",
			s.Source, s.Files, s.Added, s.Changed, s.Unchanged, s.Removed, len(s.Failed), s.Skipped)
		for _, f := range s.Failed {
			fmt.Fprintf(w, "  failed  %s: %s\n", f.URI, f.Reason)
		}
		for _, t := range s.Troubled {
			fmt.Fprintf(w, "  %-7s %s: %s\n", t.Status, t.URI, t.Reason)
		}
	}
	return nil
}
