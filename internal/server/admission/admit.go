package admission

import (
	"context"
	"time"

	"letopis/index"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
)

// Admit runs fn within the limits of the public: a few at a time, in a fair order of clients, for a limited time,
// waiting included. The client is that of the request of ctx. Answers are written after it: a slow reader must not
// hold a place.
func (fs *FairScheduler) Admit(ctx context.Context, fn func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, fs.o.Time)
	defer cancel()
	leave, light, err := fs.enter(ctx, request.FromContext(ctx).Client)
	if err != nil {
		return err
	}
	defer leave()
	if !light {
		ctx = index.WithPacer(ctx, fs.giveWay)
	}
	return fn(ctx)
}

// AdmitPatiently runs a part of an export within the limits of the public, so that
// many exports at once leave room for others. It waits while the archive is busy:
// an export that has begun goes on.
func (fs *FairScheduler) AdmitPatiently(ctx context.Context, fn func(context.Context) error) error {
	for try := 1; ; try++ {
		err := fs.Admit(ctx, fn)
		code := problem.FromError(err).Code
		busy := code == problem.Busy || code == problem.Timeout && ctx.Err() == nil
		if !busy || try == 20 {
			return err
		}
		select {
		case <-time.After(time.Duration(try) * 50 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
