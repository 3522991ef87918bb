package main

import (
	"path/filepath"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/config"
	"letopis/internal/testkit"
	"letopis/internal/wiring"
	"letopis/tools/internal/eval"
	"letopis/tools/internal/tool"
)

// floors are the least precision and recall by field.
type floors map[string][2]float64

// TestPlacesOfActs holds the places of real acts. Half of the labels were kept from those
// who wrote the rules; see testdata/README.md.
func TestPlacesOfActs(t *testing.T) {
	corpus := testkit.Shared(t, "corpus")
	with := quiet(t)
	for name, least := range map[string]floors{
		"tuned": {"municipality": {.99, .99}, "region named": {.99, .99}, "region derived": {.99, .99}, "issuer": {.97, .97}},
		"held":  {"municipality": {.99, .98}, "region named": {.99, .99}, "region derived": {.99, .99}, "issuer": {.95, .9}},
	} {
		t.Run(name, func(t *testing.T) {
			labels, j, err := described(with, filepath.Join("testdata", "acts", name+".jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			paths := make([]string, len(labels))
			for i, l := range labels {
				paths[i] = filepath.Join(corpus, l.File)
			}
			docs, err := taken(t.Context(), with, paths)
			if err != nil {
				t.Fatal(err)
			}
			for i := range labels {
				var d *archive.Document
				if found := docs[paths[i]]; len(found) > 0 {
					d = found[0]
				}
				j.Act(&labels[i], d)
			}
			least.hold(t, j.Scores(), 0, name == "tuned")
		})
	}
}

// TestDocumentsOfOtherKinds holds what is found in news, decisions, notices, hearings,
// letters and charters. The floors of held are what was first seen, rounded down: they
// tell a loss, and the figures printed with -v tell how good the rules are.
func TestDocumentsOfOtherKinds(t *testing.T) {
	with := quiet(t)
	for name, least := range map[string]floors{
		"tuned": tunedDocuments, "held": heldDocuments,
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join("testdata", "documents", name)
			labels, j, err := described(with, filepath.Join(folder, "labels.jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := judge(t.Context(), with, folder, labels, j); err != nil {
				t.Fatal(err)
			}
			least.hold(t, j.Scores(), 0, name == "tuned")
		})
	}
}

var (
	tunedDocuments = floors{
		"documents": {1, 1}, "kind": {.97, .97}, "number": {1, 1}, "date": {.98, .98}, "title": {.95, .95},
		"events": {.98, .98}, "event towns": {.9, .6}, "region named": {.98, .98}, "municipality": {.98, .98},
		"settlement": {.98, .85}, "towns": {.98, .9}, "towns mentioned": {.96, .9}, "issuer": {.9, .84},
		"programmes, own": {.98, .98}, "programmes, all": {.98, .98}, "programme roles": {.98, .98},
		"cites": {.95, .95}, "region derived": {1, 1},
	}
	heldDocuments = floors{
		"documents": {1, .89}, "kind": {.98, .88}, "number": {.98, .98}, "date": {.95, .8}, "title": {.75, .69},
		"events": {.84, .7}, "event towns": {.9, .5}, "region named": {.92, .8}, "municipality": {.95, .73},
		"settlement": {.95, .85}, "towns": {.7, .9}, "towns mentioned": {.9, .88}, "issuer": {.74, .5},
		"programmes, all": {.97, .9}, "programme roles": {.88, .8}, "cites": {.95, .92}, "region derived": {1, 1},
	}
)

// hold prints the scores, with what was missed if misses, and compares them with the
// floors, less some slack.
func (f floors) hold(t *testing.T, scores []*eval.FieldScore, slack float64, misses bool) {
	t.Helper()
	eval.PrintScores(t.Output(), scores, misses && testing.Verbose())
	held := 0
	for _, s := range scores {
		least, ok := f[s.Field]
		if !ok {
			continue
		}
		held++
		if s.Precision() < least[0]-slack || s.Recall() < least[1]-slack {
			t.Errorf("%s: precision %.3f, recall %.3f; the floors are %.2f and %.2f",
				s.Field, s.Precision(), s.Recall(), least[0]-slack, least[1]-slack)
		}
	}
	if held != len(f) {
		t.Errorf("%d of %d floors have a field", held, len(f))
	}
}

// quiet returns the settings of a tool that logs errors only.
func quiet(t *testing.T) *tool.Tool {
	t.Helper()
	cfg, _, err := config.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Log.Level = "error"
	log, err := wiring.Logger(cfg, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	return &tool.Tool{Config: cfg, Log: log}
}
