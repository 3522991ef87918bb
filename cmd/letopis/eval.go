package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"

	"github.com/spf13/cobra"

	"letopis/configs"
	"letopis/internal/eval"
	"letopis/internal/query"
)

func (c *command) eval() *cobra.Command {
	cmd := &cobra.Command{Use: "eval", Short: "Measure quality against judged queries and labelled documents"}
	cmd.AddCommand(c.evalRelevance())
	return cmd
}

func (c *command) evalRelevance() *cobra.Command {
	var queries, qrels, runFile string
	var under float64
	var asJSON bool
	cmd := &cobra.Command{
		Use: "relevance", Short: "nDCG@10, MRR@10 and Recall@20 of judged queries",
		Example: "  letopis eval relevance --data archive --queries queries.jsonl --qrels qrels.tsv", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, rel, err := readJudged(queries, qrels)
			if err != nil {
				return err
			}
			return c.with(cmd.Context(), func(a *app) error {
				run, err := a.runQueries(cmd.Context(), q)
				if err != nil {
					return err
				}
				if runFile != "" {
					f, err := os.Create(runFile)
					if err != nil {
						return err
					}
					if err := errors.Join(run.Write(f, q), f.Close()); err != nil {
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
	fl.StringVar(&qrels, "qrels", "", "judgements: query, file, grade")
	fl.StringVar(&runFile, "run", "", "write the ranked files to this file too")
	fl.Float64Var(&under, "misses", 0.8, "list queries with nDCG@10 below this")
	fl.BoolVar(&asJSON, "json", false, "print JSON")
	_ = cmd.MarkFlagRequired("queries")
	_ = cmd.MarkFlagRequired("qrels")
	return cmd
}

func readJudged(queries, qrels string) ([]eval.Query, eval.Qrels, error) {
	qf, err := os.Open(queries)
	if err != nil {
		return nil, nil, err
	}
	defer qf.Close()
	q, err := eval.ReadQueries(qf)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", queries, err)
	}
	rf, err := os.Open(qrels)
	if err != nil {
		return nil, nil, err
	}
	defer rf.Close()
	rel, err := eval.ReadQrels(rf)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", qrels, err)
	}
	return q, rel, nil
}

// runQueries asks the archive's own search, as the site does, and returns file
// names.
func (a *app) runQueries(ctx context.Context, queries []eval.Query) (eval.Run, error) {
	if err := a.openIndex(ctx, "eval"); err != nil {
		return nil, err
	}
	if err := a.indexer.CatchUp(ctx); err != nil {
		return nil, err
	}
	synonyms, err := fileOr(a.c.cfg.Search.Synonyms, configs.Synonyms)
	if err != nil {
		return nil, err
	}
	s, err := query.New(a.indexer.Live, a.text, query.Options{Synonyms: synonyms, Places: a.gazetteer.Related})
	if err != nil {
		return nil, err
	}
	return eval.Search(ctx, queries, func(ctx context.Context, q string, limit int) ([]string, error) {
		answer, err := s.Search(ctx, query.Request{Q: q, Limit: limit})
		if err != nil {
			return nil, err
		}
		ids := make([]string, len(answer.Hits))
		for i, h := range answer.Hits {
			ids[i] = h.ID
		}
		docs, err := a.store.Get(ctx, ids...)
		if err != nil {
			return nil, err
		}
		var files []string
		for _, d := range docs {
			if d != nil {
				files = append(files, path.Base(d.URI))
			}
		}
		return files, nil
	})
}
