package admission

import (
	"math"
	"net/netip"
	"time"
)

// usage is the time that a client's requests spent in the scheduler, and had a place there, halved every
// usageHalf: a client that is always in it has used 2.9 s. inside and placed are its
// requests now, whose time counts as it passes.
type usage struct {
	used, worked   time.Duration
	at             time.Time
	inside, placed int
}

const (
	usageHalf = 2 * time.Second
	// lightUse is that of a client that is in the scheduler half of the time.
	lightUse = 1400 * time.Millisecond
	// newClientUse is that of a client that has just come: of several people at once none is compared with the others.
	newClientUse = 20 * time.Millisecond
	// lightStays is how long a light client counts as being about: as long as use
	// is remembered. Who reads longer finds the machine as it was the first time.
	lightStays = usageHalf
	// A request is due dueFactor of its client's use after it came.
	dueFactor = 0.3
)

// totalUsage is what the clients used that are in the scheduler.
type totalUsage struct {
	used, worked time.Duration
	clients      int
}

// others sums up what clients used that are in the scheduler now, under the lock.
func (fs *FairScheduler) others(now time.Time) (all totalUsage) {
	for u := range fs.inside {
		u.pass(now)
		all.used += u.used
		all.worked += u.worked
		all.clients++
	}
	return all
}

// isLight reports whether a client leaves the places to others: it uses less than
// lightUse, and either little or, of the time in the scheduler or of places, less than half of what others use on the
// average that are in the scheduler. So those that have just begun to ask without a pause are told from
// people at once, and who had to wait among them is not taken for one of them. It is called under the scheduler's lock.
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

// noteLeft notes that one request of a client left, under the lock.
func (fs *FairScheduler) noteLeft(u *usage) {
	u.pass(time.Now())
	if u.inside--; u.inside == 0 {
		delete(fs.inside, u)
	}
}

// pass counts the time until now.
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

// usage returns a client's as of now, under the lock.
func (fs *FairScheduler) usage(who netip.Addr, now time.Time) *usage {
	u := fs.usages.GetOrAdd(who, func() *usage { return &usage{} })
	u.pass(now)
	return u
}
