package indexer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"letopis/index"
	"letopis/index/bleveindex"
	"letopis/index/memindex"
	"letopis/internal/archive"
	"letopis/internal/indexer"
)

var silent = slog.New(slog.DiscardHandler)

// disk is an engine on a disk that may be full or slow. As with bleve, a handle
// whose write failed takes no more writes.
type disk struct {
	*memindex.Engine
	full atomic.Bool
	slow chan struct{} // writes wait for it when not nil
}

type handle struct {
	index.Index
	d      *disk
	failed atomic.Bool
}

func (d *disk) Open(ctx context.Context, generation string) (index.Index, error) {
	x, err := d.Engine.Open(ctx, generation)
	return &handle{Index: x, d: d}, err
}

func (h *handle) Apply(ctx context.Context, b index.Batch) error {
	if h.d.slow != nil {
		<-h.d.slow
	}
	if h.d.full.Load() || h.failed.Load() {
		h.failed.Store(true)
		return fmt.Errorf("batch: %w (write x.zap: no space left on device)", index.ErrReadOnly)
	}
	return h.Index.Apply(ctx, b)
}

func TestAFullDiskStopsWritingNotSearching(t *testing.T) {
	ctx := context.Background()
	s, a := setup(t)
	d := &disk{Engine: memindex.NewEngine()}
	x, err := indexer.Open(ctx, s, d, a, silent)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, 3, "старый мост")
	if err := x.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	d.full.Store(true)
	put(t, s, 5, "новый мост")
	for range 2 {
		if err := x.CatchUp(ctx); !errors.Is(err, archive.ErrFull) || !errors.Is(x.Failure(), archive.ErrFull) {
			t.Errorf("a full disk: %v, failure %v", err, x.Failure())
		}
		if n := total(t, x.Live(), "мост"); n != 3 {
			t.Errorf("%d documents are found on a full disk, want 3", n)
		}
	}
	d.full.Store(false)
	if err := x.CatchUp(ctx); err != nil || x.Failure() != nil {
		t.Errorf("with space again: %v, failure %v", err, x.Failure())
	}
	if n := total(t, x.Live(), "мост"); n != 5 {
		t.Errorf("%d documents are found with space again, want 5", n)
	}
}

