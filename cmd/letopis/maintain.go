package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"letopis/index/bleveindex"
	"letopis/internal/archive"
	"letopis/internal/config"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// with opens the archive for one command.
func (c *command) with(ctx context.Context, f func(*app) error) (err error) {
	a, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return f(a)
}

func (c *command) index() *cobra.Command {
	return &cobra.Command{
		Use: "index", Short: "Build the index anew from the catalogue",
		Long:    "Builds the index anew beside the old one and switches when it is complete. The index is a cache: nothing is lost without it.",
		Example: "  letopis index --data archive", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), func(a *app) error {
				if url := liveServer(cmd.Context(), a.dir); url != "" {
					return fmt.Errorf("the server at %s keeps the index: stop it first: %w", url, archive.ErrLocked)
				}
				if err := a.openIndex(cmd.Context(), "index"); err != nil {
					return err
				}
				if err := a.indexer.Rebuild(cmd.Context()); err != nil {
					return err
				}
				st, err := a.indexer.Live().Stats(cmd.Context())
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d documents indexed, %d bytes\n", st.Docs, st.DiskBytes)
				return err
			})
		}}
}

func (c *command) check() *cobra.Command {
	var tools bool
	cmd := &cobra.Command{
		Use: "check", Short: "Verify the archive and list what was not read",
		Long: `Verifies the catalogue, every original by its SHA-256, and the index by its checksums; lists all documents
that were not read, or not in full, with the reason. Exits with 5 when something is damaged.`,
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
	report("catalogue", a.store.Check(ctx))
	report("originals", a.checkOriginals(ctx))
	engine, err := bleveindex.OpenEngine(filepath.Join(a.dir, indexDir), bleveindex.Options{})
	if err == nil {
		var live string
		if live, err = engine.Live(ctx); err == nil && live != "" {
			err = engine.Verify(ctx, live)
		}
	}
	report("index", err)
	n := 0
	err = a.store.Troubled(ctx, func(d *archive.Document) error {
		n++
		_, err := fmt.Fprintf(w, "%-11s %s %s: %s\n", d.Status, d.ID, d.URI, d.Reason)
		return err
	})
	errs = append(errs, err)
	sources, err := a.store.Sources(ctx)
	errs = append(errs, err)
	for _, s := range sources {
		failures, err := a.store.Failures(ctx, s.Name)
		errs = append(errs, err)
		for _, f := range failures {
			n++
			fmt.Fprintf(w, "%-11s %s: %s\n", "failed", f.URI, f.Reason)
		}
	}
	fmt.Fprintf(w, "not read, or not in full: %d\n", n)
	return errors.Join(errs...)
}

// checkOriginals reads every original that a document needs and compares its
// hash.
func (a *app) checkOriginals(ctx context.Context) error {
	need := map[string]string{}
	if err := a.each(ctx, func(d *archive.Document) error { need[d.Original.SHA256] = d.URI; return nil }); err != nil {
		return err
	}
	var errs []error
	for sha, uri := range need {
		f, err := a.bucket.Open(ctx, sha)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: the original is gone: ingest it again or restore a backup: %w", uri, archive.ErrCorrupt))
			continue
		}
		h := sha256.New()
		_, err = io.Copy(h, f)
		if err = errors.Join(err, f.Close()); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", uri, err))
		} else if hex.EncodeToString(h.Sum(nil)) != sha {
			errs = append(errs, fmt.Errorf("%s: the original %s was changed: restore a backup: %w", uri, sha, archive.ErrCorrupt))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

func (c *command) config() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Settings"}
	var file bool
	print := &cobra.Command{
		Use: "print", Short: "Print every setting, its value, and where the value comes from", Args: args(cobra.NoArgs),
		Example: "  letopis config print\n  letopis config print --file > letopis.yaml",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file {
				_, err := io.WriteString(cmd.OutOrStdout(), config.YAML())
				return err
			}
			for _, s := range c.all {
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%-24s %-40q %s\n", s.Key, s.Value, s.From); err != nil {
					return err
				}
			}
			return nil
		}}
	print.Flags().BoolVar(&file, "file", false, "print a settings file with the defaults and their meaning")
	cmd.AddCommand(print)
	return cmd
}

func (c *command) analyze() *cobra.Command {
	return &cobra.Command{
		Use: "analyze TEXT…", Short: "Show how a text is analysed: tokens, forms, stems",
		Example: `  letopis analyze "О ремонте дорог г.Углича, 131-ФЗ"`, Args: args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, words []string) error {
			a, err := newAnalyzer()
			if err != nil {
				return err
			}
			return a.Trace(cmd.OutOrStdout(), strings.Join(words, " "))
		}}
}

func (c *command) enrich() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use: "enrich", Short: "Find titles, dates, towns and programmes anew, after an upgrade of the rules",
		Long: `Runs the rules over the stored texts and says how many values change. People's corrections stay. With
--dry-run nothing is written.`,
		Example: "  letopis enrich --data archive --dry-run", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), func(a *app) error { return a.enrichAll(cmd.Context(), cmd.OutOrStdout(), dry) })
		}}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "only say what would change")
	return cmd
}

