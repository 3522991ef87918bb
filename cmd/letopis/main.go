// Command letopis is a searchable archive of municipal documents in one program.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/config"
	"letopis/internal/datadir"
	"letopis/internal/ingest"
	"letopis/internal/memlimit"
	"letopis/internal/wiring"
)

// version is set by the linker.
var version = "dev"

// Exit codes, which help lists.
const (
	exitOK          = 0
	exitError       = 1
	exitUsage       = 2
	exitSource      = 3
	exitLocked      = 4
	exitData        = 5
	exitFull        = 6
	exitUnavailable = 7
	exitUnread      = 8
	exitInterrupted = 130
)

func main() {
	memlimit.Apply()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := execute(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// execute runs a command until it finishes or ctx ends, and returns its exit code.
func execute(ctx context.Context, args []string, out, errs io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	if err != nil {
		fmt.Fprintln(errs, "letopis:", err)
	}
	return exitCode(ctx, err)
}

// usageError is an error in the command line.
type usageError struct{ error }

// exitCode maps errors to exit codes.
func exitCode(ctx context.Context, err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, ingest.ErrSource):
		return exitSource
	case errors.Is(err, archive.ErrLocked), errors.Is(err, index.ErrLocked):
		return exitLocked
	case errors.Is(err, datadir.ErrUnusable), errors.Is(err, archive.ErrCorrupt), errors.Is(err, index.ErrDamaged):
		return exitData
	case errors.Is(err, archive.ErrFull):
		return exitFull
	case errors.Is(err, archive.ErrUnavailable), errors.Is(err, index.ErrUnavailable):
		return exitUnavailable
	case errors.Is(err, errUnread):
		return exitUnread
	}
	return exitError
}

// command is shared by all commands.
type command struct {
	file string // settings file
	cfg  *config.Config
	all  []config.Setting
	log  *slog.Logger
}

func newRoot() *cobra.Command {
	c := &command{}
	root := &cobra.Command{
		Use:   "letopis",
		Short: "A searchable archive of municipal documents",
		Long: `Letopis («летопись», chronicle) takes in documents of towns and districts in any format and
charset, finds out what they are, and serves full-text search with facets by date, town and programme.

Exit codes: 0 done; 1 an error; 2 a mistake in the command line; 3 a source could not be read;
4 the data folder is in use; 5 the data folder, or a copy, is foreign, newer, or damaged; 6 the disk is full;
7 a service that keeps the archive cannot be reached; 8 ingest --strict: files were not read, or not in
full; 130 interrupted.

Every setting has a flag, an environment variable (LETOPIS_SERVER_LISTEN) and a key in the settings
file (server.listen); letopis config print shows them all and where each value comes from.`,
		Example: `  letopis ingest --data archive acts/ news.zip
  letopis serve --data archive --listen localhost:8080
  letopis search --data archive "ремонт дорог" --city uglich`,
		SilenceUsage: true, SilenceErrors: true, Version: version,
		Args: knownCommand, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return c.load(cmd) },
	}
	root.SetFlagErrorFunc(flagError)
	root.PersistentFlags().StringVar(&c.file, "config", os.Getenv(config.Prefix+"_CONFIG"), "settings file (YAML)")
	config.AddFlags(root.PersistentFlags())
	for _, s := range config.Hidden() {
		_ = root.PersistentFlags().MarkHidden(s) // config print lists them; help would be too long
	}
	root.AddCommand(c.ingest(), c.serve(), c.search(), c.show(), c.index(), c.check(), c.export(), c.importCommand(),
		c.pack(), c.backup(), c.restore(), c.repair(), c.migrate(),
		c.enrich(), c.edit(), c.remove(), c.takedowns(), c.audit(), c.searches(), c.follow(), c.analyze(), c.config(),
		c.health(), versionCommand(), manCommand(), workerCommand())
	return root
}

func (c *command) load(cmd *cobra.Command) error {
	cfg, all, err := config.Load(c.file, cmd.Flags())
	if err != nil {
		return usageError{err}
	}
	c.cfg, c.all = cfg, all
	if c.log, err = wiring.Logger(cfg, cmd.ErrOrStderr()); err != nil {
		return usageError{err}
	}
	return nil
}

// args turns a wrong number of arguments into a usage error.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, a []string) error {
		if err := check(cmd, a); err != nil {
			return usageError{fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())}
		}
		return nil
	}
}

func versionCommand() *cobra.Command {
	return &cobra.Command{Use: "version", Short: "Print the version", Example: "  letopis version",
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), version)
			return err
		}}
}
