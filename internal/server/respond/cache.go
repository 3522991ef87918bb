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
	// Larger responses are not cached: a page of twenty hits is smaller, and long lists would displace popular
	// entries.
	maxResponseBytes = 64 << 10
)

// responseCache holds complete responses by their ETags, which change with the archive.
type responseCache struct {
	*cache.Cache[string, *response]
}

// response is what a handler wrote: the headers it set and the body before compression. It is immutable once cached.
type response struct {
	header http.Header
	body   []byte // not empty
	found  *int   // see request.Call
}

// newResponseCache returns a cache with bodies of up to limit bytes in total.
func newResponseCache(limit int) responseCache {
	return responseCache{cache.New[string](int64(limit), func(r *response) int64 { return int64(len(r.body)) })}
}

// Cached serves the response cached under the ETag set by Conditional, or caches the response of the following
// handlers. It is meant for the most frequent requests.
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
		_, _ = c.Writer.Write(kept.body) // fails if the client has disconnected
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

// responseRecorder copies the response written through it.
type responseRecorder struct {
	gin.ResponseWriter
	header  http.Header // as they were when the body began
	body    []byte
	tooLong bool // too long to be cached
}

func (w *responseRecorder) Write(b []byte) (int, error) {
	if w.header == nil {
		w.header = w.Header().Clone() // compression adds its own headers later
	}
	if w.tooLong = w.tooLong || len(w.body)+len(b) > maxResponseBytes; !w.tooLong {
		w.body = append(w.body, b...)
	}
	return w.ResponseWriter.Write(b)
}

func (w *responseRecorder) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// Unwrap lets http.ResponseController reach the connection.
func (w *responseRecorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
