package pgstore

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"letopis/internal/archive"
)

// A lease is an advisory lock of a session of its own: the database lets go of it when the session
// ends. Its number in the table leases grows each time that it is taken, and is asked of the same
// session: behind a pooler that gives sessions to others it would not be the same.
//
// A process whose database is gone finds out within leaseShown and leaseAnswer, a database whose
// process is gone at once, or where the network is within some 25 seconds: later.
const (
	leaseShown   = 2 * time.Second // how often a lease is asked for
	leaseAnswer  = 6 * time.Second // how long the answer may take
	sessionIdle  = "10"            // seconds after which the database asks for a silent process
	sessionAsked = "5"             // and how often then,
	sessionTries = "3"             // how many times
	sessionAcked = "20000"         // milliseconds in which what it sends must arrive
)

// Lease implements archive.Leaser.
func (s *Store) Lease(ctx context.Context, name, who string) (*archive.Lease, error) {
	if s.o.ReadOnly {
		return nil, fmt.Errorf("%s: %w", s.name(), archive.ErrReadOnly)
	}
	host, err := os.Hostname()
	if err != nil {
		host = "a host without a name"
	}
	who = fmt.Sprintf("%s, process %d on %s", who, os.Getpid(), host)
	l := &lease{s: s, name: name}
	if err := l.take(ctx, who); err != nil {
		if l.conn != nil {
			_ = l.conn.Close(context.WithoutCancel(ctx)) // which is what ends it
		}
		return nil, s.fail(err)
	}
	work, lost := context.WithCancelCause(ctx)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		l.keep(work, lost, done)
	}()
	var once sync.Once
	return &archive.Lease{Work: work, Held: l.held, Release: func() {
		once.Do(func() {
			close(done)
			<-ended
			lost(nil)
			l.mu.Lock()
			defer l.mu.Unlock()
			end, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseAnswer)
			defer cancel()
			_ = l.conn.Close(end) // the session ends, and the lock with it
		})
	}}, nil
}

// lease is a right that this process took.
type lease struct {
	s     *Store
	name  string
	epoch int64

	mu   sync.Mutex // one statement at a time
	conn *pgx.Conn
}

// take locks, and counts that it was taken.
func (l *lease) take(ctx context.Context, who string) error {
	config := l.s.config.Copy()
	config.RuntimeParams["tcp_keepalives_idle"] = sessionIdle
	config.RuntimeParams["tcp_keepalives_interval"] = sessionAsked
	config.RuntimeParams["tcp_keepalives_count"] = sessionTries
	config.RuntimeParams["tcp_user_timeout"] = sessionAcked
	ctx, cancel := context.WithTimeout(ctx, 2*leaseAnswer)
	defer cancel()
	var err error
	if l.conn, err = pgx.ConnectConfig(ctx, config); err != nil {
		return err
	}
	var got bool
	err = l.conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", l.number()).Scan(&got)
	if err != nil {
		return err
	}
	if !got {
		var holder []byte
		err := l.conn.QueryRow(ctx, "SELECT holder FROM leases WHERE name = $1", []byte(l.name)).Scan(&holder)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		return fmt.Errorf("%s: %w by %s", l.s.name(), archive.ErrLocked, orUnknown(string(holder)))
	}
	return l.conn.QueryRow(ctx, "INSERT INTO leases (name, epoch, holder) VALUES ($1, 1, $2) ON CONFLICT (name) DO "+
		"UPDATE SET epoch = leases.epoch + 1, holder = excluded.holder RETURNING epoch", []byte(l.name),
		[]byte(who)).Scan(&l.epoch)
}

// number is that of the lock, of which a database has one for all its schemas.
func (l *lease) number() int64 {
	return int64(binary.BigEndian.Uint64(key("lease", l.s.schema, l.name)))
}

func orUnknown(holder string) string {
	if holder == "" {
		return "another process"
	}
	return holder
}

// held is archive.Lease.Held.
func (l *lease) held(ctx context.Context) error {
	// A question that is broken off would end the session.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseAnswer)
	defer cancel()
	l.mu.Lock()
	defer l.mu.Unlock()
	var same bool
	err := l.conn.QueryRow(ctx, "SELECT epoch = $2 FROM leases WHERE name = $1", []byte(l.name), l.epoch).Scan(&same)
	switch {
	case err != nil:
		return l.s.fail(err)
	case !same:
		return fmt.Errorf("%s: %w: another process has taken over", l.s.name(), archive.ErrLocked)
	}
	return nil
}

// keep asks for the lease until done, and ends the work when it is lost: with its session.
func (l *lease) keep(ctx context.Context, lost context.CancelCauseFunc, done <-chan struct{}) {
	tick := time.NewTicker(leaseShown)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := l.held(ctx); err != nil {
			lost(fmt.Errorf("the right to the %s is lost: %w: %w", l.name, archive.ErrLocked, err))
			return
		}
	}
}
