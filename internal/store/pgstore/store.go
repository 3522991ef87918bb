// Package pgstore keeps the catalogue of an archive in a PostgreSQL database. Any number of
// processes may use it: writers take turns by the row of the counter, which each takes
// first, so that the log of changes is seen in its order.
//
// What Commit acknowledged is as durable as the database's synchronous_commit says. The
// database has its own backups (pg_dump, archived WAL): the Store is no archive.Backuper.
package pgstore

import (
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Options are what the store needs to know.
type Options struct {
	// DSN is postgres://user:password@host:port/database?search_path=schema. Without a
	// search_path the tables are in the schema "letopis".
	DSN       string
	Authority archive.Authority // nil: none is known
	Moving    bool              // opens a half, too, see archive.Mover
	// ReadOnly opens a catalogue of this program's format without changing anything:
	// archive.ErrReadOnly is the answer to all that would.
	ReadOnly bool
}

// Store is an archive.Store in PostgreSQL.
type Store struct {
	pool   *pgxpool.Pool
	config *pgx.ConnConfig
	schema string
	o      Options
	codec  *record.Codec
	end    end

	background sync.WaitGroup // follows what others write
	stop       context.CancelFunc
}

var _ archive.Store = (*Store)(nil)

const (
	oldest      = 130000 // the version of PostgreSQL that is needed at least
	connections = 16     // at a time, unless the DSN says pool_max_conns
	lockWait    = "20s"  // for other writers, as sqlitestore has it
	formatTable = "letopis_format"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open connects to the database and brings its tables to this program's format, making
// them where there are none. Errors name what is wrong with the way out:
// archive.ErrInvalid, or archive.ErrUnavailable.
func Open(ctx context.Context, o Options) (_ *Store, err error) {
	if o.Authority == nil {
		o.Authority = archive.NoAuthority{}
	}
	pool, err := pgxpool.ParseConfig(o.DSN)
	if err != nil { // which does not show the password
		return nil, fmt.Errorf("store.dsn is not postgres://user:password@host:port/database: %w (%v)", archive.ErrInvalid,
			err)
	}
	s := &Store{o: o, config: pool.ConnConfig, stop: func() {}}
	s.configure(pool)
	if s.codec, err = record.NewCodec(); err != nil {
		return nil, err
	}
	if s.pool, err = pgxpool.NewWithConfig(ctx, pool); err != nil {
		return nil, s.fail(err)
	}
	err = s.retry(ctx, passes, func() error { return s.prepare(ctx) })
	if err == nil {
		err = archive.RefuseHalf(ctx, s, s.name(), s.o.Moving)
	}
	if err != nil {
		return nil, errors.Join(s.fail(err), s.Close())
	}
	var follow context.Context
	follow, s.stop = context.WithCancel(context.WithoutCancel(ctx)) // until Close
	s.background.Go(func() { s.follow(follow) })
	return s, nil
}

// configure completes what the DSN says.
func (s *Store) configure(pool *pgxpool.Config) {
	params := s.config.RuntimeParams
	if s.schema = params["search_path"]; s.schema == "" {
		s.schema = "letopis"
	}
	params["search_path"] = pgx.Identifier{s.schema}.Sanitize()
	params["application_name"] = "letopis"
	params["lock_timeout"] = lockWait
	params["idle_in_transaction_session_timeout"] = "60s"
	if s.o.ReadOnly {
		params["default_transaction_read_only"] = "on"
	}
	if s.config.ConnectTimeout == 0 {
		s.config.ConnectTimeout = 5 * time.Second
	}
	alive := net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 3}
	s.config.DialFunc = (&net.Dialer{KeepAliveConfig: alive}).DialContext
	if !strings.Contains(s.o.DSN, "pool_max_conns") {
		pool.MaxConns = connections
	}
	pool.MaxConns = max(2, pool.MaxConns) // while one holds the lock of the migrations, another makes them
}

// prepare checks the server and makes or renews the tables, one process at a time.
func (s *Store) prepare(ctx context.Context) error {
	var version int
	var encoding string
	err := s.pool.QueryRow(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')").
		Scan(&version, &encoding)
	switch {
	case err != nil:
		return err
	case version < oldest:
		return fmt.Errorf("%s is PostgreSQL %d, which is too old: %d or newer is needed: %w", s.name(), version/10000,
			oldest/10000, archive.ErrInvalid)
	case encoding != "UTF8":
		return fmt.Errorf("%s has the encoding %s: make the database with ENCODING 'UTF8': %w", s.name(), encoding,
			archive.ErrInvalid)
	}
	if s.o.ReadOnly {
		return s.known(ctx)
	}
	return s.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) (err error) {
		const lock = "hashtextextended('letopis migrations of ' || $1, 0)"
		if _, err := c.Exec(ctx, "SELECT pg_advisory_lock("+lock+")", s.schema); err != nil {
			return err
		}
		defer func() {
			_, e := c.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock("+lock+")", s.schema)
			err = errors.Join(err, e)
		}()
		return s.migrate(ctx, c)
	})
}

func (s *Store) migrate(ctx context.Context, c *pgxpool.Conn) (err error) {
	var exists bool // making it needs a right even where it exists
	err = c.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)", s.schema).Scan(&exists)
	if err == nil && !exists {
		_, err = c.Exec(ctx, "CREATE SCHEMA "+pgx.Identifier{s.schema}.Sanitize())
	}
	if err != nil {
		return err
	}
	p, end, err := s.formats()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	has, knows, err := p.GetVersions(ctx)
	if err == nil && has > knows {
		err = s.otherFormat(has, knows, "use a newer letopis")
	}
	if err != nil || has == knows {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// formats is what brings the tables to this program's format, to be ended.
func (s *Store) formats() (p *goose.Provider, end func() error, err error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, nil, err
	}
	db := stdlib.OpenDBFromPool(s.pool)
	p, err = goose.NewProvider(goose.DialectPostgres, db, files, goose.WithTableName(formatTable))
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return p, db.Close, nil
}

// known refuses a catalogue that is not there, or would have to be brought up to date.
func (s *Store) known(ctx context.Context) error {
	var has, knows int64
	err := s.pool.QueryRow(ctx, "SELECT max(version_id) FROM "+formatTable).Scan(&has)
	if e := new(pgconn.PgError); errors.As(err, &e) && e.Code == "42P01" {
		return fmt.Errorf("%s has no catalogue of Letopis in the schema %s: see store.dsn: %w", s.name(), s.schema,
			archive.ErrInvalid)
	}
	if err != nil {
		return err
	}
	p, end, err := s.formats()
	if err != nil {
		return err
	}
	for _, source := range p.ListSources() {
		knows = max(knows, source.Version)
	}
	if err = end(); err == nil && has != knows {
		err = s.otherFormat(has, knows, "open it once by the newer letopis of both (letopis check)")
	}
	return err
}

func (s *Store) otherFormat(has, knows int64, out string) error {
	return fmt.Errorf("%s has format %d, this program knows %d: %s: %w", s.name(), has, knows, out, archive.ErrInvalid)
}

// name is the database for people, without secrets.
func (s *Store) name() string {
	return fmt.Sprintf("database %s at %s:%d", s.config.Database, s.config.Host, s.config.Port)
}

// Close ends all connections.
func (s *Store) Close() error {
	s.stop()
	s.background.Wait()
	s.pool.Close()
	s.codec.Close()
	return nil
}

// key is the SHA-256 of what names something, for an index.
func key(parts ...string) []byte {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return h.Sum(nil)
}
