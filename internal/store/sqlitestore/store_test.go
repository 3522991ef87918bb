package sqlitestore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/store/storetest"
)

var options = sqlitestore.Options{Authority: storetest.Authority{}}

func open(t *testing.T, path string) *sqlitestore.Store {
	t.Helper()
	s, err := sqlitestore.Open(context.Background(), path, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	paths := map[archive.Store]string{}
	storetest.Run(t, func(t *testing.T) archive.Store {
		path := filepath.Join(t.TempDir(), "letopis.db")
		s := open(t, path)
		paths[s] = path
		return s
	}, func(t *testing.T, s archive.Store) archive.Store {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return open(t, paths[s])
	})
}

func TestForeignAndNewerFilesAreRefused(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte("это не база"), 0o600); err != nil {
		t.Fatal(err)
	}
	foreign, newer := filepath.Join(dir, "foreign.db"), filepath.Join(dir, "newer.db")
	open(t, newer).Close()
	for path, stmt := range map[string]string{foreign: "CREATE TABLE x (y)", newer: "PRAGMA user_version = 999"} {
		db, err := sql.Open("sqlite", "file:"+path+map[bool]string{true: "?vfs=letopis"}[path == newer])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(stmt); err != nil {
			t.Fatal(err)
		}
		db.Close()
	}
	for path, says := range map[string]string{text: "not a catalogue", foreign: "another program",
		newer: "newer letopis"} {
		_, err := sqlitestore.Open(context.Background(), path, options)
		if !errors.Is(err, archive.ErrInvalid) || !strings.Contains(err.Error(), says) ||
			!strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
}

// withoutFollows takes back formats 9 and 10.
const withoutFollows = "DROP TABLE audit; DROP TABLE came; DROP TABLE follows; DROP TABLE matches; " +
	"ALTER TABLE counter DROP COLUMN followed; "

// TestOlderFormatsAreBroughtUpToDate opens a catalogue as version 1 of the format had
// it, its pages without sums.
func TestOlderFormatsAreBroughtUpToDate(t *testing.T) {
	ctx := context.Background()
	path := format11(t)
	d := storetest.Doc("d1", "Текст документа 1. Текст документа 1. ")
	d.Rules, d.Original.SHA256 = 1, fmt.Sprintf("%064x", 0x1234567)
	db, err := sql.Open("sqlite", "file:"+path+"?vfs=letopis")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("DELETE FROM docs WHERE id <> '" + d.ID + "'; DELETE FROM removed; DELETE FROM edits; " +
		"UPDATE docs SET seq = 1; UPDATE counter SET seq = 1; " + withoutFollows +
		"DROP TABLE terms; DROP TABLE chain; DROP TABLE takedowns; " +
		"DROP TABLE effects; DROP INDEX docs_rules; DROP INDEX docs_titles; " +
		"ALTER TABLE docs DROP COLUMN rules; ALTER TABLE docs DROP COLUMN title; PRAGMA user_version = 1"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	withoutSums(t, path)
	s := open(t, path)
	if err := s.Check(ctx, nil); err != nil {
		t.Error(err)
	}
	title := func() string {
		t.Helper()
		list, err := s.Titles(ctx, 0, 10)
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v %v", list, err)
		}
		return list[0].Text
	}
	if got := title(); got != d.Facts.Title.Text {
		t.Errorf("title %q", got)
	}
	list, err := s.Outdated(ctx, 1, 10)
	if err != nil || len(list) != 1 || list[0].Doc.Text != d.Text || list[0].Doc.Rules != 0 {
		t.Errorf("%+v %v", list, err)
	}
	if came, err := s.Came(ctx, d.ID); err != nil || came[0] != 1 {
		t.Errorf("came at %v %v", came, err)
	}
	if r, err := s.Commit(ctx, archive.Batch{Put: []*archive.Document{d}}); err != nil || r.Unchanged != 1 || r.Seq != 1 {
		t.Errorf("%+v %v", r, err)
	}
	if got := title(); got != d.Facts.Title.Text {
		t.Errorf("title %q", got)
	}
}

func TestSeveralWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letopis.db")
	storetest.Writers(t, open(t, path), open(t, path))
}

func TestTwoProcessesMayReadAndWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letopis.db")
	a, b := open(t, path), open(t, path)
	ctx := context.Background()
	for i, s := range []*sqlitestore.Store{a, b, a} {
		if _, err := s.Commit(ctx,
			archive.Batch{Put: []*archive.Document{storetest.Doc(string(rune('a'+i)), "т")}}); err != nil {
			t.Fatal(err)
		}
	}
	if seq, err := b.Seq(ctx); err != nil || seq != 3 {
		t.Errorf("%d %v", seq, err)
	}
	if err := a.Check(ctx, nil); err != nil {
		t.Error(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := a.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	if seq, err := open(t, copied).Seq(ctx); err != nil || seq != 3 {
		t.Errorf("the copy: %d %v", seq, err)
	}
}

// What a Store wrote itself counts at once, what others wrote within a moment.
func TestTheEndOfTheLogIsNeverOld(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letopis.db")
	a, b := open(t, path), open(t, path)
	ctx := context.Background()
	seq := func(s *sqlitestore.Store) archive.Seq {
		t.Helper()
		n, err := s.Seq(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i := range archive.Seq(50) {
		if got := seq(a); got != i {
			t.Fatalf("%d before %d", got, i+1)
		}
		if _, err := a.Commit(ctx, archive.Batch{Put: []*archive.Document{storetest.Doc(fmt.Sprint(i), "т")}}); err != nil {
			t.Fatal(err)
		}
		if got := seq(a); got != i+1 {
			t.Fatalf("%d after %d", got, i+1)
		}
		seq(b)
		for began := time.Now(); seq(b) != i+1; { // within a millisecond, as promised; ten seconds for busy machines
			if time.Since(began) > 10*time.Second {
				t.Fatalf("the other one: %d after %d", seq(b), i+1)
			}
			runtime.Gosched()
		}
	}
}

func TestACatalogueThatCannotBeWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder.db")
	if err := os.Mkdir(path, 0o755); err != nil { // for root, too
		t.Fatal(err)
	}
	if _, err := sqlitestore.Open(context.Background(), filepath.Join(path, "none", "letopis.db"), options); err == nil ||
		!strings.Contains(err.Error(), "cannot be written: run letopis as the user") {
		t.Errorf("%v", err)
	}
}

// TestAJournalOfFormat6 reads and keeps the removals that it noted without their originals.
func TestAJournalOfFormat6(t *testing.T) {
	path := format11(t)
	db, err := sql.Open("sqlite", "file:"+path+"?vfs=letopis")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(withoutFollows + "DROP TABLE effects; ALTER TABLE takedowns DROP COLUMN original; " +
		"PRAGMA user_version = 6"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if list, err := sqlitestore.ReadTakedowns(t.Context(), path); err != nil || len(list) != 1 || list[0].Reason != "суд" {
		t.Errorf("read as it is: %+v %v", list, err)
	}
	list, err := open(t, path).Takedowns(t.Context())
	if err != nil || len(list) != 1 || list[0].Reason != "суд" || list[0].SHA256 != "" {
		t.Errorf("opened: %+v %v", list, err)
	}
}

// withoutSums makes of a catalogue what an older program would have made.
func withoutSums(t *testing.T, path string) {
	t.Helper()
	old := path + ".old"
	db, err := sql.Open("sqlite", "file:"+old+"?_pragma=journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	for _, stmt := range []string{"ATTACH 'file:" + path + "?vfs=letopis' AS ours", "CREATE TABLE list AS SELECT * FROM " +
		"ours.sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'index'"} {
		if _, err := db.Exec(stmt); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := db.Query("SELECT type, name, sql FROM list")
	if err != nil {
		t.Fatal(err)
	}
	statements := []string{"DROP TABLE list", "PRAGMA application_id = 0x4c545053", "PRAGMA user_version = 1"}
	for rows.Next() {
		var kind, name, create string
		if err := rows.Scan(&kind, &name, &create); err != nil {
			t.Fatal(err)
		}
		statements = append(statements, create)
		if kind == "table" {
			statements = append(statements, "INSERT INTO main."+name+" SELECT * FROM ours."+name)
		}
	}
	rows.Close()
	for _, stmt := range statements {
		if _, err := db.Exec(stmt); err != nil {
			t.Fatal(stmt, err)
		}
	}
	db.Close()
	if err := os.Rename(old, path); err != nil {
		t.Fatal(err)
	}
}
