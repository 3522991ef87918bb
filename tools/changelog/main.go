// Command changelog puts CHANGELOG.md together from the entries under changelog/:
//
//	go run ./tools/changelog                 # CHANGELOG.md, with what is not released yet
//	go run ./tools/changelog --release 0.1.0 # the same, after moving that into the version of today
//
// An entry is a file of Markdown: a first line "Kind: What changed for users", an
// empty line, and a few sentences. One entry a change, so that branches do not
// meet in one file.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// kinds of entries, in the order in which readers want to know of them.
var kinds = []string{"Security", "Change", "Bugfix", "Enhancement"}

// unreleased is the folder of entries that no version has yet.
const unreleased = "unreleased"

// versionFolder is a version and its day, as in 0.1.0_2026-11-29.
var versionFolder = regexp.MustCompile(`^(\d+)\.(\d+)\.(\d+)_(\d{4}-\d\d-\d\d)$`)

type entry struct{ kind, title, body string }

func main() {
	release := flag.String("release", "", "the version that takes the unreleased entries, as in 0.1.0")
	flag.Parse()
	if err := run("changelog", "CHANGELOG.md", *release, time.Now()); err != nil {
		fmt.Fprintln(os.Stderr, "changelog:", err)
		os.Exit(1)
	}
}

func run(dir, out, release string, now time.Time) error {
	if release != "" {
		folder := release + "_" + now.Format(time.DateOnly)
		if !versionFolder.MatchString(folder) {
			return fmt.Errorf("%q is no version: write it as 0.1.0", release)
		}
		if err := move(filepath.Join(dir, unreleased), filepath.Join(dir, folder)); err != nil {
			return err
		}
	}
	text, err := assemble(dir, true)
	if err != nil {
		return err
	}
	return os.WriteFile(out, []byte(text), 0o644)
}

// move takes the entries of one folder to another, which must be new.
func move(from, to string) error {
	files, err := filepath.Glob(filepath.Join(from, "*.md"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("%s has no entries: nothing to release", from)
	}
	if err := os.Mkdir(to, 0o755); err != nil {
		return err
	}
	for _, f := range files {
		err = errors.Join(err, os.Rename(f, filepath.Join(to, filepath.Base(f))))
	}
	return err
}

// assemble returns the changelog, newest version first; pending: with what is
// not released yet.
func assemble(dir string, pending bool) (string, error) {
	folders, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var versions []string
	for _, f := range folders {
		switch {
		case f.Name() == unreleased && pending, versionFolder.MatchString(f.Name()):
			versions = append(versions, f.Name())
		case f.Name() != unreleased:
			return "", fmt.Errorf("%s: neither %s nor a version like 0.1.0_2026-11-29", filepath.Join(dir, f.Name()), unreleased)
		}
	}
	slices.SortFunc(versions, func(a, b string) int { return slices.Compare(rank(b), rank(a)) })
	var b strings.Builder
	b.WriteString("# Changelog\n\nWhat changed for those who use Letopis or run it. Made by `make changelog` from " +
		"[changelog/](changelog/).\n")
	for _, v := range versions {
		entries, err := read(filepath.Join(dir, v))
		if err != nil {
			return "", err
		}
		if len(entries) == 0 {
			continue
		}
		name := "Not released yet"
		if m := versionFolder.FindStringSubmatch(v); m != nil {
			name = fmt.Sprintf("%s.%s.%s (%s)", m[1], m[2], m[3], m[4])
		}
		fmt.Fprintf(&b, "\n## %s\n", name)
		for _, e := range entries {
			fmt.Fprintf(&b, "\n**%s: %s**\n\n%s\n", e.kind, e.title, e.body)
		}
	}
	return b.String(), nil
}

// rank orders the folders of versions by number; the unreleased one is above all.
func rank(folder string) []int {
	m := versionFolder.FindStringSubmatch(folder)
	if m == nil {
		return []int{1 << 30}
	}
	out := make([]int, 3)
	for i := range out {
		out[i], _ = strconv.Atoi(m[i+1]) // digits, by the expression
	}
	return out
}

// read returns the entries of a folder by kind, then by the name of the file.
func read(dir string) ([]entry, error) {
	var out []entry
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		e, err := parse(string(b))
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		out = append(out, e)
		return nil
	})
	slices.SortStableFunc(out, func(a, b entry) int { return slices.Index(kinds, a.kind) - slices.Index(kinds, b.kind) })
	return out, err
}

func parse(text string) (entry, error) {
	head, body, _ := strings.Cut(text, "\n")
	kind, title, _ := strings.Cut(head, ": ")
	body, hasGap := strings.CutPrefix(body, "\n")
	body = strings.TrimSpace(body)
	switch {
	case !slices.Contains(kinds, kind):
		return entry{}, fmt.Errorf("the first line must be one of %s, a colon and what changed: %q",
			strings.Join(kinds, ", "), head)
	case title == "" || strings.HasSuffix(title, "."):
		return entry{}, fmt.Errorf("the first line must say what changed, without a full stop: %q", head)
	case !hasGap || body == "":
		return entry{}, errors.New("an empty line and a few sentences for users must follow the first line")
	}
	return entry{kind, title, body}, nil
}
