package money

import (
	"cmp"
	"fmt"
	"os"
	"slices"
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

// TestLabelled holds what is read of invented passages that were labelled before it was looked at what is read of them.
// Of held.txt only figures are told.
func TestLabelled(t *testing.T) {
	for file, least := range map[string][2]float64{"labelled.txt": {.94, .90}, "held.txt": {.93, .90}} {
		data, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		logf := t.Logf
		if file == "held.txt" {
			logf = func(string, ...any) {}
		}
		right, found, wanted := 0, 0, 0
		for _, c := range strings.Split(string(data), "\n## ")[1:] {
			name, rest, _ := strings.Cut(c, "\n")
			text, want, ok := strings.Cut(rest, "--\n")
			if !ok {
				t.Fatalf("%s: %s has no labels", file, name)
			}
			left := strings.FieldsFunc(want, func(r rune) bool { return r == '\n' })
			wanted += len(left)
			doubts := map[string]bool{}
			for line := range strings.Lines(told(text)) {
				line = strings.TrimSpace(line)
				if strings.HasPrefix(line, "?") { // whatever it is about, once
					if line, _, _ = strings.Cut(line, " ["); doubts[line] {
						continue
					}
					doubts[line] = true
				}
				found++
				if i := slices.Index(left, line); i >= 0 {
					right++
					left = slices.Delete(left, i, i+1)
				} else {
					logf("%s: wrong   %s", name, line)
				}
			}
			for _, w := range left {
				logf("%s: missing %s", name, w)
			}
		}
		p, r := float64(right)/float64(max(1, found)), float64(right)/float64(max(1, wanted))
		t.Logf("%s: %d labelled, %d found: precision %.3f, recall %.3f", file, wanted, found, p, r)
		if p < least[0] || r < least[1] {
			t.Errorf("%s: below %v", file, least)
		}
	}
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
