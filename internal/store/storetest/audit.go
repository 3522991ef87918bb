package storetest

import (
	"reflect"
	"testing"
	"time"

	"letopis/internal/archive"
)

// audit tests the audit log.
func audit(t *testing.T, s archive.Store, reopen func(t *testing.T, s archive.Store) archive.Store) {
	ctx := t.Context()
	before, err := s.Seq(ctx)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 30, 6, 0, 0, 0, time.UTC)
	entries := []archive.AuditEntry{{At: at, Did: archive.DidFail, Client: "192.0.2.1"},
		{At: at, By: "Петрова", Did: archive.DidSignIn, Client: "192.0.2.1"},
		{At: at.Add(time.Second), By: "Петрова", Did: archive.DidCorrect, Doc: "a", Detail: "title, kind",
			Deed: "d1"}}
	if err := s.AddAudit(ctx, entries[:2]...); err != nil {
		t.Fatal(err)
	}
	if err := s.AddAudit(ctx, entries[2]); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	all, err := s.Audit(ctx, archive.AuditFilter{}, 10)
	if err != nil || len(all) != len(entries) {
		t.Fatalf("%+v %v", all, err)
	}
	for i, e := range all { // newest first
		want := entries[len(entries)-1-i]
		if want.N = e.N; !reflect.DeepEqual(e, want) || i > 0 && e.N >= all[i-1].N {
			t.Errorf("%d: %+v, want %+v below %d", i, e, want, all[max(i-1, 0)].N)
		}
	}
	if err := s.AddAudit(ctx, all...); err != nil { // duplicates are skipped
		t.Fatal(err)
	}
	if page, err := s.Audit(ctx, archive.AuditFilter{Before: all[0].N}, 1); err != nil ||
		!reflect.DeepEqual(page, all[1:2]) {
		t.Errorf("below %d: %+v %v", all[0].N, page, err)
	}
	if rest, err := s.Audit(ctx, archive.AuditFilter{Before: all[2].N}, 10); err != nil || len(rest) != 0 {
		t.Errorf("below the first: %+v %v", rest, err)
	}
	for _, c := range []struct {
		f    archive.AuditFilter
		want []int // indexes into entries, newest first
	}{
		{archive.AuditFilter{By: "Петрова"}, []int{2, 1}}, {archive.AuditFilter{Did: archive.DidFail}, []int{0}},
		{archive.AuditFilter{Doc: "a", Deed: "d1"}, []int{2}}, {archive.AuditFilter{Deed: "d2"}, nil},
		{archive.AuditFilter{From: at.Add(time.Second)}, []int{2}},
		{archive.AuditFilter{From: at, To: at.Add(time.Second)}, []int{1, 0}},
		{archive.AuditFilter{To: at}, nil}, {archive.AuditFilter{From: at.Add(1001 * time.Millisecond)}, nil},
		{archive.AuditFilter{By: "Петрова", Before: all[0].N}, []int{1}},
	} {
		got, err := s.Audit(ctx, c.f, 10)
		ok := err == nil && len(got) == len(c.want)
		for i := range got {
			ok = ok && reflect.DeepEqual(got[i], all[len(entries)-1-c.want[i]])
		}
		if !ok {
			t.Errorf("%+v: %+v %v, want %v", c.f, got, err, c.want)
		}
	}
	if seq, err := s.Seq(ctx); err != nil || seq != before {
		t.Errorf("the log ends at %d, not at %d: %v", seq, before, err)
	}
}
