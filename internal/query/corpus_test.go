package query_test

import (
	"os"
	"path/filepath"
	"testing"

	"letopis/index"
	"letopis/index/bleveindex"
	"letopis/internal/archive"
	"letopis/internal/enrich"
	"letopis/internal/gazetteer"
	"letopis/internal/text"
)

// corpusIndex indexes the acts of a folder: bodies, titles and numbers.
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
		d.Text["number"] = []index.Token{{Term: a.NumberTerm(doc.Facts.Number.Text)}}
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
