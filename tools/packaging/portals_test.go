package packaging

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

var (
	portals   = filepath.Join(root, "deploy", "portals")
	wordpress = filepath.Join(portals, "wordpress", "letopis-search")
	npm       = filepath.Join(portals, "npm")
)

// need returns a program that a test runs; without it the test is skipped, in continuous integration it fails.
func need(t *testing.T, name, debian string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: install %s", name, debian)
	}
	t.Skipf("%s is not here (Debian: apt-get install %s)", name, debian)
	return ""
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// find returns what the group of a pattern matches; it must be there.
func find(t *testing.T, text, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("there is no %s", pattern)
	}
	return m[1]
}

// The plugin, its readme, its block and the package say one version, that of the newest release if there is any.
func TestPortalsHaveOneVersion(t *testing.T) {
	versions := map[string]string{
		"letopis-search.php": find(t, read(t, wordpress, "letopis-search.php"), `\n \* Version: +(\S+)\n`),
		"readme.txt":         find(t, read(t, wordpress, "readme.txt"), `\nStable tag: (\S+)\n`),
		"block.json":         find(t, read(t, wordpress, "block.json"), `"version": "([^"]+)"`),
		"editor.asset.php":   find(t, read(t, wordpress, "editor.asset.php"), `'version' => '([^']+)'`),
		"package.json":       find(t, read(t, npm, "package.json"), `"version": "([^"]+)"`),
		"index.js":           find(t, read(t, npm, "index.js"), `version = '([^']+)'`),
	}
	want := versions["package.json"]
	if m := regexp.MustCompile(`(?m)^## (\d+\.\d+\.\d+)`).FindStringSubmatch(read(t, root, "CHANGELOG.md")); m != nil {
		want = m[1]
	}
	for name, v := range versions {
		if v != want {
			t.Errorf("%s has the version %s, want %s", name, v, want)
		}
	}
}

// The widget, the types of the package and the plugin have the same attributes, and the documentation names them.
func TestPortalsKnowTheAttributes(t *testing.T) {
	list := func(text, pattern string) []string {
		var out []string
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			out = append(out, m[1])
		}
		slices.Sort(out)
		return out
	}
	source := read(t, root, "web", "widget", "widget.ts")
	widget := list(find(t, source, `observedAttributes = \[([^\]]+)\]`), `'([a-z-]+)'`)
	if len(widget) < 10 {
		t.Fatalf("attributes of the widget: %q", widget)
	}
	declared := find(t, read(t, npm, "index.d.ts"), `(?s)interface LetopisSearchAttributes \{(.+?)\n\}`)
	types := list(declared, `(?m)^  '?([a-z-]+)'?\?:`)
	if !slices.Equal(types, widget) {
		t.Errorf("the package has types of %q, the widget has %q", types, widget)
	}
	php := find(t, read(t, wordpress, "letopis-search.php"), `(?s)const ATTRIBUTES = \[(.+?)\];`)
	if plugin := append(list(php, `=> '([a-z-]+)'`), "api"); !slices.Equal(slices.Sorted(slices.Values(plugin)), widget) {
		t.Errorf("the plugin has %q, the widget has %q", plugin, widget)
	}
	var block struct{ Attributes map[string]any }
	if err := json.Unmarshal([]byte(read(t, wordpress, "block.json")), &block); err != nil {
		t.Fatal(err)
	}
	for _, name := range list(php, `'([a-zA-Z]+)' =>`) {
		if _, ok := block.Attributes[name]; !ok {
			t.Errorf("block.json has no %s", name)
		}
	}
	doc := read(t, root, "docs", "widget.md")
	for _, name := range widget {
		if !strings.Contains(doc, "`"+name+"`") {
			t.Errorf("docs/widget.md does not name %s", name)
		}
	}
}

// snippets are the pieces of docs/portals.md in a language.
func snippets(t *testing.T, language string) []string {
	t.Helper()
	var out []string
	pattern := regexp.MustCompile("(?s)\n```" + language + "\n(.+?)\n```")
	for _, m := range pattern.FindAllStringSubmatch(read(t, root, "docs", "portals.md"), -1) {
		out = append(out, m[1])
	}
	if len(out) == 0 {
		t.Fatalf("docs/portals.md has no %s", language)
	}
	return out
}

// portalFiles returns those of a kind below deploy/portals.
func portalFiles(t *testing.T, ext string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(portals, func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ext {
			out = append(out, path)
		}
		return err
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("no %s in deploy/portals, %v", ext, err)
	}
	return out
}

func TestPHPParses(t *testing.T) {
	php := need(t, "php", "php-cli")
	list := portalFiles(t, ".php")
	for i, s := range snippets(t, "php") {
		path := filepath.Join(t.TempDir(), string(rune('a'+i))+".php")
		if err := os.WriteFile(path, []byte(s), 0o644); err != nil {
			t.Fatal(err)
		}
		list = append(list, path)
	}
	for _, path := range list {
		out, err := exec.Command(php, "-d", "error_reporting=E_ALL", "-d", "display_errors=1", "-l", path).CombinedOutput()
		if err != nil || bytes.Contains(out, []byte("eprecated")) {
			t.Errorf("%s: %v\n%s", path, err, out)
		}
	}
}

