package catalog_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/catalog"
)

// slow is a store that reads its acts when it is let.
type slow struct {
	archive.Store
	let, begun chan struct{}
	read       atomic.Int32
}

func (s *slow) Seq(context.Context) (archive.Seq, error) { return 1, nil }

func (s *slow) Holdings(ctx context.Context, fn func(archive.Holding) error) error {
	s.read.Add(1)
	close(s.begun)
	<-s.let
	return errors.Join(ctx.Err(), fn(archive.Holding{Act: archive.Citation{Kind: "закон", Number: "1"}}))
}

// What the archive lacks is found out to the end for who asks again, when a request is over before.
func TestGapsAreMadeToTheEnd(t *testing.T) {
	t.Parallel()
	store := &slow{let: make(chan struct{}), begun: make(chan struct{})}
	s := catalog.New(catalog.Options{Store: store})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-store.begun
		cancel()
	}()
	if _, err := s.Gaps(ctx, nil, 0, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("a request that is over is waited for: %v", err)
	}
	close(store.let)
	got, err := s.Gaps(t.Context(), nil, 0, 0)
	if err != nil || got.AbsentTotal != 1 || store.read.Load() != 1 {
		t.Errorf("%+v, %v, read %d times", got, err, store.read.Load())
	}
}
