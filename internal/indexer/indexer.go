// Package indexer is the only bridge between the store and the index: it follows the store's log of changes, turns
// documents into tokens (Doc), and builds and switches index generations (Indexer). It is the only writer of the index
// and keeps it healthy: a damaged one is rebuilt, a failed write is retried, and one that makes no progress is
// reported.
package indexer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/text"
)

// Batches of changes are of about this many documents or bytes of text, whichever comes first. Batches of 1,000 small
// documents were measured to index twice as fast as batches of 100; larger ones only take more memory, about 40 bytes
// per byte of text while a batch is written.
const (
	batchDocs  = 500
	batchBytes = 4 << 20
	readDocs   = 16 // changes read from the store at a time, with at most 5 MB of text each
)

// Indexer keeps one live index up to date with a store. It is safe for concurrent use; CatchUp, Rebuild and Run
// exclude each other.
type Indexer struct {
	// Progress, if set before use, is called after each batch with the position of the index in the store's log.
	Progress func(at archive.Seq)
	// Stuck, if set before use, is called for a write that makes no progress. The engine can then be neither used nor
	// closed; the only remedy is to end the process, which loses nothing.
	Stuck func(error)
	// Never, if set before use, keeps this process from writing an index that processes share.
	Never bool

	store        archive.Store
	engine       index.Engine
	text         *text.Analyzer
	log          *slog.Logger
	stallTimeout time.Duration

	work          sync.Mutex     // serialises writers
	broken        bool           // a write failed, so the live handle accepts no more; guarded by work
	dayGeneration string         // the generation that day refers to; guarded by work
	lease         *archive.Lease // for writing a shared index, see lead; guarded by work
	running       bool           // Run is running, which keeps the lease; guarded by work
	leaseFailed   time.Time      // last failed attempt to acquire the lease; guarded by work
	filling       bool           // the index is being filled for the first time; guarded by work
	logged        bool           // it has been logged that another process has the lease; guarded by work

	today func() archive.Date

	unsettled atomic.Bool // something was written since the last Settle
	settling  atomic.Bool
	settlers  sync.WaitGroup // running settleBeside calls

	leads atomic.Bool // see Leads

	mu      sync.RWMutex
	live    index.Index
	name    string    // name of the live generation
	retired []retired // replaced, but possibly still in use by searches
	fail    error     // why the index does not follow the store, or nil
	day     string    // see Day
}

// retired is a replaced index.
type retired struct {
	index.Index
	at time.Time
}

// retireAfter is how long searches may still begin on a replaced index. Running ones keep their snapshot.
const retireAfter = time.Minute

// Open opens the live generation. One made by another version of the program is served until CatchUp or Run has built
// its successor. A damaged one is replaced by an index that returns errors, also from Failure, until CatchUp or Run
// has rebuilt it.
func Open(ctx context.Context, store archive.Store, engine index.Engine, a *text.Analyzer,
	log *slog.Logger) (*Indexer, error) {
	x := &Indexer{store: store, engine: engine, text: a, log: log, stallTimeout: stallTimeout,
		today: archive.Today}
	x.unsettled.Store(true) // the previous process may have ended before settling
	name, err := engine.Live(ctx)
	if err != nil {
		return nil, err
	}
	if name != "" {
		x.name = name
		x.live, err = x.openVerified(ctx, name)
		switch {
		case errors.Is(err, index.ErrDamaged):
			x.live = nil
			x.markDamaged(err)
		case err != nil:
			return nil, err
		}
		return x, x.clean(ctx)
	}
	if end, err := store.Seq(ctx); err != nil {
		return nil, err
	} else if end > 0 {
		x.filling, x.fail = true, errors.New("the index is being built")
	}
	return x, x.first(ctx)
}

// OpenReadOnly opens the live generation for searching only; neither CatchUp nor Run nor other methods that write may
// be called. It returns index.ErrDamaged if there is no usable generation.
func OpenReadOnly(
	ctx context.Context, store archive.Store, engine index.Engine, a *text.Analyzer, log *slog.Logger,
) (*Indexer, error) {
	x := &Indexer{store: store, engine: engine, text: a, log: log, stallTimeout: stallTimeout,
		today: archive.Today}
	name, err := engine.Live(ctx)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, fmt.Errorf("%w: there is none; build it where the data folder can be written (letopis index)",
			index.ErrDamaged)
	}
	x.name = name
	if x.live, err = x.openVerified(ctx, name); err != nil {
		return nil, err
	}
	return x, nil
}

// Live returns the index to search. It stays usable for a while after it was replaced.
func (x *Indexer) Live() index.Index {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.live
}

// Generation returns the name of the live index.
func (x *Indexer) Generation() string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.name
}

