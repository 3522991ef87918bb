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

// A server that was killed leaves its address behind; the server of another
// archive may have it now.
func TestTheServerOfAnotherArchiveIsNotAsked(t *testing.T) {
	tmp := t.TempDir()
	mine, other := filepath.Join(tmp, "mine"), filepath.Join(tmp, "other")
	must(t, "ingest", "--data", mine, acts(t, 2))
	must(t, "ingest", "--data", other, acts(t, 5))
	url, _ := start(t, other)
	write(t, filepath.Join(mine, serverFile), `{"pid":1,"url":"`+url+`"}`)
	if out := must(t, "search", "--json", "--data", mine, "дорога"); !strings.Contains(out, `"total":2`) {
		t.Errorf("answered by another archive: %.200s", out)
	}
	must(t, "ingest", "--data", mine, acts(t, 1))
	if out := must(t, "search", "--json", "--data", mine, "дорога"); !strings.Contains(out, `"total":3`) {
		t.Errorf("not searchable: %.200s", out)
	}
	if out := must(t, "search", "--json", "--data", other, "дорога"); !strings.Contains(out, `"total":5`) {
		t.Errorf("its own server is not asked: %.200s", out)
	}
}
