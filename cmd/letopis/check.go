package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/enrich"
	"letopis/internal/server/view"
	"letopis/web"
)

func (c *command) check() *cobra.Command {
	var tools bool
	cmd := &cobra.Command{
		Use: "check", Short: "Verify the archive and list what was not read",
		Long: `Verifies the catalogue, every original by its SHA-256, and the index by its checksums; says what holds the
processes that read files, and what memory they may use; lists all documents that were not read, or not in full, with
the reason. Exits with 5 when something is damaged.`,
		Example: "  letopis check --data archive\n  letopis check --tools", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if tools {
				return printTools(cmd.OutOrStdout())
			}
			return c.with(cmd.Context(), func(a *app) error { return a.check(cmd.Context(), cmd.OutOrStdout()) })
		}}
	cmd.Flags().BoolVar(&tools, "tools", false, "tell which programs for scans are missing and how to install them")
	return cmd
}

func (a *app) check(ctx context.Context, w io.Writer) error {
	var errs []error
	report := func(what string, err error) {
		if err != nil {
			errs = append(errs, err)
			fmt.Fprintf(w, "%-10s %v\n", what, err)
			return
		}
		fmt.Fprintf(w, "%-10s ok\n", what)
	}
	report("catalogue", errors.Join(a.Store.Check(ctx, nil), a.Each(ctx, func(*archive.Document) error { return nil })))
	report("originals", a.checkOriginals(ctx))
	report("index", a.checkIndex(ctx))
	if n, err := a.Store.CountOutdated(ctx, enrich.Version()); err != nil {
		errs = append(errs, err)
	} else if n > 0 {
		fmt.Fprintf(w, "%-10s %d documents were enriched by older rules: serve, ingest and letopis enrich do it anew\n",
			"rules", n)
	}
	if err := a.printFollows(ctx, w); err != nil {
		errs = append(errs, err)
	}
	held, err := a.c.protection(ctx)
	if err != nil {
		errs, held = append(errs, err), err.Error()
	}
	fmt.Fprintf(w, "%-10s %s\n", "sandbox", held)
	fmt.Fprintf(w, "%-10s %s\n", "memory", memoryInForce(a.c.cfg))
	n, reasons := 0, map[string]int{}
	err = a.Store.Troubled(ctx, func(d *archive.Document) error {
		n++
		for _, c := range d.Causes {
			reasons[c.Code]++
		}
		_, err := fmt.Fprintf(w, "%-11s %s %s: %s\n", d.Status, d.ID, d.URI, view.Reason(web.English, d))
		return err
	})
	errs = append(errs, err)
	sources, err := a.Store.Sources(ctx)
	errs = append(errs, err)
	for _, s := range sources {
		fmt.Fprintf(w, "%-10s %s: %d documents, updated %s\n", "source", s.Name, s.Documents,
			s.Updated.Local().Format(time.DateTime))
		failures, err := a.Store.Failures(ctx, s.Name)
		errs = append(errs, err)
		for _, f := range failures {
			n++
			fmt.Fprintf(w, "%-11s %s: %s\n", "failed", f.URI, f.Reason)
		}
	}
	fmt.Fprintf(w, "not read, or not in full: %d\n", n)
	printReasons(w, reasons)
	return errors.Join(errs...)
}

// checkIndex verifies the live generation, if its engine supports that from here.
func (a *app) checkIndex(ctx context.Context) error {
	engine, err := a.Engine(ctx)
	if err != nil {
		return err
	}
	live, err := engine.Live(ctx)
	if err != nil || live == "" {
		return err
	}
	if v, ok := engine.(index.Verifier); ok {
		err = v.Verify(ctx, live)
	}
	if _, ok := engine.(index.Shared); ok && err == nil {
		return a.checkShared(ctx, engine, live)
	}
	return err
}

// checkShared compares the counters of an index in a service with the catalogue, because its files are not
// accessible. It is silent while documents are being written.
func (a *app) checkShared(ctx context.Context, engine index.Engine, live string) error {
	x, err := engine.Open(ctx, live)
	if err != nil {
		return err
	}
	defer x.Close()
	end, err := a.Store.Seq(ctx)
	if err != nil {
		return err
	}
	docs, err := a.countDocuments(ctx)
	if err != nil {
		return err
	}
	at, err := x.Seq(ctx)
	if err != nil {
		return err
	}
	st, err := x.Stats(ctx)
	if err != nil {
		return err
	}
	now, err := a.Store.Seq(ctx)
	switch {
	case err != nil:
		return err
	case at > uint64(now):
		return fmt.Errorf("it is of another catalogue, at %d of %d: name the right index.prefix, or build it anew "+
			"(letopis index): %w", at, now, index.ErrDamaged)
	case at == uint64(end) && end == now && st.Docs != docs:
		return fmt.Errorf("it has %d documents, the catalogue %d: build it anew (letopis index): %w", st.Docs, docs,
			index.ErrDamaged)
	}
	return nil
}

// countDocuments counts the documents in the log.
func (a *app) countDocuments(ctx context.Context) (n int, err error) {
	for after := archive.Seq(0); ; {
		entries, err := a.Store.Log(ctx, after, 1000)
		if err != nil || len(entries) == 0 {
			return n, err
		}
		for _, e := range entries {
			if after = e.Seq; !e.Gone {
				n++
			}
		}
	}
}

// checkOriginals reads every original of a document, which verifies its hash.
func (a *app) checkOriginals(ctx context.Context) error {
	var errs []error
	err := a.Store.Originals(ctx, func(sha, id string) error {
		err := readOriginal(ctx, a.Bucket, sha)
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		if held, e := a.Store.Holds(ctx, sha); e == nil && !held {
			return nil // was removed meanwhile
		}
		name := id
		if docs, err := a.Store.Get(ctx, id); err == nil && docs[0] != nil {
			name += " (" + docs[0].URI + ")"
		}
		errs = append(errs, fmt.Errorf("document %s: %w", name, err))
		return nil
	})
	return errors.Join(append(errs, err)...)
}

// readOriginal reads an original to verify it. It returns archive.ErrCorrupt if it is missing or damaged.
func readOriginal(ctx context.Context, b archive.Bucket, sha string) error {
	f, err := b.Open(ctx, sha)
	if errors.Is(err, archive.ErrNotFound) {
		return goneOriginal(sha)
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, f)
	return errors.Join(err, f.Close())
}

func goneOriginal(sha string) error {
	return fmt.Errorf("the original %s is gone: restore a backup (letopis restore) or take it in again "+
		"(letopis ingest --again): %w", sha, archive.ErrCorrupt)
}
