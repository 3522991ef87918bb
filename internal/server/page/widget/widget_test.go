package widget

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"letopis/web"
)

// The page for editors and the documentation name exactly the properties and
// parts that the widget has.
func TestWidgetPropertiesAreDocumented(t *testing.T) {
	source, err := os.ReadFile("../../../../web/widget/widget.ts")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("../../../../docs/widget.md")
	if err != nil {
		t.Fatal(err)
	}
	property := regexp.MustCompile(`--letopis-[a-z-]+`)
	names := func(text string) []string {
		set := map[string]bool{}
		for _, m := range property.FindAllString(text, -1) {
			set[m] = true
		}
		return slices.Sorted(maps.Keys(set))
	}
	var listed []string
	for _, p := range properties {
		listed = append(listed, p.name)
	}
	slices.Sort(listed)
	if want := names(string(source)); !slices.Equal(listed, want) || !slices.Equal(names(string(doc)), want) {
		t.Errorf("the widget reads %v; the page has %v, docs/widget.md %v", want, listed, names(string(doc)))
	}
	for _, m := range regexp.MustCompile(`part(?:: |', )'([a-z]+)'`).FindAllStringSubmatch(string(source), -1) {
		if !strings.Contains(string(doc), "`"+m[1]+"`") {
			t.Errorf("docs/widget.md does not name the part %s", m[1])
		}
	}
}

func TestWidgetVersion(t *testing.T) {
	if got := versionOf(&web.Asset{Integrity: "sha384-a/b+c/d+e/f+ghij"}); got != "a_b-c_d-e_f-" {
		t.Errorf("version %q", got)
	}
}
