package storetest

import (
	"context"
	"testing"
	"time"

	"letopis/internal/archive"
)

// journal tests the journal of takedowns.
func journal(t *testing.T, open func(*testing.T) archive.Store) {
	j := open(t)
	ctx := context.Background()
	at := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	later := archive.Takedown{ID: "b", Source: "s", By: "Петрова", Reason: "по решению суда", Due: "2026-12-10",
		At: at.Add(time.Second), SHA256: "5ca1ab1e"}
	first := archive.Takedown{ID: "a", Source: "s", By: "Иванов", Reason: "по заявлению", At: at}
	for range 2 { // duplicates are skipped
		if err := j.AddTakedowns(ctx, later, first); err != nil {
			t.Fatal(err)
		}
	}
	got, err := j.Takedowns(ctx)
	if err != nil || len(got) != 2 || got[0].ID != "a" || !got[0].At.Equal(at) || got[1].Reason != later.Reason ||
		got[1].By != later.By || got[1].Due != later.Due || got[1].Source != "s" ||
		got[0].SHA256 != "" || got[1].SHA256 != later.SHA256 {
		t.Errorf("%+v %v", got, err)
	}
}
