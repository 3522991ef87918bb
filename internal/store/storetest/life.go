package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"letopis/internal/archive"
)

// act returns a document that is an act; all have the same issuer.
func act(uri, number, day string, effects ...archive.Effect) *archive.Document {
	d := Doc(uri, "т")
	d.Facts.Title.Text = ""
	d.Facts.Kind.Text, d.Facts.Number.Text = "постановление", number
	d.Facts.Date, _ = archive.ParseDate(day)
	d.Facts.Issuer = archive.Issuer{Value: archive.Value{Text: "Администрация района"}, ID: "uglichskiy/administratsiya"}
	d.Facts.Effects = effects
	for _, e := range effects {
		d.Facts.Cites = append(d.Facts.Cites, e.Act)
	}
	return d
}

// on returns an effect on an act of the same issuer.
func on(what, number, day string) archive.Effect {
	date, _ := archive.ParseDate(day)
	return archive.Effect{What: what, Act: archive.Citation{Kind: "постановление", Number: number, Date: date}}
}

// listed holds that documents are listed as Get returns them, corrected, but without Deeds: none, a page, and more.
func listed(t *testing.T, s archive.Store) {
	ctx := t.Context()
	old := act("old", "12", "2015-03-04")
	put := []*archive.Document{old, act("repeals", "7", "2016-05-06", on("repeals", "12", "2015-03-04"))}
	for i := range 20 {
		put = append(put, Doc(fmt.Sprint("another ", i), "текст"))
	}
	if _, err := s.Commit(ctx, archive.Batch{Source: "s", Put: put}); err != nil {
		t.Fatal(err)
	}
	if err := s.Edit(ctx, archive.Edit{ID: put[5].ID, Field: "title", Value: []string{"Иное"}}); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, d := range put {
		ids = append(ids, d.ID)
	}
	for _, ids := range [][]string{nil, {"gone"}, {put[5].ID, old.ID, "gone", put[5].ID}, ids} {
		want, err := s.Get(ctx, ids...)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range want {
			if d == nil {
				continue
			}
			if d.ID == old.ID && len(d.Deeds) != 1 || d.ID == put[5].ID && d.Facts.Title.Text != "Иное" {
				t.Fatalf("%+v", d)
			}
			d.Deeds = nil
		}
		if got, err := s.Listed(ctx, ids...); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%d documents are listed otherwise than they are: %v", len(ids), err)
		}
	}
}

var today = archive.Date{Year: 2020, Month: 6, Day: 1}

// forceOf returns the state of an act and the number of the act that determined it.
func forceOf(t *testing.T, s archive.Store, id string) string {
	t.Helper()
	docs, err := s.Get(t.Context(), id)
	if err != nil || docs[0] == nil {
		t.Fatal(docs, err)
	}
	f := docs[0].ForceOn(today)
	if f.By == nil {
		return f.State
	}
	return f.State + " " + f.By.By.Number
}

// deeds tests that the deeds of an act do not depend on the order of ingestion, and that the log reports affected
// documents.
func deeds(t *testing.T, open func(t *testing.T) archive.Store, reopen func(*testing.T, archive.Store) archive.Store) {
	ctx := t.Context()
	old := act("old", "12-А", "2015-03-04")
	repeals := act("repeals", "7", "2016-05-06", on("repeals", "12-а", "2015-03-04"))
	amends := act("amends", "5", "2015-12-30", on("amends", "12", "2015-03-04"))
	put := func(docs ...*archive.Document) archive.Batch { return archive.Batch{Source: "s", Put: docs} }
	for name, order := range map[string][]archive.Batch{
		"the old one first": {put(old), put(amends), put(repeals)},
		"the old one last":  {put(repeals), put(amends), put(old)},
		"at once":           {put(repeals, old, amends)},
		"with a detour": {put(old, act("repeals", "7", "2016-05-06")), put(repeals),
			{Source: "s", Delete: []string{repeals.ID}}, put(amends), put(repeals), put(old)},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			for _, b := range order {
				if _, err := s.Commit(ctx, b); err != nil {
					t.Fatal(err)
				}
			}
			s = reopen(t, s)
			if got := forceOf(t, s, old.ID); got != "repealed 7" {
				t.Errorf("%q", got)
			}
			l, err := s.Links(ctx, old.ID)
			if err != nil || len(l.Deeds) != 2 || l.Deeds[0].By.Target != amends.ID || l.Deeds[1].By.Target != repeals.ID ||
				len(l.CitedBy) != 2 {
				t.Errorf("%+v %v", l, err)
			}
		})
	}
	s := open(t)
	if _, err := s.Commit(ctx, put(old, amends, repeals, act("other", "99", "2015-03-04"))); err != nil {
		t.Fatal(err)
	}
	step := func(what, want string, do func() error) {
		t.Helper()
		seq, err := s.Seq(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := do(); err != nil {
			t.Fatal(err)
		}
		changes, err := s.Changes(ctx, seq, 10)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(changes, func(c archive.Change) bool { return c.ID == old.ID })
		if i < 0 || changes[i].Doc == nil || len(changes) > 2 {
			t.Fatalf("%s: the log tells of %d documents, of the old act at %d", what, len(changes), i)
		}
		if f := changes[i].Doc.ForceOn(today); f.State != want || forceOf(t, s, old.ID)[:len(want)] != want {
			t.Errorf("%s: %q in the log, %q read, want %q", what, f.State, forceOf(t, s, old.ID), want)
		}
	}
	commit := func(b archive.Batch) func() error {
		return func() error { _, err := s.Commit(ctx, b); return err }
	}
	step("removed", "amended", commit(archive.Batch{Source: "s", Delete: []string{repeals.ID}}))
	step("back", "repealed", commit(put(repeals)))
	step("corrected", "amended", func() error {
		return s.Edit(ctx, archive.Edit{ID: repeals.ID, Field: "effects"})
	})
	step("taken back", "repealed", func() error {
		return s.Edit(ctx, archive.Edit{ID: repeals.ID, Field: "effects", Undo: true})
	})
	step("by hand", "amended", func() error {
		return s.Edit(ctx, archive.Edit{ID: repeals.ID, Field: "effects",
			Value: []string{"repeals;постановление;12;2015-03-04;part=пункт 3"}})
	})
	again := act("repeals", "7", "2016-05-06", on("repeals", "12-а", "2015-03-04"))
	again.Text = "новый"
	if _, err := s.Commit(ctx, put(again)); err != nil || forceOf(t, s, old.ID)[:7] != "amended" {
		t.Errorf("a correction does not outlive ingestion: %q %v", forceOf(t, s, old.ID), err)
	}
	step("the number of the old one is corrected", "in_force", func() error {
		return s.Edit(ctx, archive.Edit{ID: old.ID, Field: "number", Value: []string{"13"}})
	})
	seq, _ := s.Seq(ctx)
	if r, err := s.Commit(ctx, put(again)); err != nil || r.Seq != seq {
		t.Errorf("nothing new, and the log goes from %d to %+v %v", seq, r, err)
	}
}

