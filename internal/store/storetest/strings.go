package storetest

import (
	"bytes"
	"slices"
	"testing"

	"letopis/internal/archive"
)

// oddStrings tests that names and URIs are stored unchanged, whatever their bytes and length.
func oddStrings(t *testing.T, s archive.Store, reopen func(t *testing.T, s archive.Store) archive.Store) {
	long := string(bytes.Repeat([]byte("папка/"), 700))
	odd := "\x00дом\xff'\"\\%_"
	source := odd + long
	uris := []string{odd + "1", odd + "2", long + "a", long + "b", "Я", "я", "Ё", "z"}
	b := archive.Batch{Source: source, Cursor: odd}
	for _, uri := range uris {
		b.Items = append(b.Items, archive.Item{URI: uri, Version: odd, SHA256: "ab", Docs: []string{odd}})
		b.Failed = append(b.Failed, archive.Failure{URI: "failed " + uri, Reason: odd})
	}
	d := Doc("a", "текст\x00")
	d.Facts.Title.Text, d.Source = "Заголовок\x00", source
	b.Put = []*archive.Document{d}
	if _, err := s.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	edit := archive.Edit{ID: d.ID, Field: "number", Value: []string{"7\x00"}, Author: odd}
	if err := s.Edit(t.Context(), edit); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	if c, err := s.Cursor(t.Context(), source); err != nil || c != odd {
		t.Errorf("cursor %q %v", c, err)
	}
	var items []string
	err := s.Items(t.Context(), source, func(it archive.Item) error {
		if it.Version != odd || len(it.Docs) != 1 {
			t.Errorf("%+v", it)
		}
		items = append(items, it.URI)
		return nil
	})
	slices.Sort(uris)
	if err != nil || !slices.Equal(items, uris) {
		t.Errorf("items %.200q %v", items, err)
	}
	failures, err := s.Failures(t.Context(), source)
	if err != nil || len(failures) != len(uris) || failures[0].Reason != odd || failures[0].URI != "failed "+uris[0] {
		t.Errorf("failures %.200v %v", failures, err)
	}
	titles, err := s.Titles(t.Context(), 0, 10)
	if err != nil || len(titles) != 1 || titles[0].Text != d.Facts.Title.Text {
		t.Errorf("titles %+v %v", titles, err)
	}
	got, err := s.Get(t.Context(), d.ID)
	if err != nil || got[0] == nil || got[0].Text != d.Text || got[0].Facts.Number.Text != "7\x00" {
		t.Errorf("%+v %v", got, err)
	}
	edits, err := s.Edits(t.Context(), d.ID)
	if err != nil || len(edits) != 1 || edits[0].Author != odd {
		t.Errorf("edits %+v %v", edits, err)
	}
	infos, err := s.Sources(t.Context())
	if err != nil || len(infos) != 1 || infos[0].Name != source || infos[0].Documents != 1 ||
		infos[0].Failures != len(uris) {
		t.Errorf("sources %.200v %v", infos, err)
	}
}

// duplicates tests that the last of several entries for the same key in a batch wins.
func duplicates(t *testing.T, s archive.Store) {
	first, second, other := Doc("a", "один"), Doc("a", "два"), Doc("b", "т")
	again := Doc("a", "два")
	again.Rules = 3
	r, err := s.Commit(t.Context(), archive.Batch{
		Source: "s",
		Put:    []*archive.Document{first, second, other, again},
		Delete: []string{other.ID, other.ID},
		Items:  []archive.Item{{URI: "x", Version: "1", Docs: []string{"i"}}, {URI: "x", Version: "2", Docs: []string{"j"}}},
		Failed: []archive.Failure{{URI: "y", Reason: "раз"}, {URI: "y", Reason: "два"}},
	})
	if err != nil || r.Added != 2 || r.Changed != 1 || r.Unchanged != 1 || r.Removed != 1 || r.Seq != 4 {
		t.Fatalf("%+v %v", r, err)
	}
	changes, err := s.Changes(t.Context(), 0, 10)
	if err != nil || len(changes) != 2 || changes[0].Seq != 2 || changes[0].Doc.Text != "два" ||
		changes[0].Doc.Rules != 3 || changes[1].ID != other.ID || changes[1].Doc != nil {
		t.Errorf("%+v %v", changes, err)
	}
	err = s.Items(t.Context(), "s", func(it archive.Item) error {
		if it.Version != "2" {
			t.Errorf("%+v", it)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if f, err := s.Failures(t.Context(), "s"); err != nil || len(f) != 1 || f[0].Reason != "два" {
		t.Errorf("%+v %v", f, err)
	}
}
