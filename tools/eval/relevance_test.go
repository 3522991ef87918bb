package main

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
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

// judgements are the files of a folder that have them: those of the pool, and those added later.
func judgements(folder string) []string {
	out := []string{filepath.Join(folder, "qrels.tsv")}
	if added := filepath.Join(folder, "qrels-added.tsv"); exists(added) {
		out = append(out, added)
	}
	return out
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// ranked asks judged queries and scores the answers; queries below under are listed.
func ranked(t *testing.T, a *wiring.Archive, judged string, under float64, judgements ...string) *eval.Report {
	t.Helper()
	queries, qrels, err := readJudged(judged, judgements...)
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
	rep := eval.Relevance(queries, qrels, run, under)
	var b strings.Builder
	if err := rep.Print(&b); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + b.String())
	if *runFile != "" {
		if err := written(*runFile, func(w io.Writer) error { return run.Write(w, queries) }); err != nil {
			t.Fatal(err)
		}
	}
	return rep
}

// judgedSets are the judged queries over the real acts beside the repository, with the least
// nDCG@10 by kind. What is held from those who tune is scored with under 0: no single query is told.
func judgedSets(t *testing.T) []judgedSet {
	t.Helper()
	blind := filepath.Join("testdata", "queries")
	return []judgedSet{
		{"judged", testkit.Shared(t, "eval", "relevance"), 0.8,
			map[string]float64{"known": 0.99, "topical": 0.9, "stress": 0.99}},
		{"blind, tuned", filepath.Join(blind, "tune"), 0.8,
			map[string]float64{"residents": 0.84, "journalists": 0.80, "researchers": 0.86}},
		{"blind, held", filepath.Join(blind, "held"), 0,
			map[string]float64{"residents": 0.70, "journalists": 0.86, "researchers": 0.79}},
		{"blind, later", filepath.Join(blind, "later"), 0,
			map[string]float64{"residents": 0.76, "journalists": 0.79, "researchers": 0.88}},
		{"blind, forty, tuned", filepath.Join(blind, "forty-tune"), 0.8,
			map[string]float64{"residents": 0.88, "questions": 0.73}},
		{"blind, forty, held", filepath.Join(blind, "forty-held"), 0,
			map[string]float64{"residents": 0.67, "questions": 0.67}},
	}
}

type judgedSet struct {
	name, folder string
	under        float64            // queries below it are listed, see eval.Relevance
	least        map[string]float64 // nDCG@10 by kind
}

// TestRelevance holds what search reaches on the real acts.
func TestRelevance(t *testing.T) {
	a := ingested(t, testkit.Shared(t, "corpus"))
	for _, set := range judgedSets(t) {
		t.Run(set.name, func(t *testing.T) {
			rep := ranked(t, a, filepath.Join(set.folder, "queries.jsonl"), set.under, judgements(set.folder)...)
			held := 0
			for _, r := range rep.Rows {
				least, ok := set.least[r.Kind]
				if r.Class != "ALL" || !ok {
					continue
				}
				if held++; r.NDCG < least {
					t.Errorf("%s: nDCG@10 %.3f, want %.2f or more", r.Kind, r.NDCG, least)
				}
			}
			if held != len(set.least) {
				t.Errorf("%d kinds of queries were scored, want %d", held, len(set.least))
			}
		})
	}
}

// TestBlindJudgementsAreOfTheCorpus holds that each judgement names an act of the corpus and a
// query of its set, and that no query is in two.
func TestBlindJudgementsAreOfTheCorpus(t *testing.T) {
	corpus := testkit.Shared(t, "corpus")
	in := map[string]string{}
	for _, half := range []string{"tune", "held", "later", "forty-tune", "forty-held"} {
		folder := filepath.Join("testdata", "queries", half)
		queries, qrels, err := readJudged(filepath.Join(folder, "queries.jsonl"), judgements(folder)...)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range queries {
			if other := in[q.ID]; other != "" {
				t.Errorf("query %s is in %s and in %s", q.ID, other, half)
			}
			in[q.ID] = half
			if len(qrels[q.ID]) == 0 {
				t.Errorf("query %s of %s has no judgement", q.ID, half)
			}
		}
		for id, grades := range qrels {
			if in[id] != half {
				t.Errorf("%s judges %s, which is no query of it", half, id)
			}
			for file, grade := range grades {
				if _, err := os.Stat(filepath.Join(corpus, file)); err != nil || grade < 0 || grade > 3 {
					t.Errorf("%s: %s, grade %d: %v", id, file, grade, err)
				}
			}
		}
	}
	if len(in) != 220 {
		t.Errorf("%d queries, want 220", len(in))
	}
}
