package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/config"
	"letopis/internal/datadir"
	"letopis/internal/server"
	"letopis/internal/wiring"
)

type serveFlags struct {
	watch    []string
	readOnly bool
	full     bool // read-only because the disk is full
	create   bool // create the data folder
}

func (c *command) serve() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the site and the API",
		Long: `Serves the site and the API, follows what other commands take in, and keeps the index up to date.
Metrics (/metrics), health (/healthz), readiness (/readyz) and what was searched in vain (/searches) are on the private
address.

A data folder that does not exist is refused, as a slip in --data would make an empty archive: letopis ingest makes
one, or --create. A folder that is there and empty becomes an archive.`,
		Example: `  letopis serve --data archive
  letopis serve --data archive --listen :8080 --server-public-url https://archive.gorod.example.ru
  letopis serve --data archive --watch /srv/incoming`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.readOnly && len(f.watch) > 0 {
				return usageError{errors.New("--watch takes files in, --read-only writes nothing: leave one of them out")}
			}
			return c.runServe(cmd.Context(), f)
		},
	}
	cmd.Flags().StringSliceVar(&f.watch, "watch", nil, "folders whose new files are taken in as they appear")
	cmd.Flags().BoolVar(&f.create, "create", false, "make the data folder where there is none, with an empty archive")
	cmd.Flags().BoolVar(&f.readOnly, "read-only", false, "write nothing: for a data folder on a medium that cannot be "+
		"written, or that belongs to another user")
	return cmd
}

func (c *command) runServe(ctx context.Context, f serveFlags) error {
	for _, path := range f.watch {
		if err := c.checkPath(path); err != nil {
			return err
		}
	}
	if f.readOnly {
		_, err := c.serveOnce(ctx, f)
		return err
	}
	for {
		again, err := c.serveOnce(ctx, f)
		if errors.Is(err, archive.ErrFull) && ctx.Err() == nil {
			c.log.Error("the disk is full: what is there can be searched, nothing is written until there is room", "error", err)
			full := err
			if again, err = c.serveOnce(ctx, serveFlags{readOnly: true, full: true}); err != nil {
				err = fmt.Errorf("%w; nor is it served read-only: %v", full, err)
			}
		}
		if !again || err != nil {
			return err
		}
		c.log.Info("there is room on the disk again")
	}
}

// serveOnce serves until ctx ends. again reports that it served read-only because of a full disk that has space now.
func (c *command) serveOnce(ctx context.Context, f serveFlags) (again bool, err error) {
	public, err := listen(ctx, c.cfg.Server.Listen, "listen")
	if err != nil {
		return false, err
	}
	defer public.Close()
	var private net.Listener
	if c.cfg.Server.Private != "" {
		if private, err = listen(ctx, c.cfg.Server.Private, "server-private"); err != nil {
			return false, err
		}
		defer private.Close()
	}
	a, err := c.openFor(ctx, f)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.openIndex(ctx, "serve"); err != nil {
		return false, err
	}
	if a.desk, err = a.newDesk(f.watch); err != nil {
		return false, err
	}
	srv, err := a.newServer()
	if err != nil {
		return false, err
	}
	return a.run(ctx, srv, public, private, f)
}

// openFor opens the archive for a server.
func (c *command) openFor(ctx context.Context, f serveFlags) (*app, error) {
	if !f.readOnly {
		return c.openToServe(ctx, f)
	}
	a, err := wiring.OpenReadOnly(ctx, c.cfg, c.log)
	if err != nil {
		return nil, err
	}
	return &app{Archive: a, c: c}, nil
}

// openToServe opens the archive for writing. It creates a missing folder if requested, if folders are watched, or if
// the catalogue is not in it.
func (c *command) openToServe(ctx context.Context, f serveFlags) (*app, error) {
	create := f.create || len(f.watch) > 0 || c.cfg.Store.Driver != config.StoreSQLite
	if _, err := os.Stat(c.cfg.Data); create || !errors.Is(err, fs.ErrNotExist) {
		return c.open(ctx, true)
	}
	return nil, datadir.Unusable("data folder %s does not exist: make it with letopis ingest --data %s PATH…, "+
		"or serve an empty archive with --create", c.cfg.Data, c.cfg.Data)
}