func (a *app) enrichAll(ctx context.Context, w io.Writer, dry bool) error {
	documents, values := 0, map[string]int{}
	end, err := a.store.Seq(ctx)
	if err != nil {
		return err
	}
	for after := archive.Seq(0); after < end; {
		changes, err := a.store.Changes(ctx, after, 200)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			break
		}
		var put []*archive.Document
		for _, c := range changes {
			after = c.Seq
			if c.Doc == nil || c.Seq > end {
				continue
			}
			again := *c.Doc
			again.Facts = archive.Facts{}
			a.enricher.Enrich(&again)
			diff := changedFacts(&c.Doc.Facts, &again.Facts)
			for _, field := range diff {
				if !slices.Contains(c.Doc.Facts.Edited, field) {
					values[field]++
				}
			}
			if len(diff) > 0 {
				documents++
				put = append(put, &again)
			}
		}
		if !dry && len(put) > 0 {
			if _, err := a.store.Commit(ctx, archive.Batch{Put: put}); err != nil {
				return err
			}
		}
	}
	verb := "changed"
	if dry {
		verb = "would change"
	}
	fmt.Fprintf(w, "%d documents %s\n", documents, verb)
	names := make([]string, 0, len(values))
	for f := range values {
		names = append(names, f)
	}
	slices.Sort(names)
	for _, f := range names {
		fmt.Fprintf(w, "  %-12s %d\n", f, values[f])
	}
	if dry || documents == 0 {
		return nil
	}
	return a.makeSearchable(ctx, "enrich")
}

func (c *command) edit() *cobra.Command {
	fields := map[string]*[]string{}
	var clear []string
	var author string
	cmd := &cobra.Command{
		Use: "edit ID", Short: "Correct what was found in a document",
		Long: `Corrections are kept apart from what the rules find: they survive re-enrichment and rebuilds, and are listed
by show and export.`,
		Example: `  letopis edit --data archive k3j5h7d9s2m4a --city uglich --date 2011-04-20
  letopis edit --data archive k3j5h7d9s2m4a --clear programs --author "О. Петрова"`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, ids []string) error {
			var edits []archive.Edit
			for _, flag := range []string{"title", "kind", "number", "date", "city", "program", "region", "issuer"} {
				if cmd.Flags().Changed(flag) {
					edits = append(edits, archive.Edit{ID: ids[0], Field: plural(flag), Value: *fields[flag], Author: author})
				}
			}
			for _, f := range clear {
				edits = append(edits, archive.Edit{ID: ids[0], Field: plural(f), Author: author})
			}
			if len(edits) == 0 {
				return usageError{errors.New("nothing to correct: give a value or --clear; see letopis edit --help")}
			}
			return c.with(cmd.Context(), func(a *app) error {
				if err := a.store.Edit(cmd.Context(), edits...); err != nil {
					return a.nearest(err, edits)
				}
				return a.makeSearchable(cmd.Context(), "edit")
			})
		}}
	for _, flag := range []string{"title", "kind", "number", "date", "city", "program", "region", "issuer"} {
		fields[flag] = cmd.Flags().StringArray(flag, nil, "the right "+flag)
	}
	cmd.Flags().StringSliceVar(&clear, "clear", nil, "fields to set to «не определено»")
	cmd.Flags().StringVar(&author, "author", "", "who corrects")
	return cmd
}

func plural(flag string) string {
	switch flag {
	case "city":
		return "cities"
	case "program":
		return "programs"
	}
	return flag
}

// nearest adds the id that was probably meant.
func (a *app) nearest(err error, edits []archive.Edit) error {
	for _, e := range edits {
		if e.Field != "cities" {
			continue
		}
		for _, id := range e.Value {
			if _, ok := a.gazetteer.City(id); ok {
				continue
			}
			if near := a.gazetteer.Nearest(id); near != "" {
				return fmt.Errorf("%w; did you mean %q?", err, near)
			}
		}
	}
	return err
}

// changedFacts names the fields whose values differ; how they were found does
// not count.
func changedFacts(a, b *archive.Facts) []string {
	var out []string
	check := func(field string, x, y any) {
		if !reflect.DeepEqual(x, y) {
			out = append(out, field)
		}
	}
	for field, v := range map[string][2]archive.Value{"title": {a.Title, b.Title}, "kind": {a.Kind, b.Kind}, "number": {a.Number, b.Number},
		"issuer": {a.Issuer, b.Issuer}, "municipality": {a.Municipality, b.Municipality}, "region": {a.Region, b.Region}} {
		check(field, v[0].Text, v[1].Text)
	}
	check("date", a.Date.String(), b.Date.String())
	check("cities", keysOf(a.Cities, func(c archive.City) string { return c.ID + c.Role }), keysOf(b.Cities, func(c archive.City) string { return c.ID + c.Role }))
	check("programs", keysOf(a.Programs, func(p archive.Program) string { return p.ID + p.Role }), keysOf(b.Programs, func(p archive.Program) string { return p.ID + p.Role }))
	check("cites", keysOf(a.Cites, func(c archive.Citation) string { return c.Kind + c.Number + c.Date.String() }),
		keysOf(b.Cites, func(c archive.Citation) string { return c.Kind + c.Number + c.Date.String() }))
	slices.Sort(out)
	return out
}

func keysOf[T any](list []T, key func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = key(x)
	}
	return out
}
