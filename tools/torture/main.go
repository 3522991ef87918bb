// Command torture damages copies of an archive, file by file, at rest and under a running server, and asks each copy
// everything that the undamaged archive answers. An answer may be an error but must not be wrong; no process may crash;
// what is not damaged must not be reported as damaged; and the remedy that letopis names must work.
//
// Read trial.go first: what happens to one copy.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// flags of the command.
type flags struct {
	program, from, work string
	trials, workers     int
	seed                uint64
	limit               time.Duration
	only                string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := newRoot().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "torture:", err)
		os.Exit(1)
	}
}

func newRoot() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use: "torture", Short: "Damage copies of an archive and hold that no answer is wrong",
		Long: `Makes archives of the documents in --from, stopped and killed, damages a copy of one in each trial, and prints
a table of what was found. Ends with an error when an answer was wrong, a process crashed, whole data were told to be
damaged, or a way out that letopis names did not lead out.`,
		Example: "  go run ./tools/torture --trials 50 --only index", Args: cobra.NoArgs,
		SilenceUsage: true, SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), cmd.OutOrStdout(), f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.program, "program", "bin/letopis", "the program")
	fl.StringVar(&f.from, "from", "samples", "documents to make archives of")
	fl.StringVar(&f.work, "work", "", "folder for copies; empty: a temporary one, in memory where the system has one")
	fl.IntVar(&f.trials, "trials", 420, "how many copies to damage")
	fl.IntVar(&f.workers, "workers", 2, "trials at a time")
	fl.Uint64Var(&f.seed, "seed", 1, "of what is damaged")
	fl.DurationVar(&f.limit, "limit", 40*time.Minute, "the longest run")
	fl.StringVar(&f.only, "only", "", "only trials of this kind of file")
	return cmd
}

func run(ctx context.Context, out io.Writer, f flags) (err error) {
	ctx, cancel := context.WithTimeout(ctx, f.limit)
	defer cancel()
	if f.work == "" {
		base := "/dev/shm"
		if _, err := os.Stat(base); err != nil {
			base = ""
		}
		if f.work, err = os.MkdirTemp(base, "letopis-torture"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(f.work)) }()
	}
	if f.program, err = filepath.Abs(f.program); err != nil {
		return err
	}
	base, err := prepare(ctx, f)
	if err != nil {
		return fmt.Errorf("making the archive: %w", err)
	}
	plan := plans(rand.New(rand.NewPCG(f.seed, 0)), f.trials, f.only)
	var t table
	var mu sync.Mutex
	next := make(chan int)
	var workers sync.WaitGroup
	for w := range f.workers {
		workers.Go(func() {
			for i := range next {
				r := base.trial(ctx, w, i, plan[i])
				mu.Lock()
				t.add(plan[i], r)
				for _, bad := range r.bad {
					fmt.Fprintf(os.Stderr, "%d %s: %s\n", i, plan[i], bad)
				}
				mu.Unlock()
			}
		})
	}
	for i := range plan {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	workers.Wait()
	if err := t.print(out); err != nil {
		return err
	}
	if t.bad > 0 || ctx.Err() != nil {
		return fmt.Errorf("%d trials of %d ended badly: %w", t.bad, t.done, errors.Join(ctx.Err(), errBad))
	}
	return nil
}

var errBad = errors.New("see above")
