// Package pgstore keeps the catalogue of an archive in a PostgreSQL database. Any number of processes may use it:
// each writer first locks the row of the counter, so writes are serialised and the log of changes is seen in order.
//
// The durability of a Commit is that of the database's synchronous_commit. PostgreSQL has its own backups (pg_dump,
// archived WAL), so the Store does not implement archive.Backuper.
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

// Options configure a Store.
type Options struct {
	// DSN is postgres://user:password@host:port/database?search_path=schema. The default search_path is "letopis".
	DSN       string
	Authority archive.Authority // nil: no authority files
	Moving    bool              // also open the target of an unfinished move, see archive.Mover
	// ReadOnly opens an existing catalogue of the current format; all writes fail with archive.ErrReadOnly.
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

	background sync.WaitGroup // listens for writes of other processes
	stop       context.CancelFunc
}

var _ archive.Store = (*Store)(nil)

const (
	minServerVersion = 130000 // minimum PostgreSQL version
	maxConnections   = 16     // maximum, unless the DSN sets pool_max_conns
	lockWait         = "20s"  // how long to wait for other writers, as in sqlitestore
	formatTable      = "letopis_format"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open connects to the database and creates its tables or migrates them to the current format. Errors say what to do
// and are archive.ErrInvalid or archive.ErrUnavailable.
func Open(ctx context.Context, o Options) (_ *Store, err error) {
	if o.Authority == nil {
		o.Authority = archive.NoAuthority{}
	}
	pool, err := pgxpool.ParseConfig(o.DSN)
	if err != nil { // the error does not contain the password
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
	err = s.retry(ctx, isTemporary, func() error { return s.prepare(ctx) })
	if err == nil {
		err = archive.RefuseHalf(ctx, s, s.name(), s.o.Moving)
	}
	if err != nil {
		return nil, errors.Join(s.fail(err), s.Close())
	}
	var follow context.Context
	follow, s.stop = context.WithCancel(context.WithoutCancel(ctx)) // ends with Close
	s.background.Go(func() { s.follow(follow) })
	return s, nil
}

// configure adds defaults to what the DSN sets.
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
		pool.MaxConns = maxConnections
	}
	pool.MaxConns = max(2, pool.MaxConns) // one connection holds the migration lock while another migrates
}

// prepare checks the server and creates or migrates the tables, one process at a time.
func (s *Store) prepare(ctx context.Context) error {
	var version int
	var encoding string
	err := s.pool.QueryRow(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')").
		Scan(&version, &encoding)
	switch {
	case err != nil:
		return err
	case version < minServerVersion:
		return fmt.Errorf("%s is PostgreSQL %d, which is too old: %d or newer is needed: %w", s.name(), version/10000,
			minServerVersion/10000, archive.ErrInvalid)
	case encoding != "UTF8":
		return fmt.Errorf("%s has the encoding %s: make the database with ENCODING 'UTF8': %w", s.name(), encoding,
			archive.ErrInvalid)
	}
	if s.o.ReadOnly {
		return s.checkFormat(ctx)
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
	var exists bool // CREATE SCHEMA IF NOT EXISTS needs a privilege even if the schema exists
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

// formats returns the provider of migrations; call end when done.
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

// checkFormat returns an error if the catalogue does not exist or needs a migration.
func (s *Store) checkFormat(ctx context.Context) error {
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

// name describes the database to people, without credentials.
func (s *Store) name() string {
	return fmt.Sprintf("database %s at %s:%d", s.config.Database, s.config.Host, s.config.Port)
}

// Close closes all connections.
func (s *Store) Close() error {
	s.stop()
	s.background.Wait()
	s.pool.Close()
	s.codec.Close()
	return nil
}

// key returns a SHA-256 as an index key of fixed size for strings of any length.
func key(parts ...string) []byte {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return h.Sum(nil)
}
