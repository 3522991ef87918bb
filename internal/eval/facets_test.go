package eval_test

import (
	"os"
	"path/filepath"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/enrich"
	"letopis/internal/eval"
	"letopis/internal/gazetteer"
	"letopis/internal/testdata"
	"letopis/internal/text"
)

func enricher(t testing.TB) *enrich.Enricher {
	t.Helper()
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	e, err := enrich.New(g, enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestFacetsOfLabelledDocuments holds what the rules reach on the labelled
// documents; the floors are what the design asks for.
func TestFacetsOfLabelledDocuments(t *testing.T) {
	f, err := os.Open(testdata.Shared(t, "eval", "facets", "dev.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	labels, err := eval.ReadLabels(f)
	if err != nil {
		t.Fatal(err)
	}
	corpus, e := testdata.Shared(t, "corpus"), enricher(t)
	scores := eval.Facets(labels, func(file string) (*archive.Document, int) {
		raw, err := os.ReadFile(filepath.Join(corpus, file))
		if err != nil {
			return nil, 0
		}
		d := &archive.Document{URI: file, Text: text.Clean(string(raw))}
		e.Enrich(d)
		// The head was labelled in the file as it is, before cleaning.
		return d, len(text.Clean(string(raw)[:eval.HeadOf(string(raw))]))
	})
	eval.PrintFacets(t.Output(), scores, testing.Verbose())
	floors := map[string][2]float64{
		"date": {0.95, 0.90}, "number": {0.95, 0.90}, "kind": {0.95, 0.95}, "cities": {0.90, 0.90}, "cities mentioned": {0.95, 0.95},
		"region": {0.95, 0.90}, "program": {0.92, 0.90}, "federal acts cited": {0.95, 0.95},
	}
	for _, s := range scores {
		if floor, ok := floors[s.Field]; ok && (s.Precision() < floor[0] || s.Recall() < floor[1]) {
			t.Errorf("%s: precision %.3f, recall %.3f; the floors are %.2f and %.2f", s.Field, s.Precision(), s.Recall(), floor[0], floor[1])
		}
	}
}
