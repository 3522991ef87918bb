// Command soak runs a server for some minutes while documents are taken in, watched for,
// corrected and removed, and people search; it fails when an answer does, or when the server's
// memory or descriptors grow.
package main

import (
	"time"

	"github.com/spf13/cobra"

	"letopis/tools/internal/tool"
)

func main() {
	var o options
	root := &cobra.Command{
		Use:     "soak",
		Short:   "Run a server under everything that people do, and see that it stays as it is",
		Example: "  go run ./tools/soak --program bin/letopis --for 20m",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	root.SilenceUsage, root.SilenceErrors = true, true
	fl := root.Flags()
	fl.StringVar(&o.program, "program", "bin/letopis", "the program, as make build makes it")
	fl.DurationVar(&o.length, "for", 20*time.Minute, "how long")
	fl.IntVar(&o.documents, "documents", 600, "documents that come and go")
	fl.Uint64Var(&o.seed, "seed", 1, "of what happens")
	tool.Main(root)
}
