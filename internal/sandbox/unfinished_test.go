package sandbox_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/sandbox"
)

// A scan of more pages than there is time for is read on, also after a stop, from the page
// that was the last.
func TestALongScanIsReadOn(t *testing.T) {
	tesseractAtHand(t)
	scan := scanOf(2)
	dir := filepath.Join(t.TempDir(), "scans")
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	start := func(progress func(string, int)) *sandbox.Pool {
		p, err := sandbox.New(sandbox.Options{Command: []string{os.Args[0]}, Env: []string{"SANDBOX_TEST=reads slowly"},
			Timeout: 6 * time.Second, Unfinished: dir, Progress: progress})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		return p
	}
	var told []int
	_, err := start(func(_ string, pages int) {
		told = append(told, pages)
		stop()
	}).Extract(ctx, "a.tif", scan)
	if err == nil || len(told) != 1 || told[0] != 1 {
		t.Fatalf("%v, told of %v pages", err, told)
	}
	kept, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	first, err := os.ReadFile(kept[0])
	if err != nil {
		t.Fatal(err)
	}
	parts, err := start(nil).Extract(context.Background(), "a.tif", scan)
	if err != nil || len(parts) != 1 || parts[0].Status != archive.StatusOK {
		t.Fatalf("%+v %v", parts, err)
	}
	one, two, _ := strings.Cut(parts[0].Text, "\n")
	if !strings.Contains(string(first), one) || !strings.HasPrefix(two, "Страница 2") ||
		parts[0].Hints["recognized"] != "90 %" {
		t.Errorf("%q %v, kept %s", parts[0].Text, parts[0].Hints, first)
	}
	if kept, _ := filepath.Glob(filepath.Join(dir, "*")); len(kept) > 0 {
		t.Errorf("pages of a whole scan are kept: %v", kept)
	}
}

// A file that was ended over its pictures is read without them.
func TestAFileIsReadWithoutItsPictures(t *testing.T) {
	parts, err := pool(t, "hangs over pictures", 2*time.Second).Extract(t.Context(), "a.docx", []byte("x"))
	if err != nil || len(parts) != 1 || parts[0].Text != "without pictures" {
		t.Errorf("%+v %v", parts, err)
	}
}

func TestPagesThatNobodyReadsOnEnd(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{"new.jsonl": time.Hour, "old.jsonl": 13 * time.Hour} {
		file, at := filepath.Join(dir, name), time.Now().Add(-age)
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := sandbox.DropUnfinished(dir); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 || filepath.Base(left[0]) != "new.jsonl" {
		t.Error(left)
	}
	if err := sandbox.DropUnfinished(filepath.Join(dir, "none")); err != nil {
		t.Error(err)
	}
}
