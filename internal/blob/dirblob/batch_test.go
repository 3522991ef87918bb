package dirblob_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/blob/dirblob"
)

// TestBatch: whatever their number, contents have their names when they are durable, not before, and nothing is left
// of those that never became so.
func TestBatch(t *testing.T) {
	for _, n := range []int{1, 8, 9, 50} {
		dir := t.TempDir()
		b, err := dirblob.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		together := b.Batch()
		put := func(from int) (shas []string) {
			for i := range n {
				sha, _, err := together.Put(t.Context(), bytes.NewReader(fmt.Append(page(2000*(i%2)), from+i)))
				if err != nil {
					t.Fatal(err)
				}
				shas = append(shas, sha)
			}
			return shas
		}
		shas := put(0)
		if named, temps := filesIn(t, dir); named != 0 || temps != n {
			t.Errorf("%d put: %d have their names, %d are temporary", n, named, temps)
		}
		if err := together.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		put(0) // they are there
		if named, temps := filesIn(t, dir); named != n || temps != 0 {
			t.Errorf("%d synced: %d have their names, %d are temporary", n, named, temps)
		}
		for _, sha := range shas {
			if got, err := whole(b, sha); err != nil || len(got) == 0 {
				t.Errorf("%s: %d bytes, %v", sha, len(got), err)
			}
		}
		put(1000)
		if err := together.Close(); err != nil {
			t.Fatal(err)
		}
		if named, temps := filesIn(t, dir); named != n || temps != 0 {
			t.Errorf("%d left: %d have their names, %d are temporary", n, named, temps)
		}
	}
}

// TestBatchMends: a damaged content that is put again in a batch is whole after it.
func TestBatchMends(t *testing.T) {
	dir := t.TempDir()
	b, err := dirblob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	content := page(5000)
	sha, _, err := b.Put(t.Context(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, sha[:2], sha+".zst")
	stored, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, path, flip(stored, 300))
	together := b.Batch()
	if _, _, err := together.Put(t.Context(), bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	if _, err := whole(b, sha); err == nil {
		t.Error("it was not damaged")
	}
	if err := together.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := whole(b, sha); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d read, %v", len(got), err)
	}
	if err := together.Close(); err != nil {
		t.Error(err)
	}
}

// TestFailedBatchStaysSo: who asks again is not told that all is well.
func TestFailedBatchStaysSo(t *testing.T) {
	dir := t.TempDir()
	b, err := dirblob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	together := b.Batch()
	if _, _, err := together.Put(t.Context(), strings.NewReader("акт")); err != nil {
		t.Fatal(err)
	}
	temps, err := filepath.Glob(filepath.Join(dir, "tmp", "*"))
	if err != nil || len(temps) != 1 {
		t.Fatal(temps, err)
	}
	if err := os.Remove(temps[0]); err != nil {
		t.Fatal(err)
	}
	first := together.Sync(t.Context())
	if first == nil {
		t.Error("what is not there is durable")
	}
	if again := together.Sync(t.Context()); again == nil {
		t.Error("it is so the second time")
	}
	if err := together.Close(); err != nil {
		t.Error(err)
	}
	if err := b.List(t.Context(), func(sha string, _ int64) error { return fmt.Errorf("holds %s", sha) }); err != nil {
		t.Error(err)
	}
}

// filesIn counts the files of a bucket's folder: contents, and those that are to become some.
func filesIn(t *testing.T, dir string) (named, temps int) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "??", "*"))
	if err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "tmp", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(all), len(left)
}
