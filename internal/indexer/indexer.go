// Package indexer is the only bridge between the store and the index: it follows
// the store's log of changes, turns documents into tokens, and switches index
// generations. It alone writes the index.
package indexer

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"time"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/text"
)

// How changes are taken: batches of about this many documents or bytes of text,
// whichever comes first (measured: batches of 1,000 small documents index twice
// as fast as batches of 100, larger ones only take memory).
const (
	batchDocs  = 500
	batchBytes = 8 << 20
	readDocs   = 128 // changes read from the store at a time
)

// Poll is how often Run looks for changes made by other processes.
const Poll = 300 * time.Millisecond

// Indexer keeps one live index up to date with a store. Safe for concurrent
// use; CatchUp, Rebuild and Run take turns.
type Indexer struct {
	store  archive.Store
	engine index.Engine
	text   *text.Analyzer
	log    *slog.Logger

	work sync.Mutex // one writer

	mu      sync.RWMutex
	live    index.Index
	name    string        // of the live generation
	retired []index.Index // replaced, still in use by searches
	fail    error         // why the index does not follow, nil when it does
}

// generation names what the content of an index depends on.
func generation(e index.Engine) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "fields %d, engine %s, text %s", fieldsVersion, e.Version(), text.Version())
	return fmt.Sprintf("gen-%016x", h.Sum64())
}

// base is a generation's name without the number of its rebuild.
func base(name string) string { b, _, _ := strings.Cut(name, "."); return b }

// Open opens the live generation. One made by another version of the program is
// served until CatchUp or Run has built its successor. A live generation that is
// damaged is replaced.
func Open(ctx context.Context, store archive.Store, engine index.Engine, a *text.Analyzer, log *slog.Logger) (*Indexer, error) {
	x := &Indexer{store: store, engine: engine, text: a, log: log}
	name, err := engine.Live(ctx)
	if err != nil {
		return nil, err
	}
	if name != "" {
		x.live, err = x.openVerified(ctx, name)
		switch {
		case err == nil:
			x.name = name
			return x, nil
		case !errors.Is(err, index.ErrDamaged):
			return nil, err
		}
		log.Error("the index is damaged and will be built anew", "generation", name, "error", err)
	}
	fresh := next(name, generation(engine))
	if x.live, err = engine.Open(ctx, fresh); err != nil {
		return nil, err
	}
	x.name = fresh
	return x, engine.Promote(ctx, fresh)
}

func (x *Indexer) openVerified(ctx context.Context, name string) (index.Index, error) {
	if err := x.engine.Verify(ctx, name); err != nil {
		return nil, err
	}
	return x.engine.Open(ctx, name)
}

// next is a name that is not used yet: "gen-x", then "gen-x.2"…
func next(live, want string) string {
	if base(live) != want {
		return want
	}
	n := 1
	if _, after, ok := strings.Cut(live, "."); ok {
		if _, err := fmt.Sscan(after, &n); err != nil {
			n = 1
		}
	}
	return fmt.Sprintf("%s.%d", want, n+1)
}

// Live returns the index to search. It stays usable after it was replaced.
func (x *Indexer) Live() index.Index {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.live
}

// Generation names the live index.
func (x *Indexer) Generation() string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.name
}

// Failure tells why the index does not follow the store at the moment.
func (x *Indexer) Failure() error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.fail
}

// CatchUp brings the index to the end of the store's log, building a new
// generation when the live one is of another version.
func (x *Indexer) CatchUp(ctx context.Context) error {
	x.work.Lock()
	defer x.work.Unlock()
	err := x.catchUp(ctx)
	x.mu.Lock()
	x.fail = err
	x.mu.Unlock()
	return err
}

func (x *Indexer) catchUp(ctx context.Context) error {
	if base(x.Generation()) != generation(x.engine) {
		x.log.Info("building an index of the new version beside the old one", "old", x.Generation(), "new", generation(x.engine))
		return x.rebuild(ctx)
	}
	err := x.follow(ctx, x.Live())
	if errors.Is(err, index.ErrReadOnly) {
		return x.reopen(ctx, err)
	}
	return err
}

// Rebuild builds the index anew beside the live one and switches.
func (x *Indexer) Rebuild(ctx context.Context) error {
	x.work.Lock()
	defer x.work.Unlock()
	return x.rebuild(ctx)
}

