package parse

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"letopis/internal/testkit"
)

var update = flag.Bool("update", false, "rewrite the expected results in testdata")

func TestSyntax(t *testing.T) {
	testkit.Script(t, "testdata/syntax.txt", *update, func(t *testing.T, _, arg string) ([]string, bool) {
		clauses, warnings := Query(arg)
		var parts []string
		for _, c := range clauses {
			var ops []string
			for _, op := range c.Any {
				if got := arg[op.Start : op.Start+len(op.Text)]; got != op.Text {
					t.Errorf("%s: operand %q is not at its place, but %q", arg, op.Text, got)
				}
				ops = append(ops, describe(op))
			}
			s := strings.Join(ops, " OR ")
			if len(ops) > 1 {
				s = "(" + s + ")"
			}
			if c.Not {
				s = "NOT " + s
			}
			parts = append(parts, s)
		}
		out := []string{"-> " + strings.Join(parts, " AND ")}
		for _, w := range warnings {
			out = append(out, "warning: "+w.Code)
		}
		return out, true
	})
}

func describe(op Operand) string {
	s := op.Text
	switch op.Kind {
	case Phrase:
		s = fmt.Sprintf("%q", s)
	case Prefix:
		s += "*"
	}
	if op.Field != "" {
		s = op.Field + ":" + s
	}
	return s
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`"a`, `-"b c" OR`, `title:"x" | y*`, "«»", "date:..", "- -a", "a:*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clauses, _ := Query(s)
		for _, c := range clauses {
			if len(c.Any) == 0 {
				t.Fatalf("%q: an empty clause", s)
			}
			for _, op := range c.Any {
				if op.Start < 0 || op.Start+len(op.Text) > len(s) {
					t.Fatalf("%q: operand %q outside of the query", s, op.Text)
				}
			}
		}
	})
}

// Of a phrase as many words are looked for as tell it from others, and that is said.
func TestLongPhrases(t *testing.T) {
	long := strings.Repeat("слово, ", MaxPhrase)
	for in, want := range map[string]string{
		`"` + long + `"`:           strings.TrimSuffix(long, ", "),
		`"` + long + `и ещё" мост`: strings.TrimSuffix(long, ", "),
		`«раз, два» мост`:          "раз, два",
	} {
		clauses, warnings := Query(in)
		cut := len(warnings) == 1 && warnings[0].Code == "long-phrase"
		if got := clauses[0].Any[0].Text; strings.TrimSuffix(got, ",") != want || cut != strings.Contains(in, "ещё") {
			t.Errorf("%.20s…: %q, %v", in, got, warnings)
		}
	}
}
