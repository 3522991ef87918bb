package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/wiring"
	"letopis/tools/internal/eval"
	"letopis/tools/internal/peers"
	"letopis/tools/internal/tool"
)

func compare(t *tool.Tool) *cobra.Command {
	var sets, names []string
	var pool string
	cmd := &cobra.Command{
		Use: "compare", Short: "nDCG@10 beside that of other engines, with confidence intervals",
		Long: "Ranks the same documents for the same queries by other engines. Of the difference to each it prints\n" +
			"the mean over queries and its 95 % interval by a paired bootstrap. Run it in the top folder of the project.",
		Example: "  go run ./tools/eval compare --data archive --judged queries/tune,queries/held --pool pairs.tsv",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var q []eval.Query
			rel := eval.Qrels{}
			for _, dir := range sets {
				more, err := addSet(rel, dir)
				if err != nil {
					return err
				}
				q = append(q, more...)
			}
			return t.With(cmd.Context(), func(a *wiring.Archive) error {
				runs, err := runEach(cmd.Context(), t, a, q, names)
				if err != nil {
					return err
				}
				if pool != "" {
					if err := written(pool, func(w io.Writer) error { return eval.WritePool(w, q, rel, runs...) }); err != nil {
						return err
					}
				}
				return eval.Compare(q, rel, append([]string{"Letopis"}, names...), runs).Print(cmd.OutOrStdout())
			})
		}}
	fl := cmd.Flags()
	fl.StringSliceVar(&sets, "judged", nil, "folders of queries.jsonl and its judgements, qrels.tsv and qrels-added.tsv")
	fl.StringSliceVar(&names, "peer", peers.Names, "engines to compare with")
	fl.StringVar(&pool, "pool", "", "write the pairs among the first ten of any engine without a judgement to this file")
	_ = cmd.MarkFlagRequired("judged")
	return cmd
}

// addSet reads the queries of a folder, and adds its judgements to rel. New queries have none.
func addSet(rel eval.Qrels, dir string) ([]eval.Query, error) {
	q, more, err := readJudged(path.Join(dir, "queries.jsonl"))
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"qrels.tsv", "qrels-added.tsv"} {
		if err := addJudged(more, path.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	for id, grades := range more {
		rel[id] = grades
	}
	return q, nil
}

// runEach asks the archive's own search and each peer, which gets the same texts.
func runEach(ctx context.Context, t *tool.Tool, a *wiring.Archive, q []eval.Query, names []string) (
	_ []eval.Run, err error,
) {
	own, err := runQueries(ctx, t, a, q)
	if err != nil {
		return nil, err
	}
	docs, err := peerDocs(ctx, a)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "letopis-peers-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	runs := []eval.Run{own}
	for _, name := range names {
		p, err := peers.Open(ctx, name, dir, docs)
		if err != nil {
			return nil, err
		}
		run, err := eval.Search(ctx, q, p.Ask)
		if err := errors.Join(err, p.Close()); err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	return runs, nil
}

// peerTitle is how many characters of a text are the title that other engines get: they read no titles.
const peerTitle = 300

// peerDocs are the documents of the archive, by the names of their files.
func peerDocs(ctx context.Context, a *wiring.Archive) (docs []peers.Doc, err error) {
	err = a.Each(ctx, func(d *archive.Document) error {
		uri, _, _ := strings.Cut(d.URI, "#")
		runes := []rune(d.Text)
		docs = append(docs, peers.Doc{ID: path.Base(uri), Title: string(runes[:min(peerTitle, len(runes))]), Body: d.Text})
		return nil
	})
	return docs, err
}
