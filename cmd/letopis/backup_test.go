package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/datadir"
)

func TestBackupAndRestore(t *testing.T) {
	tmp := t.TempDir()
	dir, data, copied, again := acts(t, 4), filepath.Join(tmp, "d"), filepath.Join(tmp, "b"), filepath.Join(tmp, "r")
	must(t, "ingest", "--data", data, dir)
	must(t, "edit", "--data", data, find(t, data, "номер 2"), "--number", "исправлен")
	must(t, "backup", "--data", data, copied)
	before := dump(t, data, dir)

	// Into a new folder: all of it.
	if out := must(t, "restore", "--data", again, copied); !strings.Contains(out, "4 documents restored") {
		t.Errorf("%s", out)
	}
	if got := dump(t, again, dir); got != before {
		t.Errorf("restored:\n%.1500s\nwant\n%.1500s", got, before)
	}
	must(t, "check", "--data", again)
	if out := must(t, "ingest", "--data", again, dir); !strings.Contains(out, "0 added, 0 changed, 4 unchanged") {
		t.Errorf("what was restored is read again: %s", out)
	}

	// Into the archive: what was removed stays removed, what was changed stays.
	gone, changed := filepath.Join(dir, "00", "act-000.txt"), filepath.Join(dir, "01", "act-001.txt")
	text, err := os.ReadFile(gone)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	write(t, changed, "ПОСТАНОВЛЕНИЕ\nО библиотеках\n")
	must(t, "ingest", "--data", data, "--prune", dir)
	if out := must(t, "restore", "--data", data, copied); !strings.Contains(out, "0 documents restored, 1 stay removed") {
		t.Errorf("what was removed came back: %s", out)
	}
	if find(t, data, "библиотеки") == "" {
		t.Error("a newer document was replaced by an older one")
	}
	must(t, "check", "--data", data)
	write(t, gone, string(text))
	if out := must(t, "ingest", "--data", data, dir); !strings.Contains(out, "1 added") {
		t.Errorf("what is there again is not read: %s", out)
	}
}

func TestABackupForgetsWhatWasRemoved(t *testing.T) {
	tmp := t.TempDir()
	dir, data, copied := acts(t, 2), filepath.Join(tmp, "d"), filepath.Join(tmp, "b")
	must(t, "ingest", "--data", data, dir)
	must(t, "backup", "--data", data, copied)
	if err := os.Remove(filepath.Join(dir, "00", "act-000.txt")); err != nil {
		t.Fatal(err)
	}
	must(t, "ingest", "--data", data, "--prune", dir)
	must(t, "backup", "--data", data, copied)
	originals, err := filepath.Glob(filepath.Join(copied, datadir.OriginalsDir, "??", "*"))
	if err != nil || len(originals) != 1 {
		t.Errorf("the backup holds %v %v, want one original", originals, err)
	}
	if out := must(t, "restore", "--data", filepath.Join(tmp, "r"), copied); !strings.Contains(out,
		"1 documents restored") {
		t.Errorf("%s", out)
	}
}

