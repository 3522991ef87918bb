package indexer_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"letopis/index"
	"letopis/index/memindex"
	"letopis/internal/archive"
	"letopis/internal/indexer"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/testkit"
	"letopis/internal/text"
)

func setup(t *testing.T) (archive.Store, *text.Analyzer) {
	t.Helper()
	s, err := sqlitestore.Open(context.Background(), filepath.Join(t.TempDir(), "letopis.db"), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	return s, a
}

func put(t *testing.T, s archive.Store, n int, body string) {
	t.Helper()
	var docs []*archive.Document
	for i := range n {
		uri := fmt.Sprint("doc", i)
		docs = append(docs, &archive.Document{ID: archive.NewID("s", uri), Source: "s", URI: uri, Status: archive.StatusOK,
			Text: body,
			Facts: archive.Facts{Title: archive.Value{Text: "Заголовок"}, Date: archive.Date{Year: 2017},
				Cities: []archive.City{{ID: "uglich", Role: "issuer"}, {ID: "moskva", Role: "mentioned"}}}})
	}
	if _, err := s.Commit(context.Background(), archive.Batch{Source: "s", Put: docs}); err != nil {
		t.Fatal(err)
	}
}

func total(t *testing.T, x index.Index, stem string) int {
	t.Helper()
	r, err := x.Search(context.Background(), index.Query{Expr: index.Term{Field: "body", Term: stem}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Total
}

func TestIndexerFollowsTheStore(t *testing.T) {
	ctx := context.Background()
	s, a := setup(t)
	x, err := indexer.Open(ctx, s, memindex.NewEngine(), a, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, 700, "ремонт дорог")
	if err := x.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if n := total(t, x.Live(), "дорог"); n != 700 {
		t.Errorf("%d documents", n)
	}
	run, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { x.Run(run); close(done) }()
	put(t, s, 3, "новый мост")
	if _, err := s.Commit(ctx, archive.Batch{Delete: []string{archive.NewID("s", "doc699")}}); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, func() string {
		if bridges, roads := total(t, x.Live(), "мост"), total(t, x.Live(), "дорог"); bridges != 3 || roads != 696 {
			return fmt.Sprintf("%d and %d documents", bridges, roads)
		}
		return ""
	})
	stop()
	<-done
	before := x.Live()
	if err := x.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if x.Live() == before || total(t, x.Live(), "дорог") != 696 || !strings.HasSuffix(x.Generation(), ".2") {
		t.Errorf("after a rebuild: %s, %d documents", x.Generation(), total(t, x.Live(), "дорог"))
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}

// older is an engine of another version.
type older struct{ *memindex.Engine }

func (older) Version() string { return "mem0" }

func TestAnotherVersionIsServedUntilItsSuccessorIsBuilt(t *testing.T) {
	ctx := context.Background()
	s, a := setup(t)
	e := memindex.NewEngine()
	put(t, s, 2, "мост")
	x, err := indexer.Open(ctx, s, older{e}, a, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := x.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	old := x.Generation()
	if x, err = indexer.Open(ctx, s, e, a, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	if x.Generation() != old || total(t, x.Live(), "мост") != 2 {
		t.Errorf("the old index is not served: %s", x.Generation())
	}
	if err := x.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	list, _ := e.List(ctx)
	if x.Generation() == old || total(t, x.Live(), "мост") != 2 || slices.Contains(list, old) {
		t.Errorf("after building: %s of %v", x.Generation(), list)
	}
}

func TestFieldsOfADocument(t *testing.T) {
	_, a := setup(t)
	d := indexer.Doc(a, &archive.Document{ID: "x", Source: "s", URI: "acts/Пост_179-а.doc", Status: archive.StatusOK,
		Text: "лет назад", Aside: "меню портала",
		Facts: archive.Facts{Title: archive.Value{Text: "О дорогах"}, Number: archive.Value{Text: "179-А"},
			Date: archive.Date{Year: 2017, Month: 3},
			Cities: []archive.City{{ID: "uglich", Role: "issuer"},
				{ID: "moskva", Role: "mentioned"}}, Programs: []archive.Program{{ID: "p", Role: "mentions"}, {ID: "q",
				Role: "amends"}},
			Cites: []archive.Citation{{Number: "131-ФЗ"}, {Number: "131-фз"}}}})
	for field, want := range map[string]string{"body": "год:0 лет:0 назад:1", "exact": "лет:0 назад:1",
		"title": "дорог:1", "number": "=179-а:0 179:0 179-а:0 2017-03:1"} {
		var got []string
		for _, tok := range d.Text[field] {
			got = append(got, fmt.Sprint(tok.Term, ":", tok.Pos))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", field, got, want)
		}
	}
	for field, want := range map[string]string{"city": "uglich", "city_mentioned": "moskva", "program": "q",
		"program_mentioned": "p", "year": "2017", "number": "179-а", "cites": "131-фз", "status": "ok", "group": ""} {
		if got := strings.Join(d.Keywords[field], ","); got != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
	if d.DateFrom != 20170301 || d.DateTo != 20170331 {
		t.Errorf("date %d–%d", d.DateFrom, d.DateTo)
	}
	if !slices.ContainsFunc(d.Text["aside"], func(t index.Token) bool { return t.Term == "пост" }) {
		t.Errorf("aside %v", d.Text["aside"])
	}
}

// A letter is found by who wrote it and to whom; an author alone, who may be a program, is no word.
func TestCorrespondentsOfALetter(t *testing.T) {
	_, a := setup(t)
	for name, c := range map[string]struct {
		hints map[string]string
		want  bool
	}{
		"a letter":   {map[string]string{"author": "Белова Анна <a@b.ru>", "to": "Глава", "cc": "Петрову"}, true},
		"a document": {map[string]string{"author": "Белова Анна, глава Петров"}, false},
	} {
		d := indexer.Doc(a, &archive.Document{ID: "x", Hints: c.hints})
		for _, word := range []string{"белов", "глав", "петр"} {
			found := slices.ContainsFunc(d.Text["aside"], func(t index.Token) bool { return t.Term == word })
			if found != c.want {
				t.Errorf("%s: %s %t in %v", name, word, found, d.Text["aside"])
			}
		}
	}
}
