package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/ingest"
)

// exported is a line of an export: a document, a correction, or a removal.
type exported struct {
	Document *archive.Document `json:"document,omitempty"`
	Edit     *archive.Edit     `json:"edit,omitempty"`
	Takedown *archive.Takedown `json:"takedown,omitempty"`
}

func (c *command) export() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "export [QUERY]", Short: "Write documents with their metadata and corrections",
		Long: `--format archive (the default) writes all that is known of every document, texts and corrections, a line of
JSON each: letopis import reads it. --format csv and ndjson write what /api/v1/export gives: a line for
each document that the query and the filters select, without texts. All in constant memory. Original files
are in backups.`,
		Example: `  letopis export --data archive | gzip > archive.jsonl.gz
  letopis export --data archive --format csv --city uglich --date-from 2015 дороги > roads.csv`,
		RunE: func(cmd *cobra.Command, words []string) error {
			v, err := c.conditions(cmd, words, "date-from", "date-to", "sort")
			if err != nil {
				return err
			}
			switch format {
			case "archive":
				if len(v) > 1 || v.Get("q") != "" {
					return usageError{errors.New("--format archive writes everything: choose --format csv or ndjson for a selection")}
				}
				return c.with(cmd.Context(), func(a *app) error { return a.export(cmd.Context(), cmd.OutOrStdout()) })
			case "csv", "ndjson":
				v.Set("format", format)
				return c.exportFound(cmd.Context(), cmd.OutOrStdout(), v)
			}
			return usageError{fmt.Errorf("--format %q is not archive, csv or ndjson", format)}
		}}
	cmd.Flags().StringVar(&format, "format", "archive", "archive, csv or ndjson")
	addConditions(cmd.Flags())
	return cmd
}

func (c *command) exportFound(ctx context.Context, w io.Writer, v url.Values) error {
	out := bufio.NewWriterSize(w, 1<<16)
	rec := &recorder{header: http.Header{}, status: http.StatusOK, good: out}
	path := "/api/v1/export?" + v.Encode()
	if err := c.call(ctx, path, rec); err != nil {
		return errors.Join(err, out.Flush())
	}
	if rec.status != http.StatusOK {
		return c.refusal(ctx, path)
	}
	return out.Flush()
}

func (a *app) export(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if err := a.Each(ctx, func(d *archive.Document) error { return e.Encode(exported{Document: d}) }); err != nil {
		return err
	}
	edits, err := a.Store.Edits(ctx, "")
	if err != nil {
		return err
	}
	for i := range edits {
		if err := e.Encode(exported{Edit: &edits[i]}); err != nil {
			return err
		}
	}
	taken, err := a.Store.Takedowns(ctx)
	if err != nil {
		return err
	}
	for i := range taken {
		if err := e.Encode(exported{Takedown: &taken[i]}); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (c *command) importCommand() *cobra.Command {
	return &cobra.Command{
		Use: "import FILE", Short: "Read what export has written",
		Long: `Reads the lines that letopis export --format archive has written ("-": standard input) and makes them
searchable. Documents with the same address are replaced, removed ones stay removed, and what was removed where the
export was made is removed here; repeating it is harmless.
Original files are not part of an export: bring them by restore, or ingest their source again.`,
		Example: "  letopis import --data archive archive.jsonl\n  zcat archive.jsonl.gz | letopis import --data archive -",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, from []string) (err error) {
			in := cmd.InOrStdin()
			if from[0] != "-" {
				f, err := os.Open(from[0])
				if err != nil {
					return fmt.Errorf("%w: %w", ingest.ErrSource, err)
				}
				defer f.Close()
				in = f
			}
			a, err := c.open(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			sum, err := a.importLines(cmd.Context(), in)
			if err != nil {
				return fmt.Errorf("%s: %w", from[0], err)
			}
			if err := a.makeSearchable(cmd.Context(), "import"); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "documents: %d added, %d changed, %d unchanged, %d removed\n", sum.Added,
				sum.Changed, sum.Unchanged, sum.Removed)
			return err
		}}
}

// importLines stores documents in batches, then the corrections.
func (a *app) importLines(ctx context.Context, in io.Reader) (sum archive.Result, err error) {
	batches := map[string][]*archive.Document{} // by source
	commit := func(source string) error {
		cursor, err := a.Store.Cursor(ctx, source)
		if err != nil {
			return err
		}
		res, err := a.Store.Commit(ctx, archive.Batch{Source: source, Cursor: cursor, Put: batches[source]})
		batches[source] = nil
		sum.Added, sum.Changed, sum.Unchanged = sum.Added+res.Added, sum.Changed+res.Changed, sum.Unchanged+res.Unchanged
		return err
	}
	var edits []archive.Edit
	var removals []archive.Takedown
	taken, err := ingest.ReadTakedowns(ctx, a.Store)
	if err != nil {
		return sum, err
	}
	lines := json.NewDecoder(in)
	for n := 1; ; n++ {
		var l exported
		err := lines.Decode(&l)
		if errors.Is(err, io.EOF) {
			break
		}
		d := l.Document
		var unreadable *fs.PathError
		switch {
		case errors.As(err, &unreadable):
			return sum, fmt.Errorf("%w: %w", ingest.ErrSource, err)
		case err != nil:
			return sum, fmt.Errorf("line %d: %w: not JSON: %w", n, archive.ErrInvalid, err)
		case l.Edit != nil:
			edits = append(edits, *l.Edit)
		case l.Takedown != nil:
			removals = append(removals, *l.Takedown)
		case d == nil:
			return sum, fmt.Errorf("line %d: %w: neither a document of an export nor a correction", n, archive.ErrInvalid)
		default:
			if err := d.Check(); err != nil {
				return sum, fmt.Errorf("line %d: %w", n, err)
			}
			if taken.Cover(d) { // stays removed
				continue
			}
			batches[d.Source] = append(batches[d.Source], d)
			if len(batches[d.Source]) == 200 {
				if err := commit(d.Source); err != nil {
					return sum, err
				}
			}
		}
	}
	for source := range batches {
		if err := commit(source); err != nil {
			return sum, err
		}
	}
	if sum.Removed, err = a.takeOver(ctx, removals); err != nil {
		return sum, err
	}
	return sum, a.importEdits(ctx, edits)
}

// importEdits adds the corrections that the archive does not have.
func (a *app) importEdits(ctx context.Context, edits []archive.Edit) error {
	mine, err := a.Store.Edits(ctx, "")
	if err != nil {
		return err
	}
	key := func(e archive.Edit) string {
		return fmt.Sprint(e.ID, e.Field, e.Undo, e.At.UnixMilli(), len(e.Value), e.Value)
	}
	have := make(map[string]bool, len(mine))
	for _, e := range mine {
		have[key(e)] = true
	}
	for _, e := range edits {
		if have[key(e)] {
			continue
		}
		if err := a.Store.Edit(ctx, e); err != nil && !errors.Is(err, archive.ErrNotFound) {
			return err
		}
	}
	return nil
}
