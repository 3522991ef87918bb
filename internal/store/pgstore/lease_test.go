package pgstore_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/testkit"
)

// aLeaseIsLost holds that who loses the session of a lease, or to whom another has taken it over, knows it soon, and
// that another process has it then.
func aLeaseIsLost(t *testing.T, pg *testkit.Postgres) {
	dsn := pg.Database(t)
	a, b := open(t, dsn), open(t, dsn)
	first, err := a.Lease(t.Context(), "index", "the first")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Release()
	if _, err := b.Lease(t.Context(), "index", "x"); !errors.Is(err, archive.ErrLocked) ||
		!strings.Contains(err.Error(), "by the first, process ") {
		t.Errorf("who has it is not told: %v", err)
	}
	other := open(t, dsn+"?search_path=other")
	if l, err := other.Lease(t.Context(), "index", "x"); err != nil {
		t.Errorf("of another archive: %v", err)
	} else {
		l.Release()
	}
	pg.Exec(t, dsn, "SELECT pg_terminate_backend(l.pid) FROM pg_locks l WHERE locktype = 'advisory'")
	var second *archive.Lease
	testkit.Eventually(t, func() string { // the database needs a moment
		if second, err = b.Lease(t.Context(), "index", "the second"); err != nil {
			return err.Error()
		}
		return ""
	})
	defer second.Release()
	if err := first.Held(t.Context()); err == nil {
		t.Error("a lease is held by two")
	}
	select {
	case <-first.Work.Done():
	case <-time.After(30 * time.Second): // some ten are promised; for busy machines
		t.Error("work goes on without the lease")
	}
	if err := second.Held(t.Context()); err != nil {
		t.Error(err)
	}
	// Behind a pooler that gives the session to another, the number tells.
	pg.Exec(t, dsn, "UPDATE letopis.leases SET epoch = epoch + 1 WHERE name = 'index'")
	if err := second.Held(t.Context()); !errors.Is(err, archive.ErrLocked) {
		t.Errorf("another has taken over: %v", err)
	}
}
