package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/index"
	"letopis/index/bleveindex"
	"letopis/index/indextest"
)

// answersOf is what an index says, or an error.
func answersOf(x index.Index) (string, error) {
	ctx := context.Background()
	var out strings.Builder
	for _, q := range []index.Query{
		{Limit: 100, Sort: index.ByDateDesc, Facets: []index.FacetRequest{{Field: "kind"}}},
		{Limit: 100, Expr: index.Term{Field: "body", Term: "мост"}},
		{Limit: 100, Expr: index.Prefix{Field: "body", Prefix: "слово"},
			Filters: []index.Filter{{Field: "kind", Any: []string{"k1"}}}},
	} {
		r, err := x.Search(ctx, q)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "%d %d %+v %+v\n", r.Seq, r.Total, r.Hits, r.Facets)
	}
	terms, err := x.Terms(ctx, "body", "", 0)
	fmt.Fprintln(&out, terms)
	return out.String(), err
}

// built makes an index by batches with replaced and deleted documents, and returns its
// folder and what it said after each batch.
func built(t *testing.T) (dir string, said map[string]bool) {
	t.Helper()
	ctx := context.Background()
	dir, said = t.TempDir(), map[string]bool{}
	e := openEngine(t, dir)
	x, err := e.Open(ctx, "g")
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Promote(ctx, "g"); err != nil {
		t.Fatal(err)
	}
	say := func() {
		t.Helper()
		got, err := answersOf(x)
		if err != nil {
			t.Fatal(err)
		}
		said[got] = true
	}
	say() // empty, with the number 0: what goes on from there takes everything in again
	for i := range 12 {
		b := index.Batch{Seq: uint64(i + 1), Delete: []string{fmt.Sprint("d", i-5, "-3")}}
		for j := range 20 {
			day := 20110101 + int32(j)
			b.Put = append(b.Put, &index.Doc{ID: fmt.Sprint("d", i-j%2, "-", j), DateFrom: day, DateTo: day,
				Keywords: map[string][]string{"kind": {fmt.Sprint("k", j%3)}},
				Text:     map[string][]index.Token{"body": indextest.Text(fmt.Sprintf("мост слово%d слово%d", i, i*j))}})
		}
		if err := x.Apply(ctx, b); err != nil {
			t.Fatal(err)
		}
		say()
	}
	e.close(t)
	return dir, said
}

func copyTree(t *testing.T, from string) string {
	t.Helper()
	to, err := os.MkdirTemp("", "letopis")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(to) })
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// hurt damages a file in some way and says how.
func hurt(t *testing.T, path string, r *rand.Rand) string {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return "" // merged into another just now
	}
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	at, how := r.Int64N(info.Size()), ""
	switch r.IntN(4) {
	case 0, 1:
		var b [1]byte
		_, err = f.ReadAt(b[:], at)
		b[0] ^= 1 << r.IntN(8)
		_, werr := f.WriteAt(b[:], at)
		err, how = errors.Join(err, werr), "flipped"
	case 2:
		err, how = f.Truncate(at), "cut"
	case 3:
		at &^= 4095
		_, err = f.WriteAt(make([]byte, min(4096, info.Size()-at)), at)
		how = "zeros"
	}
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s %s at %d of %d", filepath.Base(path), how, at, info.Size())
}

func filesOf(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestDamageAtRest holds that an index with a damaged file is told to be damaged, or
// says what it said at some moment: then it goes on from there.
func TestDamageAtRest(t *testing.T) {
	ctx := context.Background()
	dir, said := built(t)
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for i := range 200 {
		hurtDir := copyTree(t, dir)
		files := filesOf(t, hurtDir)
		path := files[r.IntN(len(files))]
		if i%2 == 0 {
			path = filepath.Join(hurtDir, "g", "store", "root.bolt")
		}
		how := hurt(t, path, r)
		e, err := bleveindex.OpenEngine(hurtDir, bleveindex.Options{})
		if err != nil {
			t.Fatal(err)
		}
		live, err := e.Live(ctx)
		if err != nil {
			t.Errorf("%s: %v", how, err)
		}
		if live == "" { // it is built anew
			continue
		}
		err = e.Verify(ctx, live)
		var x index.Index
		if err == nil {
			x, err = e.Open(ctx, live)
		}
		if errors.Is(err, index.ErrDamaged) {
			found++
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", how, err)
			continue
		}
		if got, err := answersOf(x); err != nil || !said[got] {
			t.Errorf("%s: %v, answers that the index never gave:\n%.300s", how, err, got)
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}
	if found < 40 {
		t.Errorf("only %d of 200 were found", found)
	}
}

// TestRootWithoutSnapshots: a root that lost its snapshots is no empty index.
func TestRootWithoutSnapshots(t *testing.T) {
	dir, _ := built(t)
	empty := t.TempDir()
	e := openEngine(t, empty)
	if _, err := e.Open(t.Context(), "g"); err != nil {
		t.Fatal(err)
	}
	e.close(t)
	root := filepath.Join("g", "store", "root.bolt")
	b, err := os.ReadFile(filepath.Join(empty, root))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, root), b, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged, err := bleveindex.OpenEngine(dir, bleveindex.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := damaged.Verify(t.Context(), "g"); !errors.Is(err, index.ErrDamaged) {
		t.Errorf("a root without snapshots beside segments: %v", err)
	}
}

// TestDamageWhileOpen damages segments of an open index: it says what it said, or that
// it is damaged, and does not end the process.
func TestDamageWhileOpen(t *testing.T) {
	ctx := context.Background()
	dir, said := built(t)
	r := rand.New(rand.NewPCG(3, 4))
	found := 0
	for range 60 {
		hurtDir := copyTree(t, dir)
		e, err := bleveindex.OpenEngine(hurtDir, bleveindex.Options{})
		if err != nil {
			t.Fatal(err)
		}
		x, err := e.Open(ctx, "g")
		if err != nil {
			t.Fatal(err)
		}
		segments, err := filepath.Glob(filepath.Join(hurtDir, "g", "store", "*.zap"))
		if err != nil || len(segments) == 0 {
			t.Fatal(segments, err)
		}
		how := hurt(t, segments[r.IntN(len(segments))], r)
		if how == "" {
			_ = x.Close()
			continue
		}
		time.Sleep(15 * time.Millisecond)
		for range 2 {
			got, err := answersOf(x)
			if err != nil && !errors.Is(err, index.ErrDamaged) || err == nil && !said[got] {
				t.Errorf("%s: %v, answers that the index never gave:\n%.300s", how, err, got)
			}
			if err != nil {
				found++
				err := x.Apply(ctx, index.Batch{Seq: 99, Delete: []string{"d1-1"}})
				if !errors.Is(err, index.ErrDamaged) {
					t.Errorf("%s: written nevertheless: %v", how, err)
				}
			}
		}
		_ = x.Close() // it may fail
	}
	if found < 6 { // most of the files are of segments that were merged and are not asked any more
		t.Errorf("only %d of 120 were found", found)
	}
}
