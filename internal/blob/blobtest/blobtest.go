// Package blobtest is the test suite for implementations of archive.Bucket: contents come back as they were put, and
// failed puts leave nothing behind.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"letopis/internal/archive"
)

// Run runs the suite on empty buckets returned by open.
func Run(t *testing.T, open func(t *testing.T) archive.Bucket) {
	ctx := context.Background()
	t.Run("put and open", func(t *testing.T) {
		b := open(t)
		for _, content := range []string{"", "акт", strings.Repeat("x", 1<<20)} {
			sum := sha256.Sum256([]byte(content))
			for range 2 { // repeating a Put is harmless
				sha, n, err := b.Put(ctx, strings.NewReader(content))
				if err != nil || sha != hex.EncodeToString(sum[:]) || n != int64(len(content)) {
					t.Fatalf("put %d bytes: %s %d %v", len(content), sha, n, err)
				}
			}
			f, err := b.Open(ctx, hex.EncodeToString(sum[:]))
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(f)
			if err != nil || string(got) != content {
				t.Errorf("read %d bytes, %v", len(got), err)
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		}
		n := 0
		if err := b.List(ctx, func(string, int64) error { n++; return nil }); err != nil || n != 3 {
			t.Errorf("listed %d, %v", n, err)
		}
	})
	t.Run("sweeps beside each other", func(t *testing.T) {
		b := open(t)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 5 {
					n, err := b.Sweep(ctx, time.Hour, func(string) (bool, error) { return false, nil })
					if err != nil || n != 0 {
						t.Errorf("%d swept, %v", n, err)
					}
				}
			})
		}
		all.Wait()
	})
	t.Run("absent", func(t *testing.T) {
		b := open(t)
		for _, sha := range []string{strings.Repeat("0", 64), "../../etc/passwd", ""} {
			if _, err := b.Open(ctx, sha); !errors.Is(err, archive.ErrNotFound) {
				t.Errorf("open %q: %v", sha, err)
			}
			if err := b.Delete(ctx, sha); err != nil {
				t.Errorf("delete %q: %v", sha, err)
			}
		}
	})
	t.Run("a failed put leaves nothing", func(t *testing.T) {
		b := open(t)
		if _, _, err := b.Put(ctx, io.MultiReader(strings.NewReader("half"), broken{})); err == nil {
			t.Fatal("no error")
		}
		if err := b.List(ctx, func(sha string, _ int64) error { t.Errorf("holds %s", sha); return nil }); err != nil {
			t.Error(err)
		}
	})
	t.Run("parts", func(t *testing.T) { parts(t, open(t)) })
	t.Run("batch", func(t *testing.T) { batch(t, open(t)) })
	t.Run("sweep", func(t *testing.T) { sweep(t, open(t)) })
	t.Run("concurrent puts of one content", func(t *testing.T) {
		b := open(t)
		content := bytes.Repeat([]byte("y"), 1<<16)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, _, err := b.Put(ctx, bytes.NewReader(content)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

// parts reads ranges from the middle and the end, as downloads do.
func parts(t *testing.T, b archive.Bucket) {
	content := strings.Repeat("0123456789", 20_000)
	sha, _, err := b.Put(t.Context(), strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	f, err := b.Open(t.Context(), sha)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []struct {
		offset int64
		whence int
		from   int
	}{
		{100_003, io.SeekStart, 100_003},
		{-7, io.SeekEnd, len(content) - 7},
		{0, io.SeekEnd, len(content)},
		{0, io.SeekStart, 0},
		{5, io.SeekCurrent, 25}, // 20 bytes have been read
	} {
		got := make([]byte, 20)
		place, err := f.Seek(at.offset, at.whence)
		if err != nil || place != int64(at.from) {
			t.Fatalf("seek %+v: %d %v", at, place, err)
		}
		n, err := io.ReadFull(f, got)
		want := content[at.from:min(at.from+len(got), len(content))]
		if string(got[:n]) != want || (n < len(got)) != (err != nil) {
			t.Errorf("from %d: %q %v, want %q", at.from, got[:n], err, want)
		}
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

// batch puts contents together, some repeatedly and some already present, and abandons others.
func batch(t *testing.T, b archive.Bucket) {
	ctx := t.Context()
	listed := func() map[string]bool {
		out := map[string]bool{}
		if err := b.List(ctx, func(sha string, _ int64) error { out[sha] = true; return nil }); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if _, _, err := b.Put(ctx, strings.NewReader("content 3")); err != nil {
		t.Fatal(err)
	}
	together := archive.BatchOf(b)
	put := map[string]string{} // by SHA-256
	for _, n := range []int{1, 5, 40} {
		var mu sync.Mutex
		var all sync.WaitGroup
		for i := range 2 * n {
			all.Go(func() {
				content := fmt.Sprint("content ", i%n)
				sha, size, err := together.Put(ctx, strings.NewReader(content))
				if err != nil || size != int64(len(content)) {
					t.Errorf("put %q: %d %v", content, size, err)
				}
				mu.Lock()
				put[sha] = content
				mu.Unlock()
			})
		}
		all.Wait()
		for range 2 { // repeating a Sync is harmless
			if err := together.Sync(ctx); err != nil {
				t.Fatal(err)
			}
		}
		for sha, content := range put {
			f, err := b.Open(ctx, sha)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(f)
			if err = errors.Join(err, f.Close()); err != nil || string(got) != content {
				t.Errorf("%q is %q, %v", content, got, err)
			}
		}
	}
	if _, _, err := together.Put(ctx, io.MultiReader(strings.NewReader("half"), broken{})); err == nil {
		t.Error("a source that broke: no error")
	}
	if err := errors.Join(together.Sync(ctx), together.Close()); err != nil {
		t.Error(err)
	}
	if there := listed(); len(there) != len(put) {
		t.Errorf("%d of %d are there", len(there), len(put))
	}
	if err := archive.BatchOf(b).Close(); err != nil {
		t.Error("an empty one:", err)
	}
}

// sweep deletes unneeded contents once they are old enough.
func sweep(t *testing.T, b archive.Bucket) {
	ctx := t.Context()
	needed, _, err := b.Put(ctx, strings.NewReader("needed"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.Put(ctx, strings.NewReader("removed")); err != nil {
		t.Fatal(err)
	}
	need := func(sha string) (bool, error) { return sha == needed, nil }
	if n, err := b.Sweep(ctx, time.Hour, need); err != nil || n != 0 {
		t.Errorf("%d deleted that were put a moment ago, %v", n, err)
	}
	broke := errors.New("the catalogue broke")
	unknown := func(string) (bool, error) { return false, broke }
	if n, err := b.Sweep(ctx, -time.Hour, unknown); !errors.Is(err, broke) || n != 0 {
		t.Errorf("%d deleted though it is not known what is needed, %v", n, err)
	}
	if n, err := b.Sweep(ctx, -time.Hour, need); err != nil || n != 1 { // as if an hour had passed
		t.Errorf("%d deleted, %v", n, err)
	}
	var left []string
	if err := b.List(ctx, func(sha string, _ int64) error { left = append(left, sha); return nil }); err != nil {
		t.Error(err)
	}
	if len(left) != 1 || left[0] != needed {
		t.Errorf("left: %v", left)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the source broke") }
