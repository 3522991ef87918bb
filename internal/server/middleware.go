package server

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// recoverPanic turns a panic into a problem. The stack goes to the log only.
func (s *Server) recoverPanic(c *gin.Context) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		if r == http.ErrAbortHandler { // our way to break off a stream
			panic(r)
		}
		s.metrics.panics.Inc()
		s.log.Error("panic", "request", callOf(c).id, "path", loggedPath(c),
			"panic", fmt.Sprint(r), "stack", string(debug.Stack()))
		s.fail(c, problem{code: codeInternal})
	}()
	c.Next()
}

// pagePolicy allows what pages need: our own files and nothing inline.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types letopis"

// What many answers carry. The lists are shared: Header.Set and Add make others.
var (
	commonHeaders = http.Header{
		"X-Content-Type-Options":     {"nosniff"},
		"Referrer-Policy":            {"strict-origin-when-cross-origin"},
		"Content-Security-Policy":    {pagePolicy},
		"Cross-Origin-Opener-Policy": {"same-origin"},
		"Permissions-Policy":         {"geolocation=(), camera=(), microphone=()"},
	}
	publicHeaders = http.Header{
		"Access-Control-Allow-Origin":   {"*"},
		"Access-Control-Expose-Headers": {"ETag, Link, Retry-After, X-Request-Id"},
		"Cross-Origin-Resource-Policy":  {"cross-origin"},
		"Content-Security-Policy":       {"default-src 'none'; frame-ancestors 'none'"},
	}
)

// headers sets what every answer carries. Handlers that must be embeddable
// (/embed) replace the policy.
func (s *Server) headers(c *gin.Context) {
	h := c.Writer.Header()
	maps.Copy(h, commonHeaders)
	if strings.HasPrefix(s.base, "https://") {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if callOf(c).badQuery {
		s.fail(c, problem{code: codeQueryString, ru: "Знак % пишется как %25.", en: "Write the sign % as %25."})
		return
	}
	c.Next()
}

// cors lets any page read what is public. No credentials, no other methods.
func (s *Server) cors(c *gin.Context) {
	if c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
		maps.Copy(c.Writer.Header(), publicHeaders)
	}
	c.Next()
}

// preflight answers OPTIONS of public GET routes.
func (s *Server) preflight(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD")
	h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language, If-None-Match")
	h.Set("Access-Control-Max-Age", "86400")
	h.Set("Allow", "GET, HEAD, OPTIONS")
	c.Status(http.StatusNoContent)
}

// conditional gives a GET its ETag, made of what the answer depends on: the
// index's generation and Seq, the store's Seq, the program, the request, the
// address it came to and its language. It answers 304 before any work is done. The Seqs are read
// before the answer is made, so a client can only hold a newer answer under an
// older tag, which costs one more request and shows nothing stale.
func (s *Server) conditional(c *gin.Context) {
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead || uncached[c.FullPath()] {
		c.Next()
		return
	}
	call := callOf(c)
	seq, err := s.o.Index().Seq(call.Context())
	if err != nil {
		s.fail(c, fmt.Errorf("reading the index's sequence number: %w", err))
		return
	}
	now := time.Now()
	stored, err := s.storeEnd(call.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	call.storeEnd, call.storeAsked = stored, now
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%d|%d|%s|%s|%s|%s|%s", s.o.Generation(), seq, stored, s.o.Version, call.lang,
		s.absolute(call, ""), c.Request.URL.Path, call.values.Encode()))
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h := c.Writer.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-cache")
	h.Add("Vary", "Accept-Language")
	if matches(c.GetHeader("If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		c.Abort()
		return
	}
	s.answerFromCache(c, tag)
}

// uncached are the routes whose answer changes by itself, or that tag their
// answers better than by the state of the whole archive.
var uncached = map[string]bool{"/api/v1/status": true, "/api/v1/documents/:id/original": true}

// matches compares weakly (RFC 9110, 13.1.2).
func matches(header, tag string) bool {
	if strings.TrimSpace(header) == "*" {
		return true
	}
	for t := range strings.SplitSeq(header, ",") {
		if strings.TrimPrefix(strings.TrimSpace(t), "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
