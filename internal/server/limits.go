package server

import (
	"math"
	"net/netip"
	"runtime"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"letopis/internal/cache"
)

func defaultSearches() int { return runtime.GOMAXPROCS(0) }

// rateLimiter holds a token bucket for each client. Safe for concurrent use.
type rateLimiter struct {
	limit   rate.Limit
	burst   int
	buckets *cache.Cache[netip.Addr, *rate.Limiter]
}

// maxClients is how many clients are remembered at most, in 4 MB or so; those that did
// not ask for longest are forgotten first.
const maxClients = 20_000

func newRateLimiter(perSecond float64, burst int) *rateLimiter {
	return &rateLimiter{limit: rate.Limit(perSecond), burst: burst,
		buckets: cache.New[netip.Addr, *rate.Limiter](maxClients, nil)}
}

func (rl *rateLimiter) bucket(who netip.Addr) *rate.Limiter {
	return rl.buckets.GetOrAdd(who, func() *rate.Limiter { return rate.NewLimiter(rl.limit, rl.burst) })
}

// clientOf tells clients apart: by an IPv4 address or an IPv6 /64, which is one
// household or firm. Those that cannot be told apart are one.
func clientOf(ip string) netip.Addr {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		addr = netip.IPv6Unspecified()
	}
	if addr = addr.Unmap().WithZone(""); addr.Is6() {
		prefix, _ := addr.Prefix(64)
		addr = prefix.Addr()
	}
	return addr
}

// wait returns how long the client must wait; 0: go on.
func (rl *rateLimiter) wait(who netip.Addr) time.Duration {
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

// limitClient holds each client to its rate. Static files are free.
func (s *Server) limitClient(c *gin.Context) {
	if path := c.Request.URL.Path; strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, "/widget/") {
		c.Next()
		return
	}
	s.scheduler.noteRequest(callOf(c).client)
	if d := s.limiter.wait(callOf(c).client); d > 0 {
		s.metrics.limited.Inc()
		s.fail(c, problem{code: codeTooMany, retry: int(math.Ceil(d.Seconds()))})
		return
	}
	c.Next()
}
