package server

import (
	"math"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"
)

func defaultSearches() int { return runtime.GOMAXPROCS(0) }

// clients holds a token bucket for each client. Buckets are in two generations of
// bounded size: what is used moves into the young one; when that is full it becomes
// the old one, and the old one is forgotten. Safe for concurrent use.
type clients struct {
	limit rate.Limit
	burst int
	mu    sync.Mutex
	young map[netip.Addr]*rate.Limiter
	old   map[netip.Addr]*rate.Limiter
}

const maxClients = 10_000 // a generation; about 2 MB

func newClients(perSecond float64, burst int) *clients {
	return &clients{limit: rate.Limit(perSecond), burst: burst, young: map[netip.Addr]*rate.Limiter{}}
}

func (cl *clients) bucket(who netip.Addr) *rate.Limiter {
	cl.mu.Lock()
	defer cl.mu.Unlock()
	if l := cl.young[who]; l != nil {
		return l
	}
	l := cl.old[who]
	if l == nil {
		l = rate.NewLimiter(cl.limit, cl.burst)
	}
	if len(cl.young) >= maxClients {
		cl.old, cl.young = cl.young, map[netip.Addr]*rate.Limiter{}
	}
	cl.young[who] = l
	return l
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
func (cl *clients) wait(who netip.Addr) time.Duration {
	if cl.limit < 0 {
		return 0
	}
	now := time.Now()
	r := cl.bucket(who).ReserveN(now, 1)
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
	s.gate.came(callOf(c).client)
	if d := s.clients.wait(callOf(c).client); d > 0 {
		s.metrics.limited.Inc()
		s.fail(c, problem{code: codeTooMany, retry: int(math.Ceil(d.Seconds()))})
		return
	}
	c.Next()
}
