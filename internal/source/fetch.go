package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/temoto/robotstxt"
	"golang.org/x/net/idna"
)

// Web configures requests to web sites.
type Web struct {
	// UserAgent names the archive and a contact, so that site owners can complain. It is also the name matched in
	// robots.txt.
	UserAgent string
	Delay     time.Duration // between requests to the same host
	Timeout   time.Duration // of one request including its body
	MaxBytes  int64         // of one body after decompression
	MaxItems  int           // per walk
	// Hosts may be requested in addition to those of the start URLs.
	Hosts []string
	// AllowPrivate permits addresses of private networks and of this machine.
	AllowPrivate bool
}

// withDefaults replaces zero fields by defaults.
func (w Web) withDefaults() Web {
	if w.UserAgent == "" {
		w.UserAgent = "Letopis/1.0 (archive of municipal documents)"
	}
	if w.Delay == 0 {
		w.Delay = time.Second
	}
	if w.Timeout == 0 {
		w.Timeout = time.Minute
	}
	if w.MaxBytes == 0 {
		w.MaxBytes = 64 << 20
	}
	if w.MaxItems == 0 {
		w.MaxItems = 50_000
	}
	return w
}

const (
	maxRedirects = 5
	maxWait      = 2 * time.Minute // maximum pause that a site may request
)

var (
	errPrivate = errors.New("адрес внутренней сети: если это ваш сайт, разрешите такие адреса настройкой " +
		"web.allow_private")
	errHost     = errors.New("другой сайт: добавьте его имя к разрешённым в настройках")
	errRobots   = errors.New("сайт запрещает это роботам (robots.txt)")
	errTooLarge = errors.New("ответ больше разрешённого в настройках размера")
)

// A client requests pages politely: one request at a time per client, with a delay per host, respecting robots.txt,
// and only from permitted hosts.
type client struct {
	mu     sync.Mutex // held during a whole request
	web    Web
	http   *http.Client
	dialer *net.Dialer
	hosts  map[string]bool
	last   map[string]time.Time
	robots map[string]*robotstxt.Group
}

// An answer is a response of a site. It has no body if NotModified.
type answer struct {
	url         string // final URL after redirects
	redirect    string // where to request instead
	notModified bool
	mediaType   string
	version     string // empty if the site sent no validator
	modified    time.Time
	body        []byte
}

func newClient(w Web, hosts []string) *client {
	c := &client{web: w.withDefaults(), hosts: map[string]bool{}, last: map[string]time.Time{},
		robots: map[string]*robotstxt.Group{}}
	for _, h := range append(hosts, w.Hosts...) {
		c.hosts[siteOf(h)] = true
	}
	c.dialer = Dialer(c.web.AllowPrivate)
	c.http = &http.Client{
		Timeout: c.web.Timeout,
		Transport: &http.Transport{
			DialContext: c.dialer.DialContext, ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second,
			TLSHandshakeTimeout: 15 * time.Second, ResponseHeaderTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // handled by get
	}
	return c
}

// Dialer returns a dialer for untrusted addresses: it connects to public addresses only, unless allowPrivate. The
// address is checked when connecting, after DNS resolution and for each redirect, so DNS rebinding is no way around
// it. For the same reason it must not be used with a proxy.
func Dialer(allowPrivate bool) *net.Dialer {
	return &net.Dialer{Timeout: 15 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		return checkAddress(address, allowPrivate)
	}}
}

// checkAddress rejects addresses that no public site has.
func checkAddress(address string, allowPrivate bool) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	a := ap.Addr().Unmap().WithZone("") // prefixes never contain addresses with a zone
	if a.IsMulticast() || a.IsUnspecified() {
		return fmt.Errorf("%s: %w", a, errPrivate)
	}
	if allowPrivate {
		return nil
	}
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return fmt.Errorf("%s: %w", a, errPrivate)
	}
	for _, p := range reserved() {
		if p.Contains(a) {
			return fmt.Errorf("%s: %w", a, errPrivate)
		}
	}
	return nil
}

