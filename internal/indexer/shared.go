package indexer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"letopis/index"
)

// followTime is how long other processes have to switch to a new live generation before the previous one is dropped.
const followTime = 5 * poll

// building runs f with the right to make and drop generations, which only one process has if several share an engine.
func (x *Indexer) building(ctx context.Context, f func(context.Context) error) error {
	s, ok := x.engine.(index.Shared)
	if !ok {
		return f(ctx)
	}
	work, release, err := s.Build(ctx)
	if err != nil {
		return err
	}
	defer release()
	err = f(work)
	if why := context.Cause(work); err != nil && why != nil && ctx.Err() == nil {
		err = why // report why the work was ended, not that it was
	}
	return err
}

// first makes a generation if there is none, or waits for the process that makes it.
func (x *Indexer) first(ctx context.Context) error {
	for {
		err := x.building(ctx, func(ctx context.Context) error {
			name, err := x.engine.Live(ctx)
			if err != nil {
				return err
			}
			there := name != ""
			if !there {
				name = nextName("", generation(x.engine, x.store))
			}
			if x.live, err = x.engine.Open(ctx, name); err != nil {
				return err
			}
			x.name = name
			if there {
				return nil
			}
			if err := x.engine.Promote(ctx, name); err != nil {
				return errors.Join(err, x.live.Close())
			}
			return nil
		})
		if !errors.Is(err, index.ErrLocked) {
			return errors.Join(err, x.clean(ctx))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(poll):
		}
	}
}

// clean deletes generations that are not live: remains of interrupted builds and of damage. While another process is
// building, that one does it.
func (x *Indexer) clean(ctx context.Context) error {
	err := x.building(ctx, func(ctx context.Context) error {
		live, err := x.engine.Live(ctx)
		if err != nil || live == "" {
			return err
		}
		list, err := x.engine.List(ctx)
		for _, name := range list {
			if name != live && name != x.Generation() {
				err = errors.Join(err, x.engine.Drop(ctx, name))
			}
		}
		return err
	})
	if errors.Is(err, index.ErrLocked) {
		return nil
	}
	return err
}

// replaced reports whether another process has made another generation live.
func (x *Indexer) replaced(ctx context.Context) bool {
	if _, ok := x.engine.(index.Shared); !ok {
		return false
	}
	name, err := x.engine.Live(ctx)
	return err == nil && name != x.Generation()
}

// adopt switches to the generation that another process has made live, and reports whether there was one; foreign
// also accepts one made by another version of the program. It returns index.ErrDamaged if none is live.
func (x *Indexer) adopt(ctx context.Context, foreign bool) (bool, error) {
	if _, ok := x.engine.(index.Shared); !ok {
		return false, nil
	}
	name, err := x.engine.Live(ctx)
	if err == nil && name == "" {
		err = fmt.Errorf("%w: somebody has deleted it", index.ErrDamaged)
	}
	if err != nil || !foreign && base(name) != generation(x.engine, x.store) ||
		name == x.Generation() && !x.isDamaged() {
		return false, err
	}
	live, err := x.openVerified(ctx, name)
	if err != nil {
		return false, err
	}
	x.replace(live, name)
	x.log.Info("going on to the index that another process has built", "generation", name)
	return true, nil
}

// letOthersFollow gives other processes time to switch from the previous generation.
func (x *Indexer) letOthersFollow(ctx context.Context) error {
	if _, ok := x.engine.(index.Shared); !ok {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(followTime):
		return nil
	}
}
