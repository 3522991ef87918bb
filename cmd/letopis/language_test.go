package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var cyrillic = regexp.MustCompile(`\p{Cyrillic}+`)

// TestTheCommandLineSpeaksEnglish holds that what the program says of itself is in one language, the one of its help;
// what programs read stays as the API answers it.
func TestTheCommandLineSpeaksEnglish(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	dir := t.TempDir()
	for name, text := range map[string]string{"road.txt": "Road works", "empty.txt": "", "broken.pdf": "%PDF-1.4 broken"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	must(t, "ingest", "--data", data, dir)
	for _, args := range [][]string{
		{"search", "--data", data, "--facets", "year,level,status", "road"},
		{"search", "--data", data, "--date-from", "2015-13-45", "road"},
		{"search", "--data", data, "--json", "--date-from", "2015-13-45", "road"},
		{"search", "--data", data, "road OR"},
		{"search", "--data", data, "--raw", `"road works" nothing -absent`},
		{"show", "--data", data, "nosuchdocument"},
		{"export", "--data", data, "--format", "csv", "--date-from", "2015-13-45", "road"},
		{"check", "--data", data},
		{"ingest", "--data", data, filepath.Join(dir, "absent")},
		{"ingest", "--data", data, "http://"},
	} {
		r := letopis(t, args...)
		said := strings.ReplaceAll(r.out+r.err, "иное", "") // a value, as the archive has it
		if found := cyrillic.FindString(said); found != "" {
			t.Errorf("letopis %s says %q:\n%s%s", strings.Join(args, " "), found, r.out, r.err)
		}
	}
	out := must(t, "search", "--data", data, "--json", "--facets", "status", "road")
	if !strings.Contains(out, `"label":"прочитан`) {
		t.Errorf("what programs read is in another language than the API's: %.800s", out)
	}
}

// TestAWrongPathLeavesNoArchive holds that a slip makes no empty archive, and that a folder that is there is taken in
// beside one that is not.
func TestAWrongPathLeavesNoArchive(t *testing.T) {
	dir := acts(t, 2)
	data := filepath.Join(t.TempDir(), "d")
	absent := filepath.Join(t.TempDir(), "absent")
	for _, paths := range [][]string{{absent}, {absent, absent + "2"}, {"htp://gorod.example/news"}} {
		r := letopis(t, append([]string{"ingest", "--data", data}, paths...)...)
		if r.code != exitSource || !strings.Contains(r.err, paths[0]) {
			t.Errorf("%v: code %d, %s", paths, r.code, r.err)
		}
		if _, err := os.Stat(data); !os.IsNotExist(err) {
			t.Errorf("%v: %s was made: %v", paths, data, err)
		}
	}
	if r := letopis(t, "ingest", "--data", data, absent, dir); r.code != exitSource || !strings.Contains(r.err, absent) {
		t.Errorf("code %d, %s", r.code, r.err)
	}
	if out := must(t, "search", "--json", "--data", data, "дорога"); !strings.Contains(out, `"total":2`) {
		t.Errorf("what was there is not taken in: %.200s", out)
	}
}
