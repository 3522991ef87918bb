package admission

import (
	"math"
	"net/netip"
	"time"
)

// usage is the time that a client's requests spent in the scheduler (used) and with a slot (worked), decaying with
// half-life usageHalf: a client that is always in the scheduler has used 2.9 s. inside and placed are its present
// requests, whose time accrues.
type usage struct {
	used, worked   time.Duration
	at             time.Time
	inside, placed int
}

const (
	usageHalf = 2 * time.Second
	// lightUse is the usage of a client that is in the scheduler half of the time.
	lightUse = 1400 * time.Millisecond
	// newClientUse is the usage below which a client is always light, so that several new clients are not compared
	// with each other.
	newClientUse = 20 * time.Millisecond
	// lightStays is how long the slot reserved for light clients stays free after one was last seen; as usage is
	// forgotten at the same rate, a person who reads longer finds the machine as on the first request.
	lightStays = usageHalf
	// A request is due this fraction of its client's usage after it arrived.
	dueFactor = 0.3
)

// totalUsage is the usage of the clients in the scheduler.
type totalUsage struct {
	used, worked time.Duration
	clients      int
}

// others sums the usage of all clients in the scheduler. fs.mu must be held.
func (fs *FairScheduler) others(now time.Time) (all totalUsage) {
	for u := range fs.inside {
		u.pass(now)
		all.used += u.used
		all.worked += u.worked
		all.clients++
	}
	return all
}

// isLight reports whether a client leaves room for others: its usage is below lightUse, and either very small or, in
// total time or in time with a slot, less than half of the average of the others in the scheduler. So clients that
// have just begun to send requests without pause are quickly told from people, and a person who had to wait among
// them is not mistaken for one. fs.mu must be held.
func (all totalUsage) isLight(u *usage) bool {
	if u.used < newClientUse || u.used >= lightUse {
		return u.used < newClientUse
	}
	if u.inside > 0 {
		all.used -= u.used
		all.worked -= u.worked
		all.clients--
	}
	n := time.Duration(2 * all.clients)
	return n == 0 || u.used < all.used/n || u.worked < all.worked/n
}

// noteLeft records that a request of a client left. fs.mu must be held.
func (fs *FairScheduler) noteLeft(u *usage) {
	u.pass(time.Now())
	if u.inside--; u.inside == 0 {
		delete(fs.inside, u)
	}
}

// pass accounts for the time until now.
func (u *usage) pass(now time.Time) {
	d := now.Sub(u.at)
	if d <= 0 {
		return
	}
	kept := math.Exp2(-float64(d) / float64(usageHalf))
	add := func(to *time.Duration, requests int) {
		*to = time.Duration(float64(*to)*kept + float64(requests)*float64(usageHalf)/math.Ln2*(1-kept))
	}
	add(&u.used, u.inside)
	add(&u.worked, u.placed)
	u.at = now
}

// usage returns a client's usage as of now. fs.mu must be held.
func (fs *FairScheduler) usage(who netip.Addr, now time.Time) *usage {
	u := fs.usages.GetOrAdd(who, func() *usage { return &usage{} })
	u.pass(now)
	return u
}
