package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"runtime"

	"github.com/spf13/cobra"

	"letopis/internal/extract"
	"letopis/internal/sandbox"
)

// extractor returns what reads files, in the sandbox unless that is turned off,
// and what ends it.
func (c *command) extractor() (read func(ctx context.Context, name string, data []byte) ([]extract.Part, error), end func(), err error) {
	i := c.cfg.Ingest
	if !i.Sandbox {
		return func(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
			ctx, cancel := context.WithTimeout(ctx, i.Timeout)
			defer cancel()
			return extract.Extract(ctx, name, data, extract.Options{}), nil
		}, func() {}, nil
	}
	workers := i.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	pool, err := sandbox.New(sandbox.Options{Timeout: i.Timeout, Workers: workers})
	if err != nil {
		return nil, nil, err
	}
	return pool.Extract, pool.Close, nil
}

// workerCommand is what the sandbox runs.
func workerCommand() *cobra.Command {
	return &cobra.Command{Use: "extract-worker", Hidden: true, Args: cobra.NoArgs,
		PersistentPreRun: func(*cobra.Command, []string) {}, // no settings: its environment is clean
		RunE: func(cmd *cobra.Command, _ []string) error {
			return sandbox.Main(cmd.InOrStdin(), cmd.OutOrStdout())
		}}
}

// printTools tells which programs for scans are missing.
func printTools(w io.Writer) error {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		_, err = fmt.Fprintln(w, "tesseract  missing: scans are kept and found by name only. Debian: apt-get install tesseract-ocr tesseract-ocr-rus")
		return err
	}
	_, err = fmt.Fprintln(w, "tesseract ", path)
	return err
}
