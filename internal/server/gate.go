package server

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// gate lets a few searches run at a time and a few more wait, so that any
// number of clients slows the archive down but never takes it down.
//
// It is fair to clients by the time that they spend in it, waiting or served: a
// client that pauses between its searches, as people do, is light (see isLight)
// and is let in at once, beside those that run; of those that wait, one that asks
// without a pause gives way to one that does not; a full queue turns away who
// would be served last.
//
// While a light client is about, the others leave one place empty, and with it,
// as there is a place for each processor, one processor. Being let in at once is
// not enough: the runtime looks for what has come over the network when a
// processor has nothing to do, and lets a search compute for 10 ms before another
// gets its turn. And while a light client's search runs, those of others pause,
// see giveWay.
type gate struct {
	places, most int // at a time; waiting
	mu           sync.Mutex
	running      int           // in places
	beside       int           // let in at once, at most as many as places
	lights       int           // of both, those of light clients
	calm         chan struct{} // closed when there is none of them any more
	waiting      []*waiter
	inside       map[*usage]struct{}   // of clients that wait or run
	light        time.Time             // when a light client was last about
	young, old   map[netip.Addr]*usage // in two generations of bounded size, like clients
}

// waiter is a search in the queue. called is closed when it may run, or when it
// is turned away.
type waiter struct {
	due    time.Time
	light  bool
	called chan struct{}
	turned bool
}

func newGate(places, most int) *gate {
	return &gate{places: places, most: most, inside: map[*usage]struct{}{}, young: map[netip.Addr]*usage{}}
}

// enter waits for a place; leave must be called when err is nil. light reports
// whether the client is; the work of others is to be paced by giveWay.
func (g *gate) enter(ctx context.Context, who netip.Addr) (leave func(), light bool, err error) {
	came := time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	u := g.usage(who, came)
	light = g.isLight(u, came)
	u.inside++
	g.inside[u] = struct{}{}
	count := &g.running
	switch {
	case g.running < g.room(light, came):
		g.running++
	case g.beside < g.places && u.inside == 1 && light:
		g.beside++
		count = &g.beside
	default:
		if err := g.wait(ctx, came.Add(time.Duration(giveWay*float64(u.used))), light); err != nil {
			g.left(u)
			return nil, light, err
		}
	}
	if light {
		if g.lights++; g.lights == 1 {
			g.calm = make(chan struct{})
		}
	}
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		*count--
		if light {
			if g.lights--; g.lights == 0 {
				close(g.calm)
			}
		}
		g.left(u)
		g.call()
	}, light, nil
}

// longestPause bounds one pause: several times what a light search takes, so that
// any number of light clients slows the others down and stops none.
const longestPause = 10 * time.Millisecond

// giveWay is the index.Pacer of searches of clients that are not light: it pauses them
// while searches of light ones run.
func (g *gate) giveWay(ctx context.Context) {
	g.mu.Lock()
	lights, calm := g.lights, g.calm
	g.mu.Unlock()
	if lights == 0 {
		return
	}
	longest := time.NewTimer(longestPause)
	defer longest.Stop()
	select {
	case <-calm:
	case <-ctx.Done():
	case <-longest.C:
	}
}

// room is how many places a client's searches may take in all, under the lock.
func (g *gate) room(light bool, now time.Time) int {
	if light || now.Sub(g.light) > lightStays {
		return g.places
	}
	return max(1, g.places-1)
}

// came notes that a client asks for something, be it a search or not.
func (g *gate) came(who netip.Addr) {
	now := time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.isLight(g.usage(who, now), now) {
		g.light = now
	}
}

// wait waits for a place, under the lock, which it lets go of meanwhile.
func (g *gate) wait(ctx context.Context, due time.Time, light bool) error {
	w := &waiter{due: due, light: light, called: make(chan struct{})}
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
	now := time.Now()
	for len(g.waiting) > 0 && g.running < g.room(g.waiting[0].light, now) {
		w := g.waiting[0]
		g.waiting = slices.Delete(g.waiting, 0, 1)
		g.running++
		close(w.called)
	}
}

// load returns how many searches run and wait.
func (g *gate) load() (running, waiting int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.running + g.beside, len(g.waiting)
}
