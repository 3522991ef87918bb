package admission

import (
	"math"
	"net/netip"
	"time"
)

// usage is the time that a client's requests spent in the scheduler, halved every
// usageHalf: a client that is always in it has used 2.9 s. inside are its
// requests now, whose time counts as it passes.
type usage struct {
	used   time.Duration
	at     time.Time
	inside int
}

const (
	usageHalf = 2 * time.Second
	// lightUse is that of a client that is in the scheduler half of the time.
	lightUse = 1400 * time.Millisecond
	// littleUse is that of a client that has just come: of several people at once none is compared with the others.
	littleUse = 20 * time.Millisecond
	// lightStays is how long a light client counts as being about: as long as use
	// is remembered. Who reads longer finds the machine as it was the first time.
	lightStays = usageHalf
	// A request is due giveWay of its client's use after it came.
	giveWay = 0.3
)

// total is what the clients used that are in the scheduler.
type total struct {
	used    time.Duration
	clients int
}

// others sums up what clients used that are in the scheduler now, under the lock.
func (fs *FairScheduler) others(now time.Time) (all total) {
	for u := range fs.inside {
		u.pass(now)
		all.used += u.used
		all.clients++
	}
	return all
}

// isLight reports whether a client leaves the places to others: it uses less than
// lightUse, and either little or less than half of what others use on the average that are in the
// scheduler. So those that have just begun to ask without a pause are told from
// people at once. It is called under the scheduler's lock.
func (all total) isLight(u *usage) bool {
	if u.used < littleUse || u.used >= lightUse {
		return u.used < littleUse
	}
	if u.inside > 0 {
		all.used -= u.used
		all.clients--
	}
	return all.clients == 0 || u.used < all.used/time.Duration(2*all.clients)
}

// left notes that one request of a client left, under the lock.
func (fs *FairScheduler) left(u *usage) {
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
	u.used = time.Duration(float64(u.used)*kept + float64(u.inside)*float64(usageHalf)/math.Ln2*(1-kept))
	u.at = now
}

// usage returns a client's as of now, under the lock.
func (fs *FairScheduler) usage(who netip.Addr, now time.Time) *usage {
	u := fs.usages.GetOrAdd(who, func() *usage { return &usage{} })
	u.pass(now)
	return u
}
