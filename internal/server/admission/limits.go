package admission

import (
	"net/netip"
	"time"

	"golang.org/x/time/rate"

	"letopis/internal/cache"
)

// RateLimiter holds a token bucket for each client. Safe for concurrent use.
type RateLimiter struct {
	limit   rate.Limit
	burst   int
	buckets *cache.Cache[netip.Addr, *rate.Limiter]
}

// maxClients is how many clients are remembered at most, in 4 MB or so; those that did
// not ask for longest are forgotten first.
const maxClients = 20_000

// NewRateLimiter lets each client ask perSecond times a second, burst times at once; below 0: without a limit.
func NewRateLimiter(perSecond float64, burst int) *RateLimiter {
	return &RateLimiter{limit: rate.Limit(perSecond), burst: burst,
		buckets: cache.New[netip.Addr, *rate.Limiter](maxClients, nil)}
}

func (rl *RateLimiter) bucket(who netip.Addr) *rate.Limiter {
	return rl.buckets.GetOrAdd(who, func() *rate.Limiter { return rate.NewLimiter(rl.limit, rl.burst) })
}

// untilNext returns how long the client must wait before it may ask again, without asking.
func (rl *RateLimiter) untilNext(who netip.Addr) time.Duration {
	missing := 1 - rl.bucket(who).Tokens()
	return time.Duration(max(0, missing) / float64(rl.limit) * float64(time.Second))
}

// Wait returns how long the client must wait; 0: go on.
func (rl *RateLimiter) Wait(who netip.Addr) time.Duration {
	if rl.limit < 0 {
		return 0
	}
	now := time.Now()
	r := rl.bucket(who).ReserveN(now, 1)
	d := r.DelayFrom(now)
	if d > 0 {
		r.CancelAt(now)
	}
	return d
}
