package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/config"
	"letopis/internal/datadir"
	"letopis/internal/sandbox"
	"letopis/internal/text"
)

func discardLogger() *slog.Logger { return slog.New(slog.DiscardHandler) }

// with opens the archive for one command.
func (c *command) with(ctx context.Context, f func(*app) error) (err error) {
	a, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return f(a)
}

func (c *command) index() *cobra.Command {
	return &cobra.Command{
		Use: "index", Short: "Build the index anew from the catalogue",
		Long: "Builds the index anew beside the old one and switches when it is complete. The index is a cache: nothing " +
			"is lost without it.",
		Example: "  letopis index --data archive", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), func(a *app) error {
				if url := datadir.LiveServer(cmd.Context(), a.Dir); url != "" {
					return fmt.Errorf("the server at %s keeps the index: stop it first: %w", url, archive.ErrLocked)
				}
				if err := a.openIndex(cmd.Context(), "index"); err != nil {
					return err
				}
				if err := a.Indexer.Rebuild(cmd.Context()); err != nil {
					return err
				}
				if err := a.sweep(cmd.Context()); err != nil {
					return err
				}
				st, err := a.Indexer.Live().Stats(cmd.Context())
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d documents indexed, %d bytes\n", st.Docs, st.DiskBytes)
				return err
			})
		}}
}

// Data of removed documents is deleted from the disk soon after a server starts and then twice a day, so within a
// day, as documented.
const (
	sweepFirst = 10 * time.Minute
	sweepEvery = 12 * time.Hour
	sweepGrace = time.Hour // for originals whose documents are being committed
)

// sweep deletes unused originals and abandoned pages of scans, and truncates the catalogue's log.
func (a *app) sweep(ctx context.Context) error {
	n, err := a.Bucket.Sweep(ctx, sweepGrace, func(sha string) (bool, error) { return a.Store.Holds(ctx, sha) })
	if n > 0 {
		a.c.log.Info("deleted originals of removed documents", "originals", n)
	}
	return errors.Join(err, a.Store.Purge(ctx), sandbox.DropUnfinished(filepath.Join(a.Dir, datadir.ScansDir)))
}

// keepSwept sweeps while a server runs, and compacts the index.
func (a *app) keepSwept(ctx context.Context) {
	for wait := sweepFirst; ; wait = sweepEvery {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if err := errors.Join(a.sweep(ctx), a.Indexer.Compact(ctx)); err != nil && ctx.Err() == nil {
			a.c.log.Error("deleting what removed documents left", "error", err)
		}
	}
}

func (c *command) config() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Settings", Example: "  letopis config print", Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	var file bool
	printCommand := &cobra.Command{
		Use: "print", Short: "Print every setting, its value, and where the value comes from", Args: args(cobra.NoArgs),
		Example: "  letopis config print\n  letopis config print --file > letopis.yaml",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file {
				_, err := io.WriteString(cmd.OutOrStdout(), config.YAML())
				return err
			}
			for _, s := range c.all {
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%-24s %-40q %s\n", s.Key, s.Value, s.From); err != nil {
					return err
				}
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "\nmemory: %s\n", memoryInForce(c.cfg))
			return err
		}}
	printCommand.Flags().BoolVar(&file, "file", false, "print a settings file with the defaults and their meaning")
	cmd.AddCommand(printCommand)
	return cmd
}

func (c *command) analyze() *cobra.Command {
	return &cobra.Command{
		Use: "analyze TEXT…", Short: "Show how a text is analysed: tokens, forms, stems",
		Example: `  letopis analyze "О ремонте дорог г.Углича, 131-ФЗ"`, Args: args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, words []string) error {
			a, err := text.New()
			if err != nil {
				return err
			}
			return a.Trace(cmd.OutOrStdout(), strings.Join(words, " "))
		}}
}
