package respond

import (
	"maps"
	"net/http"

	"github.com/gin-gonic/gin"

	"letopis/internal/server/request"
)

// Handler handles a request; errors are passed to Fail.
type Handler func(c *gin.Context, call *request.Call) error

// Handle adapts h to gin.
func (s *Service) Handle(h Handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c, request.FromContext(c)); err != nil {
			s.Fail(c, err)
		}
	}
}

// Get registers handlers for GET and HEAD.
func Get(r gin.IRoutes, path string, handlers ...gin.HandlerFunc) {
	r.GET(path, handlers...)
	r.HEAD(path, handlers...)
}

// publicHeaders allow all origins to read public responses. The values are shared, which is safe because Header.Set
// and Add replace them.
var publicHeaders = http.Header{
	"Access-Control-Allow-Origin":   {"*"},
	"Access-Control-Expose-Headers": {"ETag, Link, Retry-After, X-Request-Id"},
	"Cross-Origin-Resource-Policy":  {"cross-origin"},
	"Content-Security-Policy":       {"default-src 'none'; frame-ancestors 'none'"},
}

// CORS allows all origins to read public responses, without credentials or other methods.
func CORS(c *gin.Context) {
	if c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
		maps.Copy(c.Writer.Header(), publicHeaders)
	}
	c.Next()
}

// Preflight handles OPTIONS of public routes. allow lists all methods; other origins may use GET and HEAD.
func Preflight(allow string) gin.HandlerFunc {
	return func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
		h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language, If-None-Match")
		h.Set("Access-Control-Max-Age", "86400")
		h.Set("Allow", allow)
		c.Status(http.StatusNoContent)
	}
}