func TestExportAndImport(t *testing.T) {
	tmp := t.TempDir()
	dir, data, again, file := acts(t, 5), filepath.Join(tmp, "d"), filepath.Join(tmp, "r"), filepath.Join(tmp, "a.jsonl")
	must(t, "ingest", "--data", data, dir)
	must(t, "edit", "--data", data, find(t, data, "номер 3"), "--date", "2011-04")
	lines := must(t, "export", "--data", data)
	write(t, file, lines)
	for i, want := range []string{"5 added, 0 changed, 0 unchanged", "0 added, 0 changed, 5 unchanged"} {
		if out := must(t, "import", "--data", again, file); !strings.Contains(out, want) {
			t.Errorf("time %d: %s, want %s", i+1, out, want)
		}
	}
	if got, want := dump(t, again, dir), dump(t, data, dir); got != want {
		t.Errorf("imported:\n%.1500s\nwant\n%.1500s", got, want)
	}
	csv := must(t, "export", "--data", data, "--format", "csv", "--date-from", "2011", "--date-to", "2011")
	if strings.Count(csv, "\n") != 2 || !strings.Contains(csv, "2011-04") || strings.Contains(csv, "Отремонтировать") {
		t.Errorf("a selection as CSV:\n%s", csv)
	}
	first, _, _ := strings.Cut(lines, "\n")
	for what, wrong := range map[string]string{"id": `{"document": {"id": "zzz"}}`, "pages": strings.Replace(first,
		`"facts":`, `"pages":[0,999999],"facts":`, 1)} {
		write(t, file, lines+wrong+"\n")
		if r := letopis(t, "import", "--data", again, file); r.code == 0 || !strings.Contains(r.err, "line 7") ||
			!strings.Contains(r.err, file) || !strings.Contains(r.err, what) {
			t.Errorf("a line with a wrong %s: code %d, %s", what, r.code, r.err)
		}
	}
	if r := letopis(t, "export", "--data", data, "--format", "archive", "--city", "uglich"); r.code != exitUsage {
		t.Errorf("a selection of everything: code %d, %s", r.code, r.err)
	}
	if r := letopis(t, "export", "--data", data, "--format", "csv", "--sort", "wrong"); r.code == 0 ||
		!strings.Contains(r.err, "sort") {
		t.Errorf("a wrong sort: code %d, %s", r.code, r.err)
	}
}

// A slip in a path must not replace the catalogue of an archive.
func TestABackupNeverReplacesAnArchive(t *testing.T) {
	tmp := t.TempDir()
	data, other, unindexed := filepath.Join(tmp, "d"), filepath.Join(tmp, "o"), filepath.Join(tmp, "u")
	must(t, "ingest", "--data", data, acts(t, 2))
	must(t, "ingest", "--data", other, acts(t, 3))
	must(t, "ingest", "--no-index", "--data", unindexed, acts(t, 3))
	for _, c := range [][2]string{{data, data}, {data, other}, {unindexed, unindexed}} {
		if r := letopis(t, "backup", "--data", c[0], c[1]); r.code != exitData ||
			!strings.Contains(r.err, "name another folder") {
			t.Errorf("%v: code %d, %s", c, r.code, r.err)
		}
	}
	inside := filepath.Join(data, "copies", "today")
	if r := letopis(t, "backup", "--data", data, inside); r.code != exitData ||
		!strings.Contains(r.err, "folder elsewhere") {
		t.Errorf("within the data folder: code %d, %s", r.code, r.err)
	}
	if _, err := os.Stat(inside); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s was made: %v", inside, err)
	}
	for _, c := range [][]string{{"search", "--limit", "0", "дорога"}, {"search", "--date-from", "2015-13", "дорога"}} {
		r := letopis(t, append(c, "--data", other)...)
		if r.code != exitUsage || !strings.HasPrefix(r.err, "letopis: "+c[1]+": ") {
			t.Errorf("%v: code %d, %s", c, r.code, r.err)
		}
	}
	if r := letopis(t, "import", "--data", other, data); r.code != exitSource || strings.Contains(r.err, "JSON") {
		t.Errorf("a folder to import: code %d, %s", r.code, r.err)
	}
	if out := must(t, "search", "--json", "--data", other, "дорога"); !strings.Contains(out, `"total":3`) {
		t.Errorf("%.200s", out)
	}
}

