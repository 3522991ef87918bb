package storetest

import (
	"errors"
	"testing"

	"letopis/internal/archive"
)

// leases tests that a lease is exclusive. One store acquires it twice here, as two processes would.
func leases(t *testing.T, s archive.Store) {
	ctx := t.Context()
	take := func(name string) *archive.Lease {
		t.Helper()
		l, err := s.Lease(ctx, name, "a test")
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	refused := func(name string) {
		t.Helper()
		if _, err := s.Lease(ctx, name, "another"); !errors.Is(err, archive.ErrLocked) {
			t.Errorf("%s: %v", name, err)
		}
	}
	first := take("index")
	refused("index")
	odd := take(archive.LeaseSource + "a\x00\xff")
	refused(archive.LeaseSource + "a\x00\xff")
	if err := errors.Join(first.Held(ctx), odd.Held(ctx), first.Work.Err(), odd.Work.Err()); err != nil {
		t.Error(err)
	}
	first.Release()
	first.Release()
	if first.Work.Err() == nil || odd.Work.Err() != nil {
		t.Errorf("given back: %v, another: %v", first.Work.Err(), odd.Work.Err())
	}
	second := take("index")
	refused("index")
	second.Release()
	odd.Release()
}
