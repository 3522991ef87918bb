// Package ingest takes originals from a source into the store (Run): it keeps the
// bytes, has them extracted and enriched, and commits documents together with
// the source's progress. It also enriches stored documents anew after the rules have
// changed (Renew). Stopped at any moment, both go on where they were.
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

// Options are what a run works with. Source, Store, Bucket, Extract and Enrich
// are required.
type Options struct {
	Source  source.Source
	Store   archive.Store
	Bucket  archive.Bucket
	Extract func(ctx context.Context, name string, data []byte) ([]extract.Part, error)
	// Enrich finds the facts of a document. When its context ends it returns the error of
	// that with what was found so far.
	Enrich func(context.Context, *archive.Document) error
	// EnrichTime is what the facts of one document may take; 0: 25 s.
	EnrichTime time.Duration
	// TableHead returns the headings of the table that the end of a text belongs to, "" for none; nil: nobody asks.
	TableHead func(text string) string
	Workers   int   // files extracted at a time; 0: one a processor. About twice as many are in memory
	MaxFile   int64 // bytes; larger originals are not taken in. 0: 256 MB
	Prune     bool  // remove documents whose originals vanished
	Again     bool  // extract unchanged originals too
	// Progress is called after each original with the numbers so far.
	Progress func(Summary)
	Log      *slog.Logger
}

// Summary says what a run did.
type Summary struct {
	Source    string                 `json:"source"`
	Files     int                    `json:"files"` // originals seen
	Bytes     int64                  `json:"bytes"` // read of them
	Added     int                    `json:"added"` // documents
	Changed   int                    `json:"changed"`
	Unchanged int                    `json:"unchanged"`
	Removed   int                    `json:"removed"`
	Skipped   int                    `json:"skipped"`           // passed over on purpose
	Failed    []archive.Failure      `json:"failed"`            // not taken in at all
	Unread    int                    `json:"unread"`            // Failed, and documents put whose status is Unread
	Statuses  map[archive.Status]int `json:"statuses"`          // of documents put
	Reasons   map[string]int         `json:"reasons"`           // codes of package reason, of Failed and Troubled
	Troubled  []Trouble              `json:"troubled"`          // documents that are not ok
	Seq       archive.Seq            `json:"seq"`               // of the store after the run
	Partial   bool                   `json:"partial,omitempty"` // ended before the source did
}

// Trouble is a document that was not read, or not in full.
type Trouble struct {
	URI    string         `json:"uri"`
	Status archive.Status `json:"status"`
	Reason string         `json:"reason"`
}

// ErrSource means that the source itself could not be read to its end. What was
// read is in.
var ErrSource = errors.New("the source could not be read")

// Run takes everything of the source that is new or changed. The summary is
// right also when an error is returned.
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
	workers chan struct{} // a place for each original being extracted
	known   map[string]archive.Item
	seen    map[string]bool
	sum     Summary // of what is committed
	batch   archive.Batch
	size    int       // of the batch: bytes of text
	began   time.Time // the batch

	committing chan committed // of the batch before, which is on its way; nil: none is
	failed     error          // of a commit: nothing may follow, as the cursor would pass over what was lost
}

// job is an original on its way: read, then extracted by a worker.
type job struct {
	item   source.Item
	done   chan struct{} // closed when docs or err is set
	docs   []*archive.Document
	store  archive.Item
	same   bool // the bytes are those we have
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

// walk goes through the source. Originals are read and extracted side by side,
// and committed in order, so that the cursor is never ahead.
func (r *run) walk(cursor string) (string, error) {
	ctx, stop := context.WithCancel(r.ctx)
	queue := make(chan *job, 2*r.o.Workers) // in order; bounds memory
	var next string
	var walkErr error
	var jobs sync.WaitGroup
	defer jobs.Wait()
	defer stop()
	go func() {
		defer close(queue)
		next, walkErr = r.o.Source.Walk(ctx, cursor, func(it source.Item) error {
			j := &job{item: it, done: make(chan struct{})}
			if r.fresh(it) {
				j.same = true
				close(j.done)
			} else {
				jobs.Go(func() { r.work(ctx, j) })
			}
			return send(ctx, queue, j)
		}, func(uri string, err error) {
			j := &job{item: source.Item{URI: uri}, done: make(chan struct{}), failed: err}
			close(j.done)
			_ = send(ctx, queue, j) // the walk ends by itself when ctx does
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

// work reads, keeps and extracts an original. The places in the queue bound how
// many originals are read and held at a time, r.workers how many of them are
// extracted.
func (r *run) work(ctx context.Context, j *job) {
	defer close(j.done)
	data, err := r.read(ctx, j)
	if err == nil && !j.same {
		err = r.extract(ctx, j, data)
	}
	j.failed = err
}

// fresh reports whether an original has not changed, by its version alone.
func (r *run) fresh(it source.Item) bool {
	k, ok := r.known[it.URI]
	return ok && !r.o.Again && it.Version != "" && k.Version == it.Version
}

// read keeps the bytes and returns them. same: they are those we have.
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
	b.Grow(int(min(max(0, j.item.Size), 1<<20)) + bytes.MinRead) // what a source says of the size may be wrong
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
		return j.failed // ours, not the file's
	case j.failed != nil:
		r.sum.Files++
		r.seen[uri] = true // it may be readable again: nothing is pruned
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
		if j.store.URI != "" { // touched without a change: remember its new version
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
		// The same file read again does not bring back what people removed of it.
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
			r.batch.Delete = append(r.batch.Delete, id) // a part that is gone
		}
	}
	return nil
}

// prune removes, after a complete walk, what the source does not show any more:
// failures always, documents when asked to.
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

// hidden reports whether an original lies in a folder that could not be read: then
// it has not vanished.
func (r *run) hidden(uri string) bool {
	return slices.ContainsFunc(r.sum.Failed, func(f archive.Failure) bool { return strings.HasPrefix(uri, f.URI+"/") })
}
