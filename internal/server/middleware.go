package server

import (
	"fmt"
	"maps"
	"math"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/server/desk"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
)

// maxBody exceeds every body that the API accepts.
const maxBody = 256 << 10

// begin parses a request and logs it when done, without its query string, because query texts must not appear in a
// log next to client addresses.
func (s *Server) begin(c *gin.Context) {
	if c.Request.Body != nil && !desk.Streams(c.Request) { // uploads have limits of their own
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	}
	call := request.Begin(c.Request, c.ClientIP())
	c.Request = call.Request
	c.Header("X-Request-Id", call.ID)
	c.Next()
	took := time.Since(call.Started)
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	s.metrics.request(route, c.Request.Method, c.Writer.Status(), took)
	s.observe(c, call)
	s.o.Log.Info("request", "request", call.ID, "method", c.Request.Method, "route", route,
		"path", respond.LoggedPath(c), "status", c.Writer.Status(), "bytes", max(c.Writer.Size(), 0),
		"ms", took.Milliseconds(), "client", c.ClientIP())
}

// recoverPanic turns a panic into a problem. The stack trace is only logged.
func (s *Server) recoverPanic(c *gin.Context) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		if r == http.ErrAbortHandler { // used to abort a stream
			panic(r)
		}
		s.metrics.panics.Inc()
		s.o.Log.Error("panic", "request", request.FromContext(c).ID, "path", respond.LoggedPath(c),
			"panic", fmt.Sprint(r), "stack", string(debug.Stack()))
		s.respond.Fail(c, problem.Problem{Code: problem.Internal})
	}()
	c.Next()
}

// pagePolicy allows what pages need: our own files and nothing inline.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types letopis"

// commonHeaders are set on all responses. The values are shared, which is safe because Header.Set and Add replace
// them.
var (
	commonHeaders = http.Header{
		"X-Content-Type-Options":     {"nosniff"},
		"Referrer-Policy":            {"strict-origin-when-cross-origin"},
		"Content-Security-Policy":    {pagePolicy},
		"Cross-Origin-Opener-Policy": {"same-origin"},
		"Permissions-Policy":         {"geolocation=(), camera=(), microphone=()"},
	}
)

// headers sets the headers of all responses. Handlers of embeddable pages (/embed) replace the policy.
func (s *Server) headers(c *gin.Context) {
	h := c.Writer.Header()
	maps.Copy(h, commonHeaders)
	if strings.HasPrefix(s.addresses.Base(), "https://") {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if request.FromContext(c).BadQuery {
		s.respond.Fail(c, problem.Problem{Code: problem.QueryString, RU: "Знак % пишется как %25.",
			EN: "Write the sign % as %25."})
		return
	}
	c.Next()
}

// limitClient enforces the rate limit of each client. Static files are exempt.
func (s *Server) limitClient(c *gin.Context) {
	if path := c.Request.URL.Path; strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, "/widget/") {
		c.Next()
		return
	}
	client := request.FromContext(c).Client
	s.scheduler.NoteRequest(client)
	if d := s.limiter.Wait(client); d > 0 {
		s.metrics.limited.Inc()
		s.respond.Fail(c, problem.Problem{Code: problem.TooMany, Retry: int(math.Ceil(d.Seconds()))})
		return
	}
	c.Next()
}
