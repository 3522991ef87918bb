package query

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the expected results in testdata")

// script runs the cases of a readable script: lines "<command> <argument>"
// followed by the results, indented. Other lines are kept as they are. With
// -update the results are rewritten.
func script(t *testing.T, path string, run func(t *testing.T, command, arg string) (results []string, isCase bool)) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	var out []string
	for i := 0; i < len(lines); {
		line := lines[i]
		n := i + 1
		i++
		out = append(out, line)
		command, arg, _ := strings.Cut(line, " ")
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, " ") {
			continue
		}
		got, isCase := run(t, command, arg)
		if !isCase {
			continue
		}
		var want []string
		for ; i < len(lines) && strings.HasPrefix(lines[i], "  "); i++ {
			want = append(want, strings.TrimPrefix(lines[i], "  "))
		}
		for _, g := range got {
			out = append(out, "  "+g)
		}
		if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w && !*update {
			t.Errorf("%s:%d: %s\n got: %s\nwant: %s", path, n, line, g, w)
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(strings.Join(out, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSyntax(t *testing.T) {
	script(t, "testdata/syntax.txt", func(t *testing.T, command, arg string) ([]string, bool) {
		clauses, warnings := parse(arg)
		var parts []string
		for _, c := range clauses {
			var ops []string
			for _, op := range c.any {
				if got := arg[op.start : op.start+len(op.text)]; got != op.text {
					t.Errorf("%s: operand %q is not at its place, but %q", arg, op.text, got)
				}
				ops = append(ops, describe(op))
			}
			s := strings.Join(ops, " OR ")
			if len(ops) > 1 {
				s = "(" + s + ")"
			}
			if c.not {
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

func describe(op operand) string {
	s := op.text
	switch op.kind {
	case opPhrase:
		s = fmt.Sprintf("%q", s)
	case opPrefix:
		s += "*"
	}
	if op.field != "" {
		s = op.field + ":" + s
	}
	return s
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`"a`, `-"b c" OR`, `title:"x" | y*`, "«»", "date:..", "- -a", "a:*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clauses, _ := parse(s)
		for _, c := range clauses {
			if len(c.any) == 0 {
				t.Fatalf("%q: an empty clause", s)
			}
			for _, op := range c.any {
				if op.start < 0 || op.start+len(op.text) > len(s) {
					t.Fatalf("%q: operand %q outside of the query", s, op.text)
				}
			}
		}
	})
}
