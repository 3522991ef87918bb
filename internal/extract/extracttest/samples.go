package extracttest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"letopis/internal/testkit"
)

var word = regexp.MustCompile(`[\p{L}\p{N}]+`)

// Overlap returns the share of want's words that got has, and the share of
// got's words that want has, each word counted as often as it stands.
func Overlap(got, want string) (recall, precision float64) {
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

// Rows returns the rows of samples/manifest.tsv whose file matches.
func Rows(t testing.TB, pattern string) (rows [][]string) {
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

// Sample returns a file of the samples.
func Sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(testkit.Shared(t, "samples", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Compact is text without regard to white space.
func Compact(s string) string { return strings.Join(strings.Fields(s), " ") }
