package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/datadir"
	"letopis/internal/store/sqlitestore"
)

// What was removed stays removed when a backup that knows nothing of it is restored: with the
// journal from a file into a new folder, with that of the folder in place of its catalogue.
func TestARemovalHoldsForOlderBackups(t *testing.T) {
	tmp := t.TempDir()
	dir, data, old := acts(t, 4), filepath.Join(tmp, "d"), filepath.Join(tmp, "b")
	must(t, "ingest", "--data", data, dir)
	must(t, "backup", "--data", data, old)
	id := find(t, data, "номер 3")
	if r := letopis(t, "remove", "--data", data, id); r.code != exitUsage || !strings.Contains(r.err, "--reason") {
		t.Errorf("removed without a reason: code %d, %s", r.code, r.err)
	}
	if r := letopis(t, "remove", "--data", data, "--reason", "x", "--due", "soon", id); r.code != exitUsage ||
		!strings.Contains(r.err, "2026-12-31") {
		t.Errorf("a wrong day: code %d, %s", r.code, r.err)
	}
	must(t, "remove", "--data", data, "--reason", "заявление Иванова", "--by", "Петрова", "--due", "2026-12-10", id)
	out := must(t, "takedowns", "--data", data)
	if !strings.Contains(out, id+"  Петрова, due 2026-12-10: заявление Иванова") {
		t.Errorf("%q", out)
	}
	journal := filepath.Join(tmp, "takedowns.jsonl")
	lines := must(t, "takedowns", "--data", data, "--json")
	write(t, journal, lines)

	found := func(where, want string) {
		t.Helper()
		if out := must(t, "search", "--json", "--data", where, "дорога"); !strings.Contains(out, `"total":`+want) ||
			want == "3" && strings.Contains(out, id) {
			t.Errorf("want %s: %.200s", want, out)
		}
	}
	without, with := filepath.Join(tmp, "without"), filepath.Join(tmp, "with")
	must(t, "restore", "--data", without, old)
	found(without, "4") // the backup knows of no removal
	if out := must(t, "restore", "--data", with, "--journal", journal, old); !strings.Contains(out,
		"3 documents restored, 1 stay removed") {
		t.Errorf("%q", out)
	}
	found(with, "3")
	must(t, "ingest", "--data", with, "--again", dir)
	found(with, "3")
	// The journal went with it, also into the next backup and what is restored of that.
	newer, third := filepath.Join(tmp, "n"), filepath.Join(tmp, "third")
	must(t, "backup", "--data", with, newer)
	must(t, "restore", "--data", third, newer)
	if got := must(t, "takedowns", "--data", third, "--json"); got != lines {
		t.Errorf("the journal is %q, want %q", got, lines)
	}
	found(third, "3")
	// In the place of the archive's own catalogue, whose journal is applied.
	must(t, "restore", "--data", data, "--replace", old)
	found(data, "3")
	lost := filepath.Join(tmp, "lost.jsonl")
	write(t, lost, must(t, "export", "--data", without))
	must(t, "import", "--data", third, lost)
	found(third, "3")
	for _, wrong := range []string{"{}\n", "nonsense"} {
		write(t, journal, lines+wrong)
		if r := letopis(t, "restore", "--data", filepath.Join(tmp, "x"), "--journal", journal, old); r.code == exitOK ||
			!strings.Contains(r.err, "line 2") {
			t.Errorf("%s: code %d, %s", wrong, r.code, r.err)
		}
	}
}

