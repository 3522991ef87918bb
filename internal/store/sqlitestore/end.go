package sqlitestore

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"letopis/internal/archive"
	"letopis/internal/store/sqlitestore/sumvfs"
)

// end caches the end of the log, which every request asks for.
type end struct {
	mu     sync.Mutex
	seq    archive.Seq
	read   time.Time // when reading began
	writes int       // number of writes by this Store; a read that began before the last one is stale
}

// endAge is how long a read of the end of the log stays valid. Writes of this Store invalidate it at once, and no
// other process returns from a commit within a millisecond.
const endAge = time.Millisecond

// wrote invalidates the cached end.
func (e *end) wrote() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.writes++
	e.read = time.Time{}
}

// known returns the cached end; ok reports whether it is still valid. writes must be passed to keep after reading
// anew.
func (e *end) known(now time.Time) (seq archive.Seq, writes int, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.seq, e.writes, now.Sub(e.read) < endAge
}

// keep caches an end that was read, unless this Store has written since.
func (e *end) keep(seq archive.Seq, began time.Time, writes int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.writes == writes && began.After(e.read) {
		e.seq, e.read = seq, began
	}
}

// Seq implements archive.Store. It may lag a millisecond behind other processes. It reads one row without watching
// ctx, which would cost more than the read.
func (s *Store) Seq(ctx context.Context) (archive.Seq, error) {
	if err := ctx.Err(); err != nil {
		return 0, s.fail(err)
	}
	now := time.Now()
	last, writes, ok := s.end.known(now)
	if ok {
		return last, nil
	}
	if err := s.checkShared(); err != nil {
		return 0, err
	}
	if s.o.ReadOnly {
		if err := s.checkUnchanged(); err != nil {
			return 0, err
		}
	}
	var n int64
	if err := s.stmts.seq.QueryRowContext(context.WithoutCancel(ctx)).Scan(&n); err != nil {
		return 0, s.fail(err)
	}
	seq := archive.Seq(n)
	if seq < last { // after SQLite rebuilds its index, a damaged log ends where the damage begins
		return 0, fmt.Errorf("catalogue %s: %w: the last changes are lost, from %d on; stop letopis; %s, or go on without "+
			"them (letopis repair)", s.path, ErrTail, seq+1, restore)
	}
	s.end.keep(seq, now, writes)
	return seq, nil
}

// checkShared detects whether others deleted or replaced the database or SQLite's files next to it, or truncated the
// shared-memory file. The contents of the shared memory are verified by sumvfs, whose repairs are logged here.
func (s *Store) checkShared() error {
	for suffix, was := range s.opened {
		now, err := os.Stat(s.path + suffix)
		switch {
		case suffix == "" && (err != nil || !os.SameFile(now, was)):
			return fmt.Errorf("catalogue %s: %w: others deleted or replaced it while it was open: stop letopis; %s", s.path,
				archive.ErrCorrupt, restore)
		case err != nil || !os.SameFile(now, was):
			return fmt.Errorf("catalogue %s: %w: others deleted or replaced its file %s while it was open: start letopis again",
				s.path, archive.ErrCorrupt, suffix)
		case suffix == shmSuffix && now.Size() < was.Size():
			return fmt.Errorf("catalogue %s: %w: others cut off its file %s: start letopis again", s.path, archive.ErrCorrupt,
				suffix)
		}
	}
	if now := sumvfs.Mended(); s.mended.Swap(now) < now && s.o.Log != nil {
		s.o.Log.Warn("what processes share of the catalogue's log was damaged by others; it is made anew", "file",
			s.path+shmSuffix)
	}
	return nil
}

// Files that SQLite keeps next to an open database.
const (
	logSuffix = "-wal"
	shmSuffix = "-shm"
)

// noteShared records the files for checkShared.
func (s *Store) noteShared() error {
	for _, suffix := range []string{"", logSuffix, shmSuffix} {
		if s.o.ReadOnly && suffix != "" { // a read-only store shares nothing
			break
		}
		info, err := os.Stat(s.path + suffix)
		if err != nil {
			return fmt.Errorf("catalogue: %w", err)
		}
		s.opened[suffix] = info
	}
	return nil
}
