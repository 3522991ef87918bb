package extract

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"letopis/internal/testkit"
)

// An act is never split, whatever headings and dates it has: the 370 acts of the corpus
// and every text of the samples but the pages of news among them.
func TestActsStayWhole(t *testing.T) {
	var files []string
	samples, err := filepath.Glob("../../samples/*/*/*.txt")
	if err != nil || len(samples) < 40 {
		t.Fatal(len(samples), err)
	}
	for _, f := range samples {
		if filepath.Base(f) != "news-federation.txt" {
			files = append(files, f)
		}
	}
	corpus, err := filepath.Glob(filepath.Join(testkit.Shared(t, "corpus"), "*.txt"))
	if err != nil || len(corpus) < 370 {
		t.Fatal(len(corpus), err)
	}
	for _, f := range append(files, corpus...) {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"act.txt", "news.txt"} { // even under a name that lies
			parts := Extract(context.Background(), name, data, Options{})
			if len(parts) != 1 || parts[0].Path != "" {
				t.Errorf("%s as %s: %d parts", filepath.Base(f), name, len(parts))
			}
			if whole := plainLines(decodeText(data, "").Text); parts[0].Text != whole {
				t.Errorf("%s as %s: %d bytes of text, want %d", filepath.Base(f), name, len(parts[0].Text), len(whole))
			}
		}
	}
}
