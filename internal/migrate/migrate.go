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

// Side is the origin or the target of a move.
type Side struct {
	Store  archive.Store // the target is opened with Moving, see archive.Mover
	Bucket archive.Bucket
}

// Move describes a move.
type Move struct {
	From, To Side
	Command  string // the command that resumes the move
	// Incomplete permits a move although originals are damaged or missing in the origin.
	Incomplete bool
	// Progress is called with the progress; of is 0 if the total is unknown. Calls are serialised.
	Progress func(what string, done, of int)
	Log      *slog.Logger

	// again is the first log entry to transfer again although the target has it; 0 if none.
	again archive.Seq
	rows  int // log entries per part; 0 means partRows
}

// Report describes the complete move, including earlier runs.
type Report struct {
	Documents, Removed int // log entries
	Edits, Takedowns   int
	Originals          int     // verified in the target
	Missing            []error // with Move.Incomplete: originals that are damaged or missing
	Seq                archive.Seq
	// Before: everything had already been moved and was merely compared again.
	Before bool
}

// Run performs or resumes a move. It returns archive.ErrInvalid if the target contains another archive or the origin
// changed during the move, or archive.ErrCorrupt if something is damaged. Errors say what to do; Run can be repeated
// after any of them.
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

// begin marks the target as half moved, or checks that it is one of this archive. before reports that the target is
// already complete.
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

// empty reports whether the target is empty; false means it contains the complete archive, and anything else is an
// error.
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

// resume checks that a half-moved target belongs to this archive: each entry of its log must occur in the origin,
// unless the document has changed since.
func (m *Move) resume(ctx context.Context, command string) error {
	changed := map[string]bool{} // documents with entries that the origin lacks, so far
	err := pairs(ctx, m.From.Store, m.To.Store, func(from, to *archive.Row) error {
		switch {
		case from != nil && to != nil && from.Entry == to.Entry:
			if !same(from, to) && m.again == 0 { // enriched again by newer rules
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

// copyOriginals copies the originals that the target lacks. Damaged ones are reported during verification.
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

// count returns a function to be called for each of a number of things, from any goroutine.
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
