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

// A lease is an advisory lock held by a session of its own; the database releases it when the session ends. Each
// acquisition increments the epoch in the table leases, and the epoch is read back through the same session: a pooler
// that hands the session to another client is detected that way.
//
// A process that loses its database notices within leaseInterval plus leaseTimeout. A database whose client dies
// releases the lock at once or, if the network failed, within about 25 seconds, which is later.
const (
	leaseInterval     = 2 * time.Second // interval between checks of the lease
	leaseTimeout      = 6 * time.Second // time limit of a check
	keepaliveIdle     = "10"            // TCP keepalive: seconds of silence before the first probe
	keepaliveInterval = "5"             // seconds between probes
	keepaliveCount    = "3"             // number of probes
	sendTimeout       = "20000"         // milliseconds within which sent data must be acknowledged
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
			_ = l.conn.Close(context.WithoutCancel(ctx)) // ending the session releases the lock
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
			end, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseTimeout)
			defer cancel()
			_ = l.conn.Close(end) // ending the session releases the lock
		})
	}}, nil
}

// lease is a lease held by this process.
type lease struct {
	s     *Store
	name  string
	epoch int64

	mu   sync.Mutex // serialises statements
	conn *pgx.Conn
}

// take acquires the advisory lock and increments the epoch.
func (l *lease) take(ctx context.Context, who string) error {
	config := l.s.config.Copy()
	config.RuntimeParams["tcp_keepalives_idle"] = keepaliveIdle
	config.RuntimeParams["tcp_keepalives_interval"] = keepaliveInterval
	config.RuntimeParams["tcp_keepalives_count"] = keepaliveCount
	config.RuntimeParams["tcp_user_timeout"] = sendTimeout
	ctx, cancel := context.WithTimeout(ctx, 2*leaseTimeout)
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

// number returns the key of the advisory lock; all schemas of a database share one key space.
func (l *lease) number() int64 {
	return int64(binary.BigEndian.Uint64(key("lease", l.s.schema, l.name)))
}

func orUnknown(holder string) string {
	if holder == "" {
		return "another process"
	}
	return holder
}

// held implements archive.Lease.Held.
func (l *lease) held(ctx context.Context) error {
	// Cancelling a query would end the session.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseTimeout)
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

// keep checks the lease until done is closed and cancels the work if it is lost.
func (l *lease) keep(ctx context.Context, lost context.CancelCauseFunc, done <-chan struct{}) {
	tick := time.NewTicker(leaseInterval)
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
