package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/migrate"
	"letopis/internal/store/pgstore"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/store/storetest"
	"letopis/internal/testkit"
)

// place is where an archive can be.
type place struct {
	open    func(t *testing.T, moving bool) (archive.Store, error)
	folder  string // of the bucket
	command string
}

func (p *place) side(t *testing.T) migrate.Side {
	t.Helper()
	s, err := p.open(t, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	b, err := dirblob.Open(p.folder)
	if err != nil {
		t.Fatal(err)
	}
	return migrate.Side{Store: s, Bucket: b}
}

// whole opens what is no half.
func (p *place) whole(t *testing.T) archive.Store {
	t.Helper()
	s, err := p.open(t, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func inFolder(t *testing.T) *place {
	dir := t.TempDir()
	return &place{folder: filepath.Join(dir, "originals"), command: "letopis migrate --to " + dir,
		open: func(t *testing.T, moving bool) (archive.Store, error) {
			return sqlitestore.Open(t.Context(), filepath.Join(dir, "letopis.db"),
				sqlitestore.Options{Authority: storetest.Authority{}, Moving: moving})
		}}
}

func inPostgres(t *testing.T, pg *testkit.Postgres) *place {
	dsn := pg.Database(t)
	return &place{folder: filepath.Join(t.TempDir(), "originals"), command: "letopis migrate --from /a",
		open: func(t *testing.T, moving bool) (archive.Store, error) {
			return pgstore.Open(t.Context(), pgstore.Options{DSN: dsn, Authority: storetest.Authority{}, Moving: moving})
		}}
}

// fill makes an archive that has one of each: documents that changed, went and came back, acts that
// do something to others, corrections of those that are and that were, failures, a log with gaps.
func fill(t *testing.T, s migrate.Side) {
	t.Helper()
	ctx := t.Context()
	put := func(source, uri, number, text string, effects ...archive.Effect) *archive.Document {
		t.Helper()
		sha, n, err := s.Bucket.Put(ctx, strings.NewReader(source+uri+text))
		if err != nil {
			t.Fatal(err)
		}
		d := storetest.Doc(uri, text)
		d.ID, d.Source = archive.NewID(source, uri), source
		d.Original = archive.Original{SHA256: sha, Bytes: n, Name: uri}
		d.Rules, d.Aside = len(text)%3, "меню"
		d.Facts.Kind.Text, d.Facts.Number.Text = "постановление", number
		d.Facts.Date = archive.Date{Year: 2015, Month: 3, Day: 4}
		d.Facts.Effects = effects
		return d
	}
	commit := func(b archive.Batch) {
		t.Helper()
		if _, err := s.Store.Commit(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	repeals := archive.Effect{What: archive.EffectRepeals, Act: archive.Citation{Kind: "постановление", Number: "1",
		Date: archive.Date{Year: 2015, Month: 3, Day: 4}}}
	old, by, gone, back := put("a", "1", "1", "старое"), put("b", "2", "2", "новое", repeals), put("a", "3", "3", "x"),
		put("a", "4", "4", "был")
	commit(archive.Batch{Source: "a", Cursor: "\x00c\xff", Put: []*archive.Document{old, gone, back},
		Items: []archive.Item{{URI: "1", Version: "v", SHA256: old.Original.SHA256, Docs: []string{old.ID}},
			{URI: "0", Version: "v", SHA256: "removed:" + old.Original.SHA256, Docs: []string{"none"}}},
		Failed: []archive.Failure{{URI: "bad", Reason: "нет прав"}}})
	for i := range 40 {
		commit(archive.Batch{Source: "b", Cursor: fmt.Sprint(i),
			Put: []*archive.Document{put("b", fmt.Sprint("doc", i), fmt.Sprint(100+i), strings.Repeat("текст ", i))}})
	}
	edit := func(e ...archive.Edit) {
		t.Helper()
		if err := s.Store.Edit(ctx, e...); err != nil {
			t.Fatal(err)
		}
	}
	edit(archive.Edit{ID: old.ID, Field: "title", Value: []string{"Раз"}, Author: "клерк"},
		archive.Edit{ID: old.ID, Field: "title", Undo: true},
		archive.Edit{ID: gone.ID, Field: "number", Value: []string{"7"}})
	commit(archive.Batch{Source: "a", Cursor: "d", Delete: []string{gone.ID, back.ID}})
	commit(archive.Batch{Source: "b", Cursor: "e", Put: []*archive.Document{by}})
	commit(archive.Batch{Source: "a", Cursor: "d", Put: []*archive.Document{back}})
	edit(archive.Edit{ID: by.ID, Field: "cities", Value: []string{"uglich"}},
		archive.Edit{ID: by.ID, Field: "number", Value: []string{"22"}})
	if err := s.Store.AddTakedowns(ctx, archive.Takedown{ID: gone.ID, Source: "a", By: "П", Reason: "суд",
		At: time.Now().UTC().Truncate(time.Millisecond)}); err != nil {
		t.Fatal(err)
	}
	at := time.Now().UTC().Truncate(time.Millisecond)
	if err := errors.Join(s.Store.AddFollow(ctx, archive.Follow{ID: "f", Token: "t", To: "a@example.ru", Created: at}),
		s.Store.AddMatches(ctx, 3, archive.Match{Follow: "f", Doc: old.ID, At: at, Told: true},
			archive.Match{Follow: "f", Doc: by.ID, At: at}),
		s.Store.AddAudit(ctx, archive.AuditEntry{At: at, By: "Петрова", Did: archive.DidSignIn},
			archive.AuditEntry{At: at, Did: archive.DidFail})); err != nil {
		t.Fatal(err)
	}
}

func move(from, to *place, t *testing.T) *migrate.Move {
	t.Helper()
	return &migrate.Move{From: from.side(t), To: to.side(t), Command: from.command,
		Progress: func(string, int, int) {}, Log: slog.New(slog.DiscardHandler)}
}

// tell is all that a store tells.
func tell(t *testing.T, s archive.Store) map[string]any {
	t.Helper()
	ctx := t.Context()
	out := map[string]any{}
	note := func(what string, v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(what, err)
		}
		out[what] = v
	}
	seq, err := s.Seq(ctx)
	note("seq", seq, err)
	rows, err := s.Rows(ctx, 0, 1000, true)
	note("rows", rows, err)
	changes, err := s.Changes(ctx, 0, 1000)
	note("changes", changes, err)
	titles, err := s.Titles(ctx, 0, 1000)
	note("titles", titles, err)
	edits, err := s.Edits(ctx, "")
	note("edits", edits, err)
	taken, err := s.Takedowns(ctx)
	note("takedowns", taken, err)
	follows, err := s.ListFollows(ctx, archive.FollowKey{})
	note("follows", follows, err)
	matches, err := s.Matches(ctx, "f")
	note("matches", matches, err)
	followed, err := s.Followed(ctx)
	note("followed", followed, err)
	audit, err := s.Audit(ctx, archive.AuditFilter{}, 10)
	note("audit", audit, err)
	sources, err := s.Sources(ctx)
	note("sources", sources, err)
	for _, x := range sources {
		var items []archive.Item
		err := s.Items(ctx, x.Name, func(it archive.Item) error { items = append(items, it); return nil })
		note("items of "+x.Name, items, err)
		failed, err := s.Failures(ctx, x.Name)
		note("failures of "+x.Name, append([]archive.Failure{}, failed...), err)
		cursor, err := s.Cursor(ctx, x.Name)
		note("cursor of "+x.Name, cursor, err)
	}
	for _, c := range changes {
		gone, err := s.Removed(ctx, c.ID)
		note("removed "+c.ID, gone, err)
		if c.Doc != nil {
			l, err := s.Links(ctx, c.ID)
			note("links of "+c.ID, l, err)
		}
	}
	return out
}

func equal(t *testing.T, got, want map[string]any) {
	t.Helper()
	for what, v := range want {
		if !reflect.DeepEqual(got[what], v) {
			t.Errorf("%s:\n%.1500s\nwant\n%.1500s", what, fmt.Sprintf("%+v", got[what]), fmt.Sprintf("%+v", v))
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d things are told, want %d", len(got), len(want))
	}
}

// TestMove moves an archive from a folder to PostgreSQL, from there to another schema and back to a
// folder: each time what is told of it is the same, and nothing where it comes from has changed.
func TestMove(t *testing.T) {
	pg := testkit.StartPostgres(t)
	first, second, third, last := inFolder(t), inPostgres(t, pg), inPostgres(t, pg), inFolder(t)
	from := first.side(t)
	fill(t, from)
	want := tell(t, from.Store)
	from.Store.Close()
	for _, c := range []struct{ from, to *place }{{first, second}, {second, third}, {third, last}} {
		r, err := move(c.from, c.to, t).Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if r.Documents != 43 || r.Removed != 1 || r.Edits != 5 || r.Takedowns != 1 || r.Originals != 43 || r.Before {
			t.Errorf("%+v", r)
		}
		equal(t, tell(t, c.from.whole(t)), want)
		s := c.to.whole(t)
		equal(t, tell(t, s), want)
		if r, err := move(c.from, c.to, t).Run(t.Context()); err != nil || !r.Before || r.Documents != 43 {
			t.Errorf("once more: %+v %v", r, err)
		}
	}
	// What was moved goes on as the archive would have.
	s := last.whole(t)
	end := want["seq"].(archive.Seq)
	res, err := s.Commit(t.Context(), archive.Batch{Source: "b", Put: []*archive.Document{storetest.Doc("fresh", "т")}})
	if err != nil || res.Seq != end+1 {
		t.Errorf("%+v %v, want %d", res, err, end+1)
	}
	if _, err := move(third, last, t).Run(t.Context()); !errors.Is(err, archive.ErrInvalid) ||
		!strings.Contains(fmt.Sprint(err), "documents of its own") {
		t.Errorf("over an archive that went on: %v", err)
	}
	t.Run("broken off", func(t *testing.T) { brokenOff(t, first, inPostgres(t, pg), want) })
	t.Run("broken off in a folder", func(t *testing.T) { brokenOff(t, third, inFolder(t), want) })
}

// breaking breaks off when a number of parts has been stored.
type breaking struct {
	archive.Store
	left int
}

var errBroken = errors.New("broken off")

func (b *breaking) Load(ctx context.Context, p archive.Part) error {
	if b.left--; b.left < 0 {
		return errBroken
	}
	return b.Store.Load(ctx, p)
}

// Rows gives a few at a time, so that a log is of many parts.
func (b *breaking) Rows(ctx context.Context, after archive.Seq, _ int, texts bool) ([]archive.Row, error) {
	return b.Store.Rows(ctx, after, 3, texts)
}

// brokenOff breaks a move off at each of its steps: what is there is a half, of which the next run makes
// more, and the last one the whole.
func brokenOff(t *testing.T, from, to *place, want map[string]any) {
	early, err := to.open(t, false) // of a process that has it open before
	if err != nil {
		t.Fatal(err)
	}
	defer early.Close()
	other := inFolder(t)
	fill(t, other.side(t))
	for left := 0; ; left++ {
		m := move(from, to, t)
		m.From.Store, m.To.Store = &breaking{m.From.Store, 0}, &breaking{m.To.Store, left}
		m.Small(7)
		_, err := m.Run(t.Context())
		if err == nil {
			break
		}
		if !errors.Is(err, errBroken) {
			t.Fatalf("after %d parts: %v", left, err)
		}
		if s, err := to.open(t, false); !errors.Is(err, archive.ErrInvalid) || !strings.Contains(err.Error(), from.command) {
			t.Fatalf("a half is opened: %v %v", s, err)
		}
		if left != 9 {
			continue
		}
		if _, ok := early.(*pgstore.Store); ok {
			if _, err := early.Commit(t.Context(), archive.Batch{Source: "x"}); !errors.Is(err, archive.ErrInvalid) {
				t.Errorf("writing to a half: %v", err)
			}
		}
		if _, err := move(other, to, t).Run(t.Context()); !errors.Is(err, archive.ErrInvalid) ||
			!strings.Contains(err.Error(), from.command) {
			t.Errorf("another archive over a half: %v", err)
		}
	}
	equal(t, tell(t, to.whole(t)), want)
}

// TestTheArchiveGoesOn holds that a move goes on with what changed in the archive since it was broken off.
func TestTheArchiveGoesOn(t *testing.T) {
	from, to := inFolder(t), inFolder(t)
	s := from.side(t)
	fill(t, s)
	m := move(from, to, t)
	m.From.Store, m.To.Store = &breaking{m.From.Store, 0}, &breaking{m.To.Store, 9}
	m.Small(7)
	if _, err := m.Run(t.Context()); !errors.Is(err, errBroken) {
		t.Fatal(err)
	}
	rows, err := to.side(t).Store.Rows(t.Context(), 0, 5, false)
	if err != nil || len(rows) < 5 {
		t.Fatal(rows, err)
	}
	changed, renewed, gone := rows[1].ID, rows[2].ID, rows[3].ID
	docs, err := s.Store.Get(t.Context(), changed, renewed)
	if err != nil {
		t.Fatal(err)
	}
	docs[0].Text, docs[1].Rules = "другой", 77
	if _, err := s.Store.Commit(t.Context(), archive.Batch{Put: docs[:1], Delete: []string{gone},
		Renewed: []archive.Change{{Seq: rows[2].Seq, ID: renewed, Doc: docs[1]}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := move(from, to, t).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	equal(t, tell(t, to.whole(t)), tell(t, s.Store))
}

// TestDamageIsNamed holds that damage where an archive comes from is named, and what is whole is moved.
func TestDamageIsNamed(t *testing.T) {
	from, to := inFolder(t), inFolder(t)
	s := from.side(t)
	fill(t, s)
	rows, err := s.Store.Changes(t.Context(), 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	bad, lost := rows[3].Doc.Original.SHA256, rows[4].Doc.Original.SHA256
	file := func(sha string) string { return filepath.Join(from.folder, sha[:2], sha) }
	if err := errors.Join(os.Chmod(file(bad), 0o600), os.WriteFile(file(bad), []byte("other"), 0o600),
		os.Remove(file(lost))); err != nil {
		t.Fatal(err)
	}
	r, err := move(from, to, t).Run(t.Context())
	if !errors.Is(err, archive.ErrCorrupt) || !strings.Contains(err.Error(), bad) ||
		!strings.Contains(err.Error(), lost) || !strings.Contains(err.Error(), rows[3].ID) ||
		!strings.Contains(err.Error(), "--incomplete") || r.Originals != 41 {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := to.open(t, false); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("without two originals it is opened: %v", err)
	}
	m := move(from, to, t)
	m.Incomplete = true
	if r, err := m.Run(t.Context()); err != nil || len(r.Missing) != 2 {
		t.Errorf("%+v %v", r, err)
	}
	// Damage of the target, too, is found, and mended from where it came.
	sha := rows[5].Doc.Original.SHA256
	there := filepath.Join(to.folder, sha[:2], sha)
	if err := errors.Join(os.Chmod(there, 0o600), os.WriteFile(there, []byte("other"), 0o600)); err != nil {
		t.Fatal(err)
	}
	m = move(from, to, t)
	m.Incomplete = true
	if r, err := m.Run(t.Context()); err != nil || r.Originals != 41 {
		t.Errorf("%+v %v", r, err)
	}
}

// TestNotOverAnything holds that what is there already is not mixed with what is moved.
func TestNotOverAnything(t *testing.T) {
	from := inFolder(t)
	fill(t, from.side(t))
	for says, prepare := range map[string]func(s migrate.Side) error{
		"documents of its own": func(s migrate.Side) error {
			_, err := s.Store.Commit(t.Context(), archive.Batch{Put: []*archive.Document{storetest.Doc("a", "т")}})
			return err
		},
		"sources": func(s migrate.Side) error {
			_, err := s.Store.Commit(t.Context(), archive.Batch{Source: "s"})
			return err
		},
		"blob.prefix": func(s migrate.Side) error {
			_, _, err := s.Bucket.Put(t.Context(), strings.NewReader("x"))
			return err
		},
	} {
		to := inFolder(t)
		if err := prepare(to.side(t)); err != nil {
			t.Fatal(err)
		}
		if _, err := move(from, to, t).Run(t.Context()); !errors.Is(err, archive.ErrInvalid) ||
			!strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
		to.whole(t)
	}
}

// TestALoadIsVerified holds that a row that is not what was stored is refused.
func TestALoadIsVerified(t *testing.T) {
	from, to := inFolder(t).side(t), inFolder(t).side(t)
	fill(t, from)
	rows, err := from.Store.Rows(t.Context(), 0, 2, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := to.Store.Load(t.Context(), archive.Part{Rows: rows}); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("where no move has begun: %v", err)
	}
	if err := to.Store.BeginMove(t.Context(), "c"); err != nil {
		t.Fatal(err)
	}
	rows[0].Text, rows[1].Text = rows[1].Text, rows[0].Text
	if err := to.Store.Load(t.Context(), archive.Part{Rows: rows}); !errors.Is(err, archive.ErrCorrupt) {
		t.Errorf("with the text of another: %v", err)
	}
	if seq, err := to.Store.Seq(t.Context()); err != nil || seq != 0 {
		t.Errorf("something was stored: %d %v", seq, err)
	}
}
