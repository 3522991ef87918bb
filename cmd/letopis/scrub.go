package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"letopis/index"
	"letopis/internal/archive"
)

// scrub repeatedly and slowly reads everything that the archive stores, to find data that is damaged on the disk
// before it is needed. Safe for concurrent use.
type scrub struct {
	mu      sync.Mutex
	damaged map[string]error   // by name, until it is found intact
	gauges  map[string]float64 // metrics by name
}

// run scrubs until ctx ends, first soon after startup, then every server.scrub_every.
func (s *scrub) run(ctx context.Context, a *app) {
	rate, every := a.c.cfg.Server.ScrubMB<<20, a.c.cfg.Server.ScrubEvery
	if rate == 0 {
		return
	}
	pause := &pacer{rate: float64(rate)}
	for wait := min(every, scrubFirst); ; wait = every {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		began := time.Now()
		s.pass(ctx, a, pause)
		s.set("letopis_scrub_pass_seconds", time.Since(began).Seconds())
		s.set("letopis_scrub_last_timestamp_seconds", float64(time.Now().Unix()))
	}
}

// scrubFirst is the delay of the first pass after startup.
const scrubFirst = 5 * time.Minute

// pass reads everything once.
func (s *scrub) pass(ctx context.Context, a *app, pause *pacer) {
	s.found(ctx, a, "index", a.verifyIndex(index.WithPacer(ctx, pause.pace)))
	s.found(ctx, a, "catalogue", a.Store.Check(ctx, pause.read))
	seen := map[string]bool{}
	err := a.Store.Originals(ctx, func(sha, _ string) error {
		seen["original "+sha] = true
		n, err := readOriginalAt(ctx, a.Bucket, sha, pause)
		s.add("letopis_scrub_original_bytes", float64(n))
		if held, e := a.Store.Holds(ctx, sha); e == nil && !held {
			err = nil // was removed meanwhile
		}
		s.found(ctx, a, "original "+sha, err)
		return ctx.Err()
	})
	s.found(ctx, a, "list of originals", err)
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.damaged, func(name string, _ error) bool { // no longer needed
		return err == nil && len(name) > len("original ") && name[:len("original ")] == "original " && !seen[name]
	})
}

// verifyIndex verifies the index and rebuilds a damaged one if it can.
func (a *app) verifyIndex(ctx context.Context) error {
	if a.ReadOnly {
		return a.checkIndex(ctx)
	}
	return a.Indexer.Verify(ctx)
}

// found records the result of checking a thing.
func (s *scrub) found(ctx context.Context, a *app, what string, err error) {
	if ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.damaged == nil {
		s.damaged = map[string]error{}
	}
	if !errors.Is(err, archive.ErrCorrupt) && !errors.Is(err, index.ErrDamaged) {
		if err != nil {
			a.c.log.Error("looking for damage", "in", what, "error", err)
			return
		}
		delete(s.damaged, what)
		return
	}
	if s.damaged[what] == nil {
		a.c.log.Error("damage was found", "in", what, "error", err)
	}
	s.damaged[what] = err
}

// notices returns messages for operators about damaged data.
func (s *scrub) notices() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, what := range slices.Sorted(maps.Keys(s.damaged)) {
		if len(out) == scrubListed {
			return append(out, fmt.Sprintf("damaged: %d more, see letopis check", len(s.damaged)-scrubListed))
		}
		out = append(out, fmt.Sprintf("damaged: %s: %v", what, s.damaged[what]))
	}
	return out
}

// scrubListed is the maximum number of damaged things in notices.
const scrubListed = 10

// metrics returns the gauges and the number of damaged things.
func (s *scrub) metrics() map[string]float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]float64{"letopis_scrub_damaged": float64(len(s.damaged))}
	maps.Copy(out, s.gauges)
	return out
}

func (s *scrub) set(name string, v float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gauges == nil {
		s.gauges = map[string]float64{}
	}
	s.gauges[name] = v
}

func (s *scrub) add(name string, v float64) {
	s.mu.Lock()
	v += s.gauges[name]
	s.mu.Unlock()
	s.set(name, v)
}

// pacer limits reading to a rate in bytes per second.
type pacer struct{ rate float64 }

// read waits as long as reading the bytes should take.
func (p *pacer) read(ctx context.Context, bytes int64) {
	select {
	case <-ctx.Done():
	case <-time.After(time.Duration(float64(bytes) / p.rate * float64(time.Second))):
	}
}

// pace is an index.Pacer, which is called for every index.PacedBytes.
func (p *pacer) pace(ctx context.Context) { p.read(ctx, index.PacedBytes) }

// readOriginalAt is readOriginal at the rate of the pacer.
func readOriginalAt(ctx context.Context, b archive.Bucket, sha string, p *pacer) (n int64, err error) {
	f, err := b.Open(ctx, sha)
	if errors.Is(err, archive.ErrNotFound) {
		return 0, goneOriginal(sha)
	}
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for {
		read, err := io.CopyN(io.Discard, f, index.PacedBytes)
		n += read
		if errors.Is(err, io.EOF) {
			p.read(ctx, read)
			return n, nil
		}
		if err != nil || ctx.Err() != nil {
			return n, errors.Join(err, ctx.Err())
		}
		p.read(ctx, read)
	}
}
