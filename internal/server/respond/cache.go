package respond

import (
	"maps"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"letopis/internal/cache"
	"letopis/internal/server/request"
)

const (
	responseCacheBytes = 32 << 20
	// Larger ones are not kept: a page of twenty hits is smaller, and long lists
	// would push out what people ask most.
	maxResponseBytes = 64 << 10
)

// responseCache keeps whole answers by their ETags, which change with the archive.
type responseCache struct {
	*cache.Cache[string, *response]
}

// response is what a handler wrote: headers that it set and the body, before
// compression. It is not changed once kept.
type response struct {
	header http.Header
	body   []byte // not empty
	found  *int   // see request.Call
}

// newResponseCache returns a cache for bodies of limit bytes in all.
func newResponseCache(limit int) responseCache {
	return responseCache{cache.New[string](int64(limit), func(r *response) int64 { return int64(len(r.body)) })}
}

// Cached answers with what is kept under the ETag that Conditional gave, or keeps what the handlers after it answer:
// for what people ask most.
func (s *Service) Cached(c *gin.Context) {
	tag := c.Writer.Header().Get("ETag")
	if s.o.CacheBytes < 0 || tag == "" || c.Request.Method != http.MethodGet {
		c.Next()
		return
	}
	if kept, ok := s.cache.Get(tag); ok {
		maps.Copy(c.Writer.Header(), kept.header)
		request.FromContext(c).Found = kept.found
		c.Status(http.StatusOK)
		_, _ = c.Writer.Write(kept.body) // the client is gone
		c.Abort()
		return
	}
	before := c.Writer.Header().Clone()
	w := &responseRecorder{ResponseWriter: c.Writer}
	c.Writer = w
	c.Next()
	c.Writer = w.ResponseWriter
	if w.Status() != http.StatusOK || len(w.body) == 0 || w.tooLong || len(c.Errors) > 0 {
		return
	}
	header := w.header
	maps.DeleteFunc(header, func(k string, v []string) bool { return slices.Equal(before[k], v) })
	s.cache.Put(tag, &response{header, w.body, request.FromContext(c).Found})
}

// responseRecorder keeps what goes through it.
type responseRecorder struct {
	gin.ResponseWriter
	header  http.Header // as it was when the body began
	body    []byte
	tooLong bool // it is not kept
}

func (w *responseRecorder) Write(b []byte) (int, error) {
	if w.header == nil {
		w.header = w.Header().Clone() // compression adds its own later
	}
	if w.tooLong = w.tooLong || len(w.body)+len(b) > maxResponseBytes; !w.tooLong {
		w.body = append(w.body, b...)
	}
	return w.ResponseWriter.Write(b)
}

func (w *responseRecorder) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// Unwrap lets http.ResponseController reach the connection.
func (w *responseRecorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
