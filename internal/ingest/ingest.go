// Package ingest takes originals from a source into the store (Run): it stores the bytes, has them extracted and
// enriched, and commits documents together with the source's progress. It also enriches stored documents again after
// the rules have changed (Renew). Both can be stopped at any moment and resume where they were.
package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract"
	"letopis/internal/source"
)

// Options configure a run. Source, Store, Bucket, Extract and Enrich are required.
type Options struct {
	Source  source.Source
	Store   archive.Store
	Bucket  archive.Bucket
	Extract func(ctx context.Context, name string, data []byte) ([]extract.Part, error)
	// Enrich finds the facts of a document. When its context ends, it returns the context's error and keeps what was
	// found so far.
	Enrich func(context.Context, *archive.Document) error
	// EnrichTime limits the time for one document, 25 s by default.
	EnrichTime time.Duration
	// TableHead returns the headings of the table at the end of a text, or ""; may be nil.
	TableHead func(text string) string
	Workers   int   // files extracted at a time, GOMAXPROCS by default; about twice as many are in memory
	MaxFile   int64 // size limit of originals in bytes, 256 MB by default
	Prune     bool  // remove documents whose originals have vanished
	Again     bool  // also extract unchanged originals
	// Progress is called after each original with the counts so far.
	Progress func(Summary)
	Log      *slog.Logger
}

// Summary counts what a run did.
type Summary struct {
	Source    string                 `json:"source"`
	Files     int                    `json:"files"` // originals seen
	Bytes     int64                  `json:"bytes"` // bytes read from them
	Added     int                    `json:"added"` // documents
	Changed   int                    `json:"changed"`
	Unchanged int                    `json:"unchanged"`
	Removed   int                    `json:"removed"`
	Skipped   int                    `json:"skipped"`           // skipped on purpose
	Failed    []archive.Failure      `json:"failed"`            // not ingested at all
	Unread    int                    `json:"unread"`            // Failed plus stored documents with an unread Status
	Statuses  map[archive.Status]int `json:"statuses"`          // of stored documents
	Reasons   map[string]int         `json:"reasons"`           // codes of package reason, for Failed and Troubled
	Troubled  []Trouble              `json:"troubled"`          // documents with a status other than ok
	Seq       archive.Seq            `json:"seq"`               // end of the store's log after the run
	Partial   bool                   `json:"partial,omitempty"` // the run ended before the source did
}

// Trouble is a document that was not read, or not completely.
type Trouble struct {
	URI    string         `json:"uri"`
	Status archive.Status `json:"status"`
	Reason string         `json:"reason"`
}

// ErrSource means that the source could not be read to its end. What was read has been ingested.
var ErrSource = errors.New("the source could not be read")

