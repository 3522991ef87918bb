package respond

import (
	"maps"
	"net/http"

	"github.com/gin-gonic/gin"

	"letopis/internal/server/request"
)

// Handler answers a request; an error is answered by Fail.
type Handler func(c *gin.Context, call *request.Call) error

// Handle makes a handler of gin's of h.
func (s *Service) Handle(h Handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c, request.FromContext(c)); err != nil {
			s.Fail(c, err)
		}
	}
}

// Get adds handlers for GET and HEAD.
func Get(r gin.IRoutes, path string, handlers ...gin.HandlerFunc) {
	r.GET(path, handlers...)
	r.HEAD(path, handlers...)
}

// publicHeaders let any page read what is public. The lists are shared: Header.Set and Add make others.
var publicHeaders = http.Header{
	"Access-Control-Allow-Origin":   {"*"},
	"Access-Control-Expose-Headers": {"ETag, Link, Retry-After, X-Request-Id"},
	"Cross-Origin-Resource-Policy":  {"cross-origin"},
	"Content-Security-Policy":       {"default-src 'none'; frame-ancestors 'none'"},
}

// CORS lets any page read what is public. No credentials, no other methods.
func CORS(c *gin.Context) {
	if c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
		maps.Copy(c.Writer.Header(), publicHeaders)
	}
	c.Next()
}

// Preflight answers OPTIONS of public GET routes. allow are all methods; pages of other origins may use GET and HEAD.
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
