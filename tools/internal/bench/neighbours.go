package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"letopis/internal/query"
)

// heavyClients ask as much as they can for as long as the normal user is timed.
const heavyClients = 16

// Neighbours tells what heavy clients do to one normal user, each with an address
// of its own, without a rate limit. The normal user asks for usual queries and
// reads a moment; the heavy ones ask for broad prefixes, any of five common
// words, and deep pages by date, with all facets and no pause.
type Neighbours struct {
	Alone  Times `json:"alone"`
	Beside Times `json:"beside"`
	// Refused are answers 429 and 503.
	Refused      int64   `json:"refused"`
	HeavyRate    float64 `json:"heavy_rps"` // answered a second, of all heavy clients
	HeavyRefused int64   `json:"heavy_refused"`
	// Highest resident memory of the server.
	AloneBytes  int64 `json:"alone_rss_bytes"`
	BesideBytes int64 `json:"beside_rss_bytes"`
}

// usual are the classes a normal user asks.
var usual = []string{"rare word", "mid word", "common word", "AND of 2", "AND of 3", "phrase of 2"}

const reading = 100 * time.Millisecond // the pause of a normal user

// Crowd are heavy clients of one kind.
type Crowd struct {
	URL             string // of the server
	Attack          bool   // they mean harm
	Seed            uint64
	Prefixes, Words []string // to ask for
}

// CrowdReport is what a crowd was answered.
type CrowdReport struct {
	Answered, Refused int64
	Seconds           float64
}

// StartCrowd has a crowd ask in a process of its own, where it takes nothing of the user's time but what the server
// gives it, until it is stopped.
type StartCrowd func(context.Context, Crowd) (stop func() (CrowdReport, error), err error)

// Run asks without a pause until ctx ends.
func (cr Crowd) Run(ctx context.Context) (report CrowdReport, err error) {
	var answered atomic.Int64
	var all sync.WaitGroup
	errs := make([]error, heavyClients)
	refused := make([]int64, heavyClients)
	start := time.Now()
	for i := range heavyClients {
		all.Go(func() {
			r := rand.New(rand.NewPCG(cr.Seed, uint64(i)))
			g := greedy{next: func() string { return heavyPath(r, cr.Prefixes, cr.Words) }}
			if cr.Attack {
				g = attacker(r, cr.Prefixes, cr.Words)
			}
			refused[i], errs[i] = heavyClient(ctx, cr.URL, "127.0.0."+strconv.Itoa(2+i), &answered, g)
		})
	}
	all.Wait()
	report = CrowdReport{Answered: answered.Load(), Seconds: time.Since(start).Seconds()}
	for _, r := range refused {
		report.Refused += r
	}
	return report, errors.Join(errs...)
}

// A greedy client makes the requests of one heavy client. saw, unless nil, is shown the answer to each.
type greedy struct {
	next func() string
	saw  func(body []byte)
}

// neighbours measures a user alone, and beside a crowd.
func (b *bench) neighbours(ctx context.Context, p *Process, typed [][]string, attack bool) (*Neighbours, error) {
	crowd := Crowd{URL: p.URL, Attack: attack, Seed: b.o.Seed}
	var normal []string
	for i, c := range b.classes {
		if slices.Contains(usual, c.Name) {
			normal = append(normal, typed[i]...)
		}
		switch c.Name {
		case "prefix":
			crowd.Prefixes = typed[i]
		case "common word":
			crowd.Words = typed[i]
		}
	}
	n := &Neighbours{}
	paths := make([]string, len(normal))
	for i, q := range normal {
		paths[i] = apiPath(q)
	}
	err := warm(ctx, p, paths)
	if err != nil {
		return nil, err
	}
	if n.Alone, n.AloneBytes, _, err = b.normalUser(ctx, p, normal); err != nil {
		return nil, err
	}
	stop, err := b.o.Crowd(ctx, crowd)
	if err != nil {
		return nil, err
	}
	n.Beside, n.BesideBytes, n.Refused, err = b.normalUser(ctx, p, normal)
	report, stopErr := stop()
	n.HeavyRate, n.HeavyRefused = float64(report.Answered)/report.Seconds, report.Refused
	return n, errors.Join(err, stopErr)
}