// Run ingests everything in the source that is new or changed. The summary is valid even if an error is returned.
func Run(ctx context.Context, o Options) (Summary, error) {
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.MaxFile == 0 {
		o.MaxFile = 256 << 20
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Progress == nil {
		o.Progress = func(Summary) {}
	}
	r := &run{o: o, ctx: ctx, puts: archive.BatchOf(o.Bucket), workers: make(chan struct{}, o.Workers),
		known: map[string]archive.Item{}, seen: map[string]bool{}, began: time.Now(),
		sum: Summary{Source: o.Source.Name(), Statuses: map[archive.Status]int{}, Reasons: map[string]int{},
			Failed: []archive.Failure{}, Troubled: []Trouble{}}}
	err := errors.Join(r.all(), r.puts.Close())
	r.sum.Partial = err != nil
	if seq, seqErr := o.Store.Seq(context.WithoutCancel(ctx)); seqErr == nil {
		r.sum.Seq = seq
	}
	return r.sum, err
}

type run struct {
	o       Options
	ctx     context.Context
	puts    archive.BucketBatch
	workers chan struct{} // semaphore of originals being extracted
	known   map[string]archive.Item
	seen    map[string]bool
	sum     Summary // of what has been committed
	batch   archive.Batch
	size    int       // bytes of text in the batch
	began   time.Time // when the batch was begun

	committing chan committed // result of the previous batch, which is being written; nil if none is
	failed     error          // of a commit; nothing may follow, because the cursor would skip what was lost
}

// job is an original being processed: read, then extracted by a worker.
type job struct {
	item   source.Item
	done   chan struct{} // closed once the other fields are set
	docs   []*archive.Document
	store  archive.Item
	same   bool // the bytes are unchanged
	failed error
}

func (r *run) all() error {
	cursor, err := r.o.Store.Cursor(r.ctx, r.sum.Source)
	if err != nil {
		return err
	}
	if err := r.o.Store.Items(r.ctx, r.sum.Source,
		func(it archive.Item) error { r.known[it.URI] = it; return nil }); err != nil {
		return err
	}
	complete := cursor == ""
	next, walkErr := r.walk(cursor)
	if r.ctx.Err() != nil {
		walkErr = r.ctx.Err()
	}
	if walkErr == nil && complete {
		if err := r.prune(); err != nil {
			return errors.Join(err, r.settle())
		}
	}
	if walkErr == nil {
		r.batch.Cursor = next
	}
	if err := r.commit(); err != nil {
		return err
	}
	if err := r.settle(); err != nil {
		return err
	}
	return walkErr
}

// walk reads the source. Originals are read and extracted concurrently but committed in order, so that the cursor is
// never ahead.
func (r *run) walk(cursor string) (string, error) {
	ctx, stop := context.WithCancel(r.ctx)
	queue := make(chan *job, 2*r.o.Workers) // in order; its capacity bounds memory
	var next string
	var walkErr error
	var jobs sync.WaitGroup
	defer jobs.Wait()
	defer stop()
	// As many as there may be jobs under way, so that nobody waits for one: those in the queue, one before and one behind
	// it. They stay, since each would make its stack large first.
	work := make(chan *job)
	for range cap(queue) + 2 {
		jobs.Go(func() {
			for j := range work {
				r.work(ctx, j)
			}
		})
	}
	go func() {
		defer close(queue)
		defer close(work)
		next, walkErr = r.o.Source.Walk(ctx, cursor, func(it source.Item) error {
			j := &job{item: it, done: make(chan struct{})}
			if r.fresh(it) {
				j.same = true
				close(j.done)
			} else {
				work <- j
			}
			return send(ctx, queue, j)
		}, func(uri string, err error) {
			j := &job{item: source.Item{URI: uri}, done: make(chan struct{}), failed: err}
			close(j.done)
			_ = send(ctx, queue, j) // fails only if ctx has ended, which ends the walk, too
		})
	}()
	var failure error
	for j := range queue {
		<-j.done
		if failure != nil {
			continue // drain, so that the walk can end
		}
		if failure = r.take(j); failure != nil {
			stop()
		}
	}
	if failure != nil {
		return "", failure
	}
	if walkErr != nil && r.ctx.Err() == nil {
		walkErr = fmt.Errorf("%s: %w: %w", r.sum.Source, ErrSource, walkErr)
	}
	return next, walkErr
}

func send(ctx context.Context, queue chan<- *job, j *job) error {
	select {
	case queue <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// work reads, stores and extracts an original. The capacity of the queue bounds how many originals are in memory,
// r.workers how many are extracted at a time.
func (r *run) work(ctx context.Context, j *job) {
	defer close(j.done)
	data, err := r.read(ctx, j)
	if err == nil && !j.same {
		err = r.extract(ctx, j, data)
	}
	j.failed = err
}

// fresh reports whether an original is unchanged, judging by its version.
func (r *run) fresh(it source.Item) bool {
	k, ok := r.known[it.URI]
	return ok && !r.o.Again && it.Version != "" && k.Version == it.Version
}

// read stores the bytes and returns them. It sets j.same if they are unchanged.
func (r *run) read(ctx context.Context, j *job) ([]byte, error) {
	if j.item.Size > r.o.MaxFile {
		return nil, tooLarge(j.item.Size, r.o.MaxFile)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := j.item.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	b.Grow(int(min(max(0, j.item.Size), 1<<20)) + bytes.MinRead) // the size announced by the source may be wrong
	n, err := b.ReadFrom(io.LimitReader(f, r.o.MaxFile+1))
	if err != nil {
		return nil, err
	}
	if n > r.o.MaxFile {
		return nil, tooLarge(n, r.o.MaxFile)
	}
	sha, _, err := r.puts.Put(ctx, bytes.NewReader(b.Bytes()))
	if err != nil {
		return nil, err
	}
	j.store = archive.Item{URI: j.item.URI, Version: j.item.Version, SHA256: sha}
	if k, ok := r.known[j.item.URI]; ok && (k.SHA256 == sha && !r.o.Again || k.SHA256 == letGo+sha) {
		j.same = true
		j.store.SHA256, j.store.Docs = k.SHA256, k.Docs
	}
	return b.Bytes(), nil
}

func tooLarge(n, most int64) error { return reason.FileLarge.Error(nil, most>>20, n>>20) }

// take adds a finished job to the batch.
func (r *run) take(j *job) error {
	uri := j.item.URI
	defer func() { r.o.Progress(r.sum) }()
	switch {
	case errors.Is(j.failed, source.ErrSkipped):
		r.sum.Skipped++
		r.o.Log.Debug("passed over", "uri", uri, "why", j.failed)
		r.seen[uri] = true
		return nil
	case errors.Is(j.failed, archive.ErrFull), errors.Is(j.failed, context.Canceled):
		return j.failed // not the fault of the file
	case j.failed != nil:
		r.sum.Files++
		r.seen[uri] = true // it may become readable again, so do not prune it
		cause := reason.CauseOf(j.failed)
		f := archive.Failure{URI: uri, Reason: reason.Russian([]archive.Cause{cause}), At: time.Now()}
		r.sum.Unread++
		r.sum.Reasons[cause.Code]++
		r.batch.Failed = append(r.batch.Failed, f)
		r.sum.Failed = append(r.sum.Failed, f)
		r.o.Log.Warn("not taken in", "uri", uri, "error", j.failed, "because", errors.Unwrap(j.failed))
		return nil
	}
	r.sum.Files++
	r.seen[uri] = true
	if j.same {
		if k := r.known[uri]; !strings.HasPrefix(k.SHA256, letGo) {
			r.sum.Unchanged += len(k.Docs)
		}
		if j.store.URI != "" { // the version changed but not the content
			r.batch.Items = append(r.batch.Items, j.store)
		}
	} else if err := r.add(j); err != nil {
		return err
	}
	if j.item.Cursor != "" {
		r.batch.Cursor = j.item.Cursor
	}
	if len(r.batch.Put) >= batchDocs || r.size >= batchBytes || time.Since(r.began) >= batchTime {
		return r.commit()
	}
	return nil
}

func (r *run) add(j *job) error {
	r.sum.Bytes += max(j.item.Size, 0)
	put := j.docs[:0]
	for _, d := range j.docs {
		j.store.Docs = append(j.store.Docs, d.ID)
		// Reading an unchanged file again must not restore what people removed.
		if k := r.known[j.item.URI]; k.SHA256 == j.store.SHA256 && slices.Contains(k.Docs, d.ID) {
			gone, err := r.o.Store.Removed(r.ctx, d.ID)
			if err != nil {
				return err
			}
			if gone {
				continue
			}
		}
		put = append(put, d)
		r.size += len(d.Text) + len(d.Aside)
		r.sum.Statuses[d.Status]++
		if d.Status != archive.StatusOK {
			r.sum.Troubled = append(r.sum.Troubled, Trouble{d.URI, d.Status, d.Reason})
		}
		if d.Status.Unread() {
			r.sum.Unread++
		}
		for _, c := range d.Causes {
			r.sum.Reasons[c.Code]++
		}
	}
	r.batch.Put = append(r.batch.Put, put...)
	r.batch.Items = append(r.batch.Items, j.store)
	for _, id := range r.known[j.item.URI].Docs {
		if !slices.Contains(j.store.Docs, id) {
			r.batch.Delete = append(r.batch.Delete, id) // a part that no longer exists
		}
	}
	return nil
}

// prune removes, after a complete walk, what is no longer in the source: failures always, documents on request.
func (r *run) prune() error {
	if r.o.Prune && len(r.seen) == 0 && len(r.known) > 0 {
		return fmt.Errorf("%s: %w: nothing is there, so nothing was removed: is it mounted? To remove all its documents "+
			"leave one file in it", r.sum.Source, ErrSource)
	}
	failures, err := r.o.Store.Failures(r.ctx, r.sum.Source)
	if err != nil {
		return err
	}
	for _, f := range failures {
		if _, held := r.known[f.URI]; !held && !r.seen[f.URI] {
			r.batch.Items = append(r.batch.Items, archive.Item{URI: f.URI})
		}
	}
	for uri, it := range r.known {
		if r.o.Prune && !r.seen[uri] && !r.hidden(uri) {
			r.batch.Delete = append(r.batch.Delete, it.Docs...)
			r.batch.Items = append(r.batch.Items, archive.Item{URI: uri})
		}
	}
	return nil
}

// hidden reports whether an original is in a folder that could not be read, so that it has not necessarily vanished.
func (r *run) hidden(uri string) bool {
	return slices.ContainsFunc(r.sum.Failed, func(f archive.Failure) bool { return strings.HasPrefix(uri, f.URI+"/") })
}