// TestNoRemovalIsForgotten holds the ways back that find the archive damaged, or find what was removed held again.
func TestNoRemovalIsForgotten(t *testing.T) {
	tmp := t.TempDir()
	dir, data, old := acts(t, 4), filepath.Join(tmp, "d"), filepath.Join(tmp, "b")
	must(t, "ingest", "--data", data, dir)
	must(t, "backup", "--data", data, old)
	id := find(t, data, "номер 3")
	must(t, "remove", "--data", data, "--reason", "заявление", id)
	journal := filepath.Join(tmp, "takedowns.jsonl")
	write(t, journal, must(t, "takedowns", "--data", data, "--json"))
	held := func(where string) bool {
		return strings.Contains(must(t, "search", "--json", "--data", where, "дорога"), id)
	}

	// The journal comes late, to an archive that holds the document again.
	late := filepath.Join(tmp, "late")
	must(t, "restore", "--data", late, old)
	if out := must(t, "restore", "--data", late, "--journal", journal, old); !strings.Contains(out, "1 stay removed") {
		t.Errorf("%q", out)
	}
	if held(late) {
		t.Error("a journal given later is noted and not applied")
	}
	// A correction meanwhile makes it no other document.
	corrected := filepath.Join(tmp, "corrected")
	must(t, "restore", "--data", corrected, old)
	must(t, "edit", "--data", corrected, id, "--number", "17")
	if must(t, "restore", "--data", corrected, "--journal", journal, old); held(corrected) {
		t.Error("what was corrected since the backup came back is not removed")
	}
	// An export brings its removals along.
	there, export := filepath.Join(tmp, "there"), filepath.Join(tmp, "export.jsonl")
	must(t, "restore", "--data", there, old)
	write(t, export, must(t, "export", "--data", data))
	if out := must(t, "import", "--data", there, export); held(there) || !strings.Contains(out, "1 removed") {
		t.Errorf("the removals of an export are noted and not applied: %s", out)
	}

	// The catalogue lost its tail, but not its journal.
	db := filepath.Join(data, datadir.StoreFile)
	before, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	must(t, "edit", "--data", data, find(t, data, "номер 1"), "--number", "17")
	damage(t, db, func([]byte) []byte { return before })
	if r := letopis(t, "check", "--data", data); r.code == exitOK {
		t.Fatal("nothing is lost")
	}
	out := must(t, "restore", "--data", data, "--replace", old)
	if held(data) || strings.Contains(out, "cannot be read") {
		t.Errorf("removed documents are back: %s", out)
	}
	if got := must(t, "takedowns", "--data", data); !strings.Contains(got, id) {
		t.Errorf("the journal is %q", got)
	}
}

// A document that was removed and is taken in again in another state is another one: the
// journal does not touch it.
func TestARemovalDoesNotHoldForWhatCameLater(t *testing.T) {
	tmp := t.TempDir()
	dir, data, copied := acts(t, 3), filepath.Join(tmp, "d"), filepath.Join(tmp, "b")
	must(t, "ingest", "--data", data, dir)
	id := find(t, data, "номер 2")
	must(t, "remove", "--data", data, "--reason", "ошибка", id)
	write(t, filepath.Join(dir, "02", "act-002.txt"), "ПОСТАНОВЛЕНИЕ\nО библиотеках\n")
	must(t, "ingest", "--data", data, dir)
	must(t, "backup", "--data", data, copied)
	again := filepath.Join(tmp, "r")
	if out := must(t, "restore", "--data", again, copied); !strings.Contains(out, "3 documents restored\n") {
		t.Errorf("%q", out)
	}
	if find(t, again, "библиотеки") != id {
		t.Error("it is another document")
	}
}

// Who reads all the while keeps what documents left from being deleted: they are removed, and that is said.
func TestARemovalBesideAReader(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the reader, 5 seconds")
	}
	t.Parallel()
	dir, data := acts(t, 2), filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, dir)
	id := find(t, data, "номер 1")
	reader, err := sqlitestore.Open(t.Context(), filepath.Join(data, datadir.StoreFile), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	sources, err := reader.Sources(t.Context())
	if err != nil || len(sources) == 0 {
		t.Fatal(sources, err)
	}
	asked := false
	err = reader.Items(t.Context(), sources[0].Name, func(archive.Item) error {
		if asked {
			return nil
		}
		asked = true
		r := letopis(t, "remove", "--data", data, "--reason", "суд", id)
		if r.code != exitLocked || !strings.Contains(r.out, "1 documents removed") ||
			!strings.Contains(r.err, "somebody reads it") {
			t.Errorf("code %d: %q, %q", r.code, r.out, r.err)
		}
		return nil
	})
	if err != nil || !asked {
		t.Error(asked, err)
	}
}