func TestAStuckWriteIsTold(t *testing.T) {
	ctx := context.Background()
	s, a := setup(t)
	d := &disk{Engine: memindex.NewEngine(), slow: make(chan struct{})}
	x, err := indexer.Open(ctx, s, d, a, silent)
	if err != nil {
		t.Fatal(err)
	}
	x.SetPatience(60 * time.Millisecond)
	told := make(chan error, 1)
	x.Stuck = func(err error) { told <- err }
	put(t, s, 1, "мост")
	done := make(chan error, 1)
	go func() { done <- x.CatchUp(ctx) }()
	select {
	case err := <-told:
		if err == nil {
			t.Error("told of nothing")
		}
	case <-time.After(10 * time.Second):
		t.Error("nobody is told of a stuck write")
	}
	close(d.slow)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func onDisk(t *testing.T) (*bleveindex.Engine, string) {
	t.Helper()
	dir := t.TempDir()
	e, err := bleveindex.OpenEngine(dir, bleveindex.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e, dir
}

func TestADamagedIndexIsBuiltAnew(t *testing.T) {
	ctx := context.Background()
	s, a := setup(t)
	put(t, s, 20, "каменный мост")
	e, dir := onDisk(t)
	damage := func() {
		t.Helper()
		files, err := filepath.Glob(filepath.Join(dir, "*", "store", "*.zap"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%v %v", files, err)
		}
		b, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		b[len(b)/2] ^= 1
		if err := errors.Join(os.Chmod(files[0], 0o600), os.WriteFile(files[0], b, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	x, err := indexer.Open(ctx, s, e, a, silent)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(x.CatchUp(ctx), x.Verify(ctx)); err != nil {
		t.Fatal(err)
	}
	before := x.Generation()
	damage()
	if err := x.Verify(ctx); err != nil || x.Failure() != nil {
		t.Errorf("%v, failure %v", err, x.Failure())
	}
	if n := total(t, x.Live(), "мост"); n != 20 || x.Generation() == before {
		t.Errorf("damaged while open: %d documents in %s", n, x.Generation())
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	damage()
	if x, err = indexer.Open(ctx, s, e, a, silent); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(x.Failure(), index.ErrDamaged) {
		t.Errorf("damage is not told: %v", x.Failure())
	}
	if err := x.CatchUp(ctx); err != nil || x.Failure() != nil {
		t.Errorf("%v, failure %v", err, x.Failure())
	}
	list, err := e.List(ctx)
	if n := total(t, x.Live(), "мост"); n != 20 || err != nil || len(list) != 1 {
		t.Errorf("damaged while closed: %d documents, generations %v %v", n, list, err)
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}

func TestCompactLeavesNothingOfWhatWasRemoved(t *testing.T) {
	ctx := context.Background()
	s, a := setup(t)
	put(t, s, 30, "каменный мост")
	e, _ := onDisk(t)
	x, err := indexer.Open(ctx, s, e, a, silent)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := x.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	gone := []string{archive.NewID("s", "doc3"), archive.NewID("s", "doc4")}
	if _, err := s.Commit(ctx, archive.Batch{Delete: gone}); err != nil {
		t.Fatal(err)
	}
	if err := x.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	left := func() int {
		n, err := x.Live().(index.Compacter).Leftovers(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if left() != 2 {
		t.Fatalf("%d leftovers before", left())
	}
	if err := x.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	if n := total(t, x.Live(), "мост"); n != 28 || left() != 0 {
		t.Errorf("%d documents, %d leftovers", n, left())
	}
	seq, _ := s.Seq(ctx)
	if at, err := x.Live().Seq(ctx); err != nil || at != uint64(seq) {
		t.Errorf("at %d of %d: %v", at, seq, err)
	}
}

// TestADamagedIndexAnswersNothing holds that between damage and its repair there is no
// answer, and none from an index of another catalogue.
func TestADamagedIndexAnswersNothing(t *testing.T) {
	ctx := context.Background()
	s, a := setup(t)
	put(t, s, 20, "каменный мост")
	e, dir := onDisk(t)
	x, err := indexer.Open(ctx, s, e, a, silent)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	segments, err := filepath.Glob(filepath.Join(dir, "*", "store", "*.zap"))
	if err != nil || len(segments) == 0 {
		t.Fatal(segments, err)
	}
	if err := os.Truncate(segments[0], 100); err != nil {
		t.Fatal(err)
	}
	if x, err = indexer.Open(ctx, s, e, a, silent); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Live().Search(ctx, index.Query{}); !errors.Is(err, index.ErrDamaged) {
		t.Errorf("a damaged index answers: %v", err)
	}
	if err := x.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if n := total(t, x.Live(), "мост"); n != 20 {
		t.Errorf("%d documents after it was built anew", n)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	other, _ := setup(t)
	put(t, other, 3, "деревянный мост")
	if x, err = indexer.Open(ctx, other, e, a, silent); err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := x.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if n := total(t, x.Live(), "мост"); n != 3 {
		t.Errorf("%d documents of another catalogue", n)
	}
}

// renewed is an engine of a newer version.
type renewed struct{ index.Engine }

func (renewed) Version() string { return "newer" }

// What an older program indexed and this one cannot read is no damage.
func TestAnIndexOfAnotherVersionIsNotCalledDamaged(t *testing.T) {
	ctx := context.Background()
	s, a := setup(t)
	put(t, s, 20, "каменный мост")
	e, dir := onDisk(t)
	x, err := indexer.Open(ctx, s, e, a, silent)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(x.CatchUp(ctx), x.Close()); err != nil {
		t.Fatal(err)
	}
	segments, err := filepath.Glob(filepath.Join(dir, "*", "store", "*.zap"))
	if err != nil || len(segments) == 0 {
		t.Fatal(segments, err)
	}
	if err := os.Truncate(segments[0], 100); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	x, err = indexer.Open(ctx, s, renewed{e}, a, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	said := log.String()
	if !strings.Contains(said, "of another version") || strings.Contains(said, "is damaged and will") {
		t.Errorf("the log says %s", said)
	}
	if err := x.CatchUp(ctx); err != nil || x.Failure() != nil {
		t.Fatal(err, x.Failure())
	}
	if n := total(t, x.Live(), "мост"); n != 20 {
		t.Errorf("%d documents after it was built anew", n)
	}
}