// reserved returns the networks of RFC 6890 that package net/netip considers global, those that embed an IPv4 address
// (IPv4-compatible, NAT64, 6to4, Teredo), and the public address of Azure's metadata service, which serves secrets.
func reserved() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{"0.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "192.0.0.0/24", "192.0.2.0/24",
		"192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
		"5f00::/16", "fec0::/10"} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// siteOf normalises a host for comparison: in ASCII (сайт.рф is xn--…), without www.
func siteOf(host string) string {
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	return strings.TrimPrefix(strings.TrimSuffix(strings.ToLower(host), "."), "www.")
}

// permitted returns an error if u must not be requested.
func (c *client) permitted(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%s: не веб-адрес", u.Redacted())
	case u.User != nil:
		return fmt.Errorf("%s: адрес с паролем не принимается", u.Redacted())
	case !c.hosts[siteOf(u.Hostname())]:
		return fmt.Errorf("%s: %w", u.Hostname(), errHost)
	}
	if g := c.robots[u.Scheme+"://"+u.Host]; g != nil && !g.Test(u.RequestURI()) {
		return fmt.Errorf("%s: %w", u, errRobots)
	}
	return nil
}

// get requests a page, following redirects. known is its previous version for a conditional request, or "".
func (c *client) get(ctx context.Context, address, known string) (*answer, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%s: это не веб-адрес: %w", address, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for range maxRedirects + 1 {
		if err := c.permitted(u); err != nil {
			return nil, err
		}
		if err := c.readRobots(ctx, u); err != nil {
			return nil, err
		}
		if err := c.permitted(u); err != nil {
			return nil, err
		}
		a, retry, err := c.ask(ctx, u, known)
		if err != nil && retry > 0 && retry <= maxWait { // the site is busy and said for how long
			if err := sleep(ctx, retry); err != nil {
				return nil, err
			}
			a, _, err = c.ask(ctx, u, known)
		}
		if err != nil || a.redirect == "" {
			return a, err
		}
		if u, err = u.Parse(a.redirect); err != nil {
			return nil, fmt.Errorf("%s: перенаправляет в никуда: %w", address, err)
		}
	}
	return nil, fmt.Errorf("%s: слишком много перенаправлений", address)
}

// ask makes one request. retry is the time after which the site asks to be tried again, if it does.
func (c *client) ask(ctx context.Context, u *url.URL, known string) (a *answer, retry time.Duration, err error) {
	if err := c.wait(ctx, u); err != nil {
		return nil, 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, 0, err
	}
	req.Header.Set("User-Agent", c.web.UserAgent)
	req.Header.Set("Accept-Language", "ru, en;q=0.5")
	if tag, ok := strings.CutPrefix(known, "etag:"); ok {
		req.Header.Set("If-None-Match", tag)
	} else if since, ok := strings.CutPrefix(known, "modified:"); ok {
		req.Header.Set("If-Modified-Since", since)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, 0, fmt.Errorf("сайт не отвечает: %w", err)
	}
	defer resp.Body.Close()
	a = &answer{url: resp.Request.URL.String(), version: validator(resp.Header)}
	a.modified, _ = http.ParseTime(resp.Header.Get("Last-Modified"))
	a.mediaType, _, _ = mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case resp.StatusCode == http.StatusNotModified && known != "":
		a.notModified, a.version = true, known
		return a, 0, nil
	case isRedirect(resp):
		a.redirect = resp.Header.Get("Location")
		return a, 0, nil
	case resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable:
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return nil, time.Duration(seconds) * time.Second, fmt.Errorf("%s: сайт перегружен (%d), повторите позже", u,
			resp.StatusCode)
	case resp.StatusCode != http.StatusOK:
		return nil, 0, fmt.Errorf("%s: сервер ответил %d %s", u, resp.StatusCode, http.StatusText(resp.StatusCode))
	}
	if a.body, err = io.ReadAll(io.LimitReader(resp.Body, c.web.MaxBytes+1)); err != nil {
		return nil, 0, fmt.Errorf("%s: ответ оборвался: %w", u, err)
	}
	if int64(len(a.body)) > c.web.MaxBytes {
		return nil, 0, fmt.Errorf("%s: %w (%d МБ)", u, errTooLarge, c.web.MaxBytes>>20)
	}
	return a, 0, nil
}

