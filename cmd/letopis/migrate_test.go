package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/testkit"
)

// toServices has the settings name a new database and bucket from here on; embedded takes them back.
func toServices(t *testing.T) (s3 *testkit.S3, embedded func()) {
	t.Helper()
	s3 = inBucket(t)
	dsn := filepath.Join(t.TempDir(), "dsn")
	write(t, dsn, testkit.StartPostgres(t).Database(t)+"\n")
	t.Setenv("LETOPIS_STORE_DRIVER", "postgres")
	t.Setenv("LETOPIS_STORE_DSN_FILE", dsn)
	return s3, func() {
		for _, name := range os.Environ() {
			if name, _, _ = strings.Cut(name, "="); strings.HasPrefix(name, "LETOPIS_STORE_") ||
				strings.HasPrefix(name, "LETOPIS_BLOB_") {
				t.Setenv(name, "")
			}
		}
	}
}

// TestMigrate moves an archive from its folder to PostgreSQL and S3 and back, killed on the way: exports and
// answers are the same at all three, byte for byte, and nothing of the folder changes.
func TestMigrate(t *testing.T) {
	tmp := t.TempDir()
	dir, data, there, back := acts(t, 30), filepath.Join(tmp, "d"), filepath.Join(tmp, "there"), filepath.Join(tmp, "back")
	must(t, "ingest", "--data", data, dir)
	must(t, "edit", "--data", data, find(t, data, "номер 2"), "--number", "исправлен-77")
	must(t, "remove", "--data", data, "--reason", "по решению суда", find(t, data, "номер 3"))
	type told struct{ export, takedowns, search string }
	tell := func(data string) told {
		t.Helper()
		return told{must(t, "export", "--data", data), must(t, "takedowns", "--data", data, "--json"),
			took.ReplaceAllString(must(t, "search", "--json", "--data", data, "--facets", "city,kind,year", "дорога"), "")}
	}
	before, files := tell(data), tree(t, data)

	s3, embedded := toServices(t)
	if r := letopis(t, "migrate", "--data", data, "--from", data); r.code != exitUsage ||
		!strings.Contains(r.err, "--data") {
		t.Errorf("to itself: %d %s", r.code, r.err)
	}
	if r := letopis(t, "migrate", "--data", there); r.code != exitUsage || !strings.Contains(r.err, "--from and --to") {
		t.Errorf("from nowhere: %d %s", r.code, r.err)
	}
	killed := program("migrate", "--data", there, "--from", data)
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, func() string { // so it is in the middle
		found := ""
		_ = filepath.WalkDir(s3.File("originals", "town"), func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				found = path
			}
			return nil
		})
		if found == "" {
			return "no original is in the bucket"
		}
		return ""
	})
	_ = killed.Process.Kill()
	if err := killed.Wait(); err == nil {
		t.Fatal("it ended before it was killed")
	}
	for _, args := range [][]string{{"ingest", dir}, {"check"}, {"serve"}} {
		r := letopis(t, append(args, "--data", there, "--listen", "localhost:0")...)
		if r.code != exitData || !strings.Contains(r.err, "letopis migrate --from "+data) {
			t.Errorf("%v of a half: %d %s", args, r.code, r.err)
		}
	}
	out := must(t, "migrate", "--data", there, "--from", data)
	if !strings.Contains(out, "moved and verified: 29 documents, 1 corrections, 1 removals (1 in the journal), "+
		"29 originals") || !strings.Contains(out, "29 documents indexed") {
		t.Errorf("%s", out)
	}
	same := func(at string, got told) {
		t.Helper()
		if got != before {
			t.Errorf("%s:\n%.1500s\nwant\n%.1500s", at, got, before)
		}
	}
	same("in services", tell(there))
	if out := must(t, "check", "--data", there); strings.Count(out, "ok\n") != 3 {
		t.Errorf("%s", out)
	}
	if out := must(t, "migrate", "--data", there, "--from", data); !strings.Contains(out, "moved before") {
		t.Errorf("once more: %s", out)
	}
	if out := must(t, "migrate", "--data", there, "--to", back, "--no-index"); !strings.Contains(out, "29 documents") {
		t.Errorf("%s", out)
	}
	if r := letopis(t, "migrate", "--data", there, "--from", filepath.Join(tmp, "none")); r.code != exitData {
		t.Errorf("from a folder that is not there: %d %s", r.code, r.err)
	}
	must(t, "ingest", "--data", there, "--no-index", "--source", "x", filepath.Join(dir, "00"))
	if r := letopis(t, "migrate", "--data", there, "--from", data); r.code != exitData ||
		!strings.Contains(r.err, "documents of its own") {
		t.Errorf("over an archive that went on: %d %s", r.code, r.err)
	}

	embedded()
	must(t, "index", "--data", back)
	same("back in a folder", tell(back))
	if got := tree(t, data); got != files {
		t.Errorf("the folder has changed:\n%s\nwas\n%s", got, files)
	}
	// What is remembered of the source came along.
	if out := must(t, "ingest", "--data", back, "--json", dir); !strings.Contains(out, `"unchanged": 29`) {
		t.Errorf("%s", out)
	}
}
