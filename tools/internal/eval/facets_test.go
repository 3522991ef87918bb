package eval_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/enrich"
	"letopis/internal/gazetteer"
	"letopis/internal/testkit"
	"letopis/internal/text"
	"letopis/tools/internal/eval"
)

func enricher(t testing.TB) *enrich.Enricher {
	t.Helper()
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	e, err := enrich.New(g, enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// floors are the least precision and recall that the design asks for.
var floors = map[string][2]float64{
	"date": {0.95, 0.90}, "number": {0.95, 0.90}, "kind": {0.95, 0.95}, "cities": {0.90,
		0.90}, "cities mentioned": {0.95, 0.95},
	"region": {0.95, 0.90}, "municipality": {0.95, 0.95}, "program": {0.92, 0.90}, "federal acts cited": {0.95, 0.95},
}

// TestFacetsOfLabelledDocuments holds what the rules reach on the labelled
// documents: as they are, and as converters would have made them.
func TestFacetsOfLabelledDocuments(t *testing.T) {
	f, err := os.Open(testkit.Shared(t, "eval", "facets", "dev.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	labels, err := eval.ReadLabels(f)
	if err != nil {
		t.Fatal(err)
	}
	corpus, e := testkit.Shared(t, "corpus"), enricher(t)
	marks := regexp.MustCompile(`[«»".,;:()№/-]`)
	for _, x := range []struct {
		name   string
		change func(string) string
	}{
		{"as they are", func(s string) string { return s }},
		{"spaces around marks", func(s string) string { return marks.ReplaceAllString(s, " $0 ") }},
		{"no empty lines", func(s string) string { return strings.ReplaceAll(s, "\n\n", "\n") }},
		{"an empty line after each", func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") }},
		{"straight quotes", strings.NewReplacer("«", `"`, "»", `"`).Replace},
		{"Latin look-alikes", lookAlikes},
	} {
		t.Run(x.name, func(t *testing.T) {
			scores := eval.Facets(labels, func(file string) (*archive.Document, int) {
				raw, err := os.ReadFile(filepath.Join(corpus, file))
				if err != nil {
					return nil, 0
				}
				stored := func(s string) string { return text.Clean(x.change(text.Clean(s))) }
				d := &archive.Document{URI: file, Text: stored(string(raw))}
				e.Enrich(d)
				// The head was labelled in the file as it is, before cleaning.
				return d, len(stored(string(raw)[:eval.HeadOf(string(raw))]))
			})
			if testing.Verbose() {
				eval.PrintScores(t.Output(), scores, true)
			}
			for _, s := range scores {
				if floor, ok := floors[s.Field]; ok && (s.Precision() < floor[0] || s.Recall() < floor[1]) {
					t.Errorf("%s: precision %.3f, recall %.3f; the floors are %.2f and %.2f", s.Field, s.Precision(), s.Recall(),
						floor[0], floor[1])
				}
			}
		})
	}
}

// lookAlikes makes every twentieth о, с, р and а Latin, as scanned and typed
// texts have them.
func lookAlikes(s string) string {
	n := 0
	return strings.Map(func(r rune) rune {
		i := strings.IndexRune("осра", r)
		if i < 0 {
			return r
		}
		if n++; n%20 != 0 {
			return r
		}
		return map[rune]rune{'о': 'o', 'с': 'c', 'р': 'p', 'а': 'a'}[r]
	}, s)
}
