package admission

import (
	"context"
	"net/netip"
	"time"

	"letopis/index"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
)

// Turn is a request in the scheduler. All CPU-bound work for the request, from reading documents to compressing the
// response, is done while it holds a slot; the slot is given up while waiting for the client. A Turn belongs to the
// goroutine of its request.
type Turn struct {
	fs     *FairScheduler
	client netip.Addr
	since  time.Time // when its present work began, including waiting

	// Guarded by fs.mu:
	use    *usage
	placed bool // holds a slot
	light  bool // its client was light when it got the slot
}

type turnKey struct{}

// Begin waits for the turn of a request, whose client is that of the request in ctx; End must be called if err is
// nil. Work under the returned context yields to light clients. The error is the problem Busy if there is no slot in
// time or the queue is full.
func (fs *FairScheduler) Begin(ctx context.Context) (context.Context, *Turn, error) {
	t := &Turn{fs: fs, client: request.FromContext(ctx).Client, since: time.Now()}
	if err := t.enter(ctx); err != nil {
		return nil, nil, err
	}
	return index.WithPacer(context.WithValue(ctx, turnKey{}, t), t.yield), t, nil
}

// End gives up the slot. It is idempotent, and a no-op for nil.
func (t *Turn) End() {
	if t != nil {
		t.fs.leave(t)
	}
}

// Aside gives up the slot while fn waits for something, then waits for another slot. fn must not compute anything.
// Since the request has begun, it is rejected only if the archive stays busy for long.
func (t *Turn) Aside(ctx context.Context, fn func() error) error {
	if !t.placed { // only the turn's own goroutine changes this while it is not waiting
		return fn()
	}
	t.fs.leave(t)
	if err := fn(); err != nil {
		return err
	}
	var err error
	for try := 1; try <= 20; try++ {
		if err = t.enter(ctx); err == nil {
			t.since = time.Now() // it has waited for others, so its next search gets its full time
			return nil
		}
		if problem.FromError(err).Code != problem.Busy {
			return err
		}
		select {
		case <-time.After(time.Duration(try) * 50 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return err
}

// Aside calls Turn.Aside for the turn in ctx, or just fn if there is none.
func Aside(ctx context.Context, fn func() error) error {
	if t, ok := ctx.Value(turnKey{}).(*Turn); ok {
		return t.Aside(ctx, fn)
	}
	return fn()
}

// maxTries limits Insist.
const maxTries = 20

// Insist repeats do while ctx is alive if a search in it times out, so that a response that has begun can be
// completed.
func Insist(ctx context.Context, do func() error) error {
	for try := 1; ; try++ {
		err := do()
		if err == nil || try == maxTries || ctx.Err() != nil || problem.FromError(err).Code != problem.Timeout {
			return err
		}
	}
}

// enter waits for a slot for at most the time of a search.
func (t *Turn) enter(ctx context.Context) error {
	waiting, cancel := context.WithTimeout(ctx, t.fs.o.Time)
	defer cancel()
	err := t.fs.enter(waiting, t)
	if err != nil && ctx.Err() == nil && waiting.Err() != nil {
		return busyProblem
	}
	return err
}

// busyProblem is the response if the archive is overloaded.
var busyProblem = problem.Problem{Code: problem.Busy, Retry: 2}

// Admit runs a search for the request in ctx with a time limit that includes waiting for the request's turn. In a
// context without a turn, as in background jobs, it waits for one first.
func (fs *FairScheduler) Admit(ctx context.Context, fn func(context.Context) error) error {
	t, ok := ctx.Value(turnKey{}).(*Turn)
	if !ok {
		var err error
		if ctx, t, err = fs.Begin(ctx); err != nil {
			return err
		}
		defer t.End()
	}
	defer func() { t.since = time.Now() }()
	ctx, cancel := context.WithDeadline(ctx, t.since.Add(fs.o.Time))
	defer cancel()
	return fn(ctx)
}

// maxPause limits one pause to several times the duration of a light search, so that any number of light clients
// slows the others down but never stops them.
const maxPause = 10 * time.Millisecond

// yield is the index.Pacer of a turn: unless its client is light, it pauses while light clients hold slots. A client
// that is no longer light is demoted.
func (t *Turn) yield(ctx context.Context) {
	fs := t.fs
	fs.mu.Lock()
	fs.review(t)
	pause, noLights := !t.light && fs.lights > 0, fs.noLights
	fs.mu.Unlock()
	if !pause {
		return
	}
	longest := time.NewTimer(maxPause)
	defer longest.Stop()
	select {
	case <-noLights:
	case <-ctx.Done():
	case <-longest.C:
	}
}
