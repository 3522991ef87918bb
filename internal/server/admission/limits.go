package admission

import (
	"net/netip"
	"time"

	"golang.org/x/time/rate"

	"letopis/internal/cache"
)

// RateLimiter holds a token bucket per client. It is safe for concurrent use.
type RateLimiter struct {
	limit   rate.Limit
	burst   int
	buckets *cache.Cache[netip.Addr, *rate.Limiter]
}

// maxClients is how many clients are remembered, in about 4 MB; the least recently seen are forgotten first.
const maxClients = 20_000

// NewRateLimiter allows each client perSecond requests a second with a burst; negative means no limit.
func NewRateLimiter(perSecond float64, burst int) *RateLimiter {
	return &RateLimiter{limit: rate.Limit(perSecond), burst: burst,
		buckets: cache.New[netip.Addr, *rate.Limiter](maxClients, nil)}
}

func (rl *RateLimiter) bucket(who netip.Addr) *rate.Limiter {
	return rl.buckets.GetOrAdd(who, func() *rate.Limiter { return rate.NewLimiter(rl.limit, rl.burst) })
}

// untilNext returns how long the client must wait for its next request, without taking a token.
func (rl *RateLimiter) untilNext(who netip.Addr) time.Duration {
	missing := 1 - rl.bucket(who).Tokens()
	return time.Duration(max(0, missing) / float64(rl.limit) * float64(time.Second))
}

// Wait takes a token, or returns how long the client must wait; 0 means it may proceed.
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
