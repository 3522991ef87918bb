package reason

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of docs/reasons.md")

// docs/reasons.md has the catalogue between two marks.
func TestDocsHaveTheCatalogue(t *testing.T) {
	const path, begin, end = "../../../docs/reasons.md", "<!-- reasons -->\n", "<!-- end of reasons -->\n"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(page), begin)
	got, after, both := strings.Cut(rest, end)
	if !ok || !both {
		t.Fatal("docs/reasons.md lacks the marks of the catalogue")
	}
	var want strings.Builder
	want.WriteString("| code | status | what is said, and the way out |\n|---|---|---|\n")
	for _, r := range All {
		fmt.Fprintf(&want, "| `%s` | %s | %s<br>%s |\n", r.Code, r.Status, r.RU.General(), r.EN.General())
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+begin+want.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if got != want.String() {
		t.Error("the catalogue in docs/reasons.md is another one: go test ./internal/archive/reason -update")
	}
}
