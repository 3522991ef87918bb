package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"letopis/internal/ingest"
)

func (c *command) remove() *cobra.Command {
	var source string
	cmd := &cobra.Command{
		Use: "remove ID…", Short: "Remove documents for good",
		Long: `Removes documents from results, facets, feeds and downloads at once, and what is kept of their originals within
a day. The files that they came from stay where they are: they are not taken in again unless they change. A
restored backup does not bring the documents back. For what vanished from a source there is ingest --prune.

--source removes all documents of a source, like a folder that is gone; letopis check lists the sources.
Taking it in again brings them back.`,
		Example: "  letopis remove --data archive k3j5h7d9s2m4a\n  letopis remove --data archive --source /srv/old-portal",
		RunE: func(cmd *cobra.Command, ids []string) error {
			if (len(ids) == 0) == (source == "") {
				return usageError{errors.New("name the ids of documents, or a --source; see letopis remove --help")}
			}
			return c.with(cmd.Context(), func(a *app) error {
				server, err := a.openIndexOrFindServer(cmd.Context(), "remove")
				if err != nil {
					return err
				}
				var n int
				if source == "" {
					n, err = ingest.Remove(cmd.Context(), a.Store, ids...)
				} else if err = a.knownSource(cmd.Context(), source); err == nil {
					n, err = ingest.RemoveSource(cmd.Context(), a.Store, source)
				}
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
	cmd.Flags().StringVar(&source, "source", "", "remove all documents of this source")
	return cmd
}

// knownSource names the sources that there are when a name is none of them.
func (a *app) knownSource(ctx context.Context, name string) error {
	sources, err := a.Store.Sources(ctx)
	if err != nil {
		return err
	}
	var names []string
	for _, s := range sources {
		if s.Name == name {
			return nil
		}
		names = append(names, s.Name)
	}
	return usageError{fmt.Errorf("there is no source %q; there are: %s", name, strings.Join(names, ", "))}
}
