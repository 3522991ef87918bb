package ingest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/store/sqlitestore"
)

// outdated makes a store of n documents that rules of version 1 have enriched.
func outdated(t *testing.T, n int) *sqlitestore.Store {
	t.Helper()
	s, err := sqlitestore.Open(context.Background(), filepath.Join(t.TempDir(), "l.db"), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	var docs []*archive.Document
	for i := range n {
		uri := fmt.Sprintf("%03d", i)
		docs = append(docs, &archive.Document{ID: archive.NewID("s", uri), Source: "s", URI: uri, Status: archive.StatusOK,
			Text:  "текст " + uri,
			Facts: archive.Facts{Number: archive.Value{Text: "старый"}}, Rules: 1})
	}
	if _, err := s.Commit(context.Background(), archive.Batch{Source: "s", Cursor: "c", Put: docs}); err != nil {
		t.Fatal(err)
	}
	return s
}

func numbered(_ context.Context, d *archive.Document) error {
	d.Facts.Number.Text = strings.TrimPrefix(d.Text, "текст ")
	return nil
}

func number(t *testing.T, s archive.Store, uri string) string {
	t.Helper()
	docs, err := s.Get(context.Background(), archive.NewID("s", uri))
	if err != nil {
		t.Fatal(err)
	}
	return docs[0].Facts.Number.Text
}

func TestARenewalThatWasStoppedGoesOn(t *testing.T) {
	s, ctx := outdated(t, 2*batchDocs+7), context.Background()
	if err := s.Edit(ctx, archive.Edit{ID: archive.NewID("s", "003"), Field: "number",
		Value: []string{"верный"}}); err != nil {
		t.Fatal(err)
	}
	o := Renewal{Store: s, Enrich: numbered, Rules: 2, Rest: true}
	stopped, stop := context.WithCancel(ctx)
	o.Progress = func(Renewed) { stop() }
	if r, err := Renew(stopped, o); !errors.Is(err, context.Canceled) || r.Documents != batchDocs {
		t.Fatalf("%+v %v", r, err)
	}
	if n, err := s.CountOutdated(ctx, 2); err != nil || n != batchDocs+7 {
		t.Errorf("%d left, %v", n, err)
	}
	o.Progress, o.Rest = nil, false
	if r, err := Renew(ctx, o); err != nil || r.Documents != batchDocs+7 {
		t.Errorf("%+v %v", r, err)
	}
	end, err := s.Seq(ctx)
	if err != nil || number(t, s, "042") != "042" || number(t, s, "003") != "верный" {
		t.Errorf("%s, %s, %v", number(t, s, "042"), number(t, s, "003"), err)
	}
	if r, err := Renew(ctx, o); err != nil || r.Documents != 0 {
		t.Errorf("a second time: %+v %v", r, err)
	}
	o.All = true
	if r, err := Renew(ctx, o); err != nil || r.Documents != 2*batchDocs+7 || r.Changed != 0 {
		t.Errorf("all: %+v %v", r, err)
	}
	if now, err := s.Seq(ctx); err != nil || now != end {
		t.Errorf("what is as it was takes %d new places in the log, %v", now-end, err)
	}
}

func TestARenewalWithoutWriting(t *testing.T) {
	s, ctx := outdated(t, batchDocs+1), context.Background()
	r, err := Renew(ctx, Renewal{Store: s, Enrich: numbered, Rules: 2, Dry: true})
	if err != nil || r.Changed != batchDocs+1 || r.Values["number"] != batchDocs+1 {
		t.Errorf("%+v %v", r, err)
	}
	if number(t, s, "042") != "старый" {
		t.Error("it was written")
	}
}

// A document that the rules cannot take must not be met again at each start.
func TestARulePanics(t *testing.T) {
	s, ctx := outdated(t, 3), context.Background()
	r, err := Renew(ctx, Renewal{Store: s, Rules: 2, Enrich: func(ctx context.Context, d *archive.Document) error {
		if d.URI == "001" {
			panic("правило")
		}
		return numbered(ctx, d)
	}})
	if err != nil || r.Documents != 3 || r.Changed != 2 || number(t, s, "001") != "старый" ||
		number(t, s, "002") != "002" {
		t.Errorf("%+v %v", r, err)
	}
	if n, err := s.CountOutdated(ctx, 2); err != nil || n != 0 {
		t.Errorf("%d left, %v", n, err)
	}
}

// A name put right counts as a change: what people read comes from the store.
func TestChangedFacts(t *testing.T) {
	a := &archive.Facts{Cities: []archive.City{{ID: "ples", Name: "Плес"}},
		Programs: []archive.Program{{ID: "p", Name: "Вода", Level: "municipal"}}}
	b := &archive.Facts{Cities: []archive.City{{ID: "ples", Name: "Плёс"}},
		Programs: []archive.Program{{ID: "p", Name: "Чистая вода", Level: "municipal"}}}
	if got := changedFacts(a, b); !slices.Equal(got, []string{"cities", "programs"}) {
		t.Errorf("changed %v", got)
	}
	b.Cities[0].Name, b.Programs[0].Name, b.Cities[0].Evidence.Rule = "Плес", "Вода", "other"
	if got := changedFacts(a, b); len(got) != 0 {
		t.Errorf("changed %v, want nothing: only how it was found", got)
	}
}
