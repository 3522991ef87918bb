package respond

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/server/request"
)

// Conditional sets the ETag of a GET, derived from everything the response depends on: the state of the archive, the
// program, the request, its host and language, and the day, which references contain. It responds with 304 before any
// work is done. The state is read before the response is generated, so at worst a client has a newer response under
// an older tag, which costs one more request but never shows stale content.
func (s *Service) Conditional(c *gin.Context) {
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		c.Next()
		return
	}
	call := request.FromContext(c)
	state, err := s.o.State(call.Context())
	if err != nil {
		s.Fail(c, err)
		return
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%s|%s|%s", state, call.Started.Format(time.DateOnly), call.Lang,
		s.o.Addresses.Absolute(call, ""), c.Request.URL.Path, call.Values.Encode()))
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
	c.Next()
}

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
