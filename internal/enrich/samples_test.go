package enrich

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract"
	"letopis/internal/text"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestSamples shows what is found in the sample archive, a line a document: a
// change of a rule shows here what it changes.
func TestSamples(t *testing.T) {
	e, root := newEnricher(t), filepath.Join("..", "..", "samples")
	var b strings.Builder
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || ext != ".txt" && ext != ".html" && ext != ".zip" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		for _, part := range extract.Extract(context.Background(), filepath.Base(path), data, extract.Options{}) {
			d := &archive.Document{Text: text.Clean(part.Text), Hints: part.Hints,
				Original: archive.Original{MediaType: part.MediaType}}
			if part.Title != "" {
				if d.Hints = maps.Clone(d.Hints); d.Hints == nil {
					d.Hints = map[string]string{}
				}
				d.Hints["title"] = text.Clean(part.Title)
			}
			e.Enrich(d)
			fmt.Fprintf(&b, "%s %s\n", filepath.ToSlash(name), strings.TrimSpace(part.Path))
			describe(&b, &d.Facts)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "samples.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got, old := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range got {
		if i >= len(old) || got[i] != old[i] {
			t.Fatalf("line %d of %s differs (-update rewrites it):\n%s", i+1, golden, got[i])
		}
	}
}

func describe(b *strings.Builder, f *archive.Facts) {
	line := func(name string, parts ...string) {
		if s := strings.Join(strings.Fields(strings.Join(parts, " ")), " "); s != "" {
			fmt.Fprintf(b, "\t%s: %s\n", name, s)
		}
	}
	line("kind", f.Kind.Text, f.Number.Text, f.Date.String())
	line("title", f.Title.Text)
	line("issuer", f.Issuer.Text)
	line("place", f.Municipality.Text, f.Region.Text)
	var towns, programs, cites []string
	for _, c := range f.Cities {
		towns = append(towns, c.ID+" "+c.Role+";")
	}
	for _, p := range f.Programs {
		programs = append(programs, p.Role+" "+p.Level+" «"+p.Name+"»;")
	}
	for _, c := range f.Cites {
		cites = append(cites, c.Kind+" "+c.Number+" "+c.Date.String()+" "+c.Name+";")
	}
	line("towns", towns...)
	for _, ev := range f.Events {
		line("event", ev.From.String(), ev.To.String(), ev.What, ev.City)
	}
	line("programmes", programs...)
	line("cites", cites...)
}
