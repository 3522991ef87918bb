package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/user"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/ingest"
)

func (c *command) remove() *cobra.Command {
	var source string
	var why archive.Takedown
	cmd := &cobra.Command{
		Use: "remove ID…", Short: "Remove documents for good",
		Long: `Removes documents from results, facets, feeds and downloads at once, and what is kept of their originals within
a day. The files that they came from stay where they are: they are not taken in again unless they change. A
restored backup does not bring the documents back. For what vanished from a source there is ingest --prune.

Who removed what, when and why is kept in a journal, which backups contain; letopis takedowns shows it.

--source removes all documents of a source, like a folder that is gone; letopis check lists the sources.
Taking it in again brings them back.`,
		Example: "  letopis remove --data archive --reason 'заявление Иванова от 12.11.2026' k3j5h7d9s2m4a\n" +
			"  letopis remove --data archive --source /srv/old-portal",
		RunE: func(cmd *cobra.Command, ids []string) error {
			if (len(ids) == 0) == (source == "") {
				return usageError{errors.New("name the ids of documents, or a --source; see letopis remove --help")}
			}
			if source == "" {
				if err := checkReason(&why); err != nil {
					return err
				}
			}
			return c.with(cmd.Context(), func(a *app) error {
				server, err := a.openIndexOrFindServer(cmd.Context(), "remove")
				if err != nil {
					return err
				}
				var n int
				if source == "" {
					n, err = ingest.Remove(cmd.Context(), a.Store, why, ids...)
				} else if err = a.knownSource(cmd.Context(), source); err == nil {
					n, err = ingest.RemoveSource(cmd.Context(), a.Store, source)
				}
				if err != nil {
					return err
				}
				if err := a.searchable(cmd.Context(), server); err != nil {
					return err
				}
				// They are removed even if their data cannot be deleted yet.
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d documents removed\n", n)
				if err != nil || server != "" { // a server sweeps itself
					return err
				}
				return a.sweep(cmd.Context())
			})
		}}
	cmd.Flags().StringVar(&source, "source", "", "remove all documents of this source")
	cmd.Flags().StringVar(&why.Reason, "reason", "", "why: who asked for it, by which paper")
	cmd.Flags().StringVar(&why.By, "by", "", "who removes; by default the user who runs the command")
	cmd.Flags().StringVar(&why.Due, "due", "", "the day by which it had to be done, YYYY-MM-DD")
	return cmd
}

// checkReason validates and completes an entry of the journal.
func checkReason(why *archive.Takedown) error {
	why.Reason = strings.TrimSpace(why.Reason)
	if why.Reason == "" {
		return usageError{errors.New("say why by --reason: it is kept in the journal of removals (letopis takedowns)")}
	}
	if _, err := time.Parse(time.DateOnly, why.Due); why.Due != "" && err != nil {
		return usageError{fmt.Errorf("--due %q is no day: write it as 2026-12-31", why.Due)}
	}
	why.At, why.By = time.Now(), cmp.Or(why.By, userName())
	return nil
}

// userName returns the name of the user who runs the program.
func userName() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return ""
}

// knownSource returns an error that lists the existing sources if a name is not one of them.
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
