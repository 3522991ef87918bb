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

// end is the end of the log as it was read last. Each request asks for it, and
// under load many do within the time that reading takes.
type end struct {
	mu     sync.Mutex
	seq    archive.Seq
	read   time.Time // when reading it began
	writes int       // of this Store; what was read before the last may be behind
}

// endAge is how long what was read of the end holds. What this Store writes
// counts at once, and no other process is done within a millisecond of its commit.
const endAge = time.Millisecond

// wrote makes the next Seq read.
func (e *end) wrote() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.writes++
	e.read = time.Time{}
}

// known returns what was read last. ok: it holds still. writes is the number of writes
// before reading.
func (e *end) known(now time.Time) (seq archive.Seq, writes int, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.seq, e.writes, now.Sub(e.read) < endAge
}

// keep keeps what was read, unless this Store has written since.
func (e *end) keep(seq archive.Seq, began time.Time, writes int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.writes == writes && began.After(e.read) {
		e.seq, e.read = seq, began
	}
}

// Seq implements archive.Store. It may be a millisecond behind other processes. It
// reads one row: watching ctx meanwhile would cost more than the reading.
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
		if err := s.checkStill(); err != nil {
			return 0, err
		}
	}
	var n int64
	if err := s.asked.seq.QueryRowContext(context.WithoutCancel(ctx)).Scan(&n); err != nil {
		return 0, s.fail(err)
	}
	seq := archive.Seq(n)
	if seq < last { // a log that is damaged ends there when SQLite makes its index anew
		return 0, fmt.Errorf("catalogue %s: %w: the last changes are lost, from %d on; stop letopis; %s, or go on without "+
			"them (letopis repair)", s.path, ErrTail, seq+1, restore)
	}
	s.end.keep(seq, now, writes)
	return seq, nil
}

// checkShared finds out whether others took away or replaced the database or what SQLite
// keeps beside it for all that have it open, or cut off the file that they share memory by.
// What is in that memory sumvfs compares; it tells of what it found here.
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

// Files of SQLite beside a database that is open.
const (
	logSuffix = "-wal"
	shmSuffix = "-shm"
)

// noteShared notes the files for checkShared.
func (s *Store) noteShared() error {
	for _, suffix := range []string{"", logSuffix, shmSuffix} {
		if s.o.ReadOnly && suffix != "" { // nobody shares anything
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