// validator returns the Version of a response, for the next conditional request.
func validator(h http.Header) string {
	if tag := h.Get("ETag"); tag != "" {
		return "etag:" + tag
	}
	if t := h.Get("Last-Modified"); t != "" {
		return "modified:" + t
	}
	return ""
}

// wait enforces the delay between requests to a host.
func (c *client) wait(ctx context.Context, u *url.URL) error {
	delay := c.web.Delay
	if g := c.robots[u.Scheme+"://"+u.Host]; g != nil {
		delay = max(delay, min(g.CrawlDelay, maxWait))
	}
	if last, ok := c.last[u.Host]; ok {
		if err := sleep(ctx, delay-time.Since(last)); err != nil {
			return err
		}
	}
	c.last[u.Host] = time.Now()
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// readRobots reads the robots.txt of a host once. According to RFC 9309 a missing file allows everything, and a
// server error forbids everything.
func (c *client) readRobots(ctx context.Context, u *url.URL) error {
	site := u.Scheme + "://" + u.Host
	if c.robots[site] != nil {
		return nil
	}
	status, body, err := c.askRobots(ctx, u)
	if err != nil {
		return err
	}
	rules, err := robotstxt.FromStatusAndBytes(status, body)
	if err != nil { // a malformed file allows everything
		rules, _ = robotstxt.FromStatusAndBytes(http.StatusNotFound, nil)
	}
	product, _, _ := strings.Cut(c.web.UserAgent, "/")
	c.robots[site] = rules.FindGroup(product)
	return nil
}

// askRobots requests robots.txt, following redirects within permitted sites.
func (c *client) askRobots(ctx context.Context, site *url.URL) (status int, body []byte, err error) {
	u := &url.URL{Scheme: site.Scheme, Host: site.Host, Path: "/robots.txt"}
	for range maxRedirects + 1 {
		if err := c.wait(ctx, u); err != nil {
			return 0, nil, err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			return 0, nil, err
		}
		req.Header.Set("User-Agent", c.web.UserAgent)
		resp, err := c.http.Do(req)
		if err != nil {
			return 0, nil, fmt.Errorf("сайт не отвечает: %w", err)
		}
		body, err := io.ReadAll(io.LimitReader(resp.Body, 512<<10))
		resp.Body.Close()
		if err != nil {
			return 0, nil, fmt.Errorf("%s: ответ оборвался: %w", u, err)
		}
		if !isRedirect(resp) {
			return resp.StatusCode, body, nil
		}
		if u, err = u.Parse(resp.Header.Get("Location")); err != nil || c.permitted(u) != nil {
			break
		}
	}
	return http.StatusNotFound, nil, nil
}

func isRedirect(resp *http.Response) bool {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect,
		http.StatusPermanentRedirect:
		return resp.Header.Get("Location") != ""
	}
	return false
}

// fileName returns a file name for a page, with an extension for its media type.
func fileName(address, mediaType string) string {
	name := ""
	if u, err := url.Parse(address); err == nil {
		name = path.Base(u.Path)
	}
	if name == "" || name == "." || name == "/" {
		name = "index"
	}
	ext := strings.ToLower(path.Ext(name))
	switch mediaType {
	case "text/html", "application/xhtml+xml":
		if ext != ".html" && ext != ".htm" {
			name += ".html"
		}
	case "application/pdf":
		if ext != ".pdf" {
			name += ".pdf"
		}
	}
	return name
}
