// Package request holds what the server knows about a request before a handler runs: its ID, language, client and
// normalized parameters (Call), the host it was addressed to (Addresses), and the conditions of a search, which the
// API, pages, feeds and tables write the same way (Search).
package request

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

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/language"

	"letopis/internal/archive"
	"letopis/web"
)

// Call is the server's view of a request. Handlers get it from their context; it must not be shared between
// goroutines.
type Call struct {
	ID      string   // request ID, in the log and in problems
	Lang    web.Lang // of the response
	Values  url.Values
	Request *http.Request
	Started time.Time
	Client  netip.Addr // an IPv4 address or an IPv6 /64
	// The end of the store's log as last read, and when, see view.Service.StoreEnd.
	StoreEnd   archive.Seq
	StoreAsked time.Time
	Page       bool // requested by a person: problems are rendered as pages
	// Found is the number of results of a search; nil if there was none. Cached responses set it, too.
	Found *int
	// BadQuery reports that the query string could be parsed only partially.
	BadQuery  bool
	origin    string          // see Addresses.Absolute
	unlimited context.Context // see Limit; nil if there is no limit
}

type callKey struct{}

// FromContext returns the call of a handler's context.
func FromContext(ctx context.Context) *Call {
	if c, ok := ctx.Value(callKey{}).(*Call); ok {
		return c
	}
	outside := new(http.Request).WithContext(ctx) // outside of requests: a test, a background job
	return &Call{Lang: web.Russian, Values: url.Values{}, Started: time.Now(), Request: outside}
}

// Context returns a context that ends with the request. It is safe to pass to stores and engines, unlike gin's
// contexts, which are reused and must not outlive a handler.
func (c *Call) Context() context.Context {
	return c.Request.Context()
}

// Limit makes Context end at a time when the request can still be answered, or when end is called.
func (c *Call) Limit(at time.Time) (end context.CancelFunc) {
	c.unlimited = c.Context()
	ctx, end := context.WithDeadline(c.unlimited, at)
	c.Request = c.Request.WithContext(ctx)
	return end
}

// Unlimit removes the limit from Context, for streamed responses that may take long.
func (c *Call) Unlimit() {
	if c.unlimited != nil {
		c.Request = c.Request.WithContext(c.unlimited)
	}
}

// WantsHTML reports whether the response is for a person.
func (c *Call) WantsHTML() bool {
	return c.Page && strings.Contains(c.Request.Header.Get("Accept"), "text/html")
}

// Begin parses a request. It also repairs a query string that is not UTF-8.
func Begin(r *http.Request, clientIP string) *Call {
	call := &Call{ID: requestID(), Started: time.Now(), Client: ClientOf(clientIP)}
	call.Page = !strings.HasPrefix(r.URL.Path, "/api/v1/")
	values, err := url.ParseQuery(r.URL.RawQuery)
	if Normalize(values, call.Page) {
		r.URL.RawQuery = values.Encode()
	}
	call.Values, call.BadQuery = values, err != nil
	call.Lang = chooseLanguage(values.Get("lang"), r.Header.Get("Accept-Language"))
	call.Request = r.WithContext(context.WithValue(r.Context(), callKey{}, call))
	return call
}

func requestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// Normalize makes all values valid UTF-8 without control characters, drops empty fields of forms, and reports whether
// anything changed. Forms on windows-1251 pages submit in that charset, so bytes that are not UTF-8 are decoded as
// such.
func Normalize(values url.Values, form bool) bool {
	changed := false
	for key, list := range values {
		if form && key != "q" && !slices.ContainsFunc(list, func(v string) bool { return v != "" }) {
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
				if r < 0x20 || r == 0x7f {
					return ' '
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

func chooseLanguage(param, accept string) web.Lang {
	if param == "ru" || param == "en" {
		return web.Lang(param)
	}
	if len(accept) > 1000 {
		return web.Russian
	}
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return web.Russian
	}
	if _, i, confidence := languages.Match(tags...); i == 1 && confidence >= language.Low {
		return web.English
	}
	return web.Russian
}

// PageLanguage returns Russian unless the URL asks for English, so that a URL shows the same to everybody.
func PageLanguage(v url.Values) web.Lang {
	if v.Get("lang") == "en" {
		return web.English
	}
	return web.Russian
}

// ClientOf returns the identity of a client: an IPv4 address or an IPv6 /64, which is usually one household or
// company. Unidentifiable clients share one identity.
func ClientOf(ip string) netip.Addr {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		addr = netip.IPv6Unspecified()
	}
	if addr = addr.Unmap().WithZone(""); addr.Is6() {
		prefix, _ := addr.Prefix(64)
		addr = prefix.Addr()
	}
	return addr
}