// oddDeeds tests that contradictions are reported and cause no infinite recursion.
func oddDeeds(t *testing.T, s archive.Store) {
	ctx := t.Context()
	self := act("self", "1", "2015-01-01", on("repeals", "1", "2015-01-01"))
	x := act("x", "2", "2015-01-02", on("repeals", "3", "2015-01-02"))
	y := act("y", "3", "2015-01-02", on("repeals", "2", "2015-01-02"))
	before := act("before", "4", "2014-12-31", on("repeals", "5", "2015-01-03"))
	later := act("later", "5", "2015-01-03")
	one, two := act("one", "6", "2015-01-04"), act("two", "6", "2015-01-04")
	one.Facts.Title.Text, two.Facts.Title.Text = "О дорогах", "Об отпусках"
	doubtful := act("doubtful", "7", "2015-02-01", on("repeals", "6", "2015-01-04"))
	copied := act("copied", "8", "2015-01-05")
	again := act("copied again", "8", "2015-01-05")
	slip := act("slip", "9", "2015-02-02", on("repeals", "8", "2015-01-06"))
	future := act("future", "10", "2015-02-03", on("repeals", "9", "2015-02-02"))
	future.Facts.Effects[0].From = archive.Date{Year: 2020, Month: 6, Day: 2}
	if _, err := s.Commit(ctx, archive.Batch{Source: "s", Put: []*archive.Document{self, x, y, before, later, one, two,
		doubtful, copied, again, slip, future}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		d    *archive.Document
		want string
	}{
		{self, "unknown"}, {x, "repealed 3"}, {y, "repealed 2"}, {later, "unknown"}, {one, "unknown"}, {two, "unknown"},
		{copied, "repealed 9"}, {again, "repealed 9"}, {slip, "in_force"}, {future, "in_force"},
	} {
		if got := forceOf(t, s, c.d.ID); got != c.want {
			t.Errorf("%s: %q, want %q", c.d.URI, got, c.want)
		}
	}
	docs, err := s.Get(ctx, x.ID, slip.ID)
	if err != nil || !docs[0].ForceOn(today).Cycle || docs[1].ForceOn(today).Next != 20200602 {
		t.Errorf("%+v %v", docs, err)
	}
	if l, err := s.Links(ctx, one.ID); err != nil || !slices.Equal(l.Namesakes, []string{two.ID}) ||
		l.Deeds[0].Doubt != archive.DeedNamesake {
		t.Errorf("%+v %v", l, err)
	}
	if l, err := s.Links(ctx, copied.ID); err != nil || !slices.Equal(l.Copies, []string{again.ID}) {
		t.Errorf("%+v %v", l, err)
	}
	manyAmendments(ctx, t, s)
}

// manyAmendments tests that an act with many amendments is read completely.
func manyAmendments(ctx context.Context, t *testing.T, s archive.Store) {
	const n = 2000
	target := act("target", "1", "2010-01-01")
	batch := archive.Batch{Source: "s", Put: []*archive.Document{target}}
	for i := range n {
		batch.Put = append(batch.Put, act(fmt.Sprint("amendment ", i), fmt.Sprint(100+i), "2011-02-03",
			on("amends", "1", "2010-01-01")))
	}
	if _, err := s.Commit(ctx, batch); err != nil {
		t.Fatal(err)
	}
	docs, err := s.Get(ctx, target.ID)
	if err != nil || len(docs[0].Deeds) != n || docs[0].ForceOn(today).State != archive.ForceAmended {
		t.Errorf("%d deeds %v", len(docs[0].Deeds), err)
	}
}
