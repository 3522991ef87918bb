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
// letters and charters.
func TestDocumentsOfOtherKinds(t *testing.T) {
	with := quiet(t)
	for name, least := range documentFloors {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join("testdata", "documents", name)
			labels, j, err := described(with, filepath.Join(folder, "labels.jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := judge(t.Context(), with, folder, labels, j); err != nil {
				t.Fatal(err)
			}
			slack := 0.0
			if name == "held" { // of a document or two: nobody may read which
				slack = .04
			}
			least.hold(t, j.Scores(), slack, name != "held")
		})
	}
}

var documentFloors = map[string]floors{
	"tuned": {
		"documents": {1, 1}, "kind": {.97, .97}, "number": {1, 1}, "date": {1, .98}, "title": {.95, .95},
		"events": {.98, .96}, "event towns": {.92, .82}, "region named": {.99, .99}, "municipality": {.99, .99},
		"settlement": {.98, .85}, "towns": {.93, .93}, "towns mentioned": {.95, .9}, "issuer": {.97, .96},
		"programmes, own": {1, 1}, "programmes, all": {1, 1}, "programme roles": {1, 1},
		"cites": {.95, .95}, "region derived": {1, 1},
	},
	"seen": {
		"documents": {1, .99}, "kind": {.98, .97}, "number": {.98, .98}, "date": {.99, .97}, "title": {.94, .94},
		"events": {.96, .88}, "event towns": {.88, .73}, "region named": {.99, .98},
		"municipality": {.99, .98}, "settlement": {1, .86}, "towns": {.92, .9}, "towns mentioned": {.98, .87},
		"issuer": {.96, .94}, "programmes, own": {.91, .67}, "programmes, all": {.97, .86},
		"programme roles": {.9, .8}, "cites": {.98, .98}, "region derived": {1, 1},
	},
	"held": {
		"documents": {1, .94}, "kind": {.94, .88}, "number": {.98, .92}, "date": {.97, .86},
		"title": {.88, .83}, "events": {.86, .76}, "event towns": {.83, .67}, "region named": {1, .93},
		"municipality": {.99, .92}, "settlement": {1, .85}, "towns": {.9, .84}, "towns mentioned": {.94, .81},
		"issuer": {.88, .8}, "programmes, own": {.92, .51}, "programmes, all": {.96, .83},
		"programme roles": {.78, .68}, "cites": {.99, .99},
	},
}

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
