// Package tool is what the commands under tools/ share: Letopis's settings as flags,
// a log, and the end of the process.
package tool

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"letopis/internal/config"
	"letopis/internal/wiring"
)

// Tool holds the settings and the log of a run; both are set before a command runs.
type Tool struct {
	Config *config.Config
	Log    *slog.Logger
}

// Attach gives root the settings of Letopis as flags, and the tool that reads them.
func Attach(root *cobra.Command) *Tool {
	t := &Tool{}
	file := root.PersistentFlags().String("config", os.Getenv(config.Prefix+"_CONFIG"), "settings file (YAML)")
	config.AddFlags(root.PersistentFlags())
	for _, s := range config.Hidden() {
		_ = root.PersistentFlags().MarkHidden(s) // they would drown the rest
	}
	root.SilenceUsage, root.SilenceErrors = true, true
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) (err error) {
		if t.Config, _, err = config.Load(*file, cmd.Flags()); err != nil {
			return err
		}
		t.Log, err = wiring.Logger(t.Config, os.Stderr)
		return err
	}
	return t
}

// With opens the archive of the settings while f runs.
func (t *Tool) With(ctx context.Context, f func(*wiring.Archive) error) (err error) {
	a, err := wiring.Open(ctx, t.Config, t.Log, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return f(a)
}

// Stuck ends the process when the engine hangs, see wiring.Archive.OpenIndex.
func (t *Tool) Stuck(err error) {
	t.Log.Error("ending: start again, nothing is lost", "error", err)
	os.Exit(1)
}

// Main runs root until it ends or the process is interrupted.
func Main(root *cobra.Command) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := root.ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", root.Name(), err)
		os.Exit(1)
	}
}
