package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"letopis/internal/ingest"
)

func (c *command) remove() *cobra.Command {
	return &cobra.Command{
		Use: "remove ID…", Short: "Remove documents for good",
		Long: `Removes documents from results, facets, feeds and downloads at once, and what is kept of their originals within
a day. The files that they came from stay where they are: they are not taken in again unless they change. A
restored backup does not bring the documents back. For what vanished from a source there is ingest --prune.`,
		Example: "  letopis remove --data archive k3j5h7d9s2m4a", Args: args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, ids []string) error {
			return c.with(cmd.Context(), func(a *app) error {
				server, err := a.openIndexOrFindServer(cmd.Context(), "remove")
				if err != nil {
					return err
				}
				n, err := ingest.Remove(cmd.Context(), a.store, ids...)
				if err != nil {
					return err
				}
				if err := a.searchable(cmd.Context(), server); err != nil {
					return err
				}
				if server == "" { // which does this by itself
					if err := a.sweep(cmd.Context()); err != nil {
						return err
					}
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d documents removed\n", n)
				return err
			})
		}}
}
