package storetest

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"letopis/internal/archive"
)

// follows tests the storage of followed searches.
func follows(t *testing.T, s archive.Store, reopen func(t *testing.T, s archive.Store) archive.Store) {
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	at := time.Date(2026, 11, 30, 5, 0, 0, 0, time.UTC)
	a := archive.Follow{ID: "a", Token: "ta", Kind: archive.FollowMail, To: "a@example.ru", Query: "q=%D1%83",
		Every: archive.FollowDaily, Lang: "ru", Created: at, Owed: archive.OwedConfirm, Asked: at}
	b := archive.Follow{ID: "b", Token: "tb", Kind: archive.FollowWebhook, To: "https://b.example.ru/", Secret: "c2VjcmV0",
		Every: archive.FollowAtOnce, Lang: "en", Created: at.Add(time.Second), Confirmed: true, Since: 7, Sent: at,
		Failing: at, Tries: 2, Retry: at.Add(time.Hour), Error: "ответ 500", Suspended: true}
	c := archive.Follow{ID: "c", Token: "tc", Kind: archive.FollowMail, To: "a@example.ru",
		Created: at.Add(2 * time.Second)}
	for _, f := range []archive.Follow{c, b, a} {
		must(s.AddFollow(ctx, f))
	}
	listed := func(k archive.FollowKey, want ...archive.Follow) {
		t.Helper()
		if got, err := s.ListFollows(ctx, k); err != nil || !slices.EqualFunc(got, want,
			func(x, y archive.Follow) bool { return reflect.DeepEqual(x, y) }) {
			t.Errorf("%+v: %+v %v, want %+v", k, got, err, want)
		}
	}
	listed(archive.FollowKey{}, a, b, c)
	listed(archive.FollowKey{To: a.To}, a, c)
	listed(archive.FollowKey{Token: "tb"}, b)
	listed(archive.FollowKey{ID: "b", To: a.To})
	must(s.ChangeFollow(ctx, "a", func(f *archive.Follow) { f.Confirmed, f.Owed = true, "" }))
	a.Confirmed, a.Owed = true, ""
	if err := s.ChangeFollow(ctx, "none", func(*archive.Follow) {}); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a follow that is not there: %v", err)
	}

	match := func(follow, doc string, after time.Duration) archive.Match {
		return archive.Match{Follow: follow, Doc: doc, At: at.Add(after)}
	}
	must(s.AddMatches(ctx, 3, match("a", "2", time.Second), match("a", "1", 0), match("b", "1", 0), match("none", "1", 0)))
	must(s.Told(ctx, "a", []string{"1"}, nil, func(f *archive.Follow) { f.Sent = at }))
	a.Sent = at
	// a reported match stays reported
	must(s.AddMatches(ctx, 5, match("a", "1", time.Hour), match("a", "3", time.Minute)))
	s = reopen(t, s)
	listed(archive.FollowKey{ID: "a"}, a)
	told := match("a", "1", 0)
	told.Told = true
	matched := func(follow string, want ...archive.Match) {
		t.Helper()
		if got, err := s.Matches(ctx, follow); err != nil || !slices.Equal(got, want) {
			t.Errorf("matches of %s: %+v %v, want %+v", follow, got, err, want)
		}
	}
	matched("a", told, match("a", "2", time.Second), match("a", "3", time.Minute))
	matched("none")
	if p, err := s.Pending(ctx); err != nil || !slices.Equal(p, []archive.FollowPending{
		{Follow: "a", Docs: 2, Oldest: at.Add(time.Second)}, {Follow: "b", Docs: 1, Oldest: at}}) {
		t.Errorf("pending %+v %v", p, err)
	}
	if seq, err := s.Followed(ctx); err != nil || seq != 5 {
		t.Errorf("followed up to %d %v", seq, err)
	}
	must(s.Told(ctx, "a", []string{"2"}, []string{"3"}, func(*archive.Follow) {}))
	told2 := match("a", "2", time.Second)
	told2.Told = true
	matched("a", told, told2)
	if n, err := s.EndFollows(ctx, archive.FollowKey{To: a.To}); err != nil || n != 2 {
		t.Errorf("%d ended: %v", n, err)
	}
	listed(archive.FollowKey{}, b)
	matched("a")
	if err := s.Told(ctx, "a", []string{"2"}, nil, func(*archive.Follow) {}); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("told of a follow that has ended: %v", err)
	}
	if end, err := s.Seq(ctx); err != nil || end != 0 {
		t.Errorf("the log ends at %d %v", end, err)
	}
}

// came tests that the first appearance of a document never changes.
func came(t *testing.T, s archive.Store, reopen func(*testing.T, archive.Store) archive.Store) {
	ctx := t.Context()
	commit := func(b archive.Batch) {
		t.Helper()
		if _, err := s.Commit(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	a, b := Doc("a", "т"), Doc("b", "т")
	commit(archive.Batch{Source: "s", Put: []*archive.Document{a}})                                    // 1
	commit(archive.Batch{Source: "s", Put: []*archive.Document{b, Doc("a", "иной")}})                  // 2, 3
	if err := s.Edit(ctx, archive.Edit{ID: b.ID, Field: "number", Value: []string{"7"}}); err != nil { // 4
		t.Fatal(err)
	}
	commit(archive.Batch{Source: "s", Delete: []string{a.ID}})      // 5
	commit(archive.Batch{Source: "s", Put: []*archive.Document{a}}) // 6
	s = reopen(t, s)
	places, err := s.Came(ctx, b.ID, "none", a.ID)
	if err != nil || len(places) != 3 || places[0] == 0 || places[0] > 3 || places[1] != 0 || places[2] != 1 {
		t.Errorf("came at %v %v", places, err)
	}
	rows, err := s.Rows(ctx, 0, 10, false)
	if err != nil || len(rows) != 2 || rows[0].Came != places[0] || rows[1].Came != 1 {
		t.Errorf("rows %+v %v", rows, err)
	}
}
