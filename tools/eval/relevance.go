package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"letopis/index"
	"letopis/internal/query"
	"letopis/internal/wiring"
	"letopis/tools/internal/eval"
	"letopis/tools/internal/tool"
)

func relevance(t *tool.Tool) *cobra.Command {
	var queries, runFile, blank string
	var qrels []string
	var under float64
	var asJSON bool
	cmd := &cobra.Command{
		Use: "relevance", Short: "nDCG@10, MRR@10 and Recall@20 of judged queries",
		Example: "  go run ./tools/eval relevance --data archive --queries queries.jsonl --qrels qrels.tsv",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, rel, err := readJudged(queries, qrels...)
			if err != nil {
				return err
			}
			return t.With(cmd.Context(), func(a *wiring.Archive) error {
				run, err := runQueries(cmd.Context(), t, a, q)
				if err != nil {
					return err
				}
				if runFile != "" {
					if err := written(runFile, func(w io.Writer) error { return run.Write(w, q) }); err != nil {
						return err
					}
				}
				if blank != "" {
					if err := written(blank, func(w io.Writer) error { return eval.WritePool(w, q, rel, run) }); err != nil {
						return err
					}
				}
				report := eval.Relevance(q, rel, run, under)
				if asJSON {
					return json.NewEncoder(cmd.OutOrStdout()).Encode(report)
				}
				return report.Print(cmd.OutOrStdout())
			})
		}}
	fl := cmd.Flags()
	fl.StringVar(&queries, "queries", "", "judged queries, JSON lines")
	fl.StringSliceVar(&qrels, "qrels", nil, "judgements: query, file, grade; several files add up")
	fl.StringVar(&runFile, "run", "", "write the ranked files to this file too")
	fl.StringVar(&blank, "unjudged", "", "write the pairs of the first ten that have no judgement to this file")
	fl.Float64Var(&under, "misses", 0.8, "list queries with nDCG@10 below this; 0: figures only, of no single query")
	fl.BoolVar(&asJSON, "json", false, "print JSON")
	_ = cmd.MarkFlagRequired("queries")
	_ = cmd.MarkFlagRequired("qrels")
	return cmd
}

func readJudged(queries string, qrels ...string) ([]eval.Query, eval.Qrels, error) {
	qf, err := os.Open(queries)
	if err != nil {
		return nil, nil, err
	}
	defer qf.Close()
	q, err := eval.ReadQueries(qf)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", queries, err)
	}
	rel := eval.Qrels{}
	for _, name := range qrels {
		if err := addJudged(rel, name); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return q, rel, nil
}

func addJudged(rel eval.Qrels, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return rel.Add(f)
}

// runQueries asks the archive's own search, as the site does, and returns file
// names.
func runQueries(ctx context.Context, t *tool.Tool, a *wiring.Archive, queries []eval.Query) (eval.Run, error) {
	if err := a.OpenIndex(ctx, "eval", t.Stuck); err != nil {
		return nil, err
	}
	if err := a.Indexer.CatchUp(ctx); err != nil {
		return nil, err
	}
	options, err := a.QueryOptions()
	if err != nil {
		return nil, err
	}
	s, err := query.New(a.Indexer.Live, a.Text, options)
	if err != nil {
		return nil, err
	}
	return eval.Search(ctx, queries, func(ctx context.Context, q string, limit int) ([]string, error) {
		answer, err := s.Search(ctx, query.Request{Q: q, Limit: limit})
		if err != nil {
			return nil, err
		}
		return filesOf(ctx, a, answer.Hits)
	})
}

// filesOf names the files of hits as the judgements do: a post by its page.
func filesOf(ctx context.Context, a *wiring.Archive, hits []index.Hit) ([]string, error) {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	docs, err := a.Store.Get(ctx, ids...)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, d := range docs {
		if d != nil {
			uri, _, _ := strings.Cut(d.URI, "#")
			files = append(files, path.Base(uri))
		}
	}
	return files, nil
}

// written makes a file of what write writes.
func written(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
