package server

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
	source, err := os.ReadFile("../../web/widget/widget.ts")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("../../docs/widget.md")
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
	for _, p := range widgetProperties {
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
	f := newFixture(t, nil)
	for _, path := range []string{"/widget/v1.js", "/widget/frame.js"} {
		if w := f.get(path); w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "max-age=3600") || w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
}

// An address of the widget's content leads to it, whatever its hash is.
func TestTheWidgetOfAVersionIsThere(t *testing.T) {
	if got := widgetVersion(&web.Asset{Integrity: "sha384-a/b+c/d+e/f+ghij"}); got != "a_b-c_d-e_f-" {
		t.Errorf("version %q", got)
	}
	f := newFixture(t, nil)
	for page, of := range map[string]string{"/widget": `src="(/widget/[^"]+)"`, "/widget/examples/strict.html": `src="([^"]+)"`} {
		m := regexp.MustCompile(of).FindStringSubmatch(f.page(page))
		if m == nil {
			t.Errorf("%s names no script", page)
			continue
		}
		if w := f.get(m[1]); w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %s: %d %v", page, m[1], w.Code, w.Header())
		}
	}
}
