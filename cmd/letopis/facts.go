package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
)

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
					value := *fields[flag]
					if flag == "city" {
						var err error
						if value, err = c.towns(value); err != nil {
							return err
						}
					}
					edits = append(edits, archive.Edit{ID: ids[0], Field: plural(flag), Value: value, Author: author})
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
					return err
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
	check("cities", keysOf(a.Cities, func(c archive.City) string { return c.ID + c.Role + c.Name }), keysOf(b.Cities, func(c archive.City) string { return c.ID + c.Role + c.Name }))
	check("programs", keysOf(a.Programs, func(p archive.Program) string { return p.ID + p.Role + p.Level + p.Name }), keysOf(b.Programs, func(p archive.Program) string { return p.ID + p.Role + p.Level + p.Name }))
	check("cites", keysOf(a.Cites, func(c archive.Citation) string { return c.Level + c.Kind + c.Number + c.Name + c.Date.String() }),
		keysOf(b.Cites, func(c archive.Citation) string { return c.Level + c.Kind + c.Number + c.Name + c.Date.String() }))
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
