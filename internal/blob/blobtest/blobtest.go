// Package blobtest is the suite that every archive.Bucket passes: contents come
// back as they were put, once, and what was put in part leaves nothing.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"letopis/internal/archive"
)

// Run runs the suite on buckets that open makes empty.
func Run(t *testing.T, open func(t *testing.T) archive.Bucket) {
	ctx := context.Background()
	t.Run("put and open", func(t *testing.T) {
		b := open(t)
		for _, content := range []string{"", "акт", strings.Repeat("x", 1<<20)} {
			sum := sha256.Sum256([]byte(content))
			for range 2 { // twice is harmless
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

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the source broke") }
