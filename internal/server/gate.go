package server

import (
	"context"
	"math"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// gate lets a few searches run at a time and a few more wait, so that any
// number of clients slows the archive down but never takes it down.
//
// It is fair to clients by the time that they spend in it, waiting or served: a
// client that pauses between its searches, as people do, is let in at once,
// beside those that run; of those that wait, one that asks without a pause gives
// way to one that does not; a full queue turns away who would be served last.
type gate struct {
	places, most int // at a time; waiting
	mu           sync.Mutex
	running      int // in places
	beside       int // let in at once, at most as many as places
	waiting      []*waiter
	young, old   map[netip.Addr]*usage // in two generations of bounded size, like clients
}

// usage is the time that a client's searches spent in the gate, halved every
// usageHalf: a client that is always in it has used 2.9 s. inside are its
// searches now.
type usage struct {
	used   time.Duration
	at     time.Time
	inside int
}

const (
	usageHalf = 2 * time.Second
	// lightUse is that of a client that is in the gate half of the time.
	lightUse = 1400 * time.Millisecond
	// A search is due giveWay of its client's use after it came.
	giveWay = 0.3
)

// waiter is a search in the queue. called is closed when it may run, or when it
// is turned away.
type waiter struct {
	due    time.Time
	called chan struct{}
	turned bool
}

func newGate(places, most int) *gate {
	return &gate{places: places, most: most, young: map[netip.Addr]*usage{}}
}

// enter waits for a place; leave must be called when err is nil.
func (g *gate) enter(ctx context.Context, who netip.Addr) (leave func(), err error) {
	came := time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	u := g.usage(who, came)
	u.inside++
	out := func(count *int) func() {
		return func() {
			g.mu.Lock()
			defer g.mu.Unlock()
			*count--
			u.leave(came)
			g.call()
		}
	}
	switch {
	case g.running < g.places:
		g.running++
	case g.beside < g.places && u.inside == 1 && u.used < lightUse:
		g.beside++
		return out(&g.beside), nil
	default:
		if err := g.wait(ctx, came.Add(time.Duration(giveWay*float64(u.used)))); err != nil {
			u.leave(came)
			return nil, err
		}
	}
	return out(&g.running), nil
}

// wait waits for a place, under the lock, which it lets go of meanwhile.
func (g *gate) wait(ctx context.Context, due time.Time) error {
	w := &waiter{due: due, called: make(chan struct{})}
	i, _ := slices.BinarySearchFunc(g.waiting, w, func(a, b *waiter) int {
		if a.due.After(b.due) {
			return 1
		}
		return -1 // equals keep their order
	})
	g.waiting = slices.Insert(g.waiting, i, w)
	if n := len(g.waiting); n > g.most {
		last := g.waiting[n-1]
		g.waiting = g.waiting[:n-1]
		last.turned = true
		close(last.called)
	}
	g.mu.Unlock()
	select {
	case <-w.called:
	case <-ctx.Done():
	}
	g.mu.Lock()
	if w.turned {
		return problem{code: codeBusy, retry: 2}
	}
	if err := ctx.Err(); err != nil {
		if i := slices.Index(g.waiting, w); i >= 0 {
			g.waiting = slices.Delete(g.waiting, i, i+1)
		} else { // called at the same moment
			g.running--
			g.call()
		}
		return err
	}
	return nil
}

// call gives free places to those that are due first, under the lock.
func (g *gate) call() {
	for g.running < g.places && len(g.waiting) > 0 {
		w := g.waiting[0]
		g.waiting = slices.Delete(g.waiting, 0, 1)
		g.running++
		close(w.called)
	}
}

func (u *usage) leave(came time.Time) {
	now := time.Now()
	u.decay(now)
	u.used += now.Sub(came)
	u.inside--
}

func (u *usage) decay(now time.Time) {
	if d := now.Sub(u.at); d > 0 {
		u.used = time.Duration(float64(u.used) * math.Exp2(-float64(d)/float64(usageHalf)))
		u.at = now
	}
}

// usage finds a client's, under the lock.
func (g *gate) usage(who netip.Addr, now time.Time) *usage {
	u := g.young[who]
	if u == nil {
		if u = g.old[who]; u == nil {
			u = &usage{}
		}
		if len(g.young) >= maxClients {
			g.old, g.young = g.young, map[netip.Addr]*usage{}
		}
		g.young[who] = u
	}
	u.decay(now)
	return u
}

// load returns how many searches run and wait.
func (g *gate) load() (running, waiting int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.running + g.beside, len(g.waiting)
}
