package main

import (
	"context"
	"encoding/json"
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/config"
	"letopis/internal/query"
	"letopis/internal/testkit"
	"letopis/internal/wiring"
	"letopis/tools/internal/eval"
)

var (
	weights = flag.String("weights", "{}", "ranking weights as JSON, over the default ones, for measuring")
	plain   = flag.Bool("plain", false, "without corrections and with all words required, for measuring")
	runFile = flag.String("run-file", "", "write the run there, for the reference script")
	explain = flag.String("explain", "", "print how queries that hold this text are understood")
)

// ingested takes a folder into a new archive and makes it searchable.
func ingested(t *testing.T, folder string) *wiring.Archive {
	t.Helper()
	cfg, _, err := config.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Data, cfg.Log.Level = filepath.Join(t.TempDir(), "data"), "error"
	log, err := wiring.Logger(cfg, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	a, err := wiring.Open(t.Context(), cfg, log, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := take(t.Context(), a, folder); err != nil {
		t.Fatal(err)
	}
	if err := a.OpenIndex(t.Context(), "test", func(err error) { panic(err) }); err != nil {
		t.Fatal(err)
	}
	if err := a.Indexer.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// ranked asks judged queries and scores the answers.
func ranked(t *testing.T, a *wiring.Archive, judged, judgements string) *eval.Report {
	t.Helper()
	queries, qrels, err := readJudged(judged, judgements)
	if err != nil {
		t.Fatal(err)
	}
	options, err := a.QueryOptions()
	if err != nil {
		t.Fatal(err)
	}
	w := query.DefaultWeights
	if err := json.Unmarshal([]byte(*weights), &w); err != nil {
		t.Fatal(err)
	}
	options.Weights = &w
	s, err := query.New(a.Indexer.Live, a.Text, options)
	if err != nil {
		t.Fatal(err)
	}
	run, err := eval.Search(t.Context(), queries, func(ctx context.Context, q string, limit int) ([]string, error) {
		ans, err := s.Search(ctx, query.Request{Q: q, Limit: limit, Raw: *plain, Strict: *plain, Explain: *explain != ""})
		if err != nil {
			return nil, err
		}
		if *explain != "" && strings.Contains(q, *explain) {
			t.Log(q, "→", ans.Applied, ans.Total, ans.Required, ans.Words, ans.Corrections, ans.Warnings, "\n", ans.Expr)
		}
		return filesOf(ctx, a, ans.Hits)
	})
	if err != nil {
		t.Fatal(err)
	}
	rep := eval.Relevance(queries, qrels, run, 0.8)
	var b strings.Builder
	if err := rep.Print(&b); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + b.String())
	if *runFile != "" {
		if err := writeRun(*runFile, run, queries); err != nil {
			t.Fatal(err)
		}
	}
	return rep
}

// TestRelevance holds what search reaches on the real acts beside the repository.
func TestRelevance(t *testing.T) {
	a := ingested(t, testkit.Shared(t, "corpus"))
	rep := ranked(t, a, testkit.Shared(t, "eval", "relevance", "queries.jsonl"), testkit.Shared(t, "eval", "relevance", "qrels.tsv"))
	for _, r := range rep.Rows {
		least := map[string]float64{"known": 0.98, "topical": 0.88, "stress": 0.97}[r.Kind]
		if r.Class == "ALL" && r.NDCG < least {
			t.Errorf("%s: nDCG@10 %.3f, want %.2f or more", r.Kind, r.NDCG, least)
		}
	}
}
