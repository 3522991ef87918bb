package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestTagsAreReleases holds that each version tag of the repository has its section of the changelog, and each section
// its tag, but for the newest one: a release writes that before it is tagged.
func TestTagsAreReleases(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "git", "tag", "--list", "v*").Output()
	if err != nil {
		t.Skip("not a clone, or without git: ", err)
	}
	tags := strings.Fields(string(out))
	folders, err := filepath.Glob("../../changelog/*_*")
	if err != nil {
		t.Fatal(err)
	}
	var versions []string
	for _, f := range folders {
		version, _, _ := strings.Cut(filepath.Base(f), "_")
		versions = append(versions, "v"+version)
	}
	for _, tag := range tags {
		if !slices.Contains(versions, tag) {
			t.Errorf("the tag %s has no section in the changelog", tag)
		}
	}
	untagged := slices.DeleteFunc(versions, func(v string) bool { return slices.Contains(tags, v) })
	if len(untagged) > 1 {
		t.Errorf("versions of the changelog without a tag: %v", untagged)
	}
	b, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range tags {
		if !strings.Contains(string(b), "\n## "+strings.TrimPrefix(tag, "v")+" (") {
			t.Errorf("CHANGELOG.md has no section %s", tag)
		}
	}
}
