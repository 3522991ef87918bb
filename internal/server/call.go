package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/language"

	"letopis/internal/archive"
)

// call is what the middleware found out about a request. Handlers get it from
// the context.
type call struct {
	id      string // number of the request, in the log and in problems
	lang    string // "ru" or "en"
	values  url.Values
	request *http.Request
	started time.Time
	client  netip.Addr // see clientOf
	// The end of the store's log as it was at some moment, see Server.storeEnd.
	storeEnd   archive.Seq
	storeAsked time.Time
	page       bool // asked for by a person: problems are pages
	// badQuery: the query string could be read in part only.
	badQuery bool
	origin   string // see Server.absolute
}

type callKey struct{}

// callOf returns the call of a handler's context.
func callOf(ctx context.Context) *call {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	outside := new(http.Request).WithContext(ctx) // of any request: a test, a job
	return &call{lang: "ru", values: url.Values{}, started: time.Now(), request: outside}
}

// Context ends with the request. gin's own contexts are reused and must not
// outlive a handler, so stores and engines get this one.
func (c *call) Context() context.Context {
	return c.request.Context()
}

// pick chooses by the language of the call.
func (c *call) pick(ru, en string) string {
	if c.lang == "en" {
		return en
	}
	return ru
}

func (c *call) wantsHTML() bool {
	return c.page && strings.Contains(c.request.Header.Get("Accept"), "text/html")
}

// maxBody is more than any body the API takes.
const maxBody = 256 << 10

// begin reads the query string, chooses a language, numbers the request, and
// logs it when it is done: without its query string, as query texts and
// addresses of clients are not to meet in a log.
func (s *Server) begin(c *gin.Context) {
	call := &call{started: time.Now(), id: requestID(), client: clientOf(c.ClientIP())}
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	repaired := repair(values)
	if repaired {
		c.Request.URL.RawQuery = values.Encode()
	}
	call.values = values
	call.lang = chooseLanguage(values.Get("lang"), c.GetHeader("Accept-Language"))
	call.page = !strings.HasPrefix(c.Request.URL.Path, "/api/v1/")
	if c.Request.Body != nil {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), callKey{}, call))
	call.request = c.Request
	c.Header("X-Request-Id", call.id)
	call.badQuery = err != nil
	c.Next()
	took := time.Since(call.started)
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	s.metrics.request(route, c.Request.Method, c.Writer.Status(), took)
	s.log.Info("request", "request", call.id, "method", c.Request.Method, "route", route,
		"path", loggedPath(c), "status", c.Writer.Status(), "bytes", max(c.Writer.Size(), 0),
		"ms", took.Milliseconds(), "client", c.ClientIP())
}

// loggedPath is the path where it names one of our routes; what was typed into
// the address otherwise may be anything.
func loggedPath(c *gin.Context) string {
	if c.FullPath() == "" {
		return ""
	}
	return c.Request.URL.Path
}

func requestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// repair makes all values valid UTF-8 without control characters, drops fields
// of a form that were left empty, and reports whether it changed anything. A form
// on a windows-1251 page sends its fields in that charset: bytes that are not
// UTF-8 are read so.
func repair(values url.Values) bool {
	changed := false
	for key, list := range values {
		if key != "q" && !slices.ContainsFunc(list, func(v string) bool { return v != "" }) {
			delete(values, key)
			changed = true
			continue
		}
		if !utf8.ValidString(key) {
			delete(values, key)
			values[strings.ToValidUTF8(key, "�")] = list
			changed = true
		}
		for i, v := range list {
			fixed := v
			if !utf8.ValidString(fixed) {
				fixed, _ = charmap.Windows1251.NewDecoder().String(fixed)
				fixed = strings.ToValidUTF8(fixed, "�")
			}
			fixed = strings.Map(func(r rune) rune {
				if r == '\t' || r == '\n' || r == '\r' {
					return ' '
				}
				if r < 0x20 || r == 0x7f {
					return -1
				}
				return r
			}, fixed)
			if fixed != v {
				list[i], changed = fixed, true
			}
		}
	}
	return changed
}

var languages = language.NewMatcher([]language.Tag{language.Russian, language.English})

func chooseLanguage(param, accept string) string {
	if param == "ru" || param == "en" {
		return param
	}
	if len(accept) > 1000 {
		return "ru"
	}
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return "ru"
	}
	if _, i, confidence := languages.Match(tags...); i == 1 && confidence >= language.Low {
		return "en"
	}
	return "ru"
}
