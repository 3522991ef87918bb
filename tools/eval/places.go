package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/wiring"
	"letopis/tools/internal/eval"
	"letopis/tools/internal/tool"
)

func places(t *tool.Tool) *cobra.Command {
	var gold string
	var misses, asJSON bool
	cmd := &cobra.Command{
		Use: "places", Short: "Precision and recall of the places and issuers of labelled acts",
		Long: `Compares level, region (named by the text and derived apart), municipality, settlement, towns and issuer with
what people labelled, one JSON object a line; documents are told by the last part of their address. Any
version of a municipality's territory is right, under an earlier or a later name.`,
		Example: "  go run ./tools/eval places --data archive --gold acts.jsonl --misses",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			labels, j, err := described(t, gold)
			if err != nil {
				return err
			}
			docs := map[string]*archive.Document{}
			err = t.With(cmd.Context(), func(a *wiring.Archive) error {
				return a.Each(cmd.Context(), func(d *archive.Document) error {
					docs[eval.FileOf(d.URI)] = d
					return nil
				})
			})
			if err != nil {
				return err
			}
			for i := range labels {
				j.Act(&labels[i], docs[labels[i].File])
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(j.Scores())
			}
			j.PrintLevels(cmd.OutOrStdout())
			eval.PrintScores(cmd.OutOrStdout(), j.Scores(), misses)
			return nil
		}}
	fl := cmd.Flags()
	fl.StringVar(&gold, "gold", "", "labelled acts, JSON lines")
	fl.BoolVarP(&misses, "misses", "v", false, "list what was found wrong or not at all")
	fl.BoolVar(&asJSON, "json", false, "print JSON")
	_ = cmd.MarkFlagRequired("gold")
	return cmd
}