// Failure returns why the index is not following the store at the moment, or nil.
func (x *Indexer) Failure() error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.fail
}

// CatchUp brings the index to the end of the store's log, first building a new generation if the live one is of
// another version.
//
// If processes share the index, CatchUp waits for the one that writes it. It returns ErrNoLeader if there has been
// none for half a minute and this process must not lead.
func (x *Indexer) CatchUp(ctx context.Context) error {
	end, err := x.store.Seq(ctx)
	if err != nil {
		return err
	}
	for since := time.Now(); ; {
		if err := x.catchUpLeading(ctx); !errors.Is(err, errFollows) {
			return err
		}
		if x.Never && time.Since(since) > x.stallTimeout {
			if err := x.leaderError(ctx); err != nil {
				return err
			}
			since = time.Now()
		}
		if done, err := x.await(ctx, end); done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(poll):
		}
	}
}

func (x *Indexer) catchUpLeading(ctx context.Context) error {
	x.work.Lock()
	defer x.work.Unlock()
	err := x.leading(ctx, func(ctx context.Context) error {
		err := x.catchUp(ctx)
		if err == nil {
			err = x.updateForce(ctx)
		}
		x.setFailure(err)
		x.unsettled.Store(true)
		return err
	})
	if !x.running {
		x.releaseLease()
	}
	return err
}

func (x *Indexer) catchUp(ctx context.Context) error {
	if _, err := x.adopt(ctx, false); err != nil {
		return x.recover(ctx, err)
	}
	if base(x.Generation()) != generation(x.engine, x.store) {
		x.log.Info("building an index of the new version beside the old one", "old", x.Generation(), "new",
			generation(x.engine, x.store))
		return x.rebuild(ctx)
	}
	if x.isDamaged() {
		return x.rebuild(ctx)
	}
	if x.broken {
		if err := x.reopen(ctx); err != nil {
			return x.recover(ctx, err)
		}
	}
	return x.recover(ctx, x.follow(ctx, x.Live()))
}

// follow applies the log from the position of the index to its end.
func (x *Indexer) follow(ctx context.Context, idx index.Index) error {
	seq, err := idx.Seq(ctx)
	if err != nil {
		x.broken = x.broken || idx == x.Live()
		return err
	}
	for at, more := archive.Seq(seq), true; more; {
		if at, more, err = x.advance(ctx, idx, at); err != nil {
			return err
		}
	}
	return nil
}

// advance applies one batch of changes after a position.
func (x *Indexer) advance(ctx context.Context, idx index.Index, at archive.Seq) (archive.Seq, bool, error) {
	b, more, err := x.batch(ctx, at)
	if err != nil || b.Seq == 0 {
		return at, false, err
	}
	if err := x.apply(ctx, idx, b); err != nil {
		return at, false, err
	}
	x.log.Debug("indexed", "seq", b.Seq, "documents", len(b.Put), "removed", len(b.Delete))
	if x.Progress != nil {
		x.Progress(archive.Seq(b.Seq))
	}
	return archive.Seq(b.Seq), more, nil
}

// apply writes a batch, monitored for progress. After a failure the handle still serves searches; the next CatchUp
// replaces it.
func (x *Indexer) apply(ctx context.Context, idx index.Index, b index.Batch) error {
	if err := x.checkLease(ctx); err != nil {
		return err
	}
	err := x.guard("writing to the index", idx, func() error { return idx.Apply(ctx, b) })
	if errors.Is(err, index.ErrReadOnly) {
		x.broken = x.broken || idx == x.Live()
		// bleve wraps system errors as text only.
		if text := err.Error(); strings.Contains(text, syscall.ENOSPC.Error()) ||
			strings.Contains(text, syscall.EDQUOT.Error()) {
			return fmt.Errorf("%w: free some space, searches go on: %w", archive.ErrFull, err)
		}
	}
	return err
}

// batch reads changes after a position and analyses them concurrently on all processors. Seq is 0 if there are none.
func (x *Indexer) batch(ctx context.Context, after archive.Seq) (b index.Batch, more bool, err error) {
	put, n := make([]*index.Doc, batchDocs+readDocs), 0
	today := x.today()
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var jobs sync.WaitGroup
	defer jobs.Wait()
	for size := 0; n < batchDocs && size < batchBytes; {
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
			to := &put[n]
			n++
			slots <- struct{}{}
			jobs.Go(func() {
				*to = docOn(x.text, c.Doc, today)
				<-slots
			})
		}
		if len(changes) > 0 {
			b.Seq = uint64(after)
		}
		if more = len(changes) == readDocs; !more {
			break
		}
	}
	b.Put = put[:n]
	return b, more, nil
}
