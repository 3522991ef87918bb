// Command peak runs a command and reports its peak memory, including that of all processes that it started:
//
//	go run ./tools/peak bin/letopis ingest --data D FOLDER
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"letopis/internal/testkit/footprint"
)

// every is how often is looked: each look costs some milliseconds of processor time.
const every = 200 * time.Millisecond

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "peak:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("name a command: go run ./tools/peak bin/letopis ingest --data D FOLDER")
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	signal.Ignore(os.Interrupt) // the command gets it, too, and ends
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	start := time.Now()
	var peak footprint.Memory
	var at time.Duration
	for {
		select {
		case err := <-ended:
			_, printErr := fmt.Fprintf(os.Stderr, "peak: %d MB (%d anonymous) in %d processes, after %v of %v\n", peak.Total>>20,
				peak.Anonymous>>20, peak.Processes, at.Round(time.Second), time.Since(start).Round(time.Second))
			return errors.Join(err, printErr)
		case <-stop:
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
				return err
			}
		case <-time.After(every):
			m, err := footprint.Of(cmd.Process.Pid)
			if err != nil {
				return err
			}
			if m.Total > peak.Total {
				peak, at = m, time.Since(start)
			}
		}
	}
}
