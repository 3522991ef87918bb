package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestManPages: each command that people see has a page with its description
// and flags, and the same day makes the same pages.
func TestManPages(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1764374400")
	dir := t.TempDir()
	must(t, "man", dir)
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if !c.IsAvailableCommand() && c.HasParent() {
			return
		}
		name := strings.ReplaceAll(c.CommandPath(), " ", "-") + ".1"
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`"1" "Nov 2025" "Letopis`, "SYNOPSIS", c.Short, "EXAMPLE"} {
			if !bytes.Contains(b, []byte(want)) && (want != "EXAMPLE" || c.Example != "") {
				t.Errorf("%s does not say %q", name, want)
			}
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(newRoot())
	if page, err := os.ReadFile(filepath.Join(dir, "letopis-search.1")); err != nil ||
		!bytes.Contains(page, []byte("--city")) {
		t.Errorf("the page of search does not name its flags: %v", err)
	}
	for _, hidden := range []string{"letopis-man.1", "letopis-extract-worker.1"} {
		if _, err := os.Stat(filepath.Join(dir, hidden)); err == nil {
			t.Errorf("%s describes a command that is not for people", hidden)
		}
	}
}

// TestCompletions: a script for each shell, and the commands that it completes.
func TestCompletions(t *testing.T) {
	for shell, want := range map[string]string{"bash": "__start_letopis", "zsh": "#compdef letopis",
		"fish": "complete -c letopis"} {
		if out := must(t, "completion", shell); !strings.Contains(out, want) {
			t.Errorf("%s: no %q in %.200s", shell, want, out)
		}
	}
	if out := must(t, "__complete", "ing"); !strings.HasPrefix(out, "ingest\t") {
		t.Errorf("ing completes to %q", out)
	}
}
