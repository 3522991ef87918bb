package ingest

import (
	"context"
	"time"

	"letopis/internal/archive"
)

// How much goes into one transaction.
const (
	batchDocs  = 200
	batchBytes = 16 << 20
	// batchTime is how long one is gathered: originals that nobody needs yet are swept in the end.
	batchTime = 10 * time.Minute
)

// committed is what became of a batch.
type committed struct {
	res archive.Result
	err error
}

// commit has the batch written while the next one is gathered, also when the run was interrupted: it holds nothing
// half done. Its originals are durable before it is there.
func (r *run) commit() error {
	if err := r.settle(); err != nil {
		return err
	}
	ctx := context.WithoutCancel(r.ctx)
	b := r.batch
	b.Source = r.sum.Source
	r.batch, r.size, r.began = archive.Batch{Cursor: b.Cursor}, 0, time.Now()
	r.committing = make(chan committed, 1)
	go func() {
		var c committed
		if c.err = r.puts.Sync(ctx); c.err == nil {
			c.res, c.err = r.o.Store.Commit(ctx, b)
		}
		r.committing <- c
	}()
	return nil
}

// settle waits for the batch that is being written.
func (r *run) settle() error {
	if r.committing == nil {
		return r.failed
	}
	c := <-r.committing
	r.committing, r.failed = nil, c.err
	if c.err != nil {
		return c.err
	}
	r.sum.Added += c.res.Added
	r.sum.Changed += c.res.Changed
	r.sum.Unchanged += c.res.Unchanged
	r.sum.Removed += c.res.Removed
	return nil
}
