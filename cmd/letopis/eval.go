package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"

	"github.com/spf13/cobra"

	"letopis/configs"
	"letopis/internal/archive"
	"letopis/internal/eval"
	"letopis/internal/query"
	"letopis/internal/text"
)

func (c *command) eval() *cobra.Command {
	cmd := &cobra.Command{Use: "eval", Short: "Measure quality against judged queries and labelled documents"}
	cmd.AddCommand(c.evalRelevance(), c.evalFacets())
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

func (c *command) evalFacets() *cobra.Command {
	var gold string
	var misses, asJSON bool
	cmd := &cobra.Command{
		Use: "facets", Short: "Precision and recall of what was found in labelled documents",
		Long: `Compares title, kind, number, date, towns, region, programme and citations with what people labelled, one
JSON object a line; documents are told by the last part of their address.`,
		Example: "  letopis eval facets --data archive --gold dev.jsonl -v", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, err := os.Open(gold)
			if err != nil {
				return err
			}
			defer f.Close()
			labels, err := eval.ReadLabels(f)
			if err != nil {
				return fmt.Errorf("%s: %w", gold, err)
			}
			return c.with(cmd.Context(), func(a *app) error {
				docs, err := a.labelled(cmd.Context(), labels)
				if err != nil {
					return err
				}
				scores := eval.Facets(labels, func(file string) (*archive.Document, int) {
					d := docs[file]
					return d, a.labelledHead(cmd.Context(), d)
				})
				if asJSON {
					return json.NewEncoder(cmd.OutOrStdout()).Encode(scores)
				}
				eval.PrintFacets(cmd.OutOrStdout(), scores, misses)
				return nil
			})
		}}
	fl := cmd.Flags()
	fl.StringVar(&gold, "gold", "", "labelled documents, JSON lines")
	fl.BoolVarP(&misses, "misses", "v", false, "list what was found wrong or not at all")
	fl.BoolVar(&asJSON, "json", false, "print JSON")
	_ = cmd.MarkFlagRequired("gold")
	return cmd
}

// labelled finds the documents of labels by the names of their files.
func (a *app) labelled(ctx context.Context, labels []eval.Label) (map[string]*archive.Document, error) {
	docs := make(map[string]*archive.Document, len(labels))
	err := a.each(ctx, func(d *archive.Document) error {
		name := eval.FileOf(d.URI)
		if slices.ContainsFunc(labels, func(l eval.Label) bool { return l.File == name }) {
			docs[name] = d
		}
		return nil
	})
	return docs, err
}

// labelledHead is how many bytes of a document's text were labelled for
// mentions. The labels count characters of the file as it was before cleaning.
func (a *app) labelledHead(ctx context.Context, d *archive.Document) int {
	if d == nil {
		return 0
	}
	if d.Original.Charset == "utf-8" {
		if f, err := a.bucket.Open(ctx, d.Original.SHA256); err == nil {
			defer f.Close()
			if raw, err := io.ReadAll(f); err == nil {
				return len(text.Clean(string(raw)[:eval.HeadOf(string(raw))]))
			}
		}
	}
	return eval.HeadOf(d.Text)
}
