package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"letopis/internal/archive"
)

// resplit tests that the documents of an original and its Item are replaced together, or not at all if one of them
// has changed.
func resplit(t *testing.T, s archive.Store, reopen func(*testing.T, archive.Store) archive.Store) {
	ctx := context.Background()
	commit := func(b archive.Batch) archive.Result {
		t.Helper()
		r, err := s.Commit(ctx, b)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if _, err := s.Item(ctx, "s", "news"); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("nothing is remembered of it: %v", err)
	}
	before, page, after := Doc("news!/a", "т"), Doc("news!/page", "один\nдва"), Doc("news!/b", "т")
	item := archive.Item{URI: "news", Version: "1", SHA256: "00", Docs: []string{before.ID, page.ID, after.ID}}
	commit(archive.Batch{Source: "s", Cursor: "c", Put: []*archive.Document{before, page, after},
		Items: []archive.Item{item}})
	came := func(id string) archive.Seq {
		t.Helper()
		places, err := s.Came(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return places[0]
	}
	end := func() archive.Seq {
		t.Helper()
		seq, err := s.Seq(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return seq
	}
	one, two := Doc("news!/page#post-1", "один"), Doc("news!/page#post-2", "два")
	split := &archive.Resplit{Source: "s", URI: "news", At: end(), Was: []string{page.ID},
		Docs: []*archive.Document{one, two}}
	held := func() []string {
		t.Helper()
		it, err := s.Item(ctx, "s", "news")
		if err != nil || it.Version != "1" || it.SHA256 != "00" {
			t.Fatalf("%+v %v", it, err)
		}
		return it.Docs
	}
	unchanged := func(why string, r archive.Result) {
		t.Helper()
		if r.Added+r.Changed+r.Removed != 0 || !slices.Equal(held(), item.Docs) {
			t.Errorf("%s, and it was replaced: %+v, %v", why, r, held())
		}
	}
	if err := s.Edit(ctx, archive.Edit{ID: page.ID, Field: "number", Value: []string{"7"}}); err != nil {
		t.Fatal(err)
	}
	unchanged("it was corrected meanwhile", commit(archive.Batch{Resplit: split}))
	split.At = end()
	unknown := *split
	unknown.URI = "other"
	unchanged("nothing is remembered of the original", commit(archive.Batch{Resplit: &unknown}))

	if r := commit(archive.Batch{Resplit: split}); r.Added != 2 || r.Removed != 1 {
		t.Errorf("%+v", r)
	}
	s = reopen(t, s)
	if want := []string{before.ID, one.ID, two.ID, after.ID}; !slices.Equal(held(), want) {
		t.Errorf("it holds %v, want %v", held(), want)
	}
	docs, err := s.Get(ctx, page.ID, one.ID, two.ID)
	if err != nil || docs[0] != nil || docs[1] == nil || docs[1].Text != "один" || docs[2] == nil {
		t.Fatalf("%+v %v", docs, err)
	}
	if gone, err := s.Removed(ctx, page.ID); err != nil || !gone {
		t.Errorf("removed %v %v", gone, err)
	}
	if c := came(page.ID); c == 0 || came(one.ID) != c || came(two.ID) != c {
		t.Errorf("the page came at %d, its posts at %d and %d: they are told of as of news", c, came(one.ID), came(two.ID))
	}
	if c, err := s.Cursor(ctx, "s"); err != nil || c != "c" {
		t.Errorf("cursor %q %v", c, err)
	}
	if r := commit(archive.Batch{Resplit: split}); r.Added+r.Changed+r.Removed != 0 {
		t.Errorf("a second time: %+v", r)
	}

	// A shortened post keeps its URI and its corrections.
	if err := s.Edit(ctx, archive.Edit{ID: one.ID, Field: "number", Value: []string{"9"}}); err != nil {
		t.Fatal(err)
	}
	three := Doc("news!/page#post-3", "три")
	split = &archive.Resplit{Source: "s", URI: "news", At: end(), Was: []string{one.ID, two.ID},
		Docs: []*archive.Document{Doc("news!/page#post-1", "од"), two, three}}
	if r := commit(archive.Batch{Resplit: split}); r.Added != 1 || r.Changed != 1 || r.Unchanged != 1 || r.Removed != 0 {
		t.Errorf("%+v", r)
	}
	if docs, err = s.Get(ctx, one.ID); err != nil || docs[0].Text != "од" || docs[0].Facts.Number.Text != "9" {
		t.Errorf("%+v %v", docs[0], err)
	}
}
