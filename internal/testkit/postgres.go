package testkit

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Postgres is a PostgreSQL server of a test's own.
type Postgres struct {
	address   string
	databases atomic.Int64
	service   *service
}

// The user and password of the server's owner.
const pgUser, pgPassword = "letopis", "password-of-a-test"

// StartPostgres runs a PostgreSQL server on loopback until the test ends. It is of the
// Debian package, or wherever initdb is found, and runs as an unprivileged user.
func StartPostgres(t testing.TB) *Postgres {
	t.Helper()
	bin := postgresBin(t)
	dir, err := os.MkdirTemp("", "letopis-postgres-") // t.TempDir lets no other user in
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte(pgPassword), 0o600); err != nil {
		t.Fatal(err)
	}
	as := unprivileged(t, dir, password)
	run := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir, cmd.SysProcAttr = dir, &syscall.SysProcAttr{Credential: as}
		return cmd
	}
	data := filepath.Join(dir, "data")
	if out, err := run("initdb", "-D", data, "-U", pgUser, "--pwfile", password, "-A", "scram-sha-256", "-E", "UTF8",
		"--locale=C", "-N").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	port := FreePort(t)
	p := &Postgres{address: "127.0.0.1:" + port}
	p.service = start(t, run("postgres", "-D", data, "-p", port, "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=200"))
	t.Cleanup(func() { // before it is killed: its children end with it so
		_ = p.service.cmd.Process.Signal(syscall.SIGQUIT)
		select {
		case <-p.service.gone:
		case <-time.After(10 * time.Second):
		}
	})
	p.service.ready(t, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		c, err := pgx.Connect(ctx, p.DSN(pgUser, pgPassword, "postgres"))
		if err != nil {
			return err
		}
		return c.Close(ctx)
	})
	return p
}

// postgresBin is the folder of the newest server that is installed.
func postgresBin(t testing.TB) string {
	t.Helper()
	best, version := "", 0
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is right
	for _, path := range found {
		if v, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))); err == nil && v > version {
			best, version = filepath.Dir(path), v
		}
	}
	if best == "" {
		path, err := exec.LookPath("initdb")
		if err != nil {
			Absent(t, "PostgreSQL is not installed: run scripts/deps.sh")
		}
		best = filepath.Dir(path)
	}
	return best
}

// unprivileged is who runs the server, which refuses to be root's; it may use dir and
// file. nil: as who runs the tests.
func unprivileged(t testing.TB, paths ...string) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			Absent(t, "no user to run PostgreSQL as: %v", err)
		}
	}
	uid, uidErr := strconv.Atoi(u.Uid)
	gid, gidErr := strconv.Atoi(u.Gid)
	if uidErr != nil || gidErr != nil {
		t.Fatalf("user %s: %v %v", u.Username, uidErr, gidErr)
	}
	for _, path := range paths {
		if err := os.Chown(path, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// DSN is the address of a database for a user.
func (p *Postgres) DSN(name, password, database string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(name, password), Host: p.address, Path: "/" + database}
	return u.String()
}

// Database makes an empty database and returns its DSN.
func (p *Postgres) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("test%d", p.databases.Add(1))
	p.Exec(t, p.DSN(pgUser, pgPassword, "postgres"), "CREATE DATABASE "+name)
	return p.DSN(pgUser, pgPassword, name)
}

// Exec runs a statement in the database of a DSN.
func (p *Postgres) Exec(t testing.TB, dsn, sql string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	if _, err := c.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// Disconnect ends the connections that Letopis has to a database, as its administrator does, and returns how many.
func (p *Postgres) Disconnect(t testing.TB, dsn string) (n int) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	const end = "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " +
		"application_name LIKE 'letopis%' AND datname = current_database()) AS ended"
	if err := c.QueryRow(t.Context(), end).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// PID is the server's process.
func (p *Postgres) PID() int { return p.service.cmd.Process.Pid }

// Kill ends the server at once, and all its connections.
func (p *Postgres) Kill() {
	_ = p.service.cmd.Process.Signal(syscall.SIGQUIT)
	<-p.service.gone
}
