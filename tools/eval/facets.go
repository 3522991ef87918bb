package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/text"
	"letopis/internal/wiring"
	"letopis/tools/internal/eval"
	"letopis/tools/internal/tool"
)

func facets(t *tool.Tool) *cobra.Command {
	var gold string
	var misses, asJSON bool
	cmd := &cobra.Command{
		Use: "facets", Short: "Precision and recall of what was found in labelled documents",
		Long: `Compares title, kind, number, date, towns, region, programme and citations with what people labelled, one
JSON object a line; documents are told by the last part of their address.`,
		Example: "  go run ./tools/eval facets --data archive --gold dev.jsonl -v",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, err := os.Open(gold)
			if err != nil {
				return err
			}
			defer f.Close()
			labels, err := eval.ReadLabels(f)
			if err != nil {
				return fmt.Errorf("%s: %w", gold, err)
			}
			return t.With(cmd.Context(), func(a *wiring.Archive) error {
				docs, err := labelled(cmd.Context(), a, labels)
				if err != nil {
					return err
				}
				scores := eval.Facets(labels, func(file string) (*archive.Document, int) {
					d := docs[file]
					return d, labelledHead(cmd.Context(), a, d)
				})
				if asJSON {
					return json.NewEncoder(cmd.OutOrStdout()).Encode(scores)
				}
				eval.PrintScores(cmd.OutOrStdout(), scores, misses)
				return nil
			})
		}}
	fl := cmd.Flags()
	fl.StringVar(&gold, "gold", "", "labelled documents, JSON lines")
	fl.BoolVarP(&misses, "misses", "v", false, "list what was found wrong or not at all")
	fl.BoolVar(&asJSON, "json", false, "print JSON")
	_ = cmd.MarkFlagRequired("gold")
	return cmd
}

// labelled finds the documents of labels by the names of their files.
func labelled(ctx context.Context, a *wiring.Archive, labels []eval.Label) (map[string]*archive.Document, error) {
	docs := make(map[string]*archive.Document, len(labels))
	err := a.Each(ctx, func(d *archive.Document) error {
		name := eval.FileOf(d.URI)
		if slices.ContainsFunc(labels, func(l eval.Label) bool { return l.File == name }) {
			docs[name] = d
		}
		return nil
	})
	return docs, err
}

// labelledHead is how many bytes of a document's text were labelled for
// mentions. The labels count characters of the file as it was before cleaning.
func labelledHead(ctx context.Context, a *wiring.Archive, d *archive.Document) int {
	if d == nil {
		return 0
	}
	if d.Original.Charset == "utf-8" {
		if f, err := a.Bucket.Open(ctx, d.Original.SHA256); err == nil {
			defer f.Close()
			if raw, err := io.ReadAll(f); err == nil {
				return len(text.Clean(string(raw)[:eval.HeadOf(string(raw))]))
			}
		}
	}
	return eval.HeadOf(d.Text)
}
