package extract

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what the tests get into testdata")

// show renders parts as text for golden files.
func show(parts []Part) string {
	var out strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&out, "== %q %q %s %s %s\n", p.Path, p.Title, p.Status, p.MediaType, p.Charset)
		if p.Reason != "" {
			fmt.Fprintf(&out, "reason: %s\n", p.Reason)
		}
		for _, k := range slices.Sorted(maps.Keys(p.Hints)) {
			fmt.Fprintf(&out, "%s: %s\n", k, p.Hints[k])
		}
		if p.Text != "" {
			fmt.Fprintf(&out, "-- text\n%s\n", p.Text)
		}
		if p.Aside != "" {
			fmt.Fprintf(&out, "-- aside\n%s\n", p.Aside)
		}
	}
	return strings.ReplaceAll(out.String(), "\t", "⇥")
}

// golden compares got with a file of testdata, or writes it with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (run with -update to accept):\n%s", path, got)
	}
}

// Pages in the manner of portals of two decades, written for this test: what
// is the subject, what is around it, and where one page is several posts.
func TestPages(t *testing.T) {
	files, err := filepath.Glob("testdata/html/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal("no pages", err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(f, ".html")+".golden", show(Extract(context.Background(), f, data, Options{})))
		})
	}
}
