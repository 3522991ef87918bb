package main

import (
	"errors"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
)

func (c *command) edit() *cobra.Command {
	fields := map[string]*[]string{}
	var clear, undo []string
	var author string
	cmd := &cobra.Command{
		Use: "edit ID", Short: "Correct what was found in a document",
		Long: `Corrections are kept apart from what the rules find: they survive re-enrichment and rebuilds, and are listed
by show and export. --undo takes those of a field back: what the rules find shows again.`,
		Example: `  letopis edit --data archive k3j5h7d9s2m4a --city uglich --date 2011-04-20
  letopis edit --data archive k3j5h7d9s2m4a --clear programs --author "О. Петрова"
  letopis edit --data archive k3j5h7d9s2m4a --undo date`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, ids []string) error {
			var edits []archive.Edit
			for _, flag := range []string{"title", "kind", "number", "date", "city", "program", "region", "issuer"} {
				if cmd.Flags().Changed(flag) {
					value := *fields[flag]
					var err error
					switch flag {
					case "city":
						value, err = c.towns(value)
					case "region":
						err = c.regions(value)
					}
					if err != nil {
						return err
					}
					edits = append(edits, archive.Edit{ID: ids[0], Field: plural(flag), Value: value, Author: author})
				}
			}
			for _, f := range clear {
				edits = append(edits, archive.Edit{ID: ids[0], Field: plural(f), Author: author})
			}
			for _, f := range undo {
				edits = append(edits, archive.Edit{ID: ids[0], Field: plural(f), Undo: true, Author: author})
			}
			if len(edits) == 0 {
				return usageError{errors.New("nothing to correct: give a value, --clear or --undo; see letopis edit --help")}
			}
			return c.with(cmd.Context(), func(a *app) error {
				if err := a.Store.Edit(cmd.Context(), edits...); err != nil {
					return err
				}
				return a.makeSearchable(cmd.Context(), "edit")
			})
		}}
	for _, flag := range []string{"title", "kind", "number", "date", "city", "program", "region", "issuer"} {
		fields[flag] = cmd.Flags().StringArray(flag, nil, "the right "+flag)
	}
	cmd.Flags().StringSliceVar(&clear, "clear", nil, "fields to set to «не определено»")
	cmd.Flags().StringSliceVar(&undo, "undo", nil, "fields whose corrections are taken back")
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
