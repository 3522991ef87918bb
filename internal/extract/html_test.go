package extract

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/testkit"
)

var word = regexp.MustCompile(`[\p{L}\p{N}]+`)

// overlap returns the share of want's words that got has, and the share of
// got's words that want has, each word counted as often as it stands.
func overlap(got, want string) (recall, precision float64) {
	count := map[string]int{}
	wants := word.FindAllString(strings.ToLower(want), -1)
	gots := word.FindAllString(strings.ToLower(got), -1)
	for _, w := range wants {
		count[w]++
	}
	both := 0
	for _, w := range gots {
		if count[w] > 0 {
			count[w]--
			both++
		}
	}
	return float64(both) / float64(max(len(wants), 1)), float64(both) / float64(max(len(gots), 1))
}

// manifestRows returns the rows of samples/manifest.tsv whose file matches.
func manifestRows(t *testing.T, pattern string) (rows [][]string) {
	t.Helper()
	data, err := os.ReadFile(testkit.Shared(t, "samples", "manifest.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		row := strings.Split(strings.TrimSpace(line), "\t")
		if ok, _ := filepath.Match(pattern, row[0]); ok {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		t.Fatalf("no rows match %q", pattern)
	}
	return rows
}

func readSample(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(testkit.Shared(t, "samples", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestHTMLSamples(t *testing.T) {
	for _, row := range manifestRows(t, "html/*") {
		t.Run(row[0], func(t *testing.T) {
			parts := Extract(context.Background(), row[0], readSample(t, row[0]), Options{})
			if len(parts) != 1 || parts[0].Status != archive.StatusOK {
				t.Fatalf("%d parts, first %s %s", len(parts), parts[0].Status, parts[0].Reason)
			}
			want := string(readSample(t, row[3]))
			recall, precision := overlap(parts[0].Text, want)
			floor := 0.97
			if strings.Contains(row[5], "0.90") {
				floor = 0.90
			}
			t.Logf("recall %.4f precision %.4f %s", recall, precision, parts[0].Charset)
			if recall < 0.9995 || precision < floor {
				t.Errorf("recall %.4f, precision %.4f, want 1.00 and %.2f", recall, precision, floor)
			}
		})
	}
}
