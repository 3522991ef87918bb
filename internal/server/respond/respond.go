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

// Options are what a Service works with; all are required but CacheBytes.
type Options struct {
	Log       *slog.Logger // of internal errors
	Addresses *request.Addresses
	// State names what all answers depend on beside the request: the state of the archive, the program.
	State func(context.Context) (string, error)
	// Count is told the code of each problem.
	Count func(code string)
	// CacheBytes bounds the cache of whole answers; 0 takes the default, below 0: none.
	CacheBytes int
}

// Service writes answers. It is safe for concurrent use once ErrorPage is set.
type Service struct {
	o Options
	// ErrorPage shows a problem to a person. It is the last resort, so it must not fail itself.
	ErrorPage func(c *gin.Context, status int, title, detail string)
	cache     responseCache
}

// New returns a Service.
func New(o Options) *Service {
	return &Service{o: o, cache: newResponseCache(cmp.Or(o.CacheBytes, responseCacheBytes))}
}

// Count notes a problem that could not be answered any more.
func (s *Service) Count(code string) { s.o.Count(code) }

// Fail answers with the problem of err, once. Internal errors are logged with
// the number of the request; nothing of them is shown.
func (s *Service) Fail(c *gin.Context, err error) {
	call := request.FromContext(c)
	over := call.Context().Err()
	if errors.Is(over, context.Canceled) && errors.Is(err, context.Canceled) {
		c.Abort() // the client is gone
		return
	}
	p := problem.FromError(err)
	if errors.Is(over, context.DeadlineExceeded) && (p.Code == problem.Timeout || errors.Is(err, context.Canceled)) {
		// Not a search's own time, but the request's, see request.Call.Limit.
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

// LoggedPath is the path where it names one of our routes, without what only one person may know; what was typed into
// the address otherwise may be anything.
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
	if html { // what surrounds the words is in the language of the address, whatever the browser asks for
		call.Lang = request.PageLanguage(call.Values)
	}
	title := call.Lang.Pick(kind.RU, kind.EN)
	detail := strings.TrimSpace(call.Lang.Pick(p.RU, p.EN) + " " + p.Detail)
	if html {
		if p.Code == problem.NotFound && detail != "" { // it names what is not there, and that need not be a document
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

// XML writes v with its declaration.
func XML(c *gin.Context, media string, v any) error {
	b, err := xml.Marshal(v)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, media, append([]byte(xml.Header), b...))
	return nil
}

// XMLText drops the characters that XML cannot hold. Escaping is the encoder's.
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

// ExtendDeadline gives a stream more time than an ordinary answer.
func ExtendDeadline(w http.ResponseWriter, more time.Duration) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(more)) // a recorder in tests has none
}
