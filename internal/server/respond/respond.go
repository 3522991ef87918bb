// Package respond writes responses: problems in the format the client reads, XML, compression. It also answers repeated
// requests without their handler, by ETag or from a cache. Read Service.Fail first.
package respond

import (
	"cmp"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/server/api"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
)

// Options are the dependencies and settings of a Service; all are required except CacheBytes.
type Options struct {
	Log       *slog.Logger // for internal errors
	Addresses *request.Addresses
	// State identifies what all responses depend on apart from the request: the state of the archive, the program.
	State func(context.Context) (string, error)
	// Count is called with the code of each problem.
	Count func(code string)
	// CacheBytes limits the cache of responses; 0 means the default, negative disables it.
	CacheBytes int
}

// Service writes responses. It is safe for concurrent use once ErrorPage is set.
type Service struct {
	o Options
	// ErrorPage shows a problem to a person. It is the last resort, so it must not fail.
	ErrorPage func(c *gin.Context, status int, title, detail string)
	cache     responseCache
}

// New returns a Service.
func New(o Options) *Service {
	return &Service{o: o, cache: newResponseCache(cmp.Or(o.CacheBytes, responseCacheBytes))}
}

// Count counts a problem that could not be reported to the client.
func (s *Service) Count(code string) { s.o.Count(code) }

// Fail responds with the problem of err unless a response has begun. Internal errors are logged with the request ID
// but not shown.
func (s *Service) Fail(c *gin.Context, err error) {
	call := request.FromContext(c)
	over := call.Context().Err()
	if errors.Is(over, context.Canceled) && errors.Is(err, context.Canceled) {
		c.Abort() // the client has disconnected
		return
	}
	p := problem.FromError(err)
	if errors.Is(over, context.DeadlineExceeded) && (p.Code == problem.Timeout || errors.Is(err, context.Canceled)) {
		// the deadline of the request, not of a search, see request.Call.Limit
		p = problem.Problem{Code: problem.Busy, Retry: 10}
	}
	s.o.Count(p.Code)
	if p.Code == problem.Internal || p.Code == problem.Damaged || p.Code == problem.Unavailable {
		s.o.Log.Error("request failed", "request", call.ID, "path", LoggedPath(c), "error", err)
	}
	if c.Writer.Written() {
		c.Abort()
		return
	}
	s.write(c, p, call)
}

// LoggedPath returns the path if it belongs to one of our routes, but not private tokens; other paths may contain
// anything.
func LoggedPath(c *gin.Context) string {
	if route := c.FullPath(); route == "" || c.Param("token") != "" {
		return route
	}
	return c.Request.URL.Path
}

func (s *Service) write(c *gin.Context, p problem.Problem, call *request.Call) {
	kind := p.Kind()
	h := c.Writer.Header()
	for _, name := range []string{"ETag", "Link", "Content-Disposition", "Last-Modified", "Content-Length"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	if p.Retry > 0 {
		h.Set("Retry-After", strconv.Itoa(p.Retry))
	}
	for name, values := range p.Header {
		h[name] = values
	}
	html := call.WantsHTML()
	if html { // the frame of a page is in the language of its URL, whatever the browser prefers
		call.Lang = request.PageLanguage(call.Values)
	}
	title := call.Lang.Pick(kind.RU, kind.EN)
	detail := strings.TrimSpace(call.Lang.Pick(p.RU, p.EN) + " " + p.Detail)
	if html {
		// the detail says what was not found, which need not be a document
		if p.Code == problem.NotFound && detail != "" {
			title, detail = strings.TrimSuffix(detail, "."), ""
		}
		h.Set("Content-Type", "text/html; charset=utf-8")
		c.Status(kind.Status)
		s.ErrorPage(c, kind.Status, title, detail)
		c.Abort()
		return
	}
	body, _ := json.Marshal(api.Problem{Type: "about:blank", Title: title, Status: kind.Status, Detail: detail,
		Instance: call.ID, Code: p.Code, Parameter: p.Param, Suggestion: p.Suggestion})
	h.Set("Content-Type", "application/problem+json")
	c.Status(kind.Status)
	_, _ = c.Writer.Write(append(body, '\n'))
	c.Abort()
}

// XML writes v with an XML declaration.
func XML(c *gin.Context, media string, v any) error {
	b, err := xml.Marshal(v)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, media, append([]byte(xml.Header), b...))
	return nil
}

// XMLText removes characters that XML cannot represent; escaping is left to the encoder.
func XMLText(s string) string {
	ok := func(r rune) bool { return r == '\t' || r == '\n' || r >= 0x20 && r != 0xfffe && r != 0xffff }
	for _, r := range s {
		if !ok(r) {
			out := make([]rune, 0, len(s))
			for _, r := range s {
				if ok(r) {
					out = append(out, r)
				}
			}
			return string(out)
		}
	}
	return s
}

// ExtendDeadline gives a stream more time than an ordinary response.
func ExtendDeadline(w http.ResponseWriter, more time.Duration) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(more)) // not supported by test recorders
}
