// Package admission decides which requests are served now, later or not at all: FairScheduler limits how many are
// worked on at a time, RateLimiter how often a client may ask, Connections how many connections it may hold, and Keys
// who may do more than read.
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

// SchedulerOptions say how many searches there may be, and for how long. Zeros take the defaults.
type SchedulerOptions struct {
	Places  int // requests worked on at a time; as many as processors
	Waiting int // in the queue; 128 for each place
	// Time bounds one search, waiting included, and each waiting; 5 s.
	Time time.Duration
}

// FairScheduler has a few requests worked on at a time and more wait, so that any
// number of clients slows the archive down but never takes it down.
//
// It is fair to clients by the time that they spend in it, waiting or served: a
// client that pauses between its requests, as people do, is light (see isLight)
// and is let in at once, beside those that run; of those that wait, one that asks
// without a pause gives way to one that does not; a full queue turns away who
// would be served last.
//
// While a light client is about, the others leave one place empty, and with it,
// as there is a place for each processor, one processor. Being let in at once is
// not enough: the runtime looks for what has come over the network when a
// processor has nothing to do, and lets a goroutine compute for 10 ms before another
// gets its turn. So everything that takes a processor is done in a place, be it a
// search, the writing of a table or compression, see Turn. And while a light
// client's request is worked on, those of others pause, see Turn.yield.
type FairScheduler struct {
	o SchedulerOptions

	mu        sync.Mutex
	running   int                 // turns that have a place, but
	lights    int                 // those of light clients
	noLights  chan struct{}       // closed when there is none of them any more
	waiting   []*waiter           // by when they are due
	inside    map[*usage]struct{} // of clients that wait or run
	lightSeen time.Time           // when a light client was last about
	usages    *cache.Cache[netip.Addr, *usage]
}

// waiter is a request in the queue. admitted is closed when it has a place, or when it
// is turned away.
type waiter struct {
	t        *Turn
	due      time.Time
	admitted chan struct{}
	rejected bool
}

// NewFairScheduler returns a scheduler without requests.
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

// enter waits for a place for t; leave must be called when it returns nil.
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

// admit gives t a place if there is one for its client, under the lock. A light client whose only request this is
// need not wait for others.
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

// count counts a place of t, or one less, under the lock.
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

// leave gives the place of t, if it has one, to others.
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

// review counts a turn that has a place among the others once its client is not light any more.
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

// room is how many places there are for a client's requests and all others, under the lock. One place less is one
// processor less only where there are not more places than processors.
func (fs *FairScheduler) room(light bool, now time.Time) int {
	if light || now.Sub(fs.lightSeen) > lightStays {
		return fs.o.Places
	}
	return max(1, min(fs.o.Places, runtime.GOMAXPROCS(0))-1)
}

// NoteRequest notes that a client asks for something.
func (fs *FairScheduler) NoteRequest(who netip.Addr) {
	now := time.Now()
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if u := fs.usage(who, now); fs.others(now).isLight(u) {
		fs.lightSeen = now
	}
}

// wait waits for a place, under the lock, which it lets go of meanwhile.
func (fs *FairScheduler) wait(ctx context.Context, t *Turn, due time.Time) error {
	w := &waiter{t: t, due: due, admitted: make(chan struct{})}
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
	switch {
	case w.rejected:
		return busyProblem
	case t.placed: // perhaps at the moment when ctx ended
		return nil
	}
	fs.waiting = slices.DeleteFunc(fs.waiting, func(o *waiter) bool { return o == w })
	return ctx.Err()
}

// admitNext gives free places to those that are due first, under the lock. Who is light is seen anew: those that came
// at the same moment are told apart by how long they are there.
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

// Load returns how many requests are worked on and wait.
func (fs *FairScheduler) Load() (running, waiting int) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return fs.running + fs.lights, len(fs.waiting)
}
