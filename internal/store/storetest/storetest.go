// Package storetest is the test suite for implementations of archive.Store: commits, the log of changes, sources,
// corrections, citations, and idempotence of Commit.
package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"letopis/internal/archive"
)

// Authority knows the single town used in the tests.
type Authority struct{ archive.NoAuthority }

// City implements archive.Authority.
func (Authority) City(id string) (archive.City, bool) {
	return archive.City{ID: "uglich", OKTMO: "78646101001", Name: "Углич", Region: "Ярославская область"}, id == "uglich"
}

// Doc returns a document for tests.
func Doc(uri, text string) *archive.Document {
	return &archive.Document{ID: archive.NewID("s", uri), Source: "s", URI: uri, Status: archive.StatusOK, Text: text,
		Original: archive.Original{SHA256: "00", Name: uri},
		Facts:    archive.Facts{Title: archive.Value{Text: "Заголовок " + uri}}}
}

// Run runs the suite. open returns an empty store; reopen closes a store and opens the same data again.
func Run(t *testing.T, open func(t *testing.T) archive.Store,
	reopen func(t *testing.T, s archive.Store) archive.Store) {
	ctx := context.Background()
	commit := func(t *testing.T, s archive.Store, b archive.Batch) archive.Result {
		t.Helper()
		r, err := s.Commit(ctx, b)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	t.Run("documents and their log", func(t *testing.T) {
		s := open(t)
		a, b := Doc("a", "один"), Doc("b", "два")
		r := commit(t, s, archive.Batch{Source: "s", Cursor: "1", Put: []*archive.Document{a, b}})
		if r.Added != 2 || r.Seq != 2 {
			t.Fatalf("%+v", r)
		}
		if r = commit(t, s, archive.Batch{Source: "s", Cursor: "2",
			Put: []*archive.Document{Doc("a", "один")}}); r.Unchanged != 1 || r.Seq != 2 {
			t.Fatalf("an unchanged document: %+v", r)
		}
		if r = commit(t, s, archive.Batch{Source: "s", Cursor: "3", Put: []*archive.Document{Doc("a", "три")},
			Delete: []string{b.ID, "nothing"}}); r.Changed != 1 || r.Removed != 1 || r.Seq != 4 {
			t.Fatalf("%+v", r)
		}
		s = reopen(t, s)
		changes, err := s.Changes(ctx, 0, 10)
		if err != nil || len(changes) != 2 || changes[0].Seq != 3 || changes[0].Doc.Text != "три" || changes[1].ID != b.ID ||
			changes[1].Doc != nil {
			t.Fatalf("%+v %v", changes, err)
		}
		if c, err := s.Cursor(ctx, "s"); err != nil || c != "3" {
			t.Errorf("cursor %q %v", c, err)
		}
		docs, err := s.Get(ctx, b.ID, a.ID, a.ID)
		if err != nil || docs[0] != nil || docs[1].Text != "три" || docs[2] == nil || docs[1].Ingested.IsZero() {
			t.Errorf("%+v %v", docs, err)
		}
		if gone, err := s.Removed(ctx, b.ID); err != nil || !gone {
			t.Errorf("removed: %v %v", gone, err)
		}
		commit(t, s, archive.Batch{Source: "s", Put: []*archive.Document{Doc("b", "два")}})
		if gone, _ := s.Removed(ctx, b.ID); gone {
			t.Error("what came back is still removed")
		}
		if some, err := s.Changes(ctx, 3, 1); err != nil || len(some) != 1 || some[0].ID != b.ID {
			t.Errorf("after 3: %+v %v", some, err)
		}
	})
	t.Run("everything of a document comes back", func(t *testing.T) {
		s := open(t)
		d := Doc("x", "текст")
		d.Aside, d.Pages, d.Hints = "меню", []int{0, 3}, map[string]string{"title": "т"}
		d.Facts.Date = archive.Date{Year: 2017, Month: 2, Day: 17, Evidence: archive.Evidence{Rule: "act-head", Start: 1,
			End: 4}}
		d.Facts.Programs = []archive.Program{{ID: "p", Name: "п", Role: "amends"}}
		commit(t, s, archive.Batch{Source: "s", Put: []*archive.Document{d}})
		got, err := s.Get(ctx, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		d.Ingested = got[0].Ingested
		if !reflect.DeepEqual(got[0], d) {
			t.Errorf("%+v\nwant %+v", got[0], d)
		}
	})
	t.Run("items and failures", func(t *testing.T) {
		s := open(t)
		commit(t, s,
			archive.Batch{Source: "s", Items: []archive.Item{{URI: "b", Version: "1", SHA256: "x", Docs: []string{"i"}},
				{URI: "a", Version: "1", Docs: []string{"j"}}},
				Failed: []archive.Failure{{URI: "c", Reason: "нет прав"}}})
		list := func() (out []string) {
			if err := s.Items(ctx, "s",
				func(it archive.Item) error { out = append(out, it.URI+it.Docs[0]); return nil }); err != nil {
				t.Fatal(err)
			}
			return
		}
		if got := list(); !slices.Equal(got, []string{"aj", "bi"}) {
			t.Errorf("%v", got)
		}
		f, err := s.Failures(ctx, "s")
		if err != nil || len(f) != 1 || f[0].Reason != "нет прав" {
			t.Errorf("%+v %v", f, err)
		}
		commit(t, s, archive.Batch{Source: "s", Items: []archive.Item{{URI: "a"},
			{URI: "c", Version: "2", Docs: []string{"k"}}}})
		if got := list(); !slices.Equal(got, []string{"bi", "ck"}) {
			t.Errorf("%v", got)
		}
		if f, _ := s.Failures(ctx, "s"); len(f) != 0 {
			t.Errorf("what was read is still a failure: %+v", f)
		}
	})
	t.Run("corrections outlive ingestion", func(t *testing.T) {
		s := open(t)
		d := Doc("a", "т")
		r := commit(t, s, archive.Batch{Source: "s", Put: []*archive.Document{d}})
		if err := s.Edit(ctx, archive.Edit{ID: d.ID, Field: "cities", Value: []string{"uglich"}, Author: "клерк"},
			archive.Edit{ID: d.ID, Field: "date", Value: []string{"2011-04"}}); err != nil {
			t.Fatal(err)
		}
		changes, err := s.Changes(ctx, r.Seq, 10)
		if err != nil || len(changes) != 1 || changes[0].Doc.Facts.Cities[0].Name != "Углич" {
			t.Fatalf("%+v %v", changes, err)
		}
		d2 := Doc("a", "другой текст")
		commit(t, s, archive.Batch{Source: "s", Put: []*archive.Document{d2}})
		got, err := reopen(t, s).Get(ctx, d.ID)
		if err != nil || got[0].Text != "другой текст" || got[0].Facts.Date.String() != "2011-04" ||
			!slices.Equal(got[0].Facts.Edited, []string{"cities", "date"}) {
			t.Errorf("%+v %v", got[0], err)
		}
	})
	t.Run("corrections are taken back", func(t *testing.T) {
		s := open(t)
		d := Doc("a", "т")
		r := commit(t, s, archive.Batch{Source: "s", Put: []*archive.Document{d}})
		title := d.Facts.Title.Text
		if err := s.Edit(ctx, archive.Edit{ID: d.ID, Field: "title", Value: []string{"Раз"}},
			archive.Edit{ID: d.ID, Field: "number", Value: []string{"7"}},
			archive.Edit{ID: d.ID, Field: "title", Value: []string{"Два"}}, archive.Edit{ID: d.ID, Field: "title",
				Undo: true}); err != nil {
			t.Fatal(err)
		}
		changes, err := s.Changes(ctx, r.Seq, 10)
		if err != nil || len(changes) != 1 {
			t.Fatalf("%+v %v", changes, err)
		}
		if f := changes[0].Doc.Facts; f.Title.Text != title || f.Number.Text != "7" ||
			!slices.Equal(f.Edited, []string{"number"}) {
			t.Errorf("%+v", f)
		}
		if err := s.Edit(ctx, archive.Edit{ID: d.ID, Field: "title", Value: []string{"Три"}}); err != nil {
			t.Fatal(err)
		}
		s = reopen(t, s)
		got, err := s.Get(ctx, d.ID)
		if err != nil || got[0].Facts.Title.Text != "Три" {
			t.Errorf("%+v %v", got, err)
		}
		if all, err := s.Edits(ctx, d.ID); err != nil || len(all) != 5 || !all[3].Undo || all[3].Field != "title" {
			t.Errorf("what was corrected and taken back is not listed: %+v %v", all, err)
		}
		if err := s.Edit(ctx, archive.Edit{ID: d.ID, Field: "text", Undo: true}); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("a field that cannot be corrected: %v", err)
		}
	})
	t.Run("titles and programmes are those of the log", func(t *testing.T) {
		s := open(t)
		a, b, c, none := Doc("a", "т"), Doc("b", "т"), Doc("c", "т"), Doc("d", "т")
		none.Facts.Title.Text = ""
		b.Facts.Programs = []archive.Program{{ID: "bridges", Name: "Мосты", Role: "approves"}}
		c.Facts.Programs = b.Facts.Programs
		commit(t, s, archive.Batch{Source: "s", Put: []*archive.Document{a, b, c, none}})
		if err := s.Edit(ctx, archive.Edit{ID: a.ID, Field: "title", Value: []string{"Исправлен"}},
			archive.Edit{ID: c.ID, Field: "number", Value: []string{"7"}}); err != nil {
			t.Fatal(err)
		}
		commit(t, s, archive.Batch{Source: "s", Delete: []string{b.ID}})
		s = reopen(t, s)
		for after := range archive.Seq(8) {
			changes, err := s.Changes(ctx, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			var want []archive.Title
			var entries []archive.Entry
			for _, ch := range changes {
				w := archive.Title{Entry: archive.Entry{Seq: ch.Seq, ID: ch.ID, Gone: ch.Doc == nil, At: ch.At}}
				if ch.Doc != nil {
					w.Text = ch.Doc.Facts.Title.Text
				}
				want, entries = append(want, w), append(entries, w.Entry)
			}
			if got, err := s.Log(ctx, after, 2); err != nil || !slices.Equal(got, entries) {
				t.Errorf("after %d: %+v %v, want %+v", after, got, err, entries)
			}
			if got, err := s.Titles(ctx, after, 2); err != nil || !slices.Equal(got, want) {
				t.Errorf("after %d: %+v %v, want %+v", after, got, err, want)
			}
		}
	})
	t.Run("documents of older rules are renewed unless they changed", func(t *testing.T) {
		s := open(t)
		outdated := func() (out []archive.Change) {
			t.Helper()
			out, err := s.Outdated(ctx, 2, 10)
			n, countErr := s.CountOutdated(ctx, 2)
			if err != nil || countErr != nil || n != len(out) {
				t.Fatalf("%d of %d outdated: %v %v", len(out), n, err, countErr)
			}
			slices.SortFunc(out, func(a, b archive.Change) int { return cmp.Compare(a.Seq, b.Seq) })
			return out
		}
		older, unknown, fresh := Doc("a", "т"), Doc("b", "т"), Doc("c", "т")
		older.Rules, fresh.Rules = 1, 2
		r := commit(t, s, archive.Batch{Source: "s", Cursor: "1", Put: []*archive.Document{older, unknown, fresh}})
		list := outdated()
		if len(list) != 2 || list[0].ID != older.ID || list[0].Doc.Rules != 1 || list[0].Doc.Text != "т" ||
			list[1].ID != unknown.ID {
			t.Fatalf("%+v", list)
		}
		for i := range list {
			list[i].Doc.Rules = 2
		}
		list[1].Doc.Facts.Number.Text = "7"
		commit(t, s, archive.Batch{Put: []*archive.Document{Doc("a", "новый текст")}}) // changed during enrichment
		if got := commit(t, s, archive.Batch{Renewed: list}); got.Changed != 1 || got.Unchanged != 0 || got.Seq != r.Seq+2 {
			t.Errorf("%+v", got)
		}
		left := outdated()
		if len(left) != 1 || left[0].Doc.Text != "новый текст" {
			t.Fatalf("a newer text was replaced by an older one: %+v", left)
		}
		left[0].Doc.Rules = 2
		if got := commit(t, s, archive.Batch{Renewed: left}); got.Unchanged != 1 || got.Seq != r.Seq+2 {
			t.Errorf("equal facts take no new place in the log: %+v", got)
		}
		if left := outdated(); len(left) != 0 {
			t.Errorf("%+v", left)
		}
		if c, err := s.Cursor(ctx, "s"); err != nil || c != "1" {
			t.Errorf("cursor %q %v", c, err)
		}
		s = reopen(t, s)
		commit(t, s, archive.Batch{Delete: []string{unknown.ID}})
		if got := commit(t, s, archive.Batch{Renewed: list[1:]}); got.Added+got.Changed != 0 {
			t.Errorf("what was removed came back: %+v", got)
		}
	})
	t.Run("what an original is made of anew", func(t *testing.T) { resplit(t, open(t), reopen) })
	t.Run("wrong corrections are refused whole", func(t *testing.T) {
		s := open(t)
		d := Doc("a", "т")
		commit(t, s, archive.Batch{Source: "s", Put: []*archive.Document{d}})
		for _, e := range []archive.Edit{{ID: d.ID, Field: "cities", Value: []string{"atlantida"}}, {ID: d.ID, Field: "text"},
			{ID: d.ID, Field: "date", Value: []string{"2011-02-30"}},
			{ID: d.ID, Field: "kind", Value: []string{"песня"}}} {
			if err := s.Edit(ctx, archive.Edit{ID: d.ID, Field: "title", Value: []string{"новый"}}, e); !errors.Is(err,
				archive.ErrInvalid) {
				t.Errorf("%+v: %v", e, err)
			}
		}
		if err := s.Edit(ctx, archive.Edit{ID: "none", Field: "title"}); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("%v", err)
		}
		if e, err := s.Edits(ctx, ""); err != nil || len(e) != 0 {
			t.Errorf("%+v %v", e, err)
		}
	})
	t.Run("citations find their acts within a municipality", func(t *testing.T) {
		s := open(t)
		act := func(uri, region, city string, cites ...archive.Citation) *archive.Document {
			d := Doc(uri, "т")
			d.Facts.Kind.Text, d.Facts.Number.Text, d.Facts.Date = "постановление", "12-А", archive.Date{Year: 2015, Month: 3,
				Day: 4}
			d.Facts.Region.Text = region
			d.Facts.Cities = []archive.City{{ID: city, Role: archive.RoleIssuer}}
			if len(cites) > 0 {
				d.Facts.Number.Text, d.Facts.Cites = "99", cites
			}
			return d
		}
		cite := archive.Citation{Kind: "постановление", Number: "12-а", Date: archive.Date{Year: 2015, Month: 3, Day: 4},
			Evidence: archive.Evidence{Start: 5, End: 9}}
		a, b, c := act("a", "Область", "uglich"), act("b", "Край", "amursk"), act("c", "Область", "uglich", cite)
		commit(t, s, archive.Batch{Source: "s", Put: []*archive.Document{a, b, c}})
		l, err := s.Links(ctx, a.ID)
		if err != nil || !slices.Equal(l.CitedBy, []string{c.ID}) {
			t.Errorf("cited by %v %v", l.CitedBy, err)
		}
		if l, _ := s.Links(ctx, b.ID); len(l.CitedBy) != 0 {
			t.Errorf("a namesake elsewhere is cited by %v", l.CitedBy)
		}
		if l, err := s.Links(ctx, c.ID); err != nil || len(l.Cites) != 1 || l.Cites[0].Target != a.ID {
			t.Errorf("%+v %v", l.Cites, err)
		}
	})
	t.Run("acts that are held, and not", func(t *testing.T) { holdings(t, open(t)) })
	t.Run("deeds follow what is held", func(t *testing.T) { deeds(t, open, reopen) })
	t.Run("documents in lists", func(t *testing.T) { listed(t, open(t)) })
	t.Run("deeds in odd order", func(t *testing.T) { oddDeeds(t, open(t)) })
	t.Run("sources and troubles", func(t *testing.T) {
		s := open(t)
		bad := Doc("bad", "")
		bad.Status, bad.Reason = archive.StatusEncrypted, "нужен пароль"
		commit(t, s, archive.Batch{Source: "s", Put: []*archive.Document{Doc("a", "т"), bad}})
		src, err := s.Sources(ctx)
		if err != nil || len(src) != 1 || src[0].Documents != 2 || src[0].Statuses[archive.StatusEncrypted] != 1 ||
			src[0].Updated.IsZero() {
			t.Errorf("%+v %v", src, err)
		}
		if at, err := s.Updated(ctx); err != nil || len(at) != 1 || !at["s"].Equal(src[0].Updated) {
			t.Errorf("%v %v", at, err)
		}
		var ids []string
		if err := s.Troubled(ctx, func(d *archive.Document) error { ids = append(ids, d.ID); return nil }); err != nil ||
			!slices.Equal(ids, []string{bad.ID}) {
			t.Errorf("%v %v", ids, err)
		}
	})
	t.Run("the journal of removals", func(t *testing.T) { journal(t, open) })
	t.Run("audit", func(t *testing.T) { audit(t, open(t), reopen) })
	t.Run("followed searches", func(t *testing.T) { follows(t, open(t), reopen) })
	t.Run("where documents came", func(t *testing.T) { came(t, open(t), reopen) })
	t.Run("leases", func(t *testing.T) { leases(t, open(t)) })
	t.Run("strings as they come", func(t *testing.T) { oddStrings(t, open(t), reopen) })
	t.Run("a batch that names things twice", func(t *testing.T) { duplicates(t, open(t)) })
	t.Run("originals that are needed", func(t *testing.T) { keeper(t, open(t), reopen) })
	t.Run("concurrent commits and reads", func(t *testing.T) {
		s := open(t)
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				for j := range 10 {
					if _, err := s.Commit(ctx, archive.Batch{Source: fmt.Sprint(i),
						Put: []*archive.Document{Doc(fmt.Sprint(i, j), "т")}}); err != nil {
						t.Error(err)
					}
					if _, err := s.Changes(ctx, 0, 100); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if seq, err := s.Seq(ctx); err != nil || seq != 40 {
			t.Errorf("seq %d %v", seq, err)
		}
	})
}
