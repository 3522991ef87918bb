package request

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"letopis/internal/archive"
)

// Addresses creates URLs, with the public address if one is configured.
type Addresses struct {
	base    string // without a trailing slash; empty if not configured
	proxies []netip.Prefix
}

// NewAddresses parses the public address of an archive, which may be empty, and the addresses and networks of trusted
// proxies.
func NewAddresses(publicURL string, trustedProxies []string) (*Addresses, error) {
	a := &Addresses{base: strings.TrimRight(publicURL, "/")}
	if a.base != "" {
		if u, err := url.Parse(a.base); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, fmt.Errorf("server: public URL %q is not http://… or https://…: %w", a.base, archive.ErrInvalid)
		}
	}
	var err error
	a.proxies, err = parseProxies(trustedProxies)
	return a, err
}

// Base returns the configured address, or "".
func (a *Addresses) Base() string { return a.base }

// Link returns a URL for responses whose readers know the host: relative unless a public address is configured.
func (a *Addresses) Link(path string) string { return a.base + path }

// Absolute returns an absolute URL, for formats without relative links: feeds, tables, OAI-PMH, sitemaps. Without a
// configured address it uses the host that the request was sent to.
//
// That is safe because such a response only goes to the requester: it is not in the response cache, its ETag includes
// the address, and HTTP caches key by address. A forwarded address, which caches do not see, is accepted from trusted
// proxies only.
func (a *Addresses) Absolute(call *Call, path string) string {
	if a.base != "" {
		return a.base + path
	}
	if call.origin == "" {
		call.origin = a.originOf(call.Request)
	}
	return call.origin + path
}

// hostName matches a valid Host header: a name or an address with an optional port.
var hostName = regexp.MustCompile(`^(?i:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$`)

// originOf returns the scheme and host that a request was sent to.
func (a *Addresses) originOf(r *http.Request) string {
	if r == nil {
		return "http://localhost"
	}
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if a.fromProxy(r) {
		first := func(name string) string {
			v, _, _ := strings.Cut(r.Header.Get(name), ",")
			return strings.TrimSpace(v)
		}
		if strings.EqualFold(first("X-Forwarded-Proto"), "https") {
			scheme = "https"
		}
		if h := first("X-Forwarded-Host"); h != "" {
			host = h
		}
	}
	if len(host) > maxHostName || !hostName.MatchString(host) {
		host = "localhost"
	}
	return scheme + "://" + host
}

// fromProxy reports whether a request came through a trusted proxy.
func (a *Addresses) fromProxy(r *http.Request) bool {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	return a.IsProxy(at.Addr())
}

// IsProxy reports whether an address belongs to a trusted proxy.
func (a *Addresses) IsProxy(addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	for _, p := range a.proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// parseProxies parses addresses and networks of proxies.
func parseProxies(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range list {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			addr, addrErr := netip.ParseAddr(text)
			if addrErr != nil {
				return nil, fmt.Errorf("server: trusted proxies: %q is neither an address nor a network", text)
			}
			addr = addr.Unmap()
			p = netip.PrefixFrom(addr, addr.BitLen())
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

const maxHostName = 260
