package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/configs"
)

// What a server has counted is there after it, without what is not to be told.
func TestSearchesInVainAreShown(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, acts(t, 1))
	if out := must(t, "searches", "--data", data); !strings.Contains(out, "No searches are counted: none was made") {
		t.Errorf("before any: %s", out)
	}
	ask := func(more ...string) {
		site, stop := start(t, data, more...)
		defer stop()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site+"/search?q=%D1%8A%D1%8A%D1%8A%D1%89", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept", "text/html")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
	ask("--search-report=false")
	out := must(t, "searches", "--data", data, "--search-report=false")
	if !strings.Contains(out, "search.report is off") {
		t.Errorf("off: %s", out)
	}
	ask()
	if out := must(t, "searches", "--data", data); !strings.Contains(out, "searches 1, found nothing 1,") ||
		strings.Contains(out, "ъъъщ") {
		t.Errorf("one search: %s", out)
	}
	if out := must(t, "searches", "--data", data, "--json"); !strings.Contains(out, `"in_vain":1`) {
		t.Errorf("as JSON: %s", out)
	}
	if r := letopis(t, "searches", "--data", data, "--weeks", "0"); r.code != exitUsage {
		t.Errorf("no weeks: %d %s", r.code, r.err)
	}
	if r := letopis(t, "searches", "--data", filepath.Join(t.TempDir(), "none")); r.code != exitData {
		t.Errorf("no archive: %d %s", r.code, r.err)
	}
	write(t, filepath.Join(data, "searches.json"), "{}")
	if r := letopis(t, "searches", "--data", data); r.code == 0 || !strings.Contains(r.err, "searches.json") {
		t.Errorf("a damaged file: %d %s", r.code, r.err)
	}
}

func TestLinesAreAdded(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "synonyms.txt")
	add := []string{"searches", "--search-synonyms", path, "--synonym"}
	out := must(t, append(add, "кикшеринг, прокат самокатов")...)
	b, err := os.ReadFile(path)
	if err != nil || string(b) != configs.Synonyms+"кикшеринг, прокат самокатов\n" ||
		!strings.Contains(out, "The file is new: set search.synonyms") || !strings.Contains(out, "restart letopis serve") {
		t.Errorf("a new file: %v\n%s\n%.200s", err, out, b)
	}
	// A file of one's own keeps its mode and what is in it; a line that is there is not there twice.
	write(t, path, "ведро, бадья")
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, append(add, "капремонт => капитальный ремонт", "--synonym", "ведро, бадья")...)
	out = must(t, append(add, "ведро, бадья")...)
	b, _ = os.ReadFile(path)
	st, err := os.Stat(path)
	if string(b) != "ведро, бадья\nкапремонт => капитальный ремонт\n" || err != nil || st.Mode().Perm() != 0o600 ||
		!strings.Contains(out, "has this line already") {
		t.Errorf("one's own file: %v %v\n%s\n%s", err, st.Mode(), b, out)
	}
	before := string(b)
	for line, says := range map[string]string{"одно": "two entries", "=> дорога": "both sides", "# слово": "not one line",
		"а, б\nв, г": "not one line", "": "not one line"} {
		if r := letopis(t, append(add, line)...); r.code != exitUsage || !strings.Contains(r.err, says) {
			t.Errorf("%q: %d %s", line, r.code, r.err)
		}
	}
	if b, _ = os.ReadFile(path); string(b) != before {
		t.Errorf("refused lines are in the file:\n%s", b)
	}
	r := letopis(t, "searches", "--synonym", "а, б")
	if r.code != exitUsage || !strings.Contains(r.err, "--search-synonyms") {
		t.Errorf("no file is named: %d %s", r.code, r.err)
	}
	path = filepath.Join(dir, "aliases.txt")
	if r := letopis(t, "searches", "--ingest-aliases", path, "--alias", "Нетакого; Такой"); r.code != exitUsage ||
		!strings.Contains(r.err, "there is no town") {
		t.Errorf("no such town: %d %s", r.code, r.err)
	}
	out = must(t, "searches", "--ingest-aliases", path, "--alias", "Углич; Углече Поле; говорят")
	if b, err := os.ReadFile(path); err != nil || !strings.HasSuffix(string(b), "\nУглич; Углече Поле; говорят\n") ||
		!strings.Contains(out, "letopis enrich") {
		t.Errorf("an alias: %v\n%s", err, out)
	}
}
