package query_test

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/configs"
	"letopis/index"
	"letopis/index/bleveindex"
	"letopis/internal/archive"
	"letopis/internal/enrich"
	"letopis/internal/eval"
	"letopis/internal/gazetteer"
	"letopis/internal/query"
	"letopis/internal/testkit"
	"letopis/internal/text"
)

var (
	weights = flag.String("weights", "{}", "ranking weights as JSON, over the default ones, for measuring")
	plain   = flag.Bool("plain", false, "without corrections and with all words required, for measuring")
	runFile = flag.String("run-file", "", "write the run there, for the reference script")
	explain = flag.String("explain", "", "print how queries that hold this text are understood")
)

// TestRelevance searches the corpus as the archive holds it: titles and numbers
// by enrichment, towns by the gazetteer.
func TestRelevance(t *testing.T) {
	corpus := testkit.Shared(t, "corpus")
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	idx := corpusIndex(t, a, corpus)
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	w := query.DefaultWeights
	if err := json.Unmarshal([]byte(*weights), &w); err != nil {
		t.Fatal(err)
	}
	s, err := query.New(func() index.Index { return idx }, a, query.Options{Synonyms: configs.Synonyms, Places: g.Related, Weights: &w})
	if err != nil {
		t.Fatal(err)
	}
	dir := testkit.Shared(t, "eval", "relevance")
	queries := read(t, filepath.Join(dir, "queries.jsonl"), eval.ReadQueries)
	qrels := read(t, filepath.Join(dir, "qrels.tsv"), eval.ReadQrels)
	run, err := eval.Search(t.Context(), queries, func(ctx context.Context, q string, limit int) ([]string, error) {
		ans, err := s.Search(ctx, query.Request{Q: q, Limit: limit, Raw: *plain, Strict: *plain, Explain: *explain != ""})
		if err != nil {
			return nil, err
		}
		if *explain != "" && strings.Contains(q, *explain) {
			t.Log(q, "→", ans.Applied, ans.Total, ans.Required, ans.Words, ans.Corrections, ans.Warnings, "\n", ans.Expr)
		}
		var files []string
		for _, h := range ans.Hits {
			files = append(files, h.ID)
		}
		return files, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	rep := eval.Relevance(queries, qrels, run, 0.8)
	if err := rep.Print(&b); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + b.String())
	for _, r := range rep.Rows {
		least := map[string]float64{"known": 0.98, "topical": 0.88, "stress": 0.97}[r.Kind]
		if r.Class == "ALL" && r.NDCG < least {
			t.Errorf("%s: nDCG@10 %.3f, want %.2f or more", r.Kind, r.NDCG, least)
		}
	}
	if *runFile != "" {
		f, err := os.Create(*runFile)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := run.Write(f, queries); err != nil {
			t.Fatal(err)
		}
	}
}

func read[T any](t *testing.T, path string, parse func(io.Reader) (T, error)) T {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	v, err := parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func corpusIndex(t *testing.T, a *text.Analyzer, dir string) index.Index {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	engine, err := bleveindex.OpenEngine(t.TempDir(), bleveindex.Options{})
	if err != nil {
		t.Fatal(err)
	}
	idx, err := engine.Open(t.Context(), "relevance")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { idx.Close() })
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	e, err := enrich.New(g, enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := index.Batch{Seq: 1}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		doc := archive.Document{URI: filepath.Base(f), Text: text.Clean(string(data))}
		e.Enrich(&doc)
		d := &index.Doc{ID: doc.URI, Text: map[string][]index.Token{}, Keywords: map[string][]string{}}
		add(d, a, "body", "exact", doc.Text)
		add(d, a, "title", "", doc.Facts.Title.Text)
		add(d, a, "number", "", doc.Facts.Number.Text)
		if on := doc.Facts.Date; on.Day != 0 {
			d.Text["number"] = append(d.Text["number"], index.Token{Term: text.DayTerm(on.Year, on.Month, on.Day), Pos: 99},
				index.Token{Term: text.MonthTerm(on.Year, on.Month), Pos: 99})
		}
		for _, c := range doc.Facts.Cities {
			d.Keywords["city"] = append(d.Keywords["city"], c.ID)
		}
		b.Put = append(b.Put, d)
	}
	if err := idx.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	return idx
}

func add(d *index.Doc, a *text.Analyzer, stems, exact, s string) {
	for _, tok := range a.Analyze(s) {
		for _, st := range tok.Stems {
			d.Text[stems] = append(d.Text[stems], index.Token{Term: st, Pos: uint32(tok.Pos)})
		}
		if exact != "" {
			d.Text[exact] = append(d.Text[exact], index.Token{Term: tok.Exact, Pos: uint32(tok.Pos)})
		}
	}
}
