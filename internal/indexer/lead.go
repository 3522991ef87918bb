package indexer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"letopis/index"
	"letopis/internal/archive"
)

// An index that processes share is written by one of them, which has the lease of the store. The others search it,
// go on to the generations that the one makes, and take over when it ends or loses the lease.

// leadAgain is how often the lease is asked for.
const leadAgain = 2 * time.Second

// ErrNoLeader means that no process writes the index that processes share, and that this one must not.
var ErrNoLeader = fmt.Errorf("no process writes the index: %w", archive.ErrUnavailable)

// errFollows means that another process writes the index.
var errFollows = errors.New("another process writes the index")

func (x *Indexer) shared() bool {
	_, ok := x.engine.(index.Shared)
	return ok
}

// lead reports whether this process writes the index, after asking for the lease where it is time for that. x.work is
// held.
func (x *Indexer) lead(ctx context.Context) bool {
	if !x.shared() {
		return true
	}
	if x.lease != nil && x.lease.Work.Err() == nil {
		return true
	}
	if x.lease != nil {
		x.log.Warn("another process may write the index from now on", "error", context.Cause(x.lease.Work))
		x.releaseLease()
	}
	if x.Never || time.Since(x.asked) < leadAgain {
		return false
	}
	lease, err := x.store.Lease(context.WithoutCancel(ctx), archive.LeaseIndex, "letopis") // until releaseLease
	if err != nil {
		x.asked = time.Now()
		if !errors.Is(err, archive.ErrLocked) {
			x.log.Error("asking for the right to write the index", "error", err)
		} else if !x.told {
			x.told = true
			x.log.Info("another process writes the index; this one takes over when that ends", "error", err)
		}
		return false
	}
	x.lease, x.told = lease, false
	if x.leads.Store(x.keeps); x.keeps {
		x.log.Info("this process writes the index")
	}
	return true
}

// releaseLease gives the lease back. x.work is held.
func (x *Indexer) releaseLease() {
	if x.lease != nil {
		x.leads.Store(false)
		x.lease.Release()
		x.lease = nil
	}
}

// leading calls f, which writes, with a context that ends when the lease is lost; errFollows: another process leads.
// x.work is held.
func (x *Indexer) leading(ctx context.Context, f func(context.Context) error) error {
	if !x.lead(ctx) {
		return errFollows
	}
	if x.lease == nil {
		return f(ctx)
	}
	work, end := context.WithCancelCause(ctx)
	defer end(nil)
	lost := x.lease.Work
	defer context.AfterFunc(lost, func() { end(context.Cause(lost)) })()
	err := f(work)
	if errors.Is(err, context.Canceled) && lost.Err() != nil && ctx.Err() == nil {
		err = context.Cause(lost) // not that the work was ended, but why
	}
	return err
}

// checkLease asks for the lease before a write: a process that stood still does not know yet that it has lost it.
func (x *Indexer) checkLease(ctx context.Context) error {
	if x.lease == nil {
		return nil
	}
	if err := x.lease.Held(ctx); err != nil {
		x.releaseLease()
		return fmt.Errorf("the right to write the index: %w", err)
	}
	return nil
}

// Leads reports whether Run writes an index that processes share at the moment.
func (x *Indexer) Leads() bool { return x.leads.Load() }

// keep records that Run has begun, which keeps the lease from then on, or has ended.
func (x *Indexer) keep(runs bool) {
	x.work.Lock()
	defer x.work.Unlock()
	if x.keeps = runs; !runs {
		x.releaseLease()
	}
}

// leadOrFollow reports whether this process leads; else it does what others do.
func (x *Indexer) leadOrFollow(ctx context.Context) (bool, error) {
	x.work.Lock()
	defer x.work.Unlock()
	if x.lead(ctx) {
		return true, nil
	}
	return false, x.followLeader(ctx)
}

// followLeader switches a process that does not lead to the live generation, whatever version of the program has made
// it. x.work is held.
func (x *Indexer) followLeader(ctx context.Context) error {
	_, err := x.adopt(ctx, true)
	if errors.Is(err, index.ErrDamaged) { // the process that leads builds another
		if !x.isDamaged() {
			x.markDamaged(err)
		}
		return nil
	}
	if err == nil && x.fresh {
		var filled bool
		if filled, err = x.reached(ctx); err == nil && !filled {
			return nil
		}
		x.fresh = err != nil
	}
	if err == nil {
		err = x.noteDay(ctx)
	}
	if err != nil || !x.isDamaged() {
		x.setFailure(err)
	}
	return err
}

// reached reports whether the live index has all that the store has.
func (x *Indexer) reached(ctx context.Context) (bool, error) {
	end, err := x.store.Seq(ctx)
	if err != nil {
		return false, err
	}
	at, err := x.Live().Seq(ctx)
	return at >= uint64(end), err
}

// noteDay finds out whether the process that leads has written the acts whose force is another today.
func (x *Indexer) noteDay(ctx context.Context) error {
	today, of := x.today().String(), x.Generation()
	if x.isDamaged() || x.Day() == today && x.turned == of {
		return nil
	}
	due, err := x.forceChanges(ctx, today)
	if err == nil && len(due) == 0 {
		x.setDay(today, of)
	}
	return err
}

// await does what a process does that does not lead, and reports whether the one that does has come to end.
func (x *Indexer) await(ctx context.Context, end archive.Seq) (bool, error) {
	x.work.Lock()
	defer x.work.Unlock()
	if err := x.followLeader(ctx); err != nil {
		return false, err
	}
	if !x.isDamaged() {
		if at, err := x.Live().Seq(ctx); err != nil || at >= uint64(end) {
			return err == nil, err
		}
	}
	return false, nil
}

// leaderError returns ErrNoLeader if no process leads.
func (x *Indexer) leaderError(ctx context.Context) error {
	lease, err := x.store.Lease(ctx, archive.LeaseIndex, "letopis")
	if errors.Is(err, archive.ErrLocked) {
		return nil
	}
	if err == nil {
		lease.Release()
		err = fmt.Errorf("what was stored last cannot be found yet: %w: start a server whose indexer.lead is auto",
			ErrNoLeader)
	}
	return err
}
