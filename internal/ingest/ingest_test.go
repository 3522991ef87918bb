package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/extract"
	"letopis/internal/ingest"
	"letopis/internal/source"
	"letopis/internal/store/sqlitestore"
)

// files is a source in memory: name → content. A content "!" cannot be read.
type files struct {
	m      map[string]string
	breaks string // the walk fails at this name
}

func (f *files) Name() string { return "files" }

func (f *files) Walk(ctx context.Context, cursor string, fn func(source.Item) error, fail func(string, error)) (string, error) {
	names := make([]string, 0, len(f.m))
	for n := range f.m {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		text := f.m[n]
		switch {
		case n == f.breaks:
			return cursor, errors.New("the cable broke")
		case n <= cursor:
			continue
		case text == "!":
			fail(n, errors.New("нет прав на чтение"))
			continue
		case text == "-":
			fail(n, source.ErrSkipped)
			continue
		}
		it := source.Item{URI: n, Name: n, Version: fmt.Sprint(len(text), text[:1]), Size: int64(len(text)), Cursor: n,
			Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
		if err := fn(it); err != nil {
			return cursor, err
		}
	}
	return "", nil
}

type archiveUnderTest struct {
	store  *sqlitestore.Store
	bucket *dirblob.Bucket
	reads  int
}

func open(t *testing.T) *archiveUnderTest {
	t.Helper()
	dir := t.TempDir()
	s, err := sqlitestore.Open(context.Background(), filepath.Join(dir, "letopis.db"), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	b, err := dirblob.Open(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	return &archiveUnderTest{store: s, bucket: b}
}

// run ingests; each line of a file that begins with "#" is a part of its own.
func (a *archiveUnderTest) run(f *files, prune bool) (ingest.Summary, error) {
	return ingest.Run(context.Background(), ingest.Options{Source: f, Store: a.store, Bucket: a.bucket, Workers: 1, MaxFile: 1000, Prune: prune,
		Extract: func(_ context.Context, name string, data []byte) ([]extract.Part, error) {
			a.reads++
			var parts []extract.Part
			for i, line := range strings.Split(string(data), "#") {
				p := extract.Part{Text: line, Status: archive.StatusOK, MediaType: "text/plain"}
				if i > 0 {
					p.Path = fmt.Sprintf("#post-%d", i)
				}
				parts = append(parts, p)
			}
			return parts, nil
		},
		Enrich: func(d *archive.Document) { d.Facts.Title.Text = d.URI }})
}

func (a *archiveUnderTest) uris(t *testing.T) string {
	t.Helper()
	changes, err := a.store.Changes(context.Background(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range changes {
		if c.Doc != nil {
			out = append(out, c.Doc.URI)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestPartsComeAndGo(t *testing.T) {
	a := open(t)
	f := &files{m: map[string]string{"page": "вступление#первый#второй", "other": "текст"}}
	if s, err := a.run(f, false); err != nil || s.Added != 4 || s.Files != 2 {
		t.Fatalf("%+v %v", s, err)
	}
	f.m["page"] = "вступление иначе#первый"
	s, err := a.run(f, false)
	// The first post is the same, but its original is another.
	if err != nil || s.Changed != 2 || s.Removed != 1 || s.Unchanged != 1 {
		t.Errorf("%+v %v", s, err)
	}
	if got := a.uris(t); got != "other page page#post-1" {
		t.Error(got)
	}
	reads := a.reads
	if s, err := a.run(f, true); err != nil || s.Unchanged != 3 || a.reads != reads {
		t.Errorf("nothing changed: %+v %v, %d files read", s, err, a.reads-reads)
	}
	delete(f.m, "page")
	if s, err := a.run(f, false); err != nil || s.Removed != 0 {
		t.Errorf("removed without --prune: %+v %v", s, err)
	}
	if s, err := a.run(f, true); err != nil || s.Removed != 2 {
		t.Errorf("%+v %v", s, err)
	}
}

func TestWhatCannotBeReadIsNamedAndNotPruned(t *testing.T) {
	a := open(t)
	f := &files{m: map[string]string{"a": "текст", "b": "текст б", "big": strings.Repeat("x", 2000), "hidden": "-"}}
	s, err := a.run(f, true)
	if err != nil || s.Added != 2 || s.Skipped != 1 || len(s.Failed) != 1 || s.Failed[0].URI != "big" || !strings.Contains(s.Failed[0].Reason, "ingest.max_file_mb") {
		t.Fatalf("%+v %v", s, err)
	}
	f.m["b"] = "!"
	s, err = a.run(f, true)
	if err != nil || s.Removed != 0 || len(s.Failed) != 2 {
		t.Errorf("%+v %v", s, err)
	}
	list, err := a.store.Failures(context.Background(), "files")
	if err != nil || len(list) != 2 || list[0].URI != "b" {
		t.Errorf("%+v %v", list, err)
	}
}

func TestABrokenSourceGoesOnWhereItWas(t *testing.T) {
	a := open(t)
	f := &files{m: map[string]string{}, breaks: "d5"}
	for i := range 10 {
		f.m[fmt.Sprint("d", i)] = fmt.Sprint("текст ", i)
	}
	s, err := a.run(f, true)
	if !errors.Is(err, ingest.ErrSource) || s.Added != 5 || !s.Partial || s.Removed != 0 {
		t.Fatalf("%+v %v", s, err)
	}
	reads := a.reads
	f.breaks = ""
	if s, err = a.run(f, true); err != nil || s.Added != 5 || a.reads != reads+5 || s.Removed != 0 {
		t.Errorf("%+v %v, %d files read", s, err, a.reads-reads)
	}
	if c, err := a.store.Cursor(context.Background(), "files"); err != nil || c != "" {
		t.Errorf("the cursor after a complete walk: %q %v", c, err)
	}
}

func TestPagesKeepTheirPlaces(t *testing.T) {
	a := open(t)
	text := "первая  страница\n\n\n\nвторая страница"
	_, err := ingest.Run(context.Background(), ingest.Options{Source: &files{m: map[string]string{"a": "x"}}, Store: a.store, Bucket: a.bucket, Enrich: func(*archive.Document) {},
		Extract: func(context.Context, string, []byte) ([]extract.Part, error) {
			return []extract.Part{{Text: text, Status: archive.StatusOK, Pages: []int{0, strings.Index(text, "вторая")}}}, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := a.store.Get(context.Background(), archive.NewID("files", "a"))
	if err != nil {
		t.Fatal(err)
	}
	if got := d[0].Text[d[0].Pages[1]:]; got != "вторая страница" || d[0].Pages[0] != 0 {
		t.Errorf("%q %v", d[0].Text, d[0].Pages)
	}
}
