package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
)

func (c *command) takedowns() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "takedowns", Short: "Show the journal of documents that were removed for good",
		Long: `Shows which documents letopis remove has removed, when, who did it and why. --json writes a line of JSON for
each, which letopis restore --journal applies to an older backup: keep a copy beside your backups.`,
		Example: "  letopis takedowns --data archive\n  letopis takedowns --data archive --json > takedowns.jsonl",
		Args:    args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), func(a *app) error {
				list, err := a.Store.Takedowns(cmd.Context())
				if err != nil {
					return err
				}
				return printTakedowns(cmd.OutOrStdout(), list, asJSON)
			})
		}}
	cmd.Flags().BoolVar(&asJSON, "json", false, "a line of JSON for each")
	return cmd
}

func printTakedowns(w io.Writer, list []archive.Takedown, asJSON bool) error {
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for _, t := range list {
		if asJSON {
			if err := lines.Encode(t); err != nil {
				return err
			}
			continue
		}
		due := ""
		if t.Due != "" {
			due = ", due " + t.Due
		}
		fmt.Fprintf(out, "%s  %s  %s%s: %s\n", t.At.Local().Format(time.DateTime), t.ID, t.By, due, t.Reason)
	}
	return out.Flush()
}

// readTakedowns reads the output of takedowns --json.
func readTakedowns(path string) ([]archive.Takedown, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("--journal: %w: %w", archive.ErrInvalid, err)
	}
	defer f.Close()
	var list []archive.Takedown
	lines := json.NewDecoder(f)
	for n := 1; ; n++ {
		var t archive.Takedown
		err := lines.Decode(&t)
		switch {
		case errors.Is(err, io.EOF):
			return list, nil
		case err != nil || t.ID == "" || t.At.IsZero():
			return nil, fmt.Errorf("--journal %s, line %d is no entry of letopis takedowns --json: %w", path, n,
				errors.Join(archive.ErrInvalid, err))
		}
		list = append(list, t)
	}
}
