package indexer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"letopis/index"
)

// damaged stands in for an index that is damaged or cannot be opened, until another one is built: no results are
// better than wrong ones.
type damaged struct {
	err  error
	able index.Capabilities
}

var _ index.Index = (*damaged)(nil)

func (d *damaged) Apply(context.Context, index.Batch) error { return d.err }
func (d *damaged) Capabilities() index.Capabilities         { return d.able }
func (d *damaged) Seq(context.Context) (uint64, error)      { return 0, d.err }
func (d *damaged) Close() error                             { return nil }

func (d *damaged) Search(context.Context, index.Query) (*index.Result, error) { return nil, d.err }
func (d *damaged) Stats(context.Context) (index.Stats, error)                 { return index.Stats{}, d.err }

func (d *damaged) Terms(context.Context, string, string, int) ([]index.TermCount, error) {
	return nil, d.err
}

func (d *damaged) Neighbours(context.Context, string, string, int) ([]index.TermCount, error) {
	return nil, d.err
}

func (d *damaged) Counts(context.Context, string, []string) ([]int, error) { return nil, d.err }

// markDamaged replaces the live index with one that returns errors.
func (x *Indexer) markDamaged(cause error) {
	what := "the index was damaged and is being built anew"
	if base(x.Generation()) != generation(x.engine, x.store) { // of another version: not to be read is no damage
		what = "the index is of another version of letopis and cannot be read; it is being built anew"
		x.log.Warn("the index of another version of letopis cannot be read: another is built, and searched once it is there",
			"old", x.Generation())
	} else {
		x.log.Error("the index is damaged and will be built anew", "generation", x.Generation(), "error", cause)
	}
	err := fmt.Errorf("%s: %w", what, cause)
	x.mu.Lock()
	defer x.mu.Unlock()
	able := index.Capabilities{}
	if x.live != nil {
		able = x.live.Capabilities()
		if _, none := x.live.(*damaged); !none {
			x.retired = append(x.retired, retired{x.live, time.Now()})
		}
	}
	x.live, x.fail = &damaged{err, able}, err
}

// isDamaged reports whether the live index is damaged and awaits its successor.
func (x *Indexer) isDamaged() bool {
	d, ok := x.Live().(*damaged)
	return ok && errors.Is(d.err, index.ErrDamaged)
}

// recover rebuilds the index if cause says that it is damaged.
func (x *Indexer) recover(ctx context.Context, cause error) error {
	if !errors.Is(cause, index.ErrDamaged) {
		return cause
	}
	if !x.isDamaged() {
		x.markDamaged(cause)
	}
	return x.rebuild(ctx)
}
