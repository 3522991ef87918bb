package indexer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"letopis/index"
	"letopis/internal/archive"
)

// poll is how often Run checks for changes by other processes.
const poll = 300 * time.Millisecond

// stallTimeout is how long a write may make no progress before Stuck is called. A batch takes a second or two; a
// merge of segments that delays it keeps writing files, which counts as progress.
const stallTimeout = 30 * time.Second

// Run follows the store until ctx ends. Errors are logged and retried while searches go on. A damaged index is
// rebuilt.
func (x *Indexer) Run(ctx context.Context) {
	defer x.settlers.Wait()
	x.keep(true)
	defer x.keep(false)
	wait := poll
	for {
		if err := x.step(ctx); err != nil && ctx.Err() == nil {
			wait = min(2*wait, 30*time.Second)
			x.log.Error("the index does not follow the store; trying again", "in", wait, "error", err)
		} else {
			wait = poll
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func (x *Indexer) step(ctx context.Context) error {
	x.closeRetired(time.Now().Add(-retireAfter))
	if leads, err := x.leadOrFollow(ctx); !leads {
		return err
	}
	end, err := x.store.Seq(ctx)
	if err != nil {
		return err
	}
	at, err := x.Live().Seq(ctx)
	if err == nil && at == uint64(end) && base(x.Generation()) == generation(x.engine, x.store) && x.Failure() == nil &&
		x.Day() == x.today().String() && !x.replaced(ctx) {
		x.settleBeside(ctx)
		return nil
	}
	return x.CatchUp(ctx)
}

// settleBeside runs Settle in the background, one at a time.
func (x *Indexer) settleBeside(ctx context.Context) {
	if x.settling.Swap(true) {
		return
	}
	x.settlers.Go(func() {
		defer x.settling.Store(false)
		if err := x.Settle(ctx); err != nil && ctx.Err() == nil {
			x.log.Error("putting the parts of the index together", "error", err)
		}
	})
}

// Settle merges segments of the live index to make searches faster, if something was written since the last time and
// the engine supports it.
func (x *Indexer) Settle(ctx context.Context) error {
	s, ok := x.Live().(index.Settler)
	if !ok || !x.unsettled.Swap(false) {
		return nil
	}
	return s.Settle(ctx)
}

// Verify checks the checksums of the live index. A damaged one is rebuilt; meanwhile Failure reports it.
func (x *Indexer) Verify(ctx context.Context) error {
	err := x.verify(ctx, x.Generation())
	if !errors.Is(err, index.ErrDamaged) {
		return err
	}
	x.work.Lock()
	defer x.work.Unlock()
	err = x.recover(ctx, err)
	x.setFailure(err)
	return err
}

// verify checks the checksums of a generation if the engine supports it.
func (x *Indexer) verify(ctx context.Context, name string) error {
	v, ok := x.engine.(index.Verifier)
	if !ok {
		return nil
	}
	return v.Verify(ctx, name)
}

// Compact purges removed and replaced documents from the index files if there are any and the engine supports it.
func (x *Indexer) Compact(ctx context.Context) error {
	c, ok := x.Live().(index.Compacter)
	if !ok {
		return nil
	}
	left, err := c.Leftovers(ctx)
	if err != nil || left == 0 {
		return err
	}
	// A single segment is never rewritten; writing a document again creates a second one.
	x.work.Lock()
	err = x.rewriteOne(ctx)
	x.work.Unlock()
	if err != nil {
		return err
	}
	x.log.Info("deleting what removed documents left in the index", "documents", left)
	return c.Compact(ctx)
}

// rewriteOne writes some document again unchanged.
func (x *Indexer) rewriteOne(ctx context.Context) error {
	for after := archive.Seq(0); ; {
		changes, err := x.store.Changes(ctx, after, 10)
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, c := range changes {
			if after = c.Seq; c.Doc != nil {
				return x.apply(ctx, x.Live(), index.Batch{Put: []*index.Doc{docOn(x.text, c.Doc, x.today())}})
			}
		}
	}
}

// guard runs a write to an index and calls Stuck if it makes no progress.
func (x *Indexer) guard(what string, idx index.Index, write func() error) error {
	done := make(chan struct{})
	defer close(done)
	// requests to a remote engine time out by themselves
	if _, remote := x.engine.(index.Shared); x.Stuck != nil && !remote {
		go x.watch(what, idx, done)
	}
	return write()
}

func (x *Indexer) watch(what string, idx index.Index, done <-chan struct{}) {
	tick := time.NewTicker(x.stallTimeout / 6)
	defer tick.Stop()
	size, since := int64(-1), time.Now()
	sizes := make(chan int64, 1)
	asked := false // a stuck engine may not respond
	for {
		select {
		case <-done:
			return
		case n := <-sizes:
			if asked = false; n != size {
				size, since = n, time.Now()
			}
		case <-tick.C:
			if !asked {
				asked = true
				go func() {
					st, _ := idx.Stats(context.Background()) // no response counts as no progress
					sizes <- st.DiskBytes
				}()
			}
			if time.Since(since) > x.stallTimeout {
				x.Stuck(fmt.Errorf("%s made no progress for %v", what, x.stallTimeout))
				return
			}
		}
	}
}

func (x *Indexer) setFailure(err error) {
	x.mu.Lock()
	x.fail = err
	x.mu.Unlock()
}

func (x *Indexer) closeRetired(before time.Time) {
	x.mu.Lock()
	var keep, old []retired
	for _, r := range x.retired {
		if r.at.Before(before) {
			old = append(old, r)
		} else {
			keep = append(keep, r)
		}
	}
	x.retired = keep
	x.mu.Unlock()
	for _, r := range old {
		if err := r.Close(); err != nil {
			x.log.Error("closing a replaced index", "error", err)
		}
	}
}

// Close closes the live index and retired ones.
func (x *Indexer) Close() error {
	x.work.Lock()
	defer x.work.Unlock()
	x.releaseLease()
	x.closeRetired(time.Now().Add(retireAfter))
	live := x.Live()
	return x.guard("closing the index", live, live.Close)
}
