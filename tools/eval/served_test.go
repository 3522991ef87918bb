package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/enrich"
	"letopis/internal/places/site"
	"letopis/internal/query"
	"letopis/internal/server"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/wiring"
)

// gapFloors are the least precision and recall of what is told of the halves of testdata/gaps.
var gapFloors = map[string][2]float64{"seen": {1, 1}, "held": {1, 1}}

// served puts the acts of a folder into an archive of its own and serves it; get asks the API.
func served(t *testing.T, dir string) (docs map[string]*archive.Document, get func(path string, into any)) {
	t.Helper()
	with := quiet(t)
	with.Config.Data = filepath.Join(t.TempDir(), "data")
	a, err := wiring.Open(t.Context(), with.Config, with.Log, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	docs = put(t, dir, a.Enricher, a.Store)
	if err := a.OpenIndex(t.Context(), "test", func(err error) { panic(err) }); err != nil {
		t.Fatal(err)
	}
	if err := a.Indexer.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	asked, err := a.QueryOptions()
	if err != nil {
		t.Fatal(err)
	}
	labels := label.New(a.Shown, a.Indexer.Live, site.New(a.Gazetteer))
	q, err := query.New(a.Indexer.Live, a.Text, asked)
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(server.Options{Store: a.Shown, Bucket: a.Bucket, Index: a.Indexer.Live, Query: q,
		Analyzer: a.Text, Labels: labels, Generation: a.Indexer.Generation, Day: a.Indexer.Day, Rules: enrich.Version(),
		Version: "test", Log: with.Log, Config: server.Config{Rate: -1, SearchTime: time.Minute, WriteTime: time.Minute},
		Ready: func(context.Context) error { return nil }, Failure: a.Indexer.Failure})
	if err != nil {
		t.Fatal(err)
	}
	return docs, func(path string, into any) {
		t.Helper()
		w := httptest.NewRecorder()
		s.Public().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 200 {
			t.Fatalf("%s: %d %.300s", path, w.Code, w.Body)
		}
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
}

// wantedOf reads the lines of the labels beside the acts of a folder.
func wantedOf(t *testing.T, dir string) (out []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.want"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		of := strings.TrimSuffix(filepath.Base(file), ".want") + " "
		for line := range strings.Lines(string(b)) {
			out = append(out, of+strings.TrimSpace(line))
		}
	}
	return out
}

// halves runs a test of both halves of a set; of the one that is held back only figures are told.
func halves(t *testing.T, set string, least map[string][2]float64, found func(t *testing.T, dir string) []string) {
	for half, floor := range least {
		t.Run(half, func(t *testing.T) {
			dir := filepath.Join("testdata", set, half)
			var n tally
			logf := t.Logf
			if half == "held" {
				logf = func(string, ...any) {}
			}
			n.compare(logf, set, found(t, dir), wantedOf(t, dir))
			t.Logf("%d labelled, %d told: precision %.3f, recall %.3f", n.wanted, n.found, n.precision(), n.recall())
			if n.precision() < floor[0] || n.recall() < floor[1] {
				t.Errorf("below %v", floor)
			}
		})
	}
}

// TestGapsOfActs holds what is told to be missing: acts that others cite, and numbers of a year.
func TestGapsOfActs(t *testing.T) {
	halves(t, "gaps", gapFloors, func(t *testing.T, dir string) (out []string) {
		files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
		if err != nil {
			t.Fatal(err)
		}
		docs, get := served(t, dir)
		for _, file := range files {
			of := strings.TrimSuffix(filepath.Base(file), ".txt")
			unit := ""
			for name, d := range docs {
				if p, ok := d.Facts.PlaceAt(archive.LevelMunicipality); ok && strings.HasPrefix(name, of+"/") {
					unit = p.ID
				}
			}
			var g api.Gaps
			get("/api/v1/gaps?municipality="+unit, &g)
			for _, a := range g.Absent {
				out = append(out, fmt.Sprintf("%s absent %s %s %s", of, *a.Act.Kind, *a.Act.Date, *a.Act.Number))
			}
			for _, r := range g.Runs {
				out = append(out, fmt.Sprintf("%s run %s%s %d to %d missing %s", of, r.Kind, r.Suffix, r.Year, r.To,
					strings.Join(r.Ranges, " ")))
			}
		}
		return out
	})
}
