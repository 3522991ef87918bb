package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/tools/internal/eval"
	"letopis/tools/internal/tool"
)

func documents(t *tool.Tool) *cobra.Command {
	var gold, labels, half string
	var misses, asJSON bool
	cmd := &cobra.Command{
		Use: "documents", Short: "Precision and recall of what is found in a folder of labelled files",
		Long: `Extracts and enriches the files that labels name, in a temporary archive, and compares
kind, title, number, date, events, places, issuer, programmes and federal laws with the labels. --half
takes one half of the files, by a hash of their names, so that the other can be kept unseen.`,
		Example: "  go run ./tools/eval documents --gold folder --half a --misses",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains([]string{"", "a", "b"}, half) {
				return errors.New("--half: a or b")
			}
			if labels == "" {
				labels = filepath.Join(gold, "labels.jsonl")
			}
			files, j, err := described(t, labels)
			if err != nil {
				return err
			}
			files = slices.DeleteFunc(files, func(l eval.Described) bool { return half != "" && halfOf(l.File) != half })
			if _, err := judge(cmd.Context(), t, gold, files, j); err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(j.Scores())
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d files\n", len(files))
			eval.PrintScores(cmd.OutOrStdout(), j.Scores(), misses)
			return nil
		}}
	fl := cmd.Flags()
	fl.StringVar(&gold, "gold", "", "folder of files with labels.jsonl")
	fl.StringVar(&labels, "labels", "", "their labels, JSON lines (labels.jsonl in the folder)")
	fl.StringVar(&half, "half", "", "only this half of the files: a or b")
	fl.BoolVarP(&misses, "misses", "v", false, "list what was found wrong or not at all")
	fl.BoolVar(&asJSON, "json", false, "print JSON")
	_ = cmd.MarkFlagRequired("gold")
	return cmd
}

// judge compares the labelled files of a folder and returns the documents of each.
func judge(ctx context.Context, t *tool.Tool, folder string, labels []eval.Described,
	j *eval.Judge) ([][]*archive.Document, error) {
	paths := make([]string, len(labels))
	for i, l := range labels {
		paths[i] = filepath.Join(folder, filepath.FromSlash(l.File))
	}
	docs, err := taken(ctx, t, paths)
	if err != nil {
		return nil, err
	}
	out := make([][]*archive.Document, len(labels))
	for i := range labels {
		out[i] = docs[paths[i]]
		j.File(&labels[i], out[i])
	}
	return out, nil
}

// halfOf is the half that a file belongs to, whatever other files there are.
func halfOf(file string) string {
	return string("ab"[sha256.Sum256([]byte(file))[0]&1])
}
