package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
)

// auditPage is how many entries are read at a time.
const auditPage = 1000

func (c *command) audit() *cobra.Command {
	var asJSON bool
	var limit int
	cmd := &cobra.Command{
		Use: "audit", Short: "Show who did what over HTTP with which key",
		Long: `Shows what was done to the archive over HTTP with keys (server.keys), the newest first: who signed in at the
desk, corrected or removed what; when, by which key, from which address, and the fields or the reason. --json writes
a line of JSON for each.`,
		Example: "  letopis audit --data archive\n  letopis audit --data archive --limit 0 --json > audit.jsonl",
		Args:    args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 {
				return usageError{fmt.Errorf("--limit %d is below 0", limit)}
			}
			return c.with(cmd.Context(), func(a *app) error {
				out := bufio.NewWriter(cmd.OutOrStdout())
				lines := json.NewEncoder(out)
				lines.SetEscapeHTML(false)
				write := func(e archive.AuditEntry) error {
					if asJSON {
						return lines.Encode(e)
					}
					what := strings.Trim(e.Doc+": "+e.Detail, ": ")
					_, err := fmt.Fprintf(out, "%s  %s  %s  %s  %s\n", e.At.Local().Format(time.DateTime), e.By, e.Client, e.Did,
						what)
					return err
				}
				for before, left := int64(0), limit; ; {
					n := auditPage
					if limit > 0 {
						n = min(n, left)
					}
					some, err := a.Store.Audit(cmd.Context(), archive.AuditFilter{Before: before}, n)
					if err != nil {
						return err
					}
					for _, e := range some {
						if err := write(e); err != nil {
							return err
						}
						before = e.N
					}
					if left -= len(some); len(some) < n || limit > 0 && left == 0 {
						return out.Flush()
					}
				}
			})
		}}
	cmd.Flags().BoolVar(&asJSON, "json", false, "a line of JSON for each")
	cmd.Flags().IntVar(&limit, "limit", 100, "at most so many; 0: all")
	return cmd
}
