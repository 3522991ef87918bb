package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A folder that is not there when the server starts is watched once it is.
func TestAServerWatchesAFolderThatComesLater(t *testing.T) {
	tmp := t.TempDir()
	data, incoming := filepath.Join(tmp, "d"), filepath.Join(tmp, "incoming")
	start(t, data, "--watch", incoming)
	time.Sleep(100 * time.Millisecond)
	if err := os.Rename(acts(t, 3), incoming); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-time.Hour) // files just written are left for later
	if err := filepath.WalkDir(incoming, func(path string, _ os.DirEntry, _ error) error { return os.Chtimes(path, past, past) }); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		out := must(t, "search", "--json", "--data", data, "дорога")
		if strings.Contains(out, `"total":3`) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%.300s", out)
		}
	}
}
