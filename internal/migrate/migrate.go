// Package migrate moves an archive to other engines unchanged, through the contracts of package archive: documents with
// their IDs, log positions and times, corrections, the journal of removals, the state of sources, and the originals.
// The index is not moved but rebuilt from the catalogue.
//
// Progress is stored with the data: the target counts as half moved until it is complete and has been compared with the
// origin, and its log ends at what has been copied. So an interrupted move can be resumed, and nobody serves half an
// archive. Nothing is written to the origin.
package migrate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"letopis/internal/archive"
)

// Side is an archive that is moved, or what it is moved to.
type Side struct {
	Store  archive.Store // the target is opened as a half, see archive.Mover
	Bucket archive.Bucket
}

// Move is a move.
type Move struct {
	From, To Side
	Command  string // by which it goes on when it was broken off
	// Incomplete lets a move end although originals are damaged or gone where it comes from.
	Incomplete bool
	// Progress hears how far it is; of is 0 where that is not known. Not called by two goroutines at once.
	Progress func(what string, done, of int)
	Log      *slog.Logger

	// again is the first entry of the log that is to be brought again though the target has it; 0: none.
	again archive.Seq
	rows  int // of the log in one part; 0: partRows
}

// Report is what a move has brought, all runs together.
type Report struct {
	Documents, Removed int // entries of the log
	Edits, Takedowns   int
	Originals          int     // read and found whole in the target
	Missing            []error // of Move.Incomplete: originals that are damaged or gone
	Seq                archive.Seq
	// Before: all had been moved already; it was compared again.
	Before bool
}

// Run moves, or goes on to. archive.ErrInvalid: the target holds another archive, or the archive
// changed while it was moved; archive.ErrCorrupt: something is damaged, and which; errors name the
// way out. Run it again after any of them.
func (m *Move) Run(ctx context.Context) (r Report, err error) {
	if r.Before, err = m.begin(ctx); err != nil {
		return r, err
	}
	if r.Seq, err = m.From.Store.Seq(ctx); err != nil {
		return r, err
	}
	if !r.Before {
		if err := m.copyOriginals(ctx); err != nil {
			return r, err
		}
		if err := m.copyCatalogue(ctx, r.Seq); err != nil {
			return r, err
		}
	}
	if err := m.verify(ctx, &r); err != nil {
		return r, err
	}
	if r.Before {
		return r, nil
	}
	return r, m.To.Store.EndMove(ctx, r.Seq)
}

// begin makes the target a half, or finds that it is one of this archive. before: it has all of it.
func (m *Move) begin(ctx context.Context) (before bool, err error) {
	command, err := m.To.Store.Half(ctx)
	if err != nil {
		return false, err
	}
	if command == "" {
		empty, err := m.empty(ctx)
		if err != nil || !empty {
			return err == nil, err
		}
	} else if err := m.resume(ctx, command); err != nil {
		return false, err
	}
	return false, m.To.Store.BeginMove(ctx, m.Command)
}

// empty reports whether the target has nothing. What has all of the archive is not empty either;
// what has something else is the error.
func (m *Move) empty(ctx context.Context) (bool, error) {
	end, err := m.To.Store.Seq(ctx)
	if err != nil {
		return false, err
	}
	if end > 0 {
		differs, err := m.sameLog(ctx)
		if err == nil && differs != "" {
			err = fmt.Errorf("the target has documents of its own (its log ends at %d): name a new data folder, database "+
				"schema (store.dsn, ?search_path=…) and blob.prefix for what is moved there: %w", end, archive.ErrInvalid)
		}
		return false, err
	}
	sources, err := m.To.Store.Sources(ctx)
	if err != nil {
		return false, err
	}
	taken, err := m.To.Store.Takedowns(ctx)
	if err != nil {
		return false, err
	}
	if len(sources)+len(taken) > 0 {
		return false, fmt.Errorf("the target knows of %d sources and %d removals of its own: name a new data folder or "+
			"database schema (store.dsn, ?search_path=…) for what is moved there: %w", len(sources), len(taken),
			archive.ErrInvalid)
	}
	some := errors.New("there is one")
	err = m.To.Bucket.List(ctx, func(string, int64) error { return some })
	if errors.Is(err, some) {
		return false, fmt.Errorf("the target has originals of its own, which would be swept away as needed by nobody: "+
			"name another blob.prefix, bucket or data folder for what is moved there: %w", archive.ErrInvalid)
	}
	return err == nil, err
}

// resume finds out whether what a half has is of this archive: each entry of its log is one of the
// archive's, unless the document has changed since.
func (m *Move) resume(ctx context.Context, command string) error {
	changed := map[string]bool{} // documents of the half whose entries the archive has not, so far
	err := pairs(ctx, m.From.Store, m.To.Store, func(from, to *archive.Row) error {
		switch {
		case from != nil && to != nil && from.Entry == to.Entry:
			if !same(from, to) && m.again == 0 { // found anew by newer rules, and the same
				m.again = to.Seq
			}
			return nil
		case to != nil:
			changed[to.ID] = true
		}
		if from != nil {
			delete(changed, from.ID)
		}
		return nil
	})
	if err == nil && len(changed) > 0 {
		err = fmt.Errorf("the target has a part of another archive, which was being moved there by %s: end that, or name "+
			"a new data folder, database schema (store.dsn, ?search_path=…) and blob.prefix: %w", command, archive.ErrInvalid)
	}
	if err == nil {
		m.Log.Info("going on with a move that was broken off")
	}
	return err
}

// copyOriginals copies what the target does not have. What is damaged is told when all is compared.
func (m *Move) copyOriginals(ctx context.Context) error {
	have := map[string]bool{}
	err := m.To.Bucket.List(ctx, func(sha string, _ int64) error { have[sha] = true; return nil })
	if err != nil {
		return err
	}
	done := m.count("originals", 0)
	_, err = CopyOriginals(ctx, m.From.Bucket, m.To.Bucket, func(ctx context.Context, sha string) (bool, error) {
		if have[sha] {
			return true, nil
		}
		held, err := m.From.Store.Holds(ctx, sha)
		return !held, err
	}, done)
	if errors.Is(err, archive.ErrCorrupt) && ctx.Err() == nil {
		m.Log.Warn("some originals are damaged; going on", "error", err)
		return nil
	}
	return err
}

// count returns what to call for each of a number of things, by any goroutine.
func (m *Move) count(what string, of int) func() {
	var mu sync.Mutex
	n := 0
	return func() {
		mu.Lock()
		defer mu.Unlock()
		n++
		m.Progress(what, n, of)
	}
}
