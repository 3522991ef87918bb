package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Kinds of queries as exported.
var kindNames = map[Kind]string{AllDocs: "all-docs", AllOf: "and", AnyOf: "or", InRow: "phrase", StartsWith: "prefix",
	Typo: "typo"}

// export writes what engines outside this process need to be asked the same of
// the same documents, as lines of values parted by tabs:
//
//	docs.tsv     number of the document, city, program, kind, year ("" for none),
//	             stems parted by spaces
//	queries.tsv  class, kind (see kindNames), words parted by spaces, documents
//	             found, the same as a reader types it ("" where unknown)
func (b *bench) export(ctx context.Context) error {
	if err := os.MkdirAll(b.o.Export, 0o755); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	if err := writeLines(filepath.Join(b.o.Export, "docs.tsv"), func(w *bufio.Writer) error {
		const size = 1000
		for from := 0; from < b.o.Docs && ctx.Err() == nil; from += size {
			docs, _ := b.make(from, min(from+size, b.o.Docs))
			for i, d := range docs {
				fmt.Fprintf(w, "%d", from+i+1)
				for _, f := range facets {
					fmt.Fprintf(w, "\t%s", value(d, f))
				}
				fmt.Fprintf(w, "\t%s\n", strings.TrimSpace(stream(d)))
			}
		}
		return ctx.Err()
	}); err != nil {
		return err
	}
	sample, _ := b.make(0, min(b.o.Docs, spellDocs))
	s := spell(sample)
	err := writeLines(filepath.Join(b.o.Export, "queries.tsv"), func(w *bufio.Writer) error {
		for _, c := range b.classes {
			for _, q := range c.Queries {
				typed, ok := s.typed(q)
				if !ok {
					typed = ""
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\n", c.Name, kindNames[q.Kind], strings.Join(q.Words, " "),
					b.totals[fmt.Sprint(q)], typed)
			}
		}
		return nil
	})
	b.o.Log("wrote %s", b.o.Export)
	return err
}

func writeLines(path string, fill func(*bufio.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(fill(w), w.Flush(), f.Close())
}
