package admission

import (
	"context"
	"net/netip"
	"time"

	"letopis/index"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
)

// Turn is a request in the scheduler. Whatever is done for the request, from reading documents to compressing the
// answer, is done while it has a place; only waiting for the client is done aside. A Turn belongs to the goroutine of
// its request.
type Turn struct {
	fs     *FairScheduler
	client netip.Addr
	since  time.Time // when what it does now began, waiting included

	// Under the scheduler's lock:
	use    *usage
	placed bool // it has a place
	light  bool // and its client is
}

type turnKey struct{}

// Begin waits for the turn of a request, whose client is that of the request of ctx; End must be called when err is
// nil. The work of the context that it returns gives way to that of light clients. Without a place in time, or where
// more wait than may, the error is the problem Busy.
func (fs *FairScheduler) Begin(ctx context.Context) (context.Context, *Turn, error) {
	t := &Turn{fs: fs, client: request.FromContext(ctx).Client, since: time.Now()}
	if err := t.enter(ctx); err != nil {
		return nil, nil, err
	}
	return index.WithPacer(context.WithValue(ctx, turnKey{}, t), t.yield), t, nil
}

// End gives the place to others. Ending twice, or ending what is nil, does nothing.
func (t *Turn) End() {
	if t != nil {
		t.fs.leave(t)
	}
}

// Aside lets others have the place while fn waits for somebody, and waits for another one then. Nothing is to be
// computed in fn. What has begun is to go on, so it is turned away only when the archive stays busy for long.
func (t *Turn) Aside(ctx context.Context, fn func() error) error {
	if !t.placed { // nobody changes that of a turn that does not wait
		return fn()
	}
	t.fs.leave(t)
	if err := fn(); err != nil {
		return err
	}
	var err error
	for try := 1; try <= 20; try++ {
		if err = t.enter(ctx); err == nil {
			t.since = time.Now() // it has waited for others: its next search has all of its time
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

// Aside is Turn.Aside of the turn of ctx; without one it is fn alone.
func Aside(ctx context.Context, fn func() error) error {
	if t, ok := ctx.Value(turnKey{}).(*Turn); ok {
		return t.Aside(ctx, fn)
	}
	return fn()
}

// maxTries are those of Insist.
const maxTries = 20

// Insist repeats do for as long as ctx lives whenever the time of a search runs out in it, so that a response that has
// begun can be completed.
func Insist(ctx context.Context, do func() error) error {
	for try := 1; ; try++ {
		err := do()
		if err == nil || try == maxTries || ctx.Err() != nil || problem.FromError(err).Code != problem.Timeout {
			return err
		}
	}
}

// enter waits for a place for at most the time of a search.
func (t *Turn) enter(ctx context.Context) error {
	waiting, cancel := context.WithTimeout(ctx, t.fs.o.Time)
	defer cancel()
	err := t.fs.enter(waiting, t)
	if err != nil && ctx.Err() == nil && waiting.Err() != nil {
		return busyProblem
	}
	return err
}

// busyProblem is what those are told who cannot be served now.
var busyProblem = problem.Problem{Code: problem.Busy, Retry: 2}

// Admit runs a search of the request of ctx for a limited time, waiting for the request's turn included. A context
// without a turn, as of a job, waits for one first.
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

// maxPause bounds one pause: several times what a light search takes, so that
// any number of light clients slows the others down and stops none.
const maxPause = 10 * time.Millisecond

// yield is the index.Pacer of a turn: unless its client is light, it pauses while
// those of light ones have places. A client that does not stay light meanwhile is one of the others from then on.
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
