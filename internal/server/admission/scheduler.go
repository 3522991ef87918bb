// Package admission decides which requests are served now, later or not at all: FairScheduler limits how many are
// processed at a time, RateLimiter how often a client may send one, Connections how many connections it may hold, and
// Keys who may do more than read.
package admission

import (
	"context"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"time"

	"letopis/internal/cache"
)

// SchedulerOptions limit the number and duration of searches. Zeros mean defaults.
type SchedulerOptions struct {
	Places  int // requests processed at a time; default GOMAXPROCS
	Waiting int // queue length; default 128 per slot
	// Time limits a search including waiting, and each wait; default 5 s.
	Time time.Duration
}

// FairScheduler processes a few requests at a time and queues others, so that any number of clients slows the archive
// down but never takes it down.
//
// It is fair to clients by the time they spend in it, waiting or being served. A client that pauses between requests,
// as people do, is light (see isLight): it is admitted at once, in addition to the requests that are running. In the
// queue, clients that send requests without pause are served after those that do not, and a full queue rejects
// whoever would be served last.
//
// While a light client is active, the others leave one slot free and with it, as there is a slot per processor, one
// processor. Admission at once would not suffice: the runtime polls the network when a processor is idle, and lets a
// goroutine compute for 10 ms before preempting it. So everything CPU-bound is done while holding a slot, be it a
// search, a table or compression, see Turn. And while a light client's request runs, those of others pause, see
// Turn.yield.
type FairScheduler struct {
	o SchedulerOptions

	mu        sync.Mutex
	running   int                 // turns with a slot, except lights
	lights    int                 // turns of light clients with a slot
	noLights  chan struct{}       // closed when lights becomes 0
	waiting   []*waiter           // by due time
	inside    map[*usage]struct{} // usage of clients that wait or run
	lightSeen time.Time           // when a light client was last seen
	usages    *cache.Cache[netip.Addr, *usage]
}

// waiter is a request in the queue. admitted is closed when it gets a slot or is rejected.
type waiter struct {
	t        *Turn
	due      time.Time
	admitted chan struct{}
	rejected bool
}

// NewFairScheduler returns an idle scheduler.
func NewFairScheduler(o SchedulerOptions) *FairScheduler {
	if o.Places <= 0 {
		o.Places = runtime.GOMAXPROCS(0)
	}
	if o.Waiting <= 0 {
		o.Waiting = 128 * o.Places
	}
	if o.Time == 0 {
		o.Time = 5 * time.Second
	}
	return &FairScheduler{o: o, inside: map[*usage]struct{}{},
		usages: cache.New[netip.Addr, *usage](maxClients, nil)}
}

// enter waits for a slot for t; leave must be called if it returns nil.
func (fs *FairScheduler) enter(ctx context.Context, t *Turn) error {
	came := time.Now()
	fs.mu.Lock()
	defer fs.mu.Unlock()
	t.use = fs.usage(t.client, came)
	t.use.inside++
	fs.inside[t.use] = struct{}{}
	if fs.admit(t, fs.others(came), came) {
		return nil
	}
	err := fs.wait(ctx, t, came.Add(time.Duration(dueFactor*float64(t.use.used))))
	if err != nil {
		fs.noteLeft(t.use)
	}
	return err
}

// admit gives t a slot if one is available to its client. The only request of a light client need not wait for
// others. fs.mu must be held.
func (fs *FairScheduler) admit(t *Turn, all totalUsage, now time.Time) bool {
	light := all.isLight(t.use)
	if fs.running+fs.lights >= fs.room(light, now) && !(light && t.use.inside == 1 && fs.lights < fs.o.Places) {
		return false
	}
	t.placed, t.light = true, light
	t.use.placed++
	fs.count(t, 1)
	return true
}

// count adds n to the slots in use by the kind of t. fs.mu must be held.
func (fs *FairScheduler) count(t *Turn, n int) {
	if !t.light {
		fs.running += n
		return
	}
	switch fs.lights += n; fs.lights {
	case 0:
		close(fs.noLights)
	case n:
		fs.noLights = make(chan struct{})
	}
}

// leave gives up the slot of t, if it has one.
func (fs *FairScheduler) leave(t *Turn) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if !t.placed {
		return
	}
	fs.noteLeft(t.use)
	t.placed = false
	t.use.placed--
	fs.count(t, -1)
	fs.admitNext()
}

// review demotes a running turn whose client is no longer light.
func (fs *FairScheduler) review(t *Turn) {
	now := time.Now()
	if !t.placed || !t.light || fs.others(now).isLight(t.use) {
		return
	}
	fs.count(t, -1)
	t.light = false
	fs.count(t, 1)
	fs.admitNext()
}

// room returns the number of slots available to a client. One slot less frees a processor only if there are no more
// slots than processors. fs.mu must be held.
func (fs *FairScheduler) room(light bool, now time.Time) int {
	if light || now.Sub(fs.lightSeen) > lightStays {
		return fs.o.Places
	}
	return max(1, min(fs.o.Places, runtime.GOMAXPROCS(0))-1)
}

// NoteRequest records activity of a client.
func (fs *FairScheduler) NoteRequest(who netip.Addr) {
	now := time.Now()
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if u := fs.usage(who, now); fs.others(now).isLight(u) {
		fs.lightSeen = now
	}
}

// wait waits in the queue. fs.mu must be held and is released meanwhile.
func (fs *FairScheduler) wait(ctx context.Context, t *Turn, due time.Time) error {
	w := &waiter{t: t, due: due, admitted: make(chan struct{})}
	i, _ := slices.BinarySearchFunc(fs.waiting, w, func(a, b *waiter) int {
		if a.due.After(b.due) {
			return 1
		}
		return -1 // equal due times keep their order
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
	switch {
	case w.rejected:
		return busyProblem
	case t.placed: // possibly at the moment when ctx ended
		return nil
	}
	fs.waiting = slices.DeleteFunc(fs.waiting, func(o *waiter) bool { return o == w })
	return ctx.Err()
}

// admitNext gives free slots to waiting requests by due time. Lightness is evaluated again, because clients that
// arrived at the same moment differ by the time they have spent since. fs.mu must be held.
func (fs *FairScheduler) admitNext() {
	now := time.Now()
	all := fs.others(now)
	fs.waiting = slices.DeleteFunc(fs.waiting, func(w *waiter) bool {
		admitted := fs.admit(w.t, all, now)
		if admitted {
			close(w.admitted)
		}
		return admitted
	})
}

// Load returns how many requests are running and waiting.
func (fs *FairScheduler) Load() (running, waiting int) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return fs.running + fs.lights, len(fs.waiting)
}
