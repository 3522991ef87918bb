package indexer

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/text"
)

// Generations of the index: their names, and how a new one is built next to the live one and replaces it.

// generation returns a name derived from everything the content of an index depends on.
func generation(e index.Engine, store archive.Store) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "fields %d, engine %s, text %s", fieldsVersion, e.Version(), text.Version())
	if v, ok := store.(interface{ View() string }); ok { // the store masks some data
		fmt.Fprintf(h, ", view %s", v.View())
	}
	return fmt.Sprintf("gen-%016x", h.Sum64())
}

// base returns the name of a generation without its rebuild number.
func base(name string) string { b, _, _ := strings.Cut(name, "."); return b }

func (x *Indexer) openVerified(ctx context.Context, name string) (index.Index, error) {
	if err := x.verify(ctx, name); err != nil {
		return nil, err
	}
	idx, err := x.engine.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	at, err := idx.Seq(ctx) // read before the store's, because another process may store and index meanwhile
	if err != nil {
		return nil, errors.Join(err, idx.Close())
	}
	end, err := x.store.Seq(ctx)
	if err == nil && at > uint64(end) {
		err = fmt.Errorf("%w: it is of another catalogue, at %d of %d", index.ErrDamaged, at, end)
	}
	if err != nil {
		return nil, errors.Join(err, idx.Close())
	}
	return idx, nil
}

// nextName returns an unused name: "gen-x", then "gen-x.2"…
func nextName(live, want string) string {
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

// Rebuild builds a new index while the live one keeps following the store, then switches to it.
func (x *Indexer) Rebuild(ctx context.Context) error {
	x.work.Lock()
	defer x.work.Unlock()
	return x.rebuild(ctx)
}

func (x *Indexer) rebuild(ctx context.Context) error {
	return x.building(ctx, func(ctx context.Context) error {
		if adopted, err := x.adopt(ctx, false); adopted && err == nil {
			return nil // another process was faster
		}
		return x.makeGeneration(ctx)
	})
}

func (x *Indexer) makeGeneration(ctx context.Context) error {
	name := nextName(x.Generation(), generation(x.engine, x.store))
	if err := x.engine.Drop(ctx, name); err != nil { // remains of an interrupted build
		return err
	}
	fresh, err := x.engine.Open(ctx, name)
	if err != nil {
		return err
	}
	if err := x.build(ctx, fresh); err != nil {
		return errors.Join(err, fresh.Close())
	}
	if err := x.engine.Promote(ctx, name); err != nil {
		return errors.Join(err, fresh.Close())
	}
	old := x.replace(fresh, name)
	x.log.Info("the new index is live", "generation", name)
	if err := x.letOthersFollow(ctx); err != nil {
		return err
	}
	return x.engine.Drop(ctx, old) // its open files stay usable until closed
}

// replace makes a generation live and returns the name of the previous one.
func (x *Indexer) replace(fresh index.Index, name string) (old string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	old = x.name
	x.retired = append(x.retired, retired{x.live, time.Now()})
	x.live, x.name = fresh, name
	x.broken = false
	return old
}

// build fills a new generation, keeping the live one up to date meanwhile if it has the current version.
func (x *Indexer) build(ctx context.Context, fresh index.Index) error {
	beside := base(x.Generation()) == generation(x.engine, x.store) && !x.broken && !x.isDamaged() &&
		(x.lease != nil || !x.shared())
	for at, more := archive.Seq(0), true; more; {
		var err error
		if at, more, err = x.advance(ctx, fresh, at); err != nil {
			return err
		}
		if beside && more {
			if err := x.follow(ctx, x.Live()); err != nil {
				x.log.Error("the old index does not follow while the new one is built", "error", err)
				beside = false
			}
		}
	}
	return nil
}

// reopen replaces the handle after a failed write, as bleve's is unreliable then. Searches block meanwhile.
func (x *Indexer) reopen(ctx context.Context) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.guard("closing the index", x.live, x.live.Close); err != nil {
		x.log.Error("closing the index after a failed write", "error", err)
	}
	again, err := x.openVerified(ctx, x.name)
	if err != nil {
		x.live = &damaged{err, x.live.Capabilities()} // the closed handle cannot serve searches
		return err
	}
	x.live, x.broken = again, false
	return nil
}
