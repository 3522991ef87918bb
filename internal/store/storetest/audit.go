package storetest

import (
	"reflect"
	"testing"
	"time"

	"letopis/internal/archive"
)

// audit holds what a store keeps of what people did.
func audit(t *testing.T, s archive.Store, reopen func(t *testing.T, s archive.Store) archive.Store) {
	ctx := t.Context()
	before, err := s.Seq(ctx)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 30, 6, 0, 0, 0, time.UTC)
	entries := []archive.AuditEntry{{At: at, Did: archive.DidFail, Client: "192.0.2.1"},
		{At: at, By: "Петрова", Did: archive.DidSignIn, Client: "192.0.2.1"},
		{At: at.Add(time.Second), By: "Петрова", Did: archive.DidCorrect, Doc: "a", Detail: "title, kind"}}
	if err := s.AddAudit(ctx, entries[:2]...); err != nil {
		t.Fatal(err)
	}
	if err := s.AddAudit(ctx, entries[2]); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	all, err := s.Audit(ctx, 0, 10)
	if err != nil || len(all) != len(entries) {
		t.Fatalf("%+v %v", all, err)
	}
	for i, e := range all { // the newest first
		want := entries[len(entries)-1-i]
		if want.N = e.N; !reflect.DeepEqual(e, want) || i > 0 && e.N >= all[i-1].N {
			t.Errorf("%d: %+v, want %+v below %d", i, e, want, all[max(i-1, 0)].N)
		}
	}
	if err := s.AddAudit(ctx, all...); err != nil { // which are there
		t.Fatal(err)
	}
	if page, err := s.Audit(ctx, all[0].N, 1); err != nil || !reflect.DeepEqual(page, all[1:2]) {
		t.Errorf("below %d: %+v %v", all[0].N, page, err)
	}
	if rest, err := s.Audit(ctx, all[2].N, 10); err != nil || len(rest) != 0 {
		t.Errorf("below the first: %+v %v", rest, err)
	}
	if seq, err := s.Seq(ctx); err != nil || seq != before {
		t.Errorf("the log ends at %d, not at %d: %v", seq, before, err)
	}
}
