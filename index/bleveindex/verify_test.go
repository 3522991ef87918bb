package bleveindex_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/index"
	"letopis/index/bleveindex"
	"letopis/index/indextest"
)

// TestVerifyBesideWriting holds that another process which verifies an index while
// segments of it are written, merged and deleted takes none of them for damaged.
func TestVerifyBesideWriting(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	x, err := openEngine(t, dir).Open(ctx, "g")
	if err != nil {
		t.Fatal(err)
	}
	beside, err := bleveindex.OpenEngine(dir, bleveindex.Options{})
	if err != nil {
		t.Fatal(err)
	}
	done, verified := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		defer func() { verified <- n }()
		for ; ; n++ {
			select {
			case <-done:
				return
			default:
			}
			if err := beside.Verify(ctx, "g"); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	for i := range 60 {
		b := index.Batch{Seq: uint64(i + 1)}
		for j := range 50 {
			b.Put = append(b.Put, &index.Doc{ID: fmt.Sprint(i, "-", j),
				Text: map[string][]index.Token{"body": indextest.Text(strings.Repeat(fmt.Sprint("слово", i*j, " "), 300))}})
		}
		if err := x.Apply(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	close(done)
	if n := <-verified; n == 0 && !t.Failed() {
		t.Error("nothing was verified meanwhile")
	}
}

func TestWhatAKilledWriterLeftIsDeleted(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	e := openEngine(t, dir)
	if _, err := e.Open(ctx, "g"); err != nil {
		t.Fatal(err)
	}
	e.close(t)
	left := filepath.Join(dir, "g", "store", "000000000009.zap.tmp")
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := e.Verify(ctx, "g"); err != nil {
		t.Errorf("half a segment that nobody reads is taken for damage: %v", err)
	}
	if _, err := e.Open(ctx, "g"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}