// warm asks for everything once.
func warm(ctx context.Context, p *Process, paths []string) error {
	c, err := dial(ctx, p.URL, "127.0.0.100", "")
	if err != nil {
		return err
	}
	defer c.Close()
	for _, path := range paths {
		if _, err := c.fetch(path, nil); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// normalUser returns the times of one user's searches, and the most memory the
// server had meanwhile.
func (b *bench) normalUser(ctx context.Context, p *Process, queries []string) (t Times, rss, refused int64, err error) {
	c, err := dial(ctx, p.URL, "127.0.0.100", "")
	if err != nil {
		return t, 0, 0, err
	}
	defer c.Close()
	var took []time.Duration
	// 500 in the usual two seconds, for a 99th percentile of five
	for range max(20, int(b.o.During/(4*time.Millisecond))) {
		q := queries[len(took)*7919%len(queries)]
		from := time.Now()
		status, _, err := c.get(apiPath(q), nil)
		if err != nil {
			return t, 0, 0, err
		}
		switch status {
		case http.StatusOK:
		case http.StatusTooManyRequests, http.StatusServiceUnavailable:
			refused++
		default:
			return t, 0, 0, fmt.Errorf("bench: the server answers %d to %q", status, q)
		}
		took = append(took, time.Since(from))
		rss = max(rss, memoryOf(p.PID, "VmRSS"))
		select {
		case <-ctx.Done():
			return t, 0, 0, ctx.Err()
		case <-time.After(reading):
		}
	}
	return percentiles(took), rss, refused, nil
}

// heavyPath makes a request that costs a lot and is not asked twice soon.
func heavyPath(r *rand.Rand, prefixes, words []string) string {
	const facets = "city,program,kind,region,year"
	switch r.IntN(3) {
	case 0:
		p := []rune(prefixes[r.IntN(len(prefixes))])
		return apiPath(string(p[:3])+"*", "facets", facets, "limit", strconv.Itoa(50+r.IntN(50)))
	case 1:
		var common []string
		for _, i := range r.Perm(len(words))[:min(5, len(words))] {
			common = append(common, words[i])
		}
		return apiPath(strings.Join(common, " ИЛИ "), "facets", facets, "limit", "100")
	}
	return apiPath(words[r.IntN(len(words))], "facets", facets, "sort", "-date", "limit", "100", "offset",
		strconv.Itoa(r.IntN(query.MaxOffset+1)))
}

// heavyClient asks until ctx ends and counts what is answered and refused.
func heavyClient(ctx context.Context, site, from string, answered *atomic.Int64,
	g greedy) (refused int64, err error) {
	c, err := dial(ctx, site, from, "")
	if err != nil {
		return 0, err
	}
	defer func() { c.Close() }()
	asking := &atomic.Pointer[client]{}
	asking.Store(c)
	defer context.AfterFunc(ctx, func() { _ = asking.Load().c.SetDeadline(time.Now()) })() // an export takes long
	for ctx.Err() == nil {
		path := g.next()
		var body bytes.Buffer
		var into io.Writer
		if g.saw != nil {
			into = &body
		}
		status, _, err := c.get(path, into)
		switch {
		case err != nil && ctx.Err() != nil:
			return refused, nil
		case err != nil && g.saw != nil: // an export that was broken off, or took longer than a minute
			c.Close()
			if c, err = dial(ctx, site, from, ""); err != nil {
				return refused, err
			}
			asking.Store(c)
			refused++
		case err != nil:
			return refused, err
		case status == http.StatusOK:
			answered.Add(1)
			if g.saw != nil {
				g.saw(body.Bytes())
			}
		case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable,
			status == http.StatusBadRequest && g.saw != nil: // attackers ask for more than is allowed
			refused++
			time.Sleep(reading / 10)
		default:
			return refused, fmt.Errorf("bench: GET %s: the server answers %d", path, status)
		}
	}
	return refused, nil
}
