package migrate

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"letopis/internal/archive"
)

// copiers is how many originals are copied at a time, because most of the time is spent waiting for a disk or a
// service.
const copiers = 8

// CopyOriginals copies originals to another bucket and returns their number. skip reports whether one need not be
// copied, and done, if not nil, is called for each that was; both are called concurrently. Damaged originals are
// skipped and reported at the end as archive.ErrCorrupt.
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
		case errors.Is(err, archive.ErrNotFound): // removed meanwhile
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

// copyOne copies one original. It returns archive.ErrNotFound or archive.ErrCorrupt if the original is missing or
// damaged.
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

// each calls work concurrently for the values that feed provides. The first error ends everything and is returned.
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
