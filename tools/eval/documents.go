package main

import (
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
	var gold, half string
	var misses, asJSON bool
	cmd := &cobra.Command{
		Use: "documents", Short: "Precision and recall of what is found in a folder of labelled files",
		Long: `Extracts and enriches the files that labels.jsonl of the folder names, in a temporary archive, and compares
kind, title, number, date, events, places, issuer, programmes and federal laws with the labels. --half
takes one half of the files, by a hash of their names, so that the other can be kept unseen.`,
		Example: "  go run ./tools/eval documents --gold folder --half a --misses", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains([]string{"", "a", "b"}, half) {
				return errors.New("--half: a or b")
			}
			labels, j, err := described(t, filepath.Join(gold, "labels.jsonl"))
			if err != nil {
				return err
			}
			labels = slices.DeleteFunc(labels, func(l eval.Described) bool { return half != "" && halfOf(l.File) != half })
			var paths []string
			for _, l := range labels {
				paths = append(paths, filepath.Join(gold, l.File))
			}
			docs, err := taken(cmd.Context(), t, paths)
			if err != nil {
				return err
			}
			for i := range labels {
				j.File(&labels[i], docs[labels[i].File])
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(j.Scores())
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d files\n", len(labels))
			eval.PrintScores(cmd.OutOrStdout(), j.Scores(), misses)
			return nil
		}}
	fl := cmd.Flags()
	fl.StringVar(&gold, "gold", "", "folder of files with labels.jsonl")
	fl.StringVar(&half, "half", "", "only this half of the files: a or b")
	fl.BoolVarP(&misses, "misses", "v", false, "list what was found wrong or not at all")
	fl.BoolVar(&asJSON, "json", false, "print JSON")
	_ = cmd.MarkFlagRequired("gold")
	return cmd
}

// halfOf is the half that a file belongs to, whatever other files there are.
func halfOf(file string) string {
	return string("ab"[sha256.Sum256([]byte(file))[0]&1])
}
