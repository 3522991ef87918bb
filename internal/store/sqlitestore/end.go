package sqlitestore

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"letopis/internal/archive"
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

// known returns the end while it holds, else the number of writes before reading.
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
	seq, writes, ok := s.end.known(now)
	if ok {
		return seq, nil
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
	seq = archive.Seq(n)
	s.end.keep(seq, now, writes)
	return seq, nil
}

// checkShared finds out whether others took the file away, or cut off the one that all
// connections share: it never becomes smaller while it is used. For SQLite the write-ahead
// log would have less in it.
func (s *Store) checkShared() error {
	if now, err := os.Stat(s.path); err != nil || !os.SameFile(now, s.file) {
		return fmt.Errorf("catalogue %s: %w: others deleted or replaced it while it was open: stop letopis; %s", s.path,
			archive.ErrCorrupt, restore)
	}
	info, err := os.Stat(s.path + "-shm")
	if err != nil { // none is there yet, or it was deleted and is still mapped
		return nil
	}
	for {
		was := s.shared.Load()
		if info.Size() < was {
			return fmt.Errorf("catalogue %s: %w: its file -shm was cut off by others: start letopis again", s.path,
				archive.ErrCorrupt)
		}
		if s.shared.CompareAndSwap(was, info.Size()) {
			return nil
		}
	}
}
