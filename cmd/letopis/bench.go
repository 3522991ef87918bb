package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
	"time"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/bench"
	"letopis/internal/text"
)

func (c *command) bench() *cobra.Command {
	var o bench.Options
	var from []string
	var profile, keep string
	var size int
	var asJSON, site bool
	cmd := &cobra.Command{
		Use: "bench", Short: "Measure the speed of indexing and search on a made-up corpus",
		Long: `Makes a corpus by recombining paragraphs of the given documents, indexes it in a temporary folder and
asks queries of every class: the first time (cold), again with words known (warm), and once more when the
answer itself is remembered (again). --http puts the same documents into an archive, serves it from another
process and asks for full answers over HTTP. --peer measures another engine in the same process: bleve and sqlite, which
get the stems that we index, and bleve-default, which only indexes, by itself.`,
		Example: "  letopis bench --docs 20000 --from acts --http --peer bleve --peer sqlite", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if o.Docs < 1000 || o.Queries < 1 {
				return usageError{errors.New("--docs: at least 1000; --queries: at least 1")}
			}
			analyzer, err := text.New()
			if err != nil {
				return err
			}
			corpus, err := bench.NewCorpus(cmd.Context(), from, o.Seed, size)
			if err != nil {
				return err
			}
			g, _, err := c.authority()
			if err != nil {
				return err
			}
			for _, t := range g.Cities {
				corpus.Towns = append(corpus.Towns, archive.City{ID: t.ID, OKTMO: t.OKTMO, Name: t.Name, Region: t.Region})
			}
			if site {
				o.Program = benchProgram{c}
			}
			if o.Dir, err = benchDir(keep); err != nil {
				return err
			}
			if keep == "" {
				defer func() { err = errors.Join(err, os.RemoveAll(o.Dir)) }()
			}
			o.Log = func(format string, args ...any) { fmt.Fprintf(cmd.ErrOrStderr(), format+"\n", args...) }
			if profile != "" {
				f, err := os.Create(profile)
				if err != nil {
					return err
				}
				defer f.Close()
				if err := pprof.StartCPUProfile(f); err != nil {
					return err
				}
				defer pprof.StopCPUProfile()
			}
			report, err := bench.Run(cmd.Context(), corpus, analyzer, o)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(report)
			}
			return report.Print(cmd.OutOrStdout())
		}}
	fl := cmd.Flags()
	fl.IntVar(&o.Docs, "docs", 20_000, "documents")
	fl.IntVar(&size, "size", 4000, "bytes of text of a document, about")
	fl.StringSliceVar(&from, "from", []string{"samples"}, "folders of documents to take paragraphs of")
	fl.StringSliceVar(&o.Peers, "peer", nil, "other engines: bleve, sqlite, bleve-default (indexing only)")
	fl.BoolVar(&site, "http", false, "measure a served archive, too")
	fl.IntVar(&o.Queries, "queries", 20, "queries of each class")
	fl.DurationVar(&o.During, "during", 2*time.Second, "time of each measurement of queries a second")
	fl.Uint64Var(&o.Seed, "seed", 1, "for another corpus and other queries")
	fl.StringVar(&o.Export, "export", "", "write documents and queries to this folder, for scripts/bench-peers.sh")
	fl.StringVar(&keep, "keep", "", "leave indexes and archive in this new folder")
	fl.StringVar(&profile, "profile", "", "write a CPU profile to this file")
	fl.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// benchDir makes the folder of a run; "": a temporary one.
func benchDir(path string) (string, error) {
	if path == "" {
		return os.MkdirTemp("", "letopis-bench-")
	}
	if err := os.Mkdir(path, 0o755); err != nil {
		return "", fmt.Errorf("--keep: %w: name a folder that does not exist yet", err)
	}
	return path, nil
}
