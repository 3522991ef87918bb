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

// auditPage is the number of entries read at a time.
const auditPage = 1000

func (c *command) audit() *cobra.Command {
	var asJSON bool
	var limit int
	var f archive.AuditFilter
	var from, to string
	cmd := &cobra.Command{
		Use: "audit", Short: "Show who did what over HTTP with which key",
		Long: `Shows what was done to the archive over HTTP with keys (server.keys), the newest first: who signed in at the
desk, corrected or removed what; when, by which key, from which address, and the fields or the reason. Wrong keys
are counted by the network that they came from, an entry for each minute, or hour when there are many. --json writes
a line of JSON for each.`,
		Example: "  letopis audit --data archive\n  letopis audit --data archive --by petrova --from 2026-11-01\n" +
			"  letopis audit --data archive --limit 0 --json > audit.jsonl",
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 {
				return usageError{fmt.Errorf("--limit %d is below 0", limit)}
			}
			var err error
			if f.From, err = dayBound("from", from, 0); err != nil {
				return err
			}
			if f.To, err = dayBound("to", to, 1); err != nil {
				return err
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
				for left := limit; ; {
					n := auditPage
					if limit > 0 {
						n = min(n, left)
					}
					some, err := a.Store.Audit(cmd.Context(), f, n)
					if err != nil {
						return err
					}
					for _, e := range some {
						if err := write(e); err != nil {
							return err
						}
						f.Before = e.N
					}
					if left -= len(some); len(some) < n || limit > 0 && left == 0 {
						return out.Flush()
					}
				}
			})
		}}
	cmd.Flags().BoolVar(&asJSON, "json", false, "a line of JSON for each")
	cmd.Flags().StringVar(&f.By, "by", "", "only what was done with the keys of this name")
	cmd.Flags().StringVar(&f.Did, "did", "", "only this: correct, take_back, remove, sign_in, sign_out, sign_in_failed")
	cmd.Flags().StringVar(&from, "from", "", "from this day on, YYYY-MM-DD")
	cmd.Flags().StringVar(&to, "to", "", "to the end of this day, YYYY-MM-DD")
	cmd.Flags().IntVar(&limit, "limit", 100, "at most so many; 0: all")
	return cmd
}

// dayBound returns the start of a day in local time, plus a number of days; the zero time for "".
func dayBound(flag, text string, later int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	d, err := archive.ParseDate(text)
	if err != nil || d.Precision() != archive.PrecisionDay {
		return time.Time{}, usageError{fmt.Errorf("--%s %q is not a day like 2026-11-30", flag, text)}
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day+later, 0, 0, 0, 0, time.Local), nil
}
