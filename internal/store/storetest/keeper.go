package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
)

// keeper tests which originals a store reports as needed.
func keeper(t *testing.T, s archive.Store, reopen func(t *testing.T, s archive.Store) archive.Store) {
	ctx := t.Context()
	sha := func(letter string) string { return strings.Repeat(letter, 64) }
	a, b, c := Doc("a", "т"), Doc("b", "т"), Doc("c", "т")
	a.Original.SHA256, b.Original.SHA256, c.Original.SHA256 = sha("a"), sha("a"), sha("c")
	remembered := archive.Item{URI: "d", Version: "1", SHA256: sha("d"), Docs: []string{a.ID}}
	batch := archive.Batch{Source: "s", Put: []*archive.Document{a, b, c}, Items: []archive.Item{remembered}}
	if _, err := s.Commit(ctx, batch); err != nil {
		t.Fatal(err)
	}
	holds := func(want ...string) {
		t.Helper()
		for _, letter := range []string{"a", "c", "d", "e"} {
			if got, err := s.Holds(ctx, sha(letter)); err != nil || got != slices.Contains(want, letter) {
				t.Errorf("holds %s: %v %v", letter, got, err)
			}
		}
	}
	originals := func() (out []string) {
		t.Helper()
		err := s.Originals(ctx, func(sha, id string) error {
			docs, err := s.Get(ctx, id)
			if err == nil && (docs[0] == nil || docs[0].Original.SHA256 != sha) {
				err = fmt.Errorf("document %s does not need %s", id, sha)
			}
			out = append(out, sha[:1])
			return err
		})
		if err != nil {
			t.Error(err)
		}
		return out
	}
	holds("a", "c", "d")
	if got := originals(); !slices.Equal(got, []string{"a", "c"}) {
		t.Errorf("originals %v", got)
	}
	stop := errors.New("stop")
	if err := s.Originals(ctx, func(string, string) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("an error of the caller's: %v", err)
	}
	gone := archive.Batch{Source: "s", Delete: []string{a.ID, c.ID}, Items: []archive.Item{{URI: "d"}}}
	if _, err := s.Commit(ctx, gone); err != nil {
		t.Fatal(err)
	}
	holds("a")
	if err := s.Purge(ctx); err != nil {
		t.Error(err)
	}
	paced := int64(0)
	for _, pace := range []archive.Pacer{nil, func(_ context.Context, n int64) { paced += n }} {
		if err := s.Check(ctx, pace); err != nil {
			t.Error(err)
		}
	}
	if paced == 0 {
		t.Error("checking was not paced")
	}
	s = reopen(t, s)
	if got := originals(); !slices.Equal(got, []string{"a"}) {
		t.Errorf("originals after a removal: %v", got)
	}
}
