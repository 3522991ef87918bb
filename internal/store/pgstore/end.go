package pgstore

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"letopis/internal/archive"
)

// end caches the end of the log.
type end struct {
	mu   sync.Mutex
	seq  archive.Seq
	read time.Time // when the last read began; zero if never
}

// endAge is how long a read of the end of the log stays valid. Writes of this Store update it at once; writes of
// other processes are normally notified within milliseconds, and if a notification is lost, the end is read again
// after this time.
const endAge = 250 * time.Millisecond

// wrote records the seq of a committed transaction.
func (e *end) wrote(seq archive.Seq) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seq = max(e.seq, seq)
}

func (e *end) known(now time.Time) (archive.Seq, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.seq, now.Sub(e.read) < endAge
}

func (e *end) keep(seq archive.Seq, began time.Time) archive.Seq {
	e.mu.Lock()
	defer e.mu.Unlock()
	if began.After(e.read) {
		e.seq, e.read = max(e.seq, seq), began
	}
	return e.seq
}

// Seq implements archive.Store.
func (s *Store) Seq(ctx context.Context) (archive.Seq, error) {
	now := time.Now()
	if seq, ok := s.end.known(now); ok {
		return seq, ctx.Err()
	}
	n, err := one[int64](ctx, s, "SELECT seq FROM counter")
	if err != nil {
		return 0, err
	}
	return s.end.keep(archive.Seq(n), now), nil
}

// channel is the notification channel for new ends of the log.
func (s *Store) channel() string { return "letopis " + s.schema }

// follow listens for writes of other processes until ctx ends. While the connection is down, Seq reads the database.
func (s *Store) follow(ctx context.Context) {
	for ctx.Err() == nil {
		s.listen(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (s *Store) listen(ctx context.Context) {
	c, err := pgx.ConnectConfig(ctx, s.config.Copy())
	if err != nil {
		return
	}
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	if _, err := c.Exec(ctx, "LISTEN "+pgx.Identifier{s.channel()}.Sanitize()); err != nil {
		return
	}
	for {
		told, err := c.WaitForNotification(ctx)
		if err != nil {
			return
		}
		if seq, err := strconv.ParseUint(told.Payload, 10, 63); err == nil {
			s.end.wrote(archive.Seq(seq))
		}
	}
}
