package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/datadir"
	"letopis/internal/wiring"
)

func (c *command) repair() *cobra.Command {
	return &cobra.Command{
		Use: "repair", Short: "Put right what can be put right without a backup",
		Long: `Makes a data folder usable again: the file "format" and the index are made anew, and a catalogue that has lost
the last changes is taken as it is. What was taken in with them is taken in again by the next ingest; corrections
and removals among them are lost. It says what it did. What needs a backup stays as it is: letopis restore.`,
		Example: "  letopis repair --data archive", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.runRepair(cmd.Context(), cmd.OutOrStdout())
		}}
}

func (c *command) runRepair(ctx context.Context, w io.Writer) error {
	tell := func(what string) { fmt.Fprintln(w, what) }
	made, err := datadir.Repair(c.cfg.Data)
	if err != nil {
		return err
	}
	if made {
		tell("the file \"format\" was made anew")
	}
	if url := datadir.LiveServer(ctx, c.cfg.Data); url != "" {
		return fmt.Errorf("a server runs at %s: stop it first: %w", url, archive.ErrLocked)
	}
	unlock, err := datadir.Lock(ctx, c.cfg.Data, "repair")
	if err != nil {
		return err
	}
	err = wiring.Repair(ctx, c.cfg, tell)
	unlock()
	if err != nil {
		return err
	}
	return c.with(ctx, func(a *app) error {
		if err := a.openIndex(ctx, "repair"); err != nil { // replaces a damaged index
			return err
		}
		if err := a.Indexer.CatchUp(ctx); err != nil {
			return err
		}
		st, err := a.Indexer.Live().Stats(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "the archive can be used: %d documents\n", st.Docs)
		return err
	})
}