func (x *Indexer) rebuild(ctx context.Context) error {
	name := next(x.Generation(), generation(x.engine))
	if err := x.engine.Drop(ctx, name); err != nil { // what an interrupted build left
		return err
	}
	fresh, err := x.engine.Open(ctx, name)
	if err != nil {
		return err
	}
	if err := x.follow(ctx, fresh); err != nil {
		return errors.Join(err, fresh.Close())
	}
	if err := x.engine.Promote(ctx, name); err != nil {
		return errors.Join(err, fresh.Close())
	}
	x.mu.Lock()
	old := x.name
	x.retired = append(x.retired, x.live)
	x.live, x.name = fresh, name
	x.mu.Unlock()
	x.log.Info("the new index is live", "generation", name)
	return x.engine.Drop(ctx, old) // its open files live until Close
}

// reopen replaces the handle after a failed write, which leaves bleve's
// untrustworthy, and tries once more.
func (x *Indexer) reopen(ctx context.Context, cause error) error {
	x.log.Error("a write to the index failed; opening it again", "error", cause)
	if err := x.Live().Close(); err != nil {
		x.log.Error("closing the index", "error", err)
	}
	again, err := x.engine.Open(ctx, x.Generation())
	if err != nil {
		return errors.Join(cause, err)
	}
	x.mu.Lock()
	x.live = again
	x.mu.Unlock()
	return x.follow(ctx, again)
}

// follow applies the log from where the index is to its end.
func (x *Indexer) follow(ctx context.Context, idx index.Index) error {
	at, err := idx.Seq(ctx)
	if err != nil {
		return err
	}
	for {
		b, more, err := x.batch(ctx, archive.Seq(at))
		if err != nil || b.Seq == 0 {
			return err
		}
		if err := idx.Apply(ctx, b); err != nil {
			return err
		}
		at = b.Seq
		x.log.Debug("indexed", "seq", at, "documents", len(b.Put), "removed", len(b.Delete))
		if !more {
			return nil
		}
	}
}

// batch reads changes after a place and analyses them on all processors. Seq 0:
// there are none.
func (x *Indexer) batch(ctx context.Context, after archive.Seq) (b index.Batch, more bool, err error) {
	var jobs sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	defer jobs.Wait()
	var docs []*index.Doc
	place := make(map[int]*archive.Document)
	size := 0
	for len(docs) < batchDocs && size < batchBytes {
		changes, err := x.store.Changes(ctx, after, readDocs)
		if err != nil {
			return b, false, err
		}
		for _, c := range changes {
			after = c.Seq
			if c.Doc == nil {
				b.Delete = append(b.Delete, c.ID)
				continue
			}
			size += len(c.Doc.Text) + len(c.Doc.Aside)
			place[len(docs)] = c.Doc
			docs = append(docs, nil)
		}
		if len(changes) > 0 {
			b.Seq = uint64(after)
		}
		if more = len(changes) == readDocs; !more {
			break
		}
	}
	for i, d := range place {
		slots <- struct{}{}
		jobs.Go(func() {
			docs[i] = Doc(x.text, d)
			<-slots
		})
	}
	jobs.Wait()
	b.Put = docs
	return b, more, nil
}

// Run follows the store until ctx ends. Errors are logged and tried again:
// searches go on meanwhile.
func (x *Indexer) Run(ctx context.Context) {
	wait := Poll
	for {
		if err := x.step(ctx); err != nil && ctx.Err() == nil {
			wait = min(2*wait, 30*time.Second)
			x.log.Error("the index does not follow the store; trying again", "in", wait, "error", err)
		} else {
			wait = Poll
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func (x *Indexer) step(ctx context.Context) error {
	end, err := x.store.Seq(ctx)
	if err != nil {
		return err
	}
	at, err := x.Live().Seq(ctx)
	if err != nil {
		return err
	}
	if at == uint64(end) && base(x.Generation()) == generation(x.engine) && x.Failure() == nil {
		return nil
	}
	return x.CatchUp(ctx)
}

// Close closes the live index and those it replaced.
func (x *Indexer) Close() error {
	x.work.Lock()
	defer x.work.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	err := x.live.Close()
	for _, old := range x.retired {
		err = errors.Join(err, old.Close())
	}
	return err
}
