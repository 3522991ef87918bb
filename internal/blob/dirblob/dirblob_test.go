package dirblob_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/blob/blobtest"
	"letopis/internal/blob/dirblob"
)

func TestBucket(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) archive.Bucket {
		b, err := dirblob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		return b
	})
}

func TestSweepDeletesWhatNobodyNeeds(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	b, err := dirblob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	sha := map[string]string{}
	for _, text := range []string{"needed", "removed", "asked for again", "fresh"} {
		if sha[text], _, err = b.Put(ctx, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	left := filepath.Join(dir, "tmp", "put-1")
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * time.Hour)
	for _, path := range []string{left, filepath.Join(dir, sha["needed"][:2], sha["needed"]),
		filepath.Join(dir, sha["removed"][:2], sha["removed"]),
		filepath.Join(dir, sha["asked for again"][:2], sha["asked for again"])} {
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := b.Put(ctx, strings.NewReader("asked for again")); err != nil {
		t.Fatal(err)
	}
	n, err := b.Sweep(ctx, time.Hour, func(s string) (bool, error) { return s == sha["needed"], nil })
	if err != nil || n != 1 {
		t.Errorf("%d deleted, %v", n, err)
	}
	for text, want := range map[string]bool{"needed": true, "removed": false, "asked for again": true, "fresh": true} {
		f, err := b.Open(ctx, sha[text])
		if (err == nil) != want {
			t.Errorf("%s: %v", text, err)
		}
		if err == nil {
			f.Close()
		}
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("what an interrupted write left is still there")
	}
}
