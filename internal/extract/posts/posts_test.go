package posts_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/extract/html"
	"letopis/internal/extract/plain"
)

var readFile = extracttest.Of(func(f format.File, budget *format.Budget) []format.Part {
	if filepath.Ext(f.Name) == ".html" {
		return html.Read(f, budget)
	}
	return plain.ReadText(f, budget)
})

// wantPost is what a page of testdata must give for one post.
type wantPost struct{ title, date, end string }

// readWanted reads testdata/want.tsv: the posts of each file, and the lines that
// must stand around them.
func readWanted(t *testing.T) (files []string, posts map[string][]wantPost, asides map[string][]string) {
	t.Helper()
	data, err := os.ReadFile("testdata/want.tsv")
	if err != nil {
		t.Fatal(err)
	}
	posts, asides = map[string][]wantPost{}, map[string][]string{}
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case f[1] == "~":
			asides[f[0]] = append(asides[f[0]], f[2])
			continue
		}
		if !slices.Contains(files, f[0]) {
			files = append(files, f[0])
		}
		posts[f[0]] = append(posts[f[0]], wantPost{f[1], f[2], f[3]})
	}
	return files, posts, asides
}

// Pages of news as HTML and as plain text, and texts that look like such and are one
// document, written before the rules that split them. Pages whose names begin with "b"
// were not looked at while the rules were made.
func TestPostPages(t *testing.T) {
	files, posts, asides := readWanted(t)
	if len(files) < 30 {
		t.Fatalf("%d pages", len(files))
	}
	for _, name := range files {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			parts := readFile(name, data, format.Options{})
			holdPosts(t, parts, posts[name], asides[name])
		})
	}
}

func holdPosts(t *testing.T, parts []format.Part, want []wantPost, asides []string) {
	t.Helper()
	if len(parts) != len(want) {
		t.Errorf("%d parts, want %d\n%s", len(parts), len(want), extracttest.Show(parts))
		return
	}
	for i, w := range want {
		p := parts[i]
		if w.title != "*" && p.Title != w.title || w.date != "*" && p.Hints["date"] != w.date ||
			!strings.HasSuffix(p.Text, w.end) {
			t.Errorf("%s: title %q, date %q, text …%q; want %+v", p.Path, p.Title, p.Hints["date"],
				p.Text[max(0, len(p.Text)-60):], w)
		}
		if len(want) > 1 && !strings.HasPrefix(p.Path, "#") || len(want) == 1 && p.Path != "" {
			t.Errorf("path %q", p.Path)
		}
		for _, a := range asides {
			if strings.Contains(p.Text, a) || !strings.Contains(p.Aside, a) {
				t.Errorf("%s: %q is not around the text\n%s", p.Path, a, extracttest.Show(parts[i:i+1]))
			}
		}
	}
}