// run serves until ctx ends, with the background tasks. again: see serveOnce.
func (a *app) run(ctx context.Context, srv *server.Server, public, private net.Listener, f serveFlags) (bool, error) {
	serving, stop := context.WithCancel(ctx)
	defer stop()
	var beside sync.WaitGroup
	again := false
	if a.ReadOnly {
		beside.Go(func() {
			if again = f.full && waitForRoom(serving, a.Dir); again {
				stop()
			}
		})
	} else {
		defer os.Remove(filepath.Join(a.Dir, datadir.ServerFile))
		if err := a.runBeside(serving, &beside, public, f.watch); err != nil {
			return false, err
		}
	}
	beside.Go(func() {
		a.query.Follow(serving, func(err error) { a.c.log.Error("preparing suggestions; trying again", "error", err) })
	})
	beside.Go(func() { a.scrub.run(serving, a) })
	beside.Go(func() { keepHeap(serving) })
	a.announce(ctx, public)
	err := srv.Serve(serving, public, private, a.c.cfg.Server.Grace)
	stop()
	beside.Wait()
	a.c.log.Info("stopped")
	if ctx.Err() != nil && err == nil {
		return false, nil
	}
	return again && ctx.Err() == nil, err
}

// runBeside starts the background tasks that write.
func (a *app) runBeside(ctx context.Context, beside *sync.WaitGroup, public net.Listener, watch []string) error {
	info, err := json.Marshal(datadir.Server{PID: os.Getpid(), URL: "http://" + reachable(public.Addr())})
	if err != nil {
		return err
	}
	path := filepath.Join(a.Dir, datadir.ServerFile)
	if err := datadir.WriteFile(path, info); err != nil { // searching works even on a full disk
		a.c.log.Error("the address of the server is not written: other commands wait for it to stop until it is; "+
			"trying again", "error", err)
		beside.Go(func() { keepWriting(ctx, path, info) })
	}
	beside.Go(func() { a.Indexer.Run(ctx) })
	beside.Go(func() { a.keepSwept(ctx) })
	beside.Go(func() { a.following.Run(ctx) })
	if a.desk != nil {
		beside.Go(func() { a.takeInSent(ctx, a.desk.Inbox) })
	}
	beside.Go(func() { a.keepRenewed(ctx) })
	if a.searches != nil {
		beside.Go(func() { a.searches.Run(ctx) })
	}
	for _, path := range watch {
		beside.Go(func() { a.keepWatching(ctx, path) })
	}
	return nil
}

// announce logs where the archive is served, and warnings.
func (a *app) announce(ctx context.Context, public net.Listener) {
	a.c.log.Info("serving", "site", "http://"+reachable(public.Addr()), "data", a.Dir, "read_only", a.ReadOnly)
	if seq, err := a.Store.Seq(ctx); err == nil && seq == 0 { // may also be a typo in --data
		a.c.log.Warn("the archive is empty: take documents in with letopis ingest --data "+a.Dir+" PATH…", "data", a.Dir)
	}
	if a.c.cfg.Server.PublicURL == "" {
		level := slog.LevelInfo
		if !loopback(public.Addr()) || len(a.c.cfg.Server.TrustedProxies) > 0 {
			level = slog.LevelWarn
		}
		a.c.log.Log(ctx, level, "server.public_url is not set: feeds, tables, sitemaps and OAI-PMH name the host that each "+
			"request names; set it before others use this archive")
	}
}

// waitForRoom waits until a full disk has space; it returns false if ctx ends first.
func waitForRoom(ctx context.Context, dir string) bool {
	for {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(writeRetryDelay):
		}
		if datadir.HasRoom(dir) {
			return true
		}
	}
}

// writeRetryDelay is the interval of attempts to write on a full disk.
const writeRetryDelay = 2 * time.Second

// keepWriting retries writing a small file until it succeeds or ctx ends.
func keepWriting(ctx context.Context, path string, b []byte) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(writeRetryDelay):
		}
		if datadir.WriteFile(path, b) == nil {
			return
		}
	}
}

// Delays before a folder that cannot be watched is tried again, doubling each time.
const (
	watchRetryDelay = 2 * time.Second
	maxWatchAgain   = 5 * time.Minute
)

// keepWatching watches a folder while a server runs, and retries after errors, such as a full disk or a folder that
// is not mounted yet.
func (a *app) keepWatching(ctx context.Context, path string) {
	for wait := watchRetryDelay; ; wait = min(2*wait, maxWatchAgain) {
		began := time.Now()
		err := a.watch(ctx, []string{path}, ingestFlags{})
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > maxWatchAgain {
			wait = watchRetryDelay
		}
		a.c.log.Error("the folder is not watched; trying again", "path", path, "in", wait, "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// listen opens a listener; the error for a used address names the flag.
func listen(ctx context.Context, addr, flag string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use by another program: choose another address with --%s: %w", addr, flag, err)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s (--%s): %w", addr, flag, err)
	}
	return l, nil
}

// loopback reports whether only this machine can reach an address.
func loopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// reachable returns an address that clients on this machine can use.
func reachable(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() || ip.IsLoopback() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