// The library of Drupal's snippet is one.
func TestYAMLOfSnippetsParses(t *testing.T) {
	for _, s := range snippets(t, "yaml") {
		var library map[string]struct {
			JS map[string]struct {
				Type       string
				Attributes map[string]string
			}
		}
		if err := yaml.Unmarshal([]byte(s), &library); err != nil || len(library["letopis"].JS) != 1 {
			t.Errorf("%v\n%s", err, s)
		}
		for address, js := range library["letopis"].JS {
			if !strings.HasSuffix(address, "/widget/v1.js") || js.Type != "external" || js.Attributes["type"] != "module" {
				t.Errorf("%s: %+v", address, js)
			}
		}
	}
}

// The plugin runs, over as much of WordPress as it calls, without a warning of PHP; nothing that an editor of the site
// types becomes markup, and every word has its translation.
func TestWordPressPlugin(t *testing.T) {
	cmd := exec.Command(need(t, "php", "php-cli"), filepath.Join("testdata", "wordpress.php"),
		filepath.Join(wordpress, "letopis-search.php"),
		filepath.Join(wordpress, "languages", "letopis-search-ru_RU.l10n.php"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, stderr.String(), out)
	}
	var got map[string]any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const form = `<form action="https://archive.example.ru/search" role="search"><input type="search" name="q" ` +
		`aria-label="Поиск документов">`
	const end = `<button>Найти</button></form></letopis-search>`
	const wrapped = `<div class="wp-block-letopis-archive-search"><letopis-search api="https://archive.example.ru"`
	const closed = end + `</div>`
	for name, want := range map[string]string{
		"unset": `<div class="wp-block-letopis-archive-search"><p>Поиск «Летопись»: укажите адрес архива в разделе ` +
			`«Настройки → Чтение».</p></div>`,
		"unset, to a reader": "",
		"plain":              wrapped + `>` + form + closed,
		"all": `<div class="wp-block-letopis-archive-search" style="--letopis-accent:#1d4e89;"><letopis-search ` +
			`api="https://archive.example.ru" city="uglich, myshkin" program="p1" date-from="2010" look="compact chips" ` +
			`limit="8" q="">` + form + `<input type="hidden" name="city" value="uglich"><input type="hidden" name="city" value="myshkin">` +
			`<input type="hidden" name="program" value="p1"><input type="hidden" name="date_from" value="2010">` + closed,
		"hostile": wrapped + ` city="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" q="&#039; onfocus=&#039;alert(2)">` + form +
			`<input type="hidden" name="city" value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">` + closed,
		"another": strings.ReplaceAll(wrapped+`>`+form+closed, "https://archive.example.ru", "http://other.example/a"),
		"shortcode": `<letopis-search api="https://archive.example.ru" city="uglich" date-from="2010" q="">` + form +
			`<input type="hidden" name="city" value="uglich"><input type="hidden" name="date_from" value="2010">` + end,
		"empty shortcode": `<letopis-search api="https://archive.example.ru">` + form + end,
		"field": `<input type="url" class="regular-text" id="letopis_search_api" name="letopis_search_api" value="" ` +
			`placeholder="https://archive.example.ru">`,
		"kept":   "https://a.example https://b.example/x https://archive.example.ru  https://archive.example.ru",
		"handle": "letopis-archive-search-editor-script",
	} {
		if got[name] != want {
			t.Errorf("%s: got\n%v\nwant\n%s", name, got[name], want)
		}
	}
	if got["complaints"] != 2.0 {
		t.Errorf("%v complaints of two wrong addresses", got["complaints"])
	}
	for _, name := range []string{"missing", "unused"} {
		if list, _ := got[name].([]any); len(list) > 0 {
			t.Errorf("translations %s: %v", name, list)
		}
	}
	if list, _ := json.Marshal(got["scripts"]); string(list) !=
		`["https://archive.example.ru/widget/v1.js","http://other.example/a/widget/v1.js"]` {
		t.Errorf("scripts %s", list)
	}
	editor := read(t, wordpress, "editor.js")
	for _, w := range got["words"].([]any) {
		if !regexp.MustCompile(`words\.` + w.(string) + `\b|'` + w.(string) + `'`).MatchString(editor) {
			t.Errorf("editor.js does not use the word %s", w)
		}
	}
}

// Node takes the scripts, and the package refuses what is no address.
func TestScriptsParse(t *testing.T) {
	node := need(t, "node", "nodejs")
	for _, path := range portalFiles(t, ".js") {
		if out, err := exec.Command(node, "--check", path).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", path, err, out)
		}
	}
	path, err := filepath.Abs(filepath.Join(npm, "index.js"))
	if err != nil {
		t.Fatal(err)
	}
	const use = `import(process.argv[1]).then(async (m) => {
		for (const bad of ['archive', 'javascript:alert(1)']) {
			try { await m.load(bad); console.log('took', bad); } catch (e) { console.log(e.name); }
		}
	})`
	out, err := exec.Command(node, "-e", use, path).CombinedOutput()
	if err != nil || string(out) != "TypeError\nTypeError\n" {
		t.Errorf("%v\n%s", err, out)
	}
	var pack struct{ Files []string }
	if err := json.Unmarshal([]byte(read(t, npm, "package.json")), &pack); err != nil {
		t.Fatal(err)
	}
	for _, name := range pack.Files {
		if _, err := os.Stat(filepath.Join(npm, name)); err != nil {
			t.Errorf("package.json: %v", err)
		}
	}
}

func TestTypesCompile(t *testing.T) {
	cmd := exec.Command(need(t, "tsc", "node-typescript"), "-p", filepath.Join("testdata", "types"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
