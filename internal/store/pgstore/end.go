package pgstore

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"letopis/internal/archive"
)

// end is the end of the log as it is known here.
type end struct {
	mu   sync.Mutex
	seq  archive.Seq
	read time.Time // when reading it began; zero: never
}

// endAge is how long what was read of the end holds. What this Store writes counts at
// once; what others write is told by the database within milliseconds, and where that was
// lost, read after this time.
const endAge = 250 * time.Millisecond

// wrote takes a number that has been committed.
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

// channel is where the ends of the log are told.
func (s *Store) channel() string { return "letopis " + s.schema }

// follow hears what others write, until ctx ends. Where the connection is lost, Seq reads.
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
