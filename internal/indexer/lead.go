package indexer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"letopis/index"
	"letopis/internal/archive"
)

// A shared index is written by a single process, the one with the lease of the store. The others search it, switch to
// the generations that it makes, and take over when it ends or loses the lease.

// leadAgain is the interval between attempts to acquire the lease.
const leadAgain = 2 * time.Second

// ErrNoLeader means that no process writes the shared index, and this one must not.
var ErrNoLeader = fmt.Errorf("no process writes the index: %w", archive.ErrUnavailable)

// errFollows means that another process writes the index.
var errFollows = errors.New("another process writes the index")

func (x *Indexer) shared() bool {
	_, ok := x.engine.(index.Shared)
	return ok
}

// lead reports whether this process writes the index, trying to acquire the lease from time to time. x.work must be
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
	if x.Never || time.Since(x.leaseFailed) < leadAgain {
		return false
	}
	// not bound to ctx: held until releaseLease
	lease, err := x.store.Lease(context.WithoutCancel(ctx), archive.LeaseIndex, "letopis")
	if err != nil {
		x.leaseFailed = time.Now()
		if !errors.Is(err, archive.ErrLocked) {
			x.log.Error("asking for the right to write the index", "error", err)
		} else if !x.logged {
			x.logged = true
			x.log.Info("another process writes the index; this one takes over when that ends", "error", err)
		}
		return false
	}
	x.lease, x.logged = lease, false
	if x.leads.Store(x.running); x.running {
		x.log.Info("this process writes the index")
	}
	return true
}

// releaseLease gives up the lease. x.work must be held.
func (x *Indexer) releaseLease() {
	if x.lease != nil {
		x.leads.Store(false)
		x.lease.Release()
		x.lease = nil
	}
}

// leading calls f, which writes, with a context that ends when the lease is lost. It returns errFollows if another
// process leads. x.work must be held.
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
		err = context.Cause(lost) // report why the work was ended, not that it was
	}
	return err
}

// checkLease verifies the lease before a write: a process that was suspended may have lost it without noticing.
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

// Leads reports whether this process currently writes the shared index.
func (x *Indexer) Leads() bool { return x.leads.Load() }

// keep records that Run has begun, which keeps the lease from then on, or has ended.
func (x *Indexer) keep(runs bool) {
	x.work.Lock()
	defer x.work.Unlock()
	if x.running = runs; !runs {
		x.releaseLease()
	}
}

// leadOrFollow reports whether this process leads; if not, it follows the leader.
func (x *Indexer) leadOrFollow(ctx context.Context) (bool, error) {
	x.work.Lock()
	defer x.work.Unlock()
	if x.lead(ctx) {
		return true, nil
	}
	return false, x.followLeader(ctx)
}

// followLeader switches to the live generation, whatever version of the program made it. x.work must be held.
func (x *Indexer) followLeader(ctx context.Context) error {
	_, err := x.adopt(ctx, true)
	if errors.Is(err, index.ErrDamaged) { // the leader rebuilds it
		if !x.isDamaged() {
			x.markDamaged(err)
		}
		return nil
	}
	if err == nil && x.filling {
		var filled bool
		if filled, err = x.reached(ctx); err == nil && !filled {
			return nil
		}
		x.filling = err != nil
	}
	if err == nil {
		err = x.noteDay(ctx)
	}
	if err != nil || !x.isDamaged() {
		x.setFailure(err)
	}
	return err
}

// reached reports whether the live index has reached the end of the store's log.
func (x *Indexer) reached(ctx context.Context) (bool, error) {
	end, err := x.store.Seq(ctx)
	if err != nil {
		return false, err
	}
	at, err := x.Live().Seq(ctx)
	return at >= uint64(end), err
}

// noteDay checks whether the leader has updated the acts whose force changes today.
func (x *Indexer) noteDay(ctx context.Context) error {
	today, of := x.today().String(), x.Generation()
	if x.isDamaged() || x.Day() == today && x.dayGeneration == of {
		return nil
	}
	due, err := x.forceChanges(ctx, today)
	if err == nil && len(due) == 0 {
		x.setDay(today, of)
	}
	return err
}

// await follows the leader and reports whether it has reached end.
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
