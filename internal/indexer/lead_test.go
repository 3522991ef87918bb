package indexer_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"letopis/index"
	"letopis/index/memindex"
	"letopis/internal/archive"
	"letopis/internal/indexer"
	"letopis/internal/testkit"
)

// cluster is an engine that processes share; a part of it is what one process sees.
type cluster struct {
	*memindex.Engine
	build sync.Mutex
}

type part struct {
	*cluster
	wrote atomic.Int64 // batches with documents
}

func (p *part) Build(ctx context.Context) (context.Context, func(), error) {
	if !p.build.TryLock() {
		return nil, nil, index.ErrLocked
	}
	return ctx, p.build.Unlock, nil
}

func (p *part) Open(ctx context.Context, generation string) (index.Index, error) {
	x, err := p.Engine.Open(ctx, generation)
	return &counted{x, p}, err
}

type counted struct {
	index.Index
	p *part
}

func (c *counted) Apply(ctx context.Context, b index.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.p.wrote.Add(1)
	return c.Index.Apply(ctx, b)
}

// Close leaves the index to the others.
func (c *counted) Close() error { return nil }

var _ index.Shared = (*part)(nil)

// process is one that shares an index; end ends it.
func process(t *testing.T, s archive.Store, c *cluster) (x *indexer.Indexer, p *part, end func()) {
	t.Helper()
	_, a := setup(t)
	p = &part{cluster: c}
	x, err := indexer.Open(t.Context(), s, p, a, silent)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var runs sync.WaitGroup
	end = func() { stop(); runs.Wait() }
	t.Cleanup(end)
	runs.Go(func() { x.Run(ctx) })
	return x, p, end
}

func eventually(t *testing.T, x *indexer.Indexer, want int) {
	t.Helper()
	testkit.Eventually(t, func() string {
		if n := total(t, x.Live(), "мост"); n != want {
			return fmt.Sprintf("%d documents, want %d", n, want)
		}
		return ""
	})
}

// TestOneLeads holds that of several processes one writes the index that they share, all search it, and another one
// takes over when that ends.
func TestOneLeads(t *testing.T) {
	s, _ := setup(t)
	c := &cluster{Engine: memindex.NewEngine()}
	one, first, end := process(t, s, c)
	put(t, s, 3, "старый мост")
	eventually(t, one, 3)
	two, second, _ := process(t, s, c)
	put(t, s, 5, "новый мост")
	eventually(t, one, 5)
	eventually(t, two, 5)
	if err := two.CatchUp(t.Context()); err != nil || two.Day() == "" {
		t.Errorf("who does not lead: %v, day %q", err, two.Day())
	}
	if first.wrote.Load() == 0 || second.wrote.Load() != 0 {
		t.Errorf("the first wrote %d times, the second %d", first.wrote.Load(), second.wrote.Load())
	}
	end()
	put(t, s, 9, "мост")
	eventually(t, two, 9)
	if second.wrote.Load() == 0 {
		t.Error("nobody took over")
	}
}

// lossy is a store whose lease can be lost, with or without the process knowing of it.
type lossy struct {
	archive.Store
	lost  context.CancelCauseFunc
	gone  atomic.Bool
	asked atomic.Int64 // how often the lease was asked for since it is gone
}

func (l *lossy) Lease(ctx context.Context, _, _ string) (*archive.Lease, error) {
	if l.gone.Load() {
		l.asked.Add(1)
		return nil, archive.ErrLocked
	}
	work, lost := context.WithCancelCause(ctx)
	l.lost = lost
	return &archive.Lease{Work: work, Release: func() { lost(nil) }, Held: func(context.Context) error {
		if l.gone.Load() {
			return fmt.Errorf("taken over: %w", archive.ErrLocked)
		}
		return nil
	}}, nil
}

