// Package extracttest is for the tests of the rooms of package extract: it reads files
// through one room, holds what every reading promises, and makes files.
package extracttest

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
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/extract/format"
	"letopis/internal/testkit"
)

// An Extract reads a file, as extract.Extract does.
type Extract func(name string, data []byte, o format.Options) []format.Part

// Of returns what reads files by one reader.
func Of(read format.Reader) Extract {
	return func(name string, data []byte, o format.Options) []format.Part {
		ctx := context.Background()
		if o.Time > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, o.Time)
			defer cancel()
		}
		return format.Run(read, format.File{Name: name, Data: data}, format.NewBudget(ctx, o))
	}
}

// One reads a file that is one document.
func One(t testing.TB, extract Extract, name string, data []byte) format.Part {
	t.Helper()
	parts := extract(name, data, format.Options{})
	if len(parts) != 1 {
		t.Fatalf("%d parts", len(parts))
	}
	return parts[0]
}

// Check holds what every reading promises.
func Check(t *testing.T, parts []format.Part) {
	t.Helper()
	if len(parts) == 0 {
		t.Fatal("no part")
	}
	seen := map[string]bool{}
	for _, p := range parts {
		switch {
		case p.Status == "":
			t.Errorf("%q: no status", p.Path)
		case p.Status != archive.StatusOK && p.Reason() == "":
			t.Errorf("%q: %s without a reason", p.Path, p.Status)
		case strings.Contains(p.Reason(), "разбор остановился"):
			t.Errorf("%q: a panic: %s", p.Path, p.Reason())
		case !utf8.ValidString(p.Text + p.Aside + p.Title + p.Path):
			t.Errorf("%q: not UTF-8", p.Path)
		case p.Path != "" && seen[p.Path]:
			t.Errorf("%q twice", p.Path)
		case !slices.IsSorted(p.Pages) ||
			len(p.Pages) > 0 && (p.Pages[0] != 0 || p.Pages[len(p.Pages)-1] > len(p.Text)):
			t.Errorf("%q: pages at %v of %d bytes", p.Path, p.Pages, len(p.Text))
		}
		seen[p.Path] = true
	}
}

// Fuzz runs one kind of file, with small limits, on the files of a pattern and seeds.
func Fuzz(f *testing.F, extract Extract, name, pattern string, seeds ...string) {
	files, err := filepath.Glob(pattern)
	if err != nil || pattern != "" && len(files) == 0 {
		f.Fatal("no files", pattern, err)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { FuzzOne(t, extract, name, data) })
}

// FuzzOne reads what a fuzzer has made, within small limits.
func FuzzOne(t *testing.T, extract Extract, name string, data []byte) {
	testkit.Bounded(t, func() {
		Check(t, extract(name, data, format.Options{MaxText: 1 << 20, MaxParts: 100, MaxBytes: 4 << 20}))
	})
}

// Summary is one line a part: path, status, beginning of the text or reason.
func Summary(parts []format.Part) string {
	var out strings.Builder
	for _, p := range parts {
		what := p.Text
		if p.Status != archive.StatusOK {
			what = p.Reason()
		}
		fmt.Fprintf(&out, "%s|%s|%s\n", p.Path, p.Status, beginning(strings.ReplaceAll(what, "\n", "/")))
	}
	return out.String()
}

func beginning(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40])
	}
	return s
}

// Show renders parts as text for golden files.
func Show(parts []format.Part) string {
	var out strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&out, "== %q %q %s %s %s\n", p.Path, p.Title, p.Status, p.MediaType, p.Charset)
		if p.Reason() != "" {
			fmt.Fprintf(&out, "reason: %s\n", p.Reason())
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

var update = flag.Bool("update", false, "write what the tests get into testdata")

// Golden compares got with a file of testdata, or writes it with -update.
func Golden(t *testing.T, path, got string) {
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
