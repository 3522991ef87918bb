package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"letopis/internal/archive"
	"letopis/internal/datadir"
	"letopis/internal/enrich"
	"letopis/internal/wiring"
	"letopis/tools/internal/bench"
	"letopis/tools/internal/tool"
)

// benchProgram makes the archives that are measured, and has the program serve them.
type benchProgram struct {
	t    *tool.Tool
	path string // of the program
}

var _ bench.Program = benchProgram{}

// Fill implements bench.Program.
func (p benchProgram) Fill(ctx context.Context, dir string, docs iter.Seq[[]*archive.Document]) (err error) {
	cfg := *p.t.Config
	cfg.Data = dir
	a, err := wiring.Open(ctx, &cfg, p.t.Log, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.OpenIndex(ctx, "bench", p.t.Stuck); err != nil {
		return err
	}
	for batch := range docs {
		for _, d := range batch { // made with their facts: the server must not look for others
			d.Rules = enrich.Version()
		}
		if _, err := a.Store.Commit(ctx, archive.Batch{Source: "bench", Put: batch}); err != nil {
			return err
		}
	}
	return errors.Join(a.Indexer.CatchUp(ctx), a.Indexer.Settle(ctx))
}

// exitInterrupted is the exit code of a server that was told to end.
const exitInterrupted = 130

// serveStart is how long a server may take to start: it reads and verifies the
// whole index.
const serveStart = 5 * time.Minute

// Serve implements bench.Program.
func (p benchProgram) Serve(ctx context.Context, dir string, answers int) (*bench.Process, error) {
	program, err := filepath.Abs(p.path) // never one of PATH
	if err != nil {
		return nil, err
	}
	var log bytes.Buffer // read after the end only
	cmd := exec.CommandContext(ctx, program, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--server-private", "",
		"--server-rate", "-1", "--index-answers", strconv.Itoa(answers), "--log-level", "warn")
	cmd.Stderr = &log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the server: %w: name the program with --program, make build makes it", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	stop := func() error {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
		if err := <-ended; err != nil && ctx.Err() == nil && cmd.ProcessState.ExitCode() != exitInterrupted {
			return fmt.Errorf("the server ended: %w: %s", err, log.String())
		}
		return nil
	}
	for deadline := time.Now().Add(serveStart); ; {
		info, err := datadir.ReadServer(dir)
		switch {
		case err == nil && info.PID == cmd.Process.Pid:
			return &bench.Process{URL: info.URL, PID: info.PID, Stop: stop}, nil
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return nil, errors.Join(err, stop())
		case time.Now().After(deadline):
			return nil, errors.Join(fmt.Errorf("the server did not start within %s", serveStart), stop())
		}
		select {
		case err := <-ended:
			return nil, fmt.Errorf("the server did not start: %v: %s", err, log.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
}