func TestARestoreLeavesTheBackupAsItIs(t *testing.T) {
	tmp := t.TempDir()
	data, copied := filepath.Join(tmp, "d"), filepath.Join(tmp, "b")
	must(t, "ingest", "--data", data, acts(t, 3))
	must(t, "backup", "--data", data, copied)
	catalogue := filepath.Join(copied, datadir.StoreFile)
	before, err := os.ReadFile(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	must(t, "restore", "--data", filepath.Join(tmp, "r"), copied)
	must(t, "restore", "--data", data, copied)
	after, err := os.ReadFile(catalogue)
	files, globErr := filepath.Glob(catalogue + "*")
	if err != nil || globErr != nil || !bytes.Equal(before, after) || len(files) != 2 { // with the head
		t.Errorf("the backup changed: %v %v %v", files, err, globErr)
	}
	if left, err := filepath.Glob(filepath.Join(data, datadir.StoreFile+".*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// A document is removed by hand: beside a server at once, and it stays removed
// when its file is seen again and when a backup is restored.
func TestRemove(t *testing.T) {
	tmp := t.TempDir()
	dir, data, copied := acts(t, 4), filepath.Join(tmp, "d"), filepath.Join(tmp, "b")
	must(t, "ingest", "--data", data, dir)
	must(t, "backup", "--data", data, copied)
	id := find(t, data, "номер 3")
	_, stop := start(t, data)
	if out := must(t, "remove", "--data", data, "--reason", "по заявлению", id); out != "1 documents removed\n" {
		t.Errorf("%q", out)
	}
	if out := must(t, "search", "--json", "--data", data, "дорога"); !strings.Contains(out, `"total":3`) ||
		strings.Contains(out, id) {
		t.Errorf("it is still found: %.300s", out)
	}
	if r := letopis(t, "show", "--data", data, id); r.code == exitOK || !strings.Contains(r.err, "has been removed") {
		t.Errorf("it is still shown: %s%s", r.out, r.err)
	}
	if r := letopis(t, "remove", "--data", data, "--reason", "по заявлению", id); r.code != exitError ||
		!strings.Contains(r.err, "removed already") {
		t.Errorf("removed twice: code %d, %s", r.code, r.err)
	}
	if r := letopis(t, "remove", "--data", data, "--reason", "по заявлению", "nothing"); r.code != exitError ||
		!strings.Contains(r.err, "not found") {
		t.Errorf("removing nothing: code %d, %s", r.code, r.err)
	}
	stop()
	must(t, "ingest", "--data", data, "--again", dir)
	must(t, "restore", "--data", data, copied)
	if out := must(t, "search", "--json", "--data", data, "дорога"); !strings.Contains(out, `"total":3`) {
		t.Errorf("it came back: %.300s", out)
	}
	if out := must(t, "check", "--data", data); strings.Count(out, "ok\n") != 3 {
		t.Errorf("%s", out)
	}
}

// A folder that was moved and taken in anew is told of, and what it doubled can
// be taken back.
func TestAMovedFolder(t *testing.T) {
	dir, data := acts(t, 4), filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, dir)
	moved := filepath.Join(t.TempDir(), "moved")
	if err := os.Rename(dir, moved); err != nil {
		t.Fatal(err)
	}
	total := func(want string) {
		t.Helper()
		if out := must(t, "search", "--json", "--data", data, "дорога"); !strings.Contains(out, `"total":`+want) {
			t.Errorf("want %s: %.100s", want, out)
		}
	}
	if r := letopis(t, "ingest", "--data", data, moved); r.code != exitOK || !strings.Contains(r.err, "remove --source") ||
		!strings.Contains(r.err, dir) {
		t.Errorf("nothing is said of documents that are there twice: %s", r.err)
	}
	total("8")
	if r := letopis(t, "remove", "--data", data, "--source", "nothing"); r.code != exitUsage ||
		!strings.Contains(r.err, dir) || !strings.Contains(r.err, moved) {
		t.Errorf("code %d, %s", r.code, r.err)
	}
	if out := must(t, "remove", "--data", data, "--source", moved); out != "4 documents removed\n" {
		t.Errorf("%q", out)
	}
	total("4")
	if r := letopis(t, "ingest", "--data", data, "--source", dir, moved); r.code != exitOK ||
		!strings.Contains(r.out, "4 unchanged") || strings.Contains(r.err, "twice") {
		t.Errorf("%s%s", r.out, r.err)
	}
	must(t, "remove", "--data", data, "--source", dir)
	total("0")
	if out := must(t, "check", "--data", data); !strings.Contains(out, "source     "+dir+": 0 documents") {
		t.Errorf("sources are not listed: %s", out)
	}
	must(t, "ingest", "--data", data, "--source", dir, moved)
	total("4")
}
