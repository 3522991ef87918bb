package enrich

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract"
	"letopis/internal/text"
)

// TestConventions reads documents written by the conventions of offices, one short text each.
// A file of testdata/conventions has the documents of one sort:
//
//	=== the convention
//	kind | number | date | title, a line for each document that the text becomes
//	events: what is found in the first of them; without the line anything may be
//	---
//	the text, in HTML where it begins with «<»
func TestConventions(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "conventions", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal("no conventions", err)
	}
	e := newEnricher(t)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, records, _ := strings.Cut(string(data), "\n=== ")
		for record := range strings.SplitSeq(records, "\n=== ") {
			name, rest, _ := strings.Cut(record, "\n")
			want, text, ok := strings.Cut(rest, "\n---\n")
			if !ok {
				t.Fatalf("%s: %s: no text", file, name)
			}
			want, events, told := strings.Cut(want, "\nevents:")
			t.Run(filepath.Base(file)+"/"+name, func(t *testing.T) {
				docs := documents(e, strings.TrimRight(text, "\n"))
				var got []string
				for _, f := range docs {
					got = append(got, fmt.Sprintf("%s | %s | %s | %s", f.Kind.Text, f.Number.Text, f.Date.String(), f.Title.Text))
				}
				if got := strings.ReplaceAll(strings.Join(got, "\n"), "|  |", "| |"); got != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
				if got := eventsOf(docs[0]); told && got != strings.TrimSpace(events) {
					t.Errorf("events\n got %s\nwant %s", got, strings.TrimSpace(events))
				}
			})
		}
	}
}

// documents returns the facts of each document that a text, or a page in HTML, becomes.
func documents(e *Enricher, s string) []archive.Facts {
	name := "a.txt"
	if strings.HasPrefix(s, "<") {
		name = "a.html"
	}
	var out []archive.Facts
	for _, part := range extract.Extract(context.Background(), name, []byte(s), extract.Options{}) {
		d := &archive.Document{Text: text.Clean(part.Text), Aside: text.Clean(part.Aside), Hints: maps.Clone(part.Hints),
			Original: archive.Original{MediaType: part.MediaType}}
		if part.Title != "" {
			if d.Hints == nil {
				d.Hints = map[string]string{}
			}
			d.Hints["title"] = text.Clean(part.Title)
		}
		e.Enrich(d)
		out = append(out, d.Facts)
	}
	return out
}
