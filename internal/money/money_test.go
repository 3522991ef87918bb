package money

import (
	"cmp"
	"fmt"
	"os"
	"strings"
	"testing"
)

// told writes a line for people: a row for each sum, then the doubts.
func told(text string) string {
	l := Read(text)
	var b strings.Builder
	for _, s := range l.Sums {
		fmt.Fprintf(&b, "%d %s %s\n", s.Year, cmp.Or(s.Source, "all"), s.Amount.Thousands())
	}
	for _, d := range l.Doubts {
		fmt.Fprintf(&b, "? %s", d.Why)
		for _, s := range d.Sums {
			fmt.Fprintf(&b, " [%s]", text[s.Start:s.End])
		}
		if d.Difference != 0 {
			fmt.Fprintf(&b, " %s", d.Difference.Thousands())
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestSums reads testdata/sums.txt.
func TestSums(t *testing.T) {
	data, err := os.ReadFile("testdata/sums.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split(string(data), "\n## ")[1:]
	if len(cases) < 10 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, c := range cases {
		name, rest, _ := strings.Cut(c, "\n")
		text, want, ok := strings.Cut(rest, "--\n")
		if got := told(text); !ok || got != want {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}
