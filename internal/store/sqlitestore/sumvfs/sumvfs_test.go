package sumvfs_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"

	"letopis/internal/store/sqlitestore/sumvfs"
)

// A value takes as much of its last page as it is long: SQLite may read that part alone,
// which may be as long as a page can be, and is no page.
func TestLongValues(t *testing.T) {
	path := filepath.Join(t.TempDir(), "values.db")
	longest := 0
	db := open(t, path)
	if _, err := db.Exec("CREATE TABLE long (n INTEGER PRIMARY KEY, value BLOB, more BLOB)"); err != nil {
		t.Fatal(err)
	}
	for n := 4000; n < 9000; n++ { // its part of a page has each length: rows are equally long
		_, err := db.Exec("INSERT INTO long VALUES (?, ?, zeroblob(?))", n, bytes.Repeat([]byte{'v'}, n), 12000-n)
		if err != nil {
			t.Fatal(err)
		}
		longest = n
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open(t, path)
	var value []byte
	for n := 4000; n <= longest; n++ {
		if err := db.QueryRow("SELECT value FROM long WHERE n = ?", n).Scan(&value); err != nil || len(value) != n {
			t.Fatalf("of a value of %d bytes %d are read, %v", n, len(value), err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	damage(t, path)
	db = open(t, path)
	defer db.Close()
	if err := db.QueryRow("SELECT value FROM long WHERE n = ?", longest).Scan(&value); err == nil {
		t.Errorf("a damaged value is read")
	}
}

// damage flips a bit of the longest value, in the middle of the page that it ends in.
func damage(t *testing.T, path string) {
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(file, []byte("vvvvvvvv"))
	file[at-100] ^= 1
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, path string) *sql.DB {
	t.Helper()
	if err := sumvfs.Register(); err != nil {
		t.Fatal(err)
	}
	if err := sumvfs.Create(path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?vfs="+sumvfs.Name+
		"&_pragma=synchronous(OFF)&_pragma=cache_spill(OFF)&_pragma=mmap_size(0)&_pragma=journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return db
}
