package main

import (
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/config"
	"letopis/internal/wiring"
	"letopis/tools/internal/eval"
	"letopis/tools/internal/tool"
)

// The judged set of the repository: the invented acts of samples/, queries written
// from their topics before any search, judgements and labels made by reading.
const (
	samples       = "../../samples"
	sampleQueries = "testdata/samples-queries.jsonl"
	sampleQrels   = "testdata/samples-qrels.tsv"
	sampleLabels  = "testdata/samples-labels.jsonl"
)

// leastNDCG are the floors of nDCG@10 by kind of queries.
var leastNDCG = map[string]float64{"known": 0.97, "topical": 0.90, "stress": 0.95}

// TestRelevanceOfSamples holds what search reaches on the repository's own judged set.
func TestRelevanceOfSamples(t *testing.T) {
	a := ingested(t, samples)
	there := map[string]bool{}
	if err := a.Each(t.Context(), func(d *archive.Document) error {
		uri, _, _ := strings.Cut(d.URI, "#")
		there[eval.FileOf(uri)] = true
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	queries, qrels, err := readJudged(sampleQueries, sampleQrels)
	if err != nil {
		t.Fatal(err)
	}
	if len(queries) < 40 {
		t.Errorf("%d queries", len(queries))
	}
	for q, grades := range qrels {
		for file := range grades {
			if !there[file] {
				t.Errorf("judgement of query %s: %s is not among the samples", q, file)
			}
		}
	}
	for _, r := range ranked(t, a, sampleQueries, sampleQrels).Rows {
		if least := leastNDCG[r.Kind]; r.Class == "ALL" && r.NDCG < least {
			t.Errorf("%s: nDCG@10 %.3f, want %.2f or more", r.Kind, r.NDCG, least)
		}
	}
}

// leastFound are the floors of precision and recall by field.
var leastFound = map[string][2]float64{
	"documents": {1, 1}, "kind": {0.98, 0.98}, "number": {0.98, 0.98}, "date": {0.98, 0.98}, "title": {0.98, 0.98},
	"region named": {0.98, 0.98}, "municipality": {0.87, 0.53}, "settlement": {0.98, 0.88}, "towns": {0.94, 0.98}, "towns mentioned": {0.98, 0.95},
	"issuer": {0.88, 0.86}, "programmes, own": {0.98, 0.98}, "programmes, all": {0.98, 0.98}, "programme roles": {0.98, 0.98}, "cites": {0.98, 0.98},
}

// TestDocumentsOfSamples holds what is found in the labelled samples.
func TestDocumentsOfSamples(t *testing.T) {
	cfg, _, err := config.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Log.Level = "error"
	log, err := wiring.Logger(cfg, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	files, j, err := judged(t.Context(), &tool.Tool{Config: cfg, Log: log}, samples, sampleLabels, "")
	if err != nil {
		t.Fatal(err)
	}
	if files < 40 {
		t.Errorf("%d labelled files", files)
	}
	eval.PrintScores(t.Output(), j.Scores(), testing.Verbose())
	for _, s := range j.Scores() {
		least, ok := leastFound[s.Field]
		if ok && (s.Precision() < least[0] || s.Recall() < least[1]) {
			t.Errorf("%s: precision %.3f, recall %.3f; the floors are %.2f and %.2f", s.Field, s.Precision(), s.Recall(), least[0], least[1])
		}
	}
}
