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

// How changes are taken: batches of about this many documents or bytes of text,
// whichever comes first (measured: batches of 1,000 small documents index twice
// as fast as batches of 100, larger ones only take memory: about 40 bytes for
// each byte of text while a batch is written).
const (
	batchDocs  = 500
	batchBytes = 4 << 20
	readDocs   = 16 // changes read from the store at a time: at most 5 MB of text each
)

// Indexer keeps one live index up to date with a store. Safe for concurrent
// use; CatchUp, Rebuild and Run take turns.
type Indexer struct {
	// Progress, when set before use, hears after each batch how far in the
	// store's log the index is.
	Progress func(at archive.Seq)
	// Stuck, when set before use, hears of a write that makes no progress. The
	// engine can be neither used nor closed then: the way out is to end the
	// process, which loses nothing.
	Stuck func(error)
	// Never, when set before use, leaves an index that processes share to others.
	Never bool

	store    archive.Store
	engine   index.Engine
	text     *text.Analyzer
	log      *slog.Logger
	patience time.Duration

	work   sync.Mutex     // one writer
	broken bool           // a write failed: the live handle takes no more; under work
	turned string         // the generation that Day is of; under work
	lease  *archive.Lease // of the index that processes share, see lead; under work
	keeps  bool           // Run runs, which keeps the lease; under work
	asked  time.Time      // when the lease was asked for in vain; under work
	fresh  bool           // the index is filled for the first time; under work
	told   bool           // that another process has it; under work

	today func() archive.Date

	unsettled atomic.Bool // something was written since the last call of Settle
	settling  atomic.Bool
	beside    sync.WaitGroup // of settling

	leads atomic.Bool // see Leads

	mu      sync.RWMutex
	live    index.Index
	name    string    // of the live generation
	retired []retired // replaced, perhaps still in use by searches
	fail    error     // why the index does not follow, nil when it does
	day     string    // see Day
}

// retired is an index that was replaced.
type retired struct {
	index.Index
	at time.Time
}

// retireAfter is how long a search may still begin on an index that was
// replaced. One that has begun keeps its snapshot.
const retireAfter = time.Minute

// Open opens the live generation. One made by another version of the program is
// served until CatchUp or Run has built its successor. In place of a damaged one
// all answers are errors, and Failure says so, until CatchUp or Run has built another.
func Open(ctx context.Context, store archive.Store, engine index.Engine, a *text.Analyzer,
	log *slog.Logger) (*Indexer, error) {
	x := &Indexer{store: store, engine: engine, text: a, log: log, patience: patience,
		today: archive.Today}
	x.unsettled.Store(true) // the last program may have ended before it did
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
		x.fresh, x.fail = true, errors.New("the index is being built")
	}
	return x, x.first(ctx)
}

// OpenReadOnly opens the live generation as it is. Nothing may be written: neither CatchUp
// nor Run nor what else writes is called. index.ErrDamaged: there is none that can be
// searched.
func OpenReadOnly(
	ctx context.Context, store archive.Store, engine index.Engine, a *text.Analyzer, log *slog.Logger,
) (*Indexer, error) {
	x := &Indexer{store: store, engine: engine, text: a, log: log, patience: patience,
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
//
// Where processes share the index, CatchUp waits for the one that writes it; it returns ErrNoLeader if there has been
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
		if x.Never && time.Since(since) > x.patience {
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
	if !x.keeps {
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

// follow applies the log from where the index is to its end.
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

// advance applies one batch of changes after a place.
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

// apply writes a batch under the eyes of the watchdog. After a failure the
// handle still serves searches; the next CatchUp replaces it.
func (x *Indexer) apply(ctx context.Context, idx index.Index, b index.Batch) error {
	if err := x.checkLease(ctx); err != nil {
		return err
	}
	err := x.guard("writing to the index", idx, func() error { return idx.Apply(ctx, b) })
	if errors.Is(err, index.ErrReadOnly) {
		x.broken = x.broken || idx == x.Live()
		// bleve says what the system said in words only.
		if text := err.Error(); strings.Contains(text, syscall.ENOSPC.Error()) ||
			strings.Contains(text, syscall.EDQUOT.Error()) {
			return fmt.Errorf("%w: free some space, searches go on: %w", archive.ErrFull, err)
		}
	}
	return err
}

// batch reads changes after a place and analyses them meanwhile on all processors. Seq 0:
// there are none.
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
