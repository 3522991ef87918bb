// Command bench measures the speed of indexing and search.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
	"time"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/text"
	"letopis/internal/wiring"
	"letopis/tools/internal/bench"
	"letopis/tools/internal/tool"
)

// benchFlags are bench.Options with what the command does around a run.
type benchFlags struct {
	bench.Options
	from          []string
	size          int
	site, json    bool
	keep, profile string
	program       string
	files         string
}

func main() { tool.Main(newRoot()) }

func newRoot() *cobra.Command {
	var f benchFlags
	var t *tool.Tool
	cmd := &cobra.Command{
		Use: "bench", Short: "Measure the speed of indexing and search on a made-up corpus",
		Long: `Makes a corpus by recombining paragraphs of the given documents, indexes it in a temporary folder and
asks many different queries, as people would, each once. Then it asks queries of every class: with nothing
known of their words (cold), again with words known (warm), and once more when the answer itself is
remembered (again). --http puts the same documents into an archive, serves it from another process and
asks for full answers over HTTP. --peer measures another engine, which gets the stems that we index: bleve and
sqlite in the same process, lucene (a JDK and Maven) and tantivy (Rust) in theirs; bleve-default only indexes,
by itself.`,
		Example: "  go run ./tools/bench --docs 20000 --from acts --http --peer bleve --peer sqlite",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.Docs < 1000 || f.Queries < 1 {
				return errors.New("--docs: at least 1000; --queries: at least 1")
			}
			f.Log = func(format string, args ...any) { fmt.Fprintf(cmd.ErrOrStderr(), format+"\n", args...) }
			if f.Distinct > 0 && f.Distinct < 100 {
				return errors.New("--distinct: at least 100, or 0 for none")
			}
			if f.FirstOnly = f.FirstOnly && f.Distinct > 0; f.Neighbours {
				f.FirstOnly = false
			}
			if f.site = f.site || f.Neighbours; f.Neighbours {
				f.Peers = nil
			}
			report, err := runBench(cmd.Context(), t, f)
			if err != nil || report == nil {
				return err
			}
			if f.json {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(report)
			}
			return report.Print(cmd.OutOrStdout())
		}}
	fl := cmd.Flags()
	fl.IntVar(&f.Docs, "docs", 20_000, "documents")
	fl.IntVar(&f.size, "size", 4000, "bytes of text of a document, about")
	fl.StringSliceVar(&f.from, "from", []string{"samples"}, "folders of documents to take paragraphs of")
	fl.StringSliceVar(&f.Peers, "peer", nil,
		"other engines: bleve, sqlite, lucene, tantivy, bleve-default (indexing only)")
	fl.BoolVar(&f.site, "http", false, "measure a served archive, too")
	fl.BoolVar(&f.Neighbours, "neighbours", false,
		"measure only, over HTTP, what heavy clients and attackers do to a user")
	fl.StringVar(&f.program, "program", "bin/letopis", "the program that serves it")
	fl.IntVar(&f.Queries, "queries", 20, "queries of each class")
	fl.IntVar(&f.Distinct, "distinct", 20_000, "different queries, each asked once; 0: none")
	fl.BoolVar(&f.FirstOnly, "first", false, "of queries ask only those, each once")
	fl.DurationVar(&f.During, "during", 2*time.Second, "time of each measurement of queries a second")
	fl.Uint64Var(&f.Seed, "seed", 1, "for another corpus and other queries")
	fl.StringVar(&f.files, "files", "", "only write the documents as files into this new folder, for letopis ingest")
	fl.StringVar(&f.keep, "keep", "", "leave indexes and archive in this new folder")
	fl.StringVar(&f.profile, "profile", "", "write a CPU profile to this file")
	fl.BoolVar(&f.json, "json", false, "print JSON")
	cmd.AddCommand(crowdCommand())
	t = tool.Attach(cmd)
	return cmd
}

// runBench makes the corpus and measures on it, in a folder that it removes unless
// it is to be kept; without a report where only files are asked for.
func runBench(ctx context.Context, t *tool.Tool, f benchFlags) (_ *bench.Report, err error) {
	analyzer, err := text.New()
	if err != nil {
		return nil, err
	}
	corpus, err := bench.NewCorpus(ctx, f.from, f.Seed, f.size)
	if err != nil {
		return nil, err
	}
	if f.files != "" {
		if _, err := benchDir("--files", f.files); err != nil {
			return nil, err
		}
		return nil, corpus.WriteFiles(ctx, f.files, f.Docs)
	}
	g, err := wiring.Gazetteer(t.Config)
	if err != nil {
		return nil, err
	}
	for _, c := range g.Cities {
		corpus.Towns = append(corpus.Towns, archive.City{ID: c.ID, OKTMO: c.OKTMO, Name: c.Name, Region: c.Region})
	}
	if f.site {
		f.Program, f.Crowd = benchProgram{t, f.program}, startCrowd
	}
	if f.Dir, err = benchDir("--keep", f.keep); err != nil {
		return nil, err
	}
	if f.keep == "" {
		defer func() { err = errors.Join(err, os.RemoveAll(f.Dir)) }()
	}
	if f.profile != "" {
		stop, profileErr := startProfile(f.profile)
		if profileErr != nil {
			return nil, profileErr
		}
		defer func() { err = errors.Join(err, stop()) }()
	}
	return bench.Run(ctx, corpus, analyzer, f.Options)
}

// startProfile writes a CPU profile to a file until it is stopped.
func startProfile(path string) (stop func() error, err error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

// benchDir makes the folder that a flag names; "": a temporary one.
func benchDir(flag, path string) (string, error) {
	if path == "" {
		return os.MkdirTemp("", "letopis-bench-")
	}
	if err := os.Mkdir(path, 0o755); err != nil {
		return "", fmt.Errorf("%s: %w: name a folder that does not exist yet", flag, err)
	}
	return path, nil
}
