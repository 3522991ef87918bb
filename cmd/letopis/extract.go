package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"letopis/internal/datadir"
	"letopis/internal/extract"
	"letopis/internal/memlimit"
	"letopis/internal/sandbox"
)

// workerMemory is the memory required for each file that is read at the same time.
const workerMemory = 256 << 20

// extractor returns a function that reads files, in the sandbox unless it is turned off, and a function that stops
// it.
func (c *command) extractor() (read func(ctx context.Context, name string, data []byte) ([]extract.Part, error),
	end func(), err error) {
	i := c.cfg.Ingest
	options := extract.Options{MaxText: i.MaxTextMB << 20}
	if !i.Sandbox {
		return func(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
			ctx, cancel := context.WithTimeout(ctx, i.Timeout)
			defer cancel()
			return extract.Extract(ctx, name, data, options), nil
		}, func() {}, nil
	}
	memory := memlimit.Current()
	workers := i.Workers
	if workers == 0 {
		workers = int(memory.Share(workerMemory, 1, int64(runtime.GOMAXPROCS(0))))
	}
	if err := extract.Warm(); err != nil {
		c.log.Warn("PDF will be read slowly or not at all", "error", err)
	}
	pool, err := sandbox.New(sandbox.Options{Timeout: i.Timeout, Workers: workers, Extract: options,
		Memory: memory.Share(2, 384<<20, 1536<<20), Unheld: func(p sandbox.Protection) {
			c.log.Warn("files are read with less than the whole sandbox", "in force", p.String())
		}, Unfinished: filepath.Join(c.cfg.Data, datadir.ScansDir), Progress: func(name string, pages int) {
			c.log.Info("recognising a long scan", "file", name, "pages", pages)
		}})
	if err != nil {
		return nil, nil, err
	}
	return pool.Extract, pool.Close, nil
}

// protection describes how the processes that read files are confined.
func (c *command) protection(ctx context.Context) (string, error) {
	if !c.cfg.Ingest.Sandbox {
		return "off: ingest.sandbox", nil
	}
	pool, err := sandbox.New(sandbox.Options{})
	if err != nil {
		return "", err
	}
	defer pool.Close()
	p, err := pool.Protection(ctx)
	return p.String(), err
}

// workerCommand is the command that the sandbox runs.
func workerCommand() *cobra.Command {
	return &cobra.Command{Use: "extract-worker", Hidden: true, Args: cobra.NoArgs,
		PersistentPreRun: func(*cobra.Command, []string) {}, // needs no settings: its environment is empty
		RunE: func(cmd *cobra.Command, _ []string) error {
			return sandbox.Main(cmd.InOrStdin(), cmd.OutOrStdout())
		}}
}

// printTools lists the external programs for reading files, and how to install missing ones.
func printTools(w io.Writer) error {
	for _, t := range extract.Tools() {
		what := t.Path
		if t.Problem != "" {
			what = t.Problem
		}
		if _, err := fmt.Fprintf(w, "%s  %s\n", t.Name, what); err != nil {
			return err
		}
	}
	return nil
}
