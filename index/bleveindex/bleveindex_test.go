package bleveindex_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"letopis/index"
	"letopis/index/bleveindex"
	"letopis/index/indextest"
)

// kept closes indexes when the engine is opened again, as a restart would.
type kept struct {
	*bleveindex.Engine
	dir  string
	open []index.Index
}

func (k *kept) Open(ctx context.Context, g string) (index.Index, error) {
	x, err := k.Engine.Open(ctx, g)
	if err == nil {
		k.open = append(k.open, x)
	}
	return x, err
}

func (k *kept) close(t *testing.T) {
	for _, x := range k.open {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}
	k.open = nil
}

func openEngine(t *testing.T, dir string) *kept {
	t.Helper()
	e, err := bleveindex.OpenEngine(dir, bleveindex.Options{CacheBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	k := &kept{Engine: e, dir: dir}
	t.Cleanup(func() { k.close(t) })
	return k
}

func TestEngine(t *testing.T) {
	indextest.Suite{Scores: true, Open: func(t *testing.T) index.Engine { return openEngine(t, t.TempDir()) },
		Reopen: func(t *testing.T, e index.Engine) index.Engine {
			k := e.(*kept)
			k.close(t)
			return openEngine(t, k.dir)
		}}.Run(t)
}

func TestDamageIsFound(t *testing.T) {
	ctx := context.Background()
	e := openEngine(t, t.TempDir())
	x, err := e.Open(ctx, "g")
	if err != nil {
		t.Fatal(err)
	}
	d := &index.Doc{ID: "a", Text: map[string][]index.Token{"body": indextest.Text("слово")}}
	if err := x.Apply(ctx, index.Batch{Put: []*index.Doc{d}, Seq: 1}); err != nil {
		t.Fatal(err)
	}
	e.close(t)
	if err := e.Verify(ctx, "g"); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(e.dir, "g", "store", "*.zap"))
	if len(files) == 0 {
		t.Fatal("no segments")
	}
	b, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(files[0], b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := e.Verify(ctx, "g"); !errors.Is(err, index.ErrDamaged) {
		t.Errorf("one bit was turned over: %v", err)
	}
}

func TestASecondWriterIsToldSo(t *testing.T) {
	ctx := context.Background()
	e := openEngine(t, t.TempDir())
	if _, err := e.Open(ctx, "g"); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Open(ctx, "g"); !errors.Is(err, index.ErrLocked) {
		t.Errorf("opened twice: %v", err)
	}
}

func TestTooBroadAPrefix(t *testing.T) {
	ctx := context.Background()
	e, err := bleveindex.OpenEngine(t.TempDir(), bleveindex.Options{MaxTerms: 2})
	if err != nil {
		t.Fatal(err)
	}
	x, err := e.Open(ctx, "g")
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	d := &index.Doc{ID: "a", Text: map[string][]index.Token{"body": indextest.Text("про пра пре")}}
	if err := x.Apply(ctx, index.Batch{Put: []*index.Doc{d}}); err != nil {
		t.Fatal(err)
	}
	prefix := index.Prefix{Field: "body", Prefix: "пр"}
	if _, err := x.Search(ctx, index.Query{Expr: prefix}); !errors.Is(err, index.ErrTooBroad) {
		t.Error(err)
	}
}

func TestSearchesGoOnAfterAFailedWrite(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	e := openEngine(t, dir)
	x, err := e.Open(ctx, "g")
	if err != nil {
		t.Fatal(err)
	}
	batch := func(id string, seq uint64) index.Batch {
		d := &index.Doc{ID: id, Keywords: map[string][]string{"city": {"uglich"}}}
		d.Text = map[string][]index.Token{"body": {{Term: "мост"}}}
		return index.Batch{Seq: seq, Put: []*index.Doc{d}}
	}
	check := func(want int, seq uint64) {
		t.Helper()
		q := index.Query{Expr: index.Term{Field: "body", Term: "мост"}, Facets: []index.FacetRequest{{Field: "city"}}}
		r, err := x.Search(ctx, q)
		if err != nil || r.Total != want || r.Facets[0].Values[0].Count != want || r.Seq != seq {
			t.Errorf("%+v %v, want %d documents at %d", r, err, want, seq)
		}
	}
	if err := errors.Join(x.Apply(ctx, batch("a", 1)), x.Apply(ctx, batch("b", 2))); err != nil {
		t.Fatal(err)
	}
	check(2, 2)
	store, away := filepath.Join(dir, "g", "store"), filepath.Join(dir, "g", "away")
	if err := os.Rename(store, away); err != nil { // no segment can be written
		t.Fatal(err)
	}
	for range 3 {
		if err := x.Apply(ctx, batch("c", 3)); !errors.Is(err, index.ErrReadOnly) {
			t.Fatalf("a write that cannot succeed: %v", err)
		}
		check(2, 2)
	}
	if err := os.Rename(away, store); err != nil {
		t.Fatal(err)
	}
	e.close(t)
	if x, err = e.Open(ctx, "g"); err != nil {
		t.Fatal(err)
	}
	check(2, 2)
	if err := x.Apply(ctx, batch("c", 3)); err != nil {
		t.Fatal(err)
	}
	check(3, 3)
}
