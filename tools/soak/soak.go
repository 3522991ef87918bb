package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"letopis/internal/archive"
	"letopis/internal/datadir"
)

type options struct {
	program   string
	length    time.Duration
	documents int
	seed      uint64
}

// soak is one run.
type soak struct {
	options
	dir, data, acts, incoming string
	server                    *exec.Cmd
	url                       string
	answers, batches, removed atomic.Int64
}

// searchers is how many people search at a time.
const searchers = 3

func run(ctx context.Context, o options) (err error) {
	dir, err := os.MkdirTemp("", "letopis-soak-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s := &soak{options: o, dir: dir, data: filepath.Join(dir, "data"), acts: filepath.Join(dir, "acts"),
		incoming: filepath.Join(dir, "incoming")}
	for _, d := range []string{s.acts, s.incoming} {
		if err := os.Mkdir(d, 0o755); err != nil {
			return err
		}
	}
	rng := rand.New(rand.NewPCG(o.seed, 0))
	for n := range o.documents {
		if err := s.write(rng, s.acts, n); err != nil {
			return err
		}
	}
	if err := s.letopis(ctx, "ingest", s.acts); err != nil {
		return err
	}
	stop, err := s.serve(ctx)
	if err != nil {
		return err
	}
	usage, err := s.live(ctx)
	if err = errors.Join(err, stop()); err != nil {
		return err
	}
	if err := s.letopis(ctx, "check"); err != nil {
		return err
	}
	fmt.Printf("%v: %d answers, %d batches of changes, %d removals; %s\n", o.length, s.answers.Load(), s.batches.Load(),
		s.removed.Load(), usage)
	if s.removed.Load() == 0 {
		return errors.New("nothing was removed: run for longer")
	}
	return usage.steady()
}

// live lets everything happen for the time of the run.
func (s *soak) live(ctx context.Context) (*usage, error) {
	ctx, cancel := context.WithTimeout(ctx, s.length)
	defer cancel()
	failed := make(chan error, searchers+2)
	var all sync.WaitGroup
	begin := func(f func(context.Context, *rand.Rand) error, n uint64) {
		all.Go(func() {
			rng := rand.New(rand.NewPCG(s.seed, n))
			for ctx.Err() == nil {
				if err := f(ctx, rng); err != nil && ctx.Err() == nil {
					failed <- err
					cancel()
					return
				}
			}
		})
	}
	for n := range uint64(searchers) {
		begin(s.ask, 10+n)
	}
	begin(s.change, 1)
	begin(s.drop, 2)
	u := &usage{}
	every := time.NewTicker(max(s.length/200, time.Second))
	defer every.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-every.C:
			if err := u.sample(s.server.Process.Pid); err != nil {
				failed <- err
				cancel()
			}
		}
	}
	all.Wait()
	close(failed)
	return u, <-failed
}

// serve starts the server and returns what ends it.
func (s *soak) serve(ctx context.Context) (stop func() error, err error) {
	var log bytes.Buffer // read after the end only
	s.server = exec.CommandContext(ctx, s.program, "serve", "--data", s.data, "--listen", "127.0.0.1:0",
		"--server-private", "", "--server-rate", "-1", "--log-level", "error", "--watch", s.incoming)
	s.server.Stderr = &log
	if err := s.server.Start(); err != nil {
		return nil, fmt.Errorf("starting the server: %w: make build makes the program, --program names another", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.server.Wait() }()
	for s.url == "" {
		select {
		case err := <-ended:
			return nil, fmt.Errorf("the server ended: %w: %s", err, log.String())
		case <-time.After(100 * time.Millisecond):
			s.url = datadir.LiveServer(ctx, s.data)
		}
	}
	return func() error {
		_ = s.server.Process.Signal(syscall.SIGTERM) // it may have ended
		if err := <-ended; log.Len() > 0 {
			return fmt.Errorf("the server's errors: %s (%v)", log.String(), err)
		}
		return nil
	}, nil
}

// letopis runs a command of the program over the archive.
func (s *soak) letopis(ctx context.Context, args ...string) error {
	args = append(args, "--data", s.data, "--log-level", "error")
	out, err := exec.CommandContext(ctx, s.program, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("letopis %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}

// ask asks what people ask.
func (s *soak) ask(ctx context.Context, rng *rand.Rand) error {
	q := url.QueryEscape(sentence(rng, 1+rng.IntN(3)))
	paths := []string{"/api/v1/search?facets=city,program,kind,year&q=" + q, "/search?q=" + q,
		"/api/v1/suggest?q=" + url.QueryEscape(string([]rune(sentence(rng, 1))[:3])), "/", "/programs",
		"/api/v1/search?q=" + url.QueryEscape(slip(rng, sentence(rng, 1)))}
	path := paths[rng.IntN(len(paths))]
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if _, err := body.ReadFrom(res.Body); err != nil {
		return errors.Join(err, res.Body.Close())
	}
	if res.StatusCode != http.StatusOK {
		return errors.Join(fmt.Errorf("%s: %s: %s", path, res.Status, body.String()), res.Body.Close())
	}
	s.answers.Add(1)
	select {
	case <-ctx.Done():
	case <-time.After(time.Duration(rng.IntN(40)) * time.Millisecond):
	}
	return res.Body.Close()
}

// change changes some files and takes them in, corrects a document and removes one.
func (s *soak) change(ctx context.Context, rng *rand.Rand) error {
	for range 1 + rng.IntN(20) {
		if err := s.write(rng, s.acts, rng.IntN(s.documents)); err != nil {
			return err
		}
	}
	if err := s.letopis(ctx, "ingest", s.acts); err != nil {
		return err
	}
	corrected, removed := s.id(rng.IntN(s.documents/2)), s.id(s.documents/2+rng.IntN(s.documents/2))
	if err := s.letopis(ctx, "edit", corrected, "--title", sentence(rng, 4)); err != nil {
		return err
	}
	if rng.IntN(4) == 0 {
		// What was removed comes back when its file changes; one that is gone cannot be removed again.
		err := s.letopis(ctx, "remove", removed, "--reason", "soak")
		if err == nil {
			s.removed.Add(1)
		} else if !strings.Contains(err.Error(), "is removed already") {
			return err
		}
	}
	s.batches.Add(1)
	return nil
}

// drop puts files into the folder that is watched, under the names of earlier ones.
func (s *soak) drop(ctx context.Context, rng *rand.Rand) error {
	if err := s.write(rng, s.incoming, rng.IntN(50)); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
	case <-time.After(2 * time.Second):
	}
	return nil
}

func name(n int) string { return fmt.Sprintf("%04d.txt", n) }

func (s *soak) id(n int) string {
	return archive.NewID(filepath.ToSlash(s.acts), name(n))
}

// write writes a file whole: one that is read half would be another document.
func (s *soak) write(rng *rand.Rand, dir string, n int) error {
	const act = "АДМИНИСТРАЦИЯ ГОРОДА УГЛИЧА\n\nПОСТАНОВЛЕНИЕ\n\nот %02d.%02d.%d № %d\n\nО %s\n\n%s.\n"
	text := fmt.Sprintf(act, 1+rng.IntN(28), 1+rng.IntN(12), 2008+rng.IntN(12), 1+rng.IntN(999),
		sentence(rng, 4), sentence(rng, 50+rng.IntN(400)))
	path := filepath.Join(dir, name(n))
	hidden := filepath.Join(s.dir, "."+filepath.Base(dir)+name(n))
	if err := os.WriteFile(hidden, []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(hidden, path)
}