// TestALostLeaseStopsTheWork holds that nothing is written without the lease: by who is told, and by who stood still.
func TestALostLeaseStopsTheWork(t *testing.T) {
	for _, told := range []bool{true, false} {
		s, _ := setup(t)
		l := &lossy{Store: s}
		x, p, _ := process(t, l, &cluster{Engine: memindex.NewEngine()})
		put(t, s, 3, "старый мост")
		eventually(t, x, 3)
		l.gone.Store(true)
		if told {
			l.lost(archive.ErrLocked)
		}
		before := p.wrote.Load()
		put(t, s, 5, "новый мост")
		testkit.Eventually(t, func() string {
			if n := l.asked.Load(); n < 3 {
				return fmt.Sprintf("the lost lease was asked for %d times", n)
			}
			return ""
		})
		if n := total(t, x.Live(), "мост"); n != 3 || p.wrote.Load() != before || x.Failure() != nil {
			t.Errorf("told %v: %d documents, %d batches more, failure %v", told, n, p.wrote.Load()-before, x.Failure())
		}
		l.gone.Store(false)
		eventually(t, x, 5)
	}
}

// TestNeverLeads holds that who must not lead waits for who does, and says when nobody does.
func TestNeverLeads(t *testing.T) {
	s, a := setup(t)
	put(t, s, 3, "старый мост")
	c := &cluster{Engine: memindex.NewEngine()}
	p := &part{cluster: c}
	x, err := indexer.Open(t.Context(), s, p, a, silent)
	if err != nil {
		t.Fatal(err)
	}
	x.Never = true
	x.SetPatience(50 * time.Millisecond)
	if err := x.CatchUp(t.Context()); !errors.Is(err, indexer.ErrNoLeader) || !errors.Is(err, archive.ErrUnavailable) {
		t.Errorf("nobody leads: %v", err)
	}
	waits := make(chan error, 1)
	x.SetPatience(time.Hour)
	go func() { waits <- x.CatchUp(t.Context()) }()
	_, _, _ = process(t, s, c)
	if err := <-waits; err != nil {
		t.Error(err)
	}
	if n := total(t, x.Live(), "мост"); n != 3 || p.wrote.Load() != 0 {
		t.Errorf("%d documents, wrote %d times", n, p.wrote.Load())
	}
}

// TestAnotherBuilds holds that who does not lead goes on to the index that the one who does builds in the place of one
// that is gone, and gives no wrong answers meanwhile.
func TestAnotherBuilds(t *testing.T) {
	s, _ := setup(t)
	c := &cluster{Engine: memindex.NewEngine()}
	put(t, s, 3, "старый мост")
	one, _, _ := process(t, s, c)
	eventually(t, one, 3)
	two, second, _ := process(t, s, c)
	eventually(t, two, 3)
	before := two.Generation()
	if err := one.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, func() string {
		if two.Generation() == before {
			return "the old index is searched"
		}
		return ""
	})
	eventually(t, two, 3)
	if second.wrote.Load() != 0 {
		t.Errorf("wrote %d times", second.wrote.Load())
	}
}

// racing is an index that another process brings to the end of the log whenever it is asked where it is.
type racing struct {
	index.Index
	before func()
}

func (r racing) Seq(ctx context.Context) (uint64, error) { r.before(); return r.Index.Seq(ctx) }

// raced is an engine of such indexes.
type raced struct {
	index.Engine
	before func(index.Index)
}

func (r raced) Open(ctx context.Context, generation string) (index.Index, error) {
	x, err := r.Engine.Open(ctx, generation)
	return racing{x, func() { r.before(x) }}, err
}

// TestOpenBesideAWriter holds that an index is not taken for another catalogue's when a document is stored and indexed
// while it is opened.
func TestOpenBesideAWriter(t *testing.T) {
	s, a := setup(t)
	e := memindex.NewEngine()
	put(t, s, 3, "старый мост")
	x, err := indexer.Open(t.Context(), s, e, a, silent)
	if err == nil {
		err = x.CatchUp(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	x, err = indexer.Open(t.Context(), s, raced{e, func(x index.Index) {
		put(t, s, 4, "новый мост")
		end, err := s.Seq(t.Context())
		if err == nil {
			err = x.Apply(t.Context(), index.Batch{Seq: uint64(end)})
		}
		if err != nil {
			t.Error(err)
		}
	}}, a, silent)
	if err != nil || x.Failure() != nil {
		t.Errorf("%v, %v", err, x.Failure())
	}
}
