package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The repository's own entries can be read, and CHANGELOG.md holds all that is
// released as its entries say it.
func TestTheChangelogIsOfItsEntries(t *testing.T) {
	t.Parallel()
	const dir = "../../changelog"
	if _, err := assemble(dir, true); err != nil {
		t.Error(err)
	}
	released, err := assemble(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	head, versions, _ := strings.Cut(released, "\n## ")
	if !strings.HasPrefix(string(b), head) || !strings.HasSuffix(string(b), versions) {
		t.Error("CHANGELOG.md differs from changelog/: run make changelog")
	}
}

func TestRelease(t *testing.T) {
	t.Parallel()
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "CHANGELOG.md")
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("0.9.0_2026-10-01/old.md", "Change: Old\n\nAn old one.\n")
	write("unreleased/b.md", "Bugfix: Towns are found again\n\nThey were not.\n")
	write("unreleased/a.md", "Enhancement: More formats\n\nTwo of them.\n")
	if err := run(dir, out, "0.10.0", day); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	rest := string(b)
	for _, want := range []string{"# Changelog", "## 0.10.0 (2026-12-01)",
		"**Bugfix: Towns are found again**\n\nThey were not.",
		"**Enhancement: More formats**", "## 0.9.0 (2026-10-01)", "**Change: Old**"} {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Fatalf("%q is not there, or not in its place:\n%s", want, b)
		}
		rest = after
	}
	if left, _ := filepath.Glob(filepath.Join(dir, unreleased, "*")); len(left) > 0 {
		t.Errorf("still not released: %v", left)
	}
	for _, again := range []string{"0.11.0", "v1", "1.0"} {
		if err := run(dir, out, again, day); err == nil {
			t.Errorf("%s was released, with nothing to release or a wrong name", again)
		}
	}
}

func TestEntriesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "Fix: x\n\ny\n", "Bugfix:\n\ny\n", "Bugfix: x.\n\ny\n", "Bugfix: x\n",
		"Bugfix: x\ny\n"} {
		if e, err := parse(text); err == nil {
			t.Errorf("%q is taken for %+v", text, e)
		}
	}
}
