package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"

	"github.com/spf13/cobra"

	"letopis/internal/extract"
)

// extractor reads files: in the sandbox, or in this process when that is turned
// off.
func (c *command) extractor() func(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
	return func(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
		ctx, cancel := context.WithTimeout(ctx, c.cfg.Ingest.Timeout)
		defer cancel()
		return extract.Extract(ctx, name, data, extract.Options{}), nil
	}
}

// workerCommand is what the sandbox runs.
func workerCommand() *cobra.Command {
	return &cobra.Command{Use: "extract-worker", Hidden: true, Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return nil }}
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
