package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/text"
	"letopis/internal/wiring"
	"letopis/tools/internal/eval"
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
var leastNDCG = map[string]float64{"known": 0.97, "topical": .89, "stress": 0.95}

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
	for _, r := range ranked(t, a, sampleQueries, 0.8, sampleQrels).Rows {
		if least := leastNDCG[r.Kind]; r.Class == "ALL" && r.NDCG < least {
			t.Errorf("%s: nDCG@10 %.3f, want %.2f or more", r.Kind, r.NDCG, least)
		}
	}
}

// leastFound are the floors of precision and recall by field.
var leastFound = floors{
	"documents": {1, 1}, "kind": {0.98, 0.98}, "number": {0.98, 0.98}, "date": {0.98, 0.98}, "title": {0.98, 0.98},
	"region named": {0.98, 0.98}, "region derived": {0.98, 0.95}, "municipality": {0.98, 0.95}, "settlement": {0.93, 0.88},
	"towns": {0.94, 0.98}, "towns mentioned": {0.98, 0.95}, "issuer": {0.95, 0.95},
	"programmes, own": {0.98, 0.98}, "programmes, all": {0.98, 0.98}, "programme roles": {0.98, 0.98}, "cites": {0.98,
		0.98},
}

// TestDocumentsOfSamples holds what is found in the labelled samples: as they are, and
// as converters and copying would have left them.
func TestDocumentsOfSamples(t *testing.T) {
	with := quiet(t)
	labels, j, err := described(with, sampleLabels)
	if err != nil {
		t.Fatal(err)
	}
	if len(labels) < 40 {
		t.Errorf("%d labelled files", len(labels))
	}
	docs, err := judge(t.Context(), with, samples, labels, j)
	if err != nil {
		t.Fatal(err)
	}
	leastFound.hold(t, j.Scores(), 0, true)
	_, e, err := wiring.Authority(with.Config)
	if err != nil {
		t.Fatal(err)
	}
	marks := regexp.MustCompile(`[«»".,;:()№/-]`)
	for name, change := range map[string]func(string) string{
		"spaces around marks":      func(s string) string { return marks.ReplaceAllString(s, " $0 ") },
		"no empty lines":           func(s string) string { return strings.ReplaceAll(s, "\n\n", "\n") },
		"an empty line after each": func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") },
		"straight quotes":          strings.NewReplacer("«", `"`, "»", `"`).Replace,
	} {
		t.Run(name, func(t *testing.T) {
			_, j, err := described(with, sampleLabels)
			if err != nil {
				t.Fatal(err)
			}
			for i, l := range labels {
				var changed []*archive.Document
				for _, d := range docs[i] {
					c := *d
					c.Facts, c.Text = archive.Facts{}, text.Clean(change(d.Text))
					e.Enrich(&c)
					changed = append(changed, &c)
				}
				j.File(&l, changed)
			}
			leastFound.hold(t, j.Scores(), 0.03, true)
		})
	}
}

// Files of one folder keep their documents apart, and halves are the same each time.
func TestJudgedFilesOfOneFolder(t *testing.T) {
	dir := t.TempDir()
	for name, body := range map[string]string{
		"a.txt":        "АДМИНИСТРАЦИЯ ГОРОДА КУНГУРА\nПОСТАНОВЛЕНИЕ\n14.11.2013 № 835\nО мостах\n",
		"b.txt":        "АДМИНИСТРАЦИЯ ГОРОДА КУНГУРА\nПОСТАНОВЛЕНИЕ\n15.11.2013 № 836\nО дорогах\n",
		"labels.jsonl": `{"file":"a.txt","number":"835"}` + "\n" + `{"file":"b.txt","number":"836"}` + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		cmd := newRoot()
		var out strings.Builder
		cmd.SetOut(&out)
		cmd.SetArgs(append([]string{"documents", "--gold", dir}, args...))
		if err := cmd.ExecuteContext(t.Context()); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if out := run(); !strings.Contains(out, "2 / 2 / 2") || strings.Contains(out, "too many") {
		t.Errorf("%s", out)
	}
	a, _, _ := strings.Cut(run("--half", "a"), " ")
	b, _, _ := strings.Cut(run("--half", "b"), " ")
	if a != "1" || b != "1" {
		t.Errorf("halves of %s and %s files", a, b)
	}
}
