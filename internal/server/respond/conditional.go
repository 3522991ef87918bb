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

// Conditional gives a GET its ETag, made of what the answer depends on: the state of the archive, the program, the
// request, the address it came to, its language, and the day, which references name. It answers 304 before any work
// is done. The state is read before the answer is made, so a client can only hold a newer answer under an older tag,
// which costs one more request and shows nothing stale.
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
