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
		Example: "  go run ./tools/eval documents --gold folder --half a --misses", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains([]string{"", "a", "b"}, half) {
				return errors.New("--half: a or b")
			}
			if labels == "" {
				labels = filepath.Join(gold, "labels.jsonl")
			}
			files, j, err := judged(cmd.Context(), t, gold, labels, half)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(j.Scores())
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d files\n", files)
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

// judged compares the labelled files of a folder, or of one half of them, and returns
// their number.
func judged(ctx context.Context, t *tool.Tool, folder, labelled, half string) (int, *eval.Judge, error) {
	labels, j, err := described(t, labelled)
	if err != nil {
		return 0, nil, err
	}
	labels = slices.DeleteFunc(labels, func(l eval.Described) bool { return half != "" && halfOf(l.File) != half })
	paths := make([]string, len(labels))
	for i, l := range labels {
		paths[i] = filepath.Join(folder, filepath.FromSlash(l.File))
	}
	docs, err := taken(ctx, t, paths)
	if err != nil {
		return 0, nil, err
	}
	for i := range labels {
		j.File(&labels[i], docs[paths[i]])
	}
	return len(labels), j, nil
}

// halfOf is the half that a file belongs to, whatever other files there are.
func halfOf(file string) string {
	return string("ab"[sha256.Sum256([]byte(file))[0]&1])
}
