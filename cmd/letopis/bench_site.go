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
	"strconv"
	"syscall"
	"time"

	"letopis/internal/archive"
	"letopis/internal/bench"
	"letopis/internal/enrich"
)

// benchProgram makes and serves the archives that letopis bench measures.
type benchProgram struct{ c *command }

var _ bench.Program = benchProgram{}

// Fill implements bench.Program.
func (p benchProgram) Fill(ctx context.Context, dir string, docs iter.Seq[[]*archive.Document]) (err error) {
	cfg := *p.c.cfg
	cfg.Data = dir
	a, err := (&command{cfg: &cfg, log: p.c.log}).open(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.openIndex(ctx, "bench"); err != nil {
		return err
	}
	for batch := range docs {
		for _, d := range batch { // made with their facts: the server must not look for others
			d.Rules = enrich.Version()
		}
		if _, err := a.store.Commit(ctx, archive.Batch{Source: "bench", Put: batch}); err != nil {
			return err
		}
	}
	return errors.Join(a.indexer.CatchUp(ctx), a.indexer.Settle(ctx))
}

// serveStart is how long a server may take to start: it reads and verifies the
// whole index.
const serveStart = 5 * time.Minute

// Serve implements bench.Program.
func (p benchProgram) Serve(ctx context.Context, dir string, answers int) (*bench.Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	var log bytes.Buffer // read after the end only
	cmd := exec.CommandContext(ctx, self, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--server-private", "",
		"--server-rate", "-1", "--index-answers", strconv.Itoa(answers), "--log-level", "warn")
	cmd.Stderr = &log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the server: %w", err)
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
		info, err := readServerInfo(dir)
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
