package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/text"
	"letopis/internal/wiring"
	"letopis/tools/internal/eval"
	"letopis/tools/internal/tool"
)

func towns(t *tool.Tool) *cobra.Command {
	var gold, texts string
	var misses, asJSON bool
	cmd := &cobra.Command{
		Use: "towns", Short: "Precision and recall of the towns named in labelled news",
		Long: `Compares the towns found in texts, in any role, with labelled ones: each town of a text counts once. Foreign
towns, villages and adjectives are no towns; eval nerel makes such labels.`,
		Example: "  go run ./tools/eval towns --gold towns.jsonl --texts NEREL-v1.1/test",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, err := os.Open(gold)
			if err != nil {
				return err
			}
			defer f.Close()
			labels, err := eval.ReadTowns(f)
			if err != nil {
				return fmt.Errorf("%s: %w", gold, err)
			}
			_, e, err := wiring.Authority(t.Config)
			if err != nil {
				return err
			}
			docs := map[string]*archive.Document{}
			for _, l := range labels {
				raw, err := os.ReadFile(filepath.Join(texts, l.File))
				if err != nil {
					return err
				}
				d := &archive.Document{URI: l.File, Text: text.Clean(string(raw))}
				e.Enrich(d)
				docs[l.File] = d
			}
			scores := eval.Towns(labels, func(file string) *archive.Document { return docs[file] })
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(scores)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d texts\n", len(labels))
			eval.PrintScores(cmd.OutOrStdout(), scores, misses)
			return nil
		}}
	fl := cmd.Flags()
	fl.StringVar(&gold, "gold", "", "labels, JSON lines")
	fl.StringVar(&texts, "texts", "", "folder of the texts")
	fl.BoolVarP(&misses, "misses", "v", false, "list what was found wrong or not at all")
	fl.BoolVar(&asJSON, "json", false, "print JSON")
	_ = cmd.MarkFlagRequired("gold")
	_ = cmd.MarkFlagRequired("texts")
	return cmd
}

func nerel(t *tool.Tool) *cobra.Command {
	var from, part string
	cmd := &cobra.Command{
		Use: "nerel", Short: "Make labels of towns of NEREL, a public set of annotated Russian news",
		Long: `Prints a JSON line for each text of a part of NEREL 1.1 (github.com/nerel-ds/NEREL): the Russian towns that
annotators marked, in the nominative. Neither the texts nor what is made of them belong into this repository.`,
		Example: "  go run ./tools/eval nerel --from NEREL-v1.1 --part test >towns.jsonl",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			g, err := wiring.Gazetteer(t.Config)
			if err != nil {
				return err
			}
			labels, err := eval.ReadNEREL(os.DirFS(from), part, g)
			if err != nil {
				return err
			}
			enc := json.NewEncoder(cmd.OutOrStdout())
			for _, l := range labels {
				if err := enc.Encode(l); err != nil {
					return err
				}
			}
			return nil
		}}
	fl := cmd.Flags()
	fl.StringVar(&from, "from", "", "folder of NEREL-v1.1")
	fl.StringVar(&part, "part", "test", "train, dev or test")
	_ = cmd.MarkFlagRequired("from")
	return cmd
}
