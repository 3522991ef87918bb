package indexer_test

import (
	"slices"
	"testing"

	"letopis/index"
	"letopis/index/memindex"
	"letopis/internal/archive"
	"letopis/internal/indexer"
	"letopis/internal/query"
	"letopis/internal/store/storetest"
)

// TestTheCatalogueListsTerms holds that words are corrected by what the catalogue lists
// where the engine cannot list, and not to words of removed documents.
func TestTheCatalogueListsTerms(t *testing.T) {
	s, a := setup(t)
	engine := memindex.NewEngineWith(index.Capabilities{MaxWindow: 10_000})
	x, err := indexer.Open(t.Context(), s, engine, a, silent)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	commit := func(b archive.Batch) {
		t.Helper()
		b.Source = "s"
		if _, err := s.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	road, bridge := storetest.Doc("a", "ремонт автодороги"), storetest.Doc("b", "ремонт путепровода")
	commit(archive.Batch{Put: []*archive.Document{road, bridge}})
	corrected := func(q string) string {
		t.Helper()
		service, err := query.New(x.Live, a, query.Options{})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := service.Search(t.Context(), query.Request{Q: q})
		if err != nil {
			t.Fatal(err)
		}
		return answer.Applied
	}
	const wrong = "путеправода"
	if got := corrected(wrong); got != "путепровода" {
		t.Errorf("%s is corrected to %q", wrong, got)
	}
	listed := func() []string {
		t.Helper()
		terms, err := x.Live().Terms(t.Context(), "exact", "", 0)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, t := range terms {
			out = append(out, t.Term)
		}
		return out
	}
	for _, w := range []string{"ремонт", "автодороги", "путепровода"} {
		if !slices.Contains(listed(), w) {
			t.Errorf("%s is not listed: %v", w, listed())
		}
	}
	old := x.Generation()
	commit(archive.Batch{Delete: []string{bridge.ID}})
	if got := corrected(wrong); got != wrong {
		t.Errorf("%s is corrected to %q of a removed document", wrong, got)
	}
	if err := x.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(listed(), "путепровода") {
		t.Error("a new generation lists words of what was removed before")
	}
	if left, err := s.Terms(t.Context(), old, "exact", "", 0); err != nil || len(left) > 0 {
		t.Errorf("%s, which is no more, left %v %v", old, left, err)
	}
	if kinds, err := x.Live().Terms(t.Context(), "status", "", 0); err != nil || len(kinds) != 1 {
		t.Errorf("terms of a keyword field come from the engine: %v %v", kinds, err)
	}
}
