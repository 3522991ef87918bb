package catalog_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/catalog"
	"letopis/internal/server/problem"
)

// slow is a store that reads its acts when it is let, or fails the first time.
type slow struct {
	archive.Store
	let, begun chan struct{}
	read       atomic.Int32
	fail       func() error
}

func newSlow() *slow { return &slow{let: make(chan struct{}), begun: make(chan struct{})} }

func (s *slow) Seq(context.Context) (archive.Seq, error) { return 1, nil }

func (s *slow) Holdings(ctx context.Context, fn func(archive.Holding) error) error {
	n := s.read.Add(1)
	if n == 1 {
		close(s.begun)
	}
	select {
	case <-s.let:
	case <-ctx.Done():
		return ctx.Err()
	}
	if s.fail != nil && n == 1 {
		return s.fail()
	}
	return errors.Join(ctx.Err(), fn(archive.Holding{Act: archive.Citation{Kind: "закон", Number: "1"}}))
}

// leave asks s for what the archive lacks, and is over when that has begun.
func leave(t *testing.T, s *catalog.Service, store *slow) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-store.begun
		cancel()
	}()
	if _, err := s.Gaps(ctx, nil, 0, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("a request that is over is waited for: %v", err)
	}
}

// What the archive lacks is found out to the end for who asks again, when a request is over before.
func TestGapsAreMadeToTheEnd(t *testing.T) {
	t.Parallel()
	store := newSlow()
	s := catalog.New(catalog.Options{Store: store})
	leave(t, s, store)
	close(store.let)
	got, err := s.Gaps(t.Context(), nil, 0, 0)
	if err != nil || got.AbsentTotal != 1 || store.read.Load() != 1 {
		t.Errorf("%+v, %v, read %d times", got, err, store.read.Load())
	}
}

// It is not found out any more when the service has stopped, which nothing is logged of.
func TestGapsEndWithTheService(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	store := newSlow()
	s := catalog.New(catalog.Options{Store: store, Log: slog.New(slog.NewTextHandler(&log, nil))})
	leave(t, s, store)
	for range 2 {
		s.Stop()
	}
	if log.Len() > 0 {
		t.Errorf("logged: %s", &log)
	}
	var p problem.Problem
	if _, err := s.Gaps(t.Context(), nil, 0, 0); !errors.As(err, &p) || p.Code != problem.Busy {
		t.Errorf("of a service that has stopped: %v", err)
	}
	if n := store.read.Load(); n != 1 {
		t.Errorf("the store is read %d times", n)
	}
}

// What goes wrong after the request is over is logged, and tried again for the next.
func TestFailuresOfGapsAreLogged(t *testing.T) {
	t.Parallel()
	for want, fail := range map[string]func() error{
		"no memory":   func() error { return errors.New("no memory") },
		"no such act": func() error { panic("no such act") },
	} {
		var log bytes.Buffer
		store := newSlow()
		store.fail = fail
		s := catalog.New(catalog.Options{Store: store, Log: slog.New(slog.NewTextHandler(&log, nil))})
		leave(t, s, store)
		close(store.let)
		if got, err := s.Gaps(t.Context(), nil, 0, 0); err != nil || got.AbsentTotal != 1 {
			t.Errorf("after %s: %+v, %v", want, got, err)
		}
		if !strings.Contains(log.String(), want) || !strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("%s is not logged: %s", want, &log)
		}
	}
}
