package migrate

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"letopis/internal/archive"
)

// copiers is how many contents are copied at a time: most of it is waiting for a disk, or for
// a service.
const copiers = 8

// CopyOriginals puts contents of a bucket into another one and returns how many. skip reports whether one
// need not be copied, and done, unless it is nil, hears of each that was; both are called by
// several goroutines at a time. What is damaged is left out and told at the end:
// archive.ErrCorrupt.
func CopyOriginals(
	ctx context.Context, from, to archive.Bucket, skip func(ctx context.Context, sha string) (bool, error), done func(),
) (n int, err error) {
	var mu sync.Mutex
	var damaged []error
	err = each(ctx, func(ctx context.Context, give func(sha string) error) error {
		return from.List(ctx, func(sha string, _ int64) error { return give(sha) })
	}, func(ctx context.Context, sha string) error {
		if passed, err := skip(ctx, sha); err != nil || passed {
			return err
		}
		err := copyOne(ctx, from, to, sha)
		mu.Lock()
		defer mu.Unlock()
		switch {
		case errors.Is(err, archive.ErrNotFound): // it was removed meanwhile
			return nil
		case errors.Is(err, archive.ErrCorrupt):
			damaged = append(damaged, err)
			return nil
		case err == nil:
			n++
			if done != nil {
				done()
			}
		}
		return err
	})
	return n, errors.Join(append(damaged, err)...)
}

// copyOne copies one content. archive.ErrNotFound, archive.ErrCorrupt: there is none as it was put.
func copyOne(ctx context.Context, from, to archive.Bucket, sha string) error {
	f, err := from.Open(ctx, sha)
	if err != nil {
		return err
	}
	put, _, err := to.Put(ctx, f)
	if err = errors.Join(err, f.Close()); err == nil && put != sha {
		return fmt.Errorf("the original %s became %s on its way: %w", sha, put, archive.ErrCorrupt)
	}
	return err
}

// each calls work for what feed gives, some at a time. The first error ends all and is returned.
func each(
	ctx context.Context, feed func(ctx context.Context, give func(string) error) error,
	work func(ctx context.Context, s string) error,
) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan string)
	var workers sync.WaitGroup
	for range copiers {
		workers.Go(func() {
			for s := range queue {
				if err := work(ctx, s); err != nil {
					stop(err)
					return
				}
			}
		})
	}
	err := feed(ctx, func(s string) error {
		select {
		case queue <- s:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(queue)
	workers.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}
