package testkit

import (
	"os"
	"strings"
	"testing"
)

// Script runs the cases of a readable script: lines "<command> <argument>"
// followed by the results, indented. Other lines are kept as they are. When update
// the results are rewritten.
func Script(t *testing.T, path string, update bool,
	run func(t *testing.T, command, arg string) (results []string, isCase bool),
) {
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
		if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w && !update {
			t.Errorf("%s:%d: %s\n got: %s\nwant: %s", path, n, line, g, w)
		}
	}
	if update {
		if err := os.WriteFile(path, []byte(strings.Join(out, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
