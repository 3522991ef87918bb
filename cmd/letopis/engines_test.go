package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/datadir"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/testkit"
)

// inBucket keeps originals in a bucket of a new service from here on.
func inBucket(t *testing.T) *testkit.S3 {
	t.Helper()
	s := testkit.StartS3(t)
	s.MakeBucket(t, "originals")
	secret := filepath.Join(t.TempDir(), "secret")
	write(t, secret, s.SecretKey+"\n")
	for name, value := range map[string]string{"DRIVER": "s3", "ENDPOINT": s.Endpoint, "BUCKET": "originals",
		"PREFIX": "town", "ACCESS_KEY": s.AccessKey, "SECRET_KEY_FILE": secret} {
		t.Setenv("LETOPIS_BLOB_"+name, value)
	}
	return s
}

// TestOriginalsInABucket takes documents in, verifies, backs up and restores them where
// originals are in an S3 bucket.
func TestOriginalsInABucket(t *testing.T) {
	s := inBucket(t)
	tmp := t.TempDir()
	dir, data, copied, again := acts(t, 4), filepath.Join(tmp, "d"), filepath.Join(tmp, "b"), filepath.Join(tmp, "r")
	must(t, "ingest", "--data", data, dir)
	if _, err := os.Stat(filepath.Join(data, "originals")); err == nil {
		t.Error("originals are in the data folder, too")
	}
	if out := must(t, "check", "--data", data); !strings.Contains(out, "originals  ok") {
		t.Errorf("%s", out)
	}
	if out := must(t, "config", "print"); strings.Contains(out, s.SecretKey) {
		t.Errorf("the secret is shown:\n%s", out)
	}
	before := dump(t, data, dir)
	must(t, "backup", "--data", data, copied)
	t.Setenv("LETOPIS_BLOB_PREFIX", "restored")
	must(t, "restore", "--data", again, copied)
	if got := dump(t, again, dir); got != before {
		t.Errorf("restored:\n%.1500s\nwant\n%.1500s", got, before)
	}
	must(t, "check", "--data", again)

	// With settings of another archive it does not start.
	t.Setenv("LETOPIS_BLOB_BUCKET", "another")
	if r := letopis(t, "check", "--data", data); r.code != exitData || !strings.Contains(r.err, `no bucket "another"`) {
		t.Errorf("%d %s", r.code, r.err)
	}
	t.Setenv("LETOPIS_BLOB_BUCKET", "originals")
	s.Kill()
	if r := letopis(t, "check", "--data", data); r.code != exitUnavailable || !strings.Contains(r.err, s.Endpoint) {
		t.Errorf("%d %s", r.code, r.err)
	}
	for _, name := range []string{"DRIVER", "ENDPOINT", "BUCKET", "PREFIX", "ACCESS_KEY", "SECRET_KEY_FILE"} {
		t.Setenv("LETOPIS_BLOB_"+name, "")
	}
	if r := letopis(t, "check", "--data", data); r.code != exitData || !strings.Contains(r.err, "blob s3") {
		t.Errorf("%d %s", r.code, r.err)
	}
	local := filepath.Join(tmp, "l")
	must(t, "ingest", "--data", local, dir)
}

// TestTheCatalogueInPostgres takes documents in, edits, removes and verifies them where the
// catalogue is in PostgreSQL, and restores into it what a backup of a folder has.
func TestTheCatalogueInPostgres(t *testing.T) {
	tmp := t.TempDir()
	dir, local, copied := acts(t, 4), filepath.Join(tmp, "l"), filepath.Join(tmp, "b")
	must(t, "ingest", "--data", local, dir)
	before := dump(t, local, dir)
	must(t, "backup", "--data", local, copied)
	later := filepath.Join(tmp, "later")
	must(t, "remove", "--data", local, "--reason", "по решению суда", find(t, local, "номер 3"))
	must(t, "backup", "--data", local, later)

	pg := testkit.StartPostgres(t)
	dsn := pg.Database(t)
	file := filepath.Join(tmp, "dsn")
	write(t, file, dsn+"\n")
	t.Setenv("LETOPIS_STORE_DRIVER", "postgres")
	t.Setenv("LETOPIS_STORE_DSN_FILE", file)
	if r := letopis(t, "check", "--data", local); r.code != exitData || !strings.Contains(r.err, "store sqlite") {
		t.Errorf("a folder of another archive: %d %s", r.code, r.err)
	}
	data := filepath.Join(tmp, "d")
	must(t, "ingest", "--data", data, dir)
	if got := dump(t, data, dir); got != before {
		t.Errorf("in PostgreSQL:\n%.1500s\nin a folder:\n%.1500s", got, before)
	}
	id := find(t, data, "номер 2")
	must(t, "edit", "--data", data, id, "--number", "исправлен")
	must(t, "remove", "--data", data, "--reason", "a test", find(t, data, "номер 1"))
	if out := must(t, "check", "--data", data); !strings.Contains(out, "catalogue  ok") {
		t.Errorf("%s", out)
	}
	if out := must(t, "config", "print"); strings.Contains(out, "password-of-a-test") {
		t.Errorf("the password is shown:\n%s", out)
	}
	if out := must(t, "restore", "--data", data, copied); !strings.Contains(out, "0 documents restored, 1 stay removed") {
		t.Errorf("%s", out)
	}
	if out := must(t, "takedowns", "--data", data); !strings.Contains(out, "a test") {
		t.Errorf("the journal: %s", out)
	}
	if r := letopis(t, "backup", "--data", data, filepath.Join(tmp, "n")); r.code != exitError ||
		!strings.Contains(r.err, "pg_dump") {
		t.Errorf("%d %s", r.code, r.err)
	}
	write(t, file, pg.Database(t))
	again := filepath.Join(tmp, "r")
	if out := must(t, "restore", "--data", again, copied); !strings.Contains(out, "4 documents restored") {
		t.Errorf("%s", out)
	}
	if got := dump(t, again, dir); got != before {
		t.Errorf("restored:\n%.1500s\nwant\n%.1500s", got, before)
	}
	if out := must(t, "restore", "--data", again, later); !strings.Contains(out, "0 documents restored") {
		t.Errorf("%s", out)
	}
	if out := must(t, "takedowns", "--data", again); !strings.Contains(out, "по решению суда") {
		t.Errorf("the journal of the backup: %s", out)
	}
	pg.Kill()
	if r := letopis(t, "check", "--data", data); r.code != exitUnavailable || !strings.Contains(r.err, "store.dsn") {
		t.Errorf("%d %s", r.code, r.err)
	}
}

// TestASourceIsLeased holds that a source is taken in by one process at a time, and that who comes second is told.
func TestASourceIsLeased(t *testing.T) {
	dir, data := acts(t, 2), filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, dir)
	s, err := sqlitestore.Open(t.Context(), filepath.Join(data, datadir.StoreFile), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sources, err := s.Sources(t.Context())
	if err != nil || len(sources) != 1 {
		t.Fatal(sources, err)
	}
	other, err := s.Lease(t.Context(), archive.LeaseSource+sources[0].Name, "another ingest")
	if err != nil {
		t.Fatal(err)
	}
	if r := letopis(t, "ingest", "--data", data, dir); r.code != exitLocked || !strings.Contains(r.err, sources[0].Name) ||
		!strings.Contains(r.err, "is being taken in") {
		t.Errorf("%d %s", r.code, r.err)
	}
	must(t, "ingest", "--data", data, acts(t, 1)) // another source
	other.Release()
	must(t, "ingest", "--data", data, dir)
}
