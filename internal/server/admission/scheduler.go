// Package admission decides who is served now, later or not at all: FairScheduler lets a few searches run at a
// time, RateLimiter holds each client to its rate, Keys say who may do more than read.
package admission

import (
	"context"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"time"

	"letopis/internal/cache"
	"letopis/internal/server/problem"
)

// SchedulerOptions say how many searches there may be, and for how long. Zeros take the defaults.
type SchedulerOptions struct {
	Places  int // searches at a time; as many as processors
	Waiting int // in the queue; 16 for each place
	// Time bounds one search, waiting included; 5 s.
	Time time.Duration
}

// FairScheduler lets a few searches run at a time and a few more wait, so that any
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
type FairScheduler struct {
	o SchedulerOptions

	mu        sync.Mutex
	running   int           // in places
	beside    int           // let in at once, at most as many as places
	lights    int           // of both, those of light clients
	noLights  chan struct{} // closed when there is none of them any more
	waiting   []*waiter
	inside    map[*usage]struct{} // of clients that wait or run
	lightSeen time.Time           // when a light client was last about
	usages    *cache.Cache[netip.Addr, *usage]
}

// waiter is a search in the queue. admitted is closed when it may run, or when it
// is turned away.
type waiter struct {
	due      time.Time
	light    bool
	admitted chan struct{}
	rejected bool
}

// NewFairScheduler returns a scheduler without searches.
func NewFairScheduler(o SchedulerOptions) *FairScheduler {
	if o.Places <= 0 {
		o.Places = runtime.GOMAXPROCS(0)
	}
	if o.Waiting <= 0 {
		o.Waiting = 16 * o.Places
	}
	if o.Time == 0 {
		o.Time = 5 * time.Second
	}
	return &FairScheduler{o: o, inside: map[*usage]struct{}{},
		usages: cache.New[netip.Addr, *usage](maxClients, nil)}
}

// enter waits for a place; leave must be called when err is nil. light reports
// whether the client is; the work of others is to be paced by giveWay.
func (fs *FairScheduler) enter(ctx context.Context, who netip.Addr) (leave func(), light bool, err error) {
	came := time.Now()
	fs.mu.Lock()
	defer fs.mu.Unlock()
	u := fs.usage(who, came)
	light = fs.isLight(u, came)
	u.inside++
	fs.inside[u] = struct{}{}
	count := &fs.running
	switch {
	case fs.running < fs.room(light, came):
		fs.running++
	case fs.beside < fs.o.Places && u.inside == 1 && light:
		fs.beside++
		count = &fs.beside
	default:
		if err := fs.wait(ctx, came.Add(time.Duration(giveWay*float64(u.used))), light); err != nil {
			fs.left(u)
			return nil, light, err
		}
	}
	if light {
		if fs.lights++; fs.lights == 1 {
			fs.noLights = make(chan struct{})
		}
	}
	return func() {
		fs.mu.Lock()
		defer fs.mu.Unlock()
		*count--
		if light {
			if fs.lights--; fs.lights == 0 {
				close(fs.noLights)
			}
		}
		fs.left(u)
		fs.admitNext()
	}, light, nil
}

// longestPause bounds one pause: several times what a light search takes, so that
// any number of light clients slows the others down and stops none.
const longestPause = 10 * time.Millisecond

// giveWay is the index.Pacer of searches of clients that are not light: it pauses them
// while searches of light ones run.
func (fs *FairScheduler) giveWay(ctx context.Context) {
	fs.mu.Lock()
	lights, noLights := fs.lights, fs.noLights
	fs.mu.Unlock()
	if lights == 0 {
		return
	}
	longest := time.NewTimer(longestPause)
	defer longest.Stop()
	select {
	case <-noLights:
	case <-ctx.Done():
	case <-longest.C:
	}
}

// room is how many places a client's searches may take in all, under the lock.
func (fs *FairScheduler) room(light bool, now time.Time) int {
	if light || now.Sub(fs.lightSeen) > lightStays {
		return fs.o.Places
	}
	return max(1, fs.o.Places-1)
}

// NoteRequest notes that a client asks for something, be it a search or not.
func (fs *FairScheduler) NoteRequest(who netip.Addr) {
	now := time.Now()
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if fs.isLight(fs.usage(who, now), now) {
		fs.lightSeen = now
	}
}

// wait waits for a place, under the lock, which it lets go of meanwhile.
func (fs *FairScheduler) wait(ctx context.Context, due time.Time, light bool) error {
	w := &waiter{due: due, light: light, admitted: make(chan struct{})}
	i, _ := slices.BinarySearchFunc(fs.waiting, w, func(a, b *waiter) int {
		if a.due.After(b.due) {
			return 1
		}
		return -1 // equals keep their order
	})
	fs.waiting = slices.Insert(fs.waiting, i, w)
	if n := len(fs.waiting); n > fs.o.Waiting {
		last := fs.waiting[n-1]
		fs.waiting = fs.waiting[:n-1]
		last.rejected = true
		close(last.admitted)
	}
	fs.mu.Unlock()
	select {
	case <-w.admitted:
	case <-ctx.Done():
	}
	fs.mu.Lock()
	if w.rejected {
		return problem.Problem{Code: problem.Busy, Retry: 2}
	}
	if err := ctx.Err(); err != nil {
		if i := slices.Index(fs.waiting, w); i >= 0 {
			fs.waiting = slices.Delete(fs.waiting, i, i+1)
		} else { // called at the same moment
			fs.running--
			fs.admitNext()
		}
		return err
	}
	return nil
}

// admitNext gives free places to those that are due first, under the lock.
func (fs *FairScheduler) admitNext() {
	now := time.Now()
	for len(fs.waiting) > 0 && fs.running < fs.room(fs.waiting[0].light, now) {
		w := fs.waiting[0]
		fs.waiting = slices.Delete(fs.waiting, 0, 1)
		fs.running++
		close(w.admitted)
	}
}

// Load returns how many searches run and wait.
func (fs *FairScheduler) Load() (running, waiting int) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return fs.running + fs.beside, len(fs.waiting)
}
