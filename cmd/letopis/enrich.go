package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"letopis/internal/enrich"
	"letopis/internal/extract"
	"letopis/internal/ingest"
)

func (c *command) enrich() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use: "enrich", Short: "Find titles, dates, towns and programmes anew in all documents",
		Long: `Runs the rules over the stored texts and says how many values change. People's corrections stay. With
--dry-run nothing is written. After an upgrade serve and ingest do this by themselves; it is needed after a
change of the files on towns and programmes (ingest.aliases, ingest.programs).`,
		Example: "  letopis enrich --data archive --dry-run", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), func(a *app) error {
				return a.enrichAll(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), dry)
			})
		}}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "only say what would change")
	return cmd
}

func (a *app) enrichAll(ctx context.Context, w, bars io.Writer, dry bool) error {
	o, end := a.renewal()
	defer end()
	o.All, o.Dry = true, dry
	if isTerminal(bars) {
		bar := newBar(bars, -1, "enriching")
		defer func() { _ = bar.Finish() }() // failing to draw the bar is harmless
		o.Progress = func(r ingest.Renewed) { _ = bar.Set(r.Documents) }
	}
	r, err := ingest.Renew(ctx, o)
	if err != nil {
		return err
	}
	verb := "changed"
	if dry {
		verb = "would change"
	}
	fmt.Fprintf(w, "%d documents %s\n", r.Changed, verb)
	for _, f := range slices.Sorted(maps.Keys(r.Values)) {
		fmt.Fprintf(w, "  %-12s %d\n", f, r.Values[f])
	}
	if r.Pages > 0 {
		fmt.Fprintf(w, "  %-12s %d of %d pages\n", "posts", r.Posts, r.Pages)
	}
	if dry {
		return nil
	}
	return a.makeSearchable(ctx, "enrich")
}

// renewal returns the options for enriching documents again, and a function to call afterwards. Originals are read by
// worker processes, which are started when the first one is needed.
func (a *app) renewal() (o ingest.Renewal, end func()) {
	stop := func() {} // a variable of its own, because the function returned would call itself
	var read func(ctx context.Context, name string, data []byte) ([]extract.Part, error)
	return ingest.Renewal{Store: a.Store, Bucket: a.Bucket, Enrich: a.Enricher.EnrichWithin,
		EnrichTime: a.Config.Ingest.Timeout, Rules: enrich.Version(), PostRules: extract.PostRules, Log: a.c.log,
		Read: func(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
			if read == nil {
				r, closes, err := a.c.extractor()
				if err != nil {
					return nil, err
				}
				read, stop = r, closes
			}
			return read(ctx, name, data)
		}}, func() { stop() }
}

// renewLog is the interval of progress messages of a renewal.
const renewLog = 10 * time.Second

// renew enriches documents again that were enriched by older rules, after an upgrade. rest leaves time for other
// work.
func (a *app) renew(ctx context.Context, rest bool) error {
	n, err := a.Store.CountOutdated(ctx, enrich.Version())
	if err != nil || n == 0 {
		return err
	}
	a.c.log.Info("enriching anew the documents that older rules have enriched", "documents", n, "rules", enrich.Version())
	o, end := a.renewal()
	defer end()
	o.Rest = rest
	told := time.Now()
	o.Progress = func(r ingest.Renewed) {
		if time.Since(told) > renewLog {
			told = time.Now()
			a.c.log.Info("enriching anew", "done", r.Documents, "of", n, "changed", r.Changed)
		}
	}
	r, err := ingest.Renew(ctx, o)
	if err != nil {
		return fmt.Errorf("enriching anew, %d of %d documents done: %w", r.Documents, n, err)
	}
	a.c.log.Info("enriched anew", "documents", r.Documents, "changed", r.Changed, "values", r.Values,
		"pages_split", r.Pages, "posts", r.Posts)
	return nil
}

// renewEvery is the interval at which a server looks for documents of older rules, because imports may add some at
// any time.
const renewEvery = time.Minute

// keepRenewed renews while a server runs. It retries after errors, such as a full disk.
func (a *app) keepRenewed(ctx context.Context) {
	for {
		if err := a.renew(ctx, true); err != nil && ctx.Err() == nil {
			a.c.log.Error("trying again", "in", renewEvery, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(renewEvery):
		}
	}
}
