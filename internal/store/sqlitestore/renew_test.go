package sqlitestore_test

import (
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/store/storetest"
)

// format11 writes a catalogue that the last program of format 11 made by filling it with fill11, and returns its path.
func format11(t *testing.T) string {
	t.Helper()
	f, err := os.Open("testdata/format11.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "letopis.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// fill11 puts a little of everything into a catalogue.
func fill11(t *testing.T, s *sqlitestore.Store) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, at := t.Context(), time.Unix(1796000000, 0)
	var docs []*archive.Document
	var items []archive.Item
	for i := range 300 {
		d := storetest.Doc(fmt.Sprint("d", i), strings.Repeat(fmt.Sprint("Текст документа ", i, ". "), 1+i%40))
		d.Rules = 26 + i%2
		d.Original.SHA256 = fmt.Sprintf("%064x", 0x1234567+i/2)
		switch i % 10 {
		case 3:
			d.Facts.Title.Text = "Ӑҫтӑрӑм ялӗ " + d.URI
		case 4:
			d.Facts.Title.Text = ""
		case 5:
			d.Original.SHA256 = "00"
		case 6:
			d.Aside = "В стороне " + d.URI
		case 7:
			d.Status = archive.StatusNeedsOCR
		}
		docs = append(docs, d)
		items = append(items, archive.Item{URI: d.URI, Version: "1", SHA256: d.Original.SHA256, Docs: []string{d.ID}})
	}
	for i := 0; i < len(docs); i += 100 {
		_, err := s.Commit(ctx, archive.Batch{Source: "s", Cursor: fmt.Sprint(i), Put: docs[i : i+100],
			Items: items[i : i+100], Failed: []archive.Failure{{URI: fmt.Sprint("f", i), Reason: "сломан"}}})
		must(err)
	}
	_, err := s.Commit(ctx, archive.Batch{Source: "s", Cursor: "4",
		Put:    []*archive.Document{storetest.Doc("d7", "Другой текст")},
		Delete: []string{docs[11].ID, docs[12].ID}, Items: []archive.Item{{URI: "d11"}, {URI: "d12"}}})
	must(err)
	must(s.Edit(ctx, archive.Edit{ID: docs[20].ID, Field: "title", Value: []string{"Исправлено"}, Author: "редактор",
		At: at}))
	must(s.AddTakedowns(ctx, archive.Takedown{ID: docs[11].ID, Source: "s", Reason: "суд", By: "редактор", At: at,
		SHA256: docs[11].Original.SHA256}))
	must(s.AddFollow(ctx, archive.Follow{ID: "f", Token: "t", Kind: "mail", To: "a@example.org", Query: "q=x",
		Every: "daily", Lang: "ru", Created: at}))
	must(s.AddAudit(ctx, archive.AuditEntry{At: at, By: "редактор", Did: "edit", Doc: docs[20].ID}))
}

// said is all that a catalogue tells, without the times at which it was filled.
func said(t *testing.T, s *sqlitestore.Store) map[string]any {
	t.Helper()
	ctx, out := t.Context(), map[string]any{}
	note := func(what string, v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		out[what] = v
	}
	log, err := s.Changes(ctx, 0, 1000)
	var ids []string
	for i := range log {
		log[i].At = time.Time{}
		if ids = append(ids, log[i].ID); log[i].Doc != nil {
			log[i].Doc.Ingested = time.Time{}
		}
	}
	note("log", log, err)
	titles, err := s.Titles(ctx, 0, 1000)
	for i := range titles {
		titles[i].At = time.Time{}
	}
	note("titles", titles, err)
	entries, err := s.Log(ctx, 0, 1000)
	for i := range entries {
		entries[i].At = time.Time{}
	}
	note("entries", entries, err)
	came, err := s.Came(ctx, ids...)
	note("came", came, err)
	outdated, err := s.CountOutdated(ctx, 27)
	note("outdated", outdated, err)
	var items []archive.Item
	note("items", &items, s.Items(ctx, "s", func(it archive.Item) error {
		items = append(items, it)
		return nil
	}))
	var originals []string
	note("originals", &originals, s.Originals(ctx, func(sha, id string) error {
		originals = append(originals, sha+" "+id)
		held, err := s.Holds(ctx, sha)
		if err == nil && !held {
			t.Errorf("%s is needed and not held", sha)
		}
		return err
	}))
	var troubled []string
	note("troubled", &troubled, s.Troubled(ctx, func(d *archive.Document) error {
		troubled = append(troubled, d.ID)
		return nil
	}))
	failures, err := s.Failures(ctx, "s")
	for i := range failures {
		failures[i].At = time.Time{}
	}
	note("failures", failures, err)
	sources, err := s.Sources(ctx)
	for i := range sources {
		sources[i].Updated = time.Time{}
	}
	note("sources", sources, err)
	cursor, err := s.Cursor(ctx, "s")
	note("cursor", cursor, err)
	edits, err := s.Edits(ctx, "")
	note("edits", edits, err)
	takedowns, err := s.Takedowns(ctx)
	note("takedowns", takedowns, err)
	follows, err := s.ListFollows(ctx, archive.FollowKey{})
	note("follows", follows, err)
	audit, err := s.Audit(ctx, archive.AuditFilter{}, 10)
	note("audit", audit, err)
	note("check", nil, s.Check(ctx, nil))
	return out
}

func same(t *testing.T, what string, got, want map[string]any) {
	t.Helper()
	for key := range want {
		if !reflect.DeepEqual(got[key], want[key]) {
			t.Errorf("%s: %s\n%+v\nwant\n%+v", what, key, got[key], want[key])
		}
	}
}

// TestACatalogueOfFormat11 says what one says that was filled by this program, is smaller, and so does its copy.
func TestACatalogueOfFormat11(t *testing.T) {
	fresh := open(t, filepath.Join(t.TempDir(), "letopis.db"))
	fill11(t, fresh)
	want := said(t, fresh)
	path := format11(t)
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	same(t, "renewed", said(t, s), want)
	after, err := os.Stat(path)
	if err != nil || after.Size() > before.Size()*9/10 {
		t.Errorf("%d bytes of %d: %v", after.Size(), before.Size(), err)
	}
	backup := filepath.Join(t.TempDir(), "copy.db")
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	same(t, "its copy", said(t, open(t, backup)), want)
	again, one := storetest.Doc("d7", "Другой текст"), storetest.Doc("d1000", "Новый")
	r, err := s.Commit(t.Context(), archive.Batch{Source: "s", Put: []*archive.Document{again, one}})
	if err != nil || r.Unchanged != 1 || r.Added != 1 {
		t.Errorf("%+v %v", r, err)
	}
	if err := s.Check(t.Context(), nil); err != nil {
		t.Error(err)
	}
	if left, err := filepath.Glob(path + ".*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// TestRenewingIsInterrupted at more and more of its moments: the catalogue is whole after each, and renewed at last.
func TestRenewingIsInterrupted(t *testing.T) {
	path := format11(t)
	interrupted := 0
	for patience := 100 * time.Microsecond; ; patience += patience / 4 {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		s, err := sqlitestore.Open(ctx, path, options)
		cancel()
		if err == nil {
			same(t, "after all", said(t, s), said(t, open(t, format11(t))))
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			break
		}
		interrupted++
		if _, err := os.Stat(path + ".fresh"); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("a half of a copy is left: %v", err)
		}
	}
	if interrupted < 5 {
		t.Errorf("it was interrupted %d times only", interrupted)
	}
}

// TestRenewingWaitsForNobody who has the older file open: it says so, and loses nothing of what they write.
func TestRenewingWaitsForNobody(t *testing.T) {
	path := format11(t)
	db, err := sql.Open("sqlite", "file:"+path+"?vfs=letopis&_pragma=journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE sources SET cursor = 'later'"); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlitestore.Open(t.Context(), path, options); !errors.Is(err, archive.ErrLocked) ||
		!strings.Contains(err.Error(), "stop that first") {
		t.Errorf("%v", err)
	}
	if _, err := db.Exec("UPDATE sources SET cursor = 'last'"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if cursor, err := open(t, path).Cursor(t.Context(), "s"); err != nil || cursor != "last" {
		t.Errorf("%q %v", cursor, err)
	}
}

// TestTitlesComeBack, whatever characters they have.
func TestTitlesComeBack(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "letopis.db"))
	want := map[string]string{}
	var put []*archive.Document
	add := func(title string) {
		d := storetest.Doc(fmt.Sprint(len(put)), "т")
		d.Facts.Title.Text = title
		put, want[d.ID] = append(put, d), title
	}
	for r := rune(0); r < 0x2200; r++ {
		add("О " + string(r))
	}
	for _, title := range []string{"", "\uFFFD", "Ё\x00ж", "№ 5 – «Дороги» — 2026…", "🏛", strings.Repeat("я", 5000)} {
		add(title)
	}
	if _, err := s.Commit(t.Context(), archive.Batch{Put: put}); err != nil {
		t.Fatal(err)
	}
	list, err := s.Titles(t.Context(), 0, len(put)+1)
	if err != nil || len(list) != len(put) {
		t.Fatalf("%d of %d: %v", len(list), len(put), err)
	}
	for _, got := range list {
		if got.Text != want[got.ID] {
			t.Errorf("%q, want %q", got.Text, want[got.ID])
		}
	}
}
