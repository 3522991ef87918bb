package ingest

import (
	"context"
	"time"

	"letopis/internal/archive"
)

// Limits of a transaction.
const (
	batchDocs  = 200
	batchBytes = 16 << 20
	// batchTime is how long a batch is collected: originals not referenced by a document for too long are swept.
	batchTime = 10 * time.Minute
)

// committed is the result of writing a batch.
type committed struct {
	res archive.Result
	err error
}

// commit writes the batch in the background while the next one is collected. It does so even after an interrupt,
// because the batch is complete in itself. Originals are made durable first.
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
