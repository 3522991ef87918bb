package pgstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"letopis/internal/archive"
)

// Retries of operations that failed for a temporary reason.
const (
	maxTries   = 6
	firstPause = 50 * time.Millisecond // before the first retry, doubled each time
)

// retry calls f repeatedly while it fails with an error that passes accepts.
func (s *Store) retry(ctx context.Context, passes func(error) bool, f func() error) error {
	for wait, n := firstPause, 1; ; wait, n = 2*wait, n+1 {
		err := f()
		if err == nil || n == maxTries || !passes(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// isConflict reports whether the database aborted a transaction because of a conflict with another one.
func isConflict(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

// isConnectionError reports whether a connection was lost or could not be established.
func isConnectionError(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) { // including a refused connection
		return strings.HasPrefix(e.Code, "08") || strings.HasPrefix(e.Code, "57P") || e.Code == "53300"
	}
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &network) || errors.As(err, &connect) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err) ||
		strings.Contains(err.Error(), "conn closed")
}

func isTemporary(err error) bool {
	return !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) &&
		(isConflict(err) || isConnectionError(err))
}

// tx runs f in a transaction that holds the counter, retrying if that helps. If the connection breaks during commit,
// its outcome is unknown; the transaction is then repeated only if that is harmless.
func (s *Store) tx(ctx context.Context, harmless bool, f func(*writer) error) error {
	committing := false
	again := func(err error) bool {
		return isConflict(err) || isTemporary(err) && (harmless || !committing)
	}
	return s.fail(s.retry(ctx, again, func() error {
		committing = false
		tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // a no-op after Commit
		w := &writer{s: s, tx: tx}
		if err := w.begin(ctx); err != nil {
			return err
		}
		if err := f(w); err != nil {
			return err
		}
		if err := w.finish(ctx); err != nil {
			return err
		}
		committing = true
		if err := tx.Commit(ctx); err != nil {
			return err
		}
		s.end.wrote(archive.Seq(w.seq))
		return nil
	}))
}

// fail adds the name of the database, a kind of package archive and advice to an error. It returns nil for nil.
func (s *Store) fail(err error) error {
	if err == nil || hasKind(err) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) &&
		!isConnectionError(err) {
		return err
	}
	kind := func(kind error, format string, args ...any) error {
		return fmt.Errorf("%s: %s: %w (%v)", s.name(), fmt.Sprintf(format, args...), kind, err)
	}
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		if isConnectionError(err) {
			return kind(archive.ErrUnavailable, "see that it runs and that store.dsn names it")
		}
		return fmt.Errorf("%s: %w", s.name(), err)
	}
	switch e.Code {
	case "28P01", "28000":
		return kind(archive.ErrInvalid, "it does not let the user %q in: set the right user and password in store.dsn "+
			"(LETOPIS_STORE_DSN)", s.config.User)
	case "3D000":
		return kind(archive.ErrInvalid, "there is no such database: make it (createdb -O %s -E UTF8 %s), or name the right "+
			"one in store.dsn", s.config.User, s.config.Database)
	case "42501":
		return kind(archive.ErrInvalid, "the user %[1]q lacks a right: as its owner, GRANT CREATE ON DATABASE %[2]s TO "+
			"%[1]s, or let it own the schema %[3]s", s.config.User, s.config.Database, s.schema)
	case "25006":
		return kind(archive.ErrReadOnly, "it takes no writing: name the primary server in store.dsn, not a standby")
	case "53100":
		return kind(archive.ErrFull, "free some space on its disk and repeat")
	case "55P03", "40001", "40P01":
		return kind(archive.ErrLocked, "another process has been writing for too long")
	case "XX001", "XX002":
		return kind(archive.ErrCorrupt, "restore its backup")
	}
	if isConnectionError(err) {
		return kind(archive.ErrUnavailable, "see that it runs and has connections left")
	}
	return fmt.Errorf("%s: %w", s.name(), err)
}

// hasKind reports whether an error already has a kind of package archive.
func hasKind(err error) bool {
	for _, kind := range []error{archive.ErrNotFound, archive.ErrInvalid, archive.ErrCorrupt, archive.ErrUnavailable} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
