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

// Addresses make links: of the address that people see, if one is configured.
type Addresses struct {
	base    string // without a slash at its end; "" when none is configured
	proxies []netip.Prefix
}

// NewAddresses checks the public address of an archive, which may be "", and the addresses and networks of
// the proxies that it trusts.
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

// Base is the configured address, "" when there is none.
func (a *Addresses) Base() string { return a.base }

// Link is an address for answers that are read where they came from: relative
// when no public address is configured.
func (a *Addresses) Link(path string) string { return a.base + path }

// Absolute is for formats that have no relative links: feeds, tables, OAI-PMH,
// sitemaps. Without a configured address it is the one that the request came to.
//
// That is safe because such an answer goes to the one who asked: it is not among
// those that are remembered, its ETag names the address, and caches keep answers
// by address. A forwarded address, which caches do not know, is taken only from
// trusted proxies.
func (a *Addresses) Absolute(call *Call, path string) string {
	if a.base != "" {
		return a.base + path
	}
	if call.origin == "" {
		call.origin = a.originOf(call.Request)
	}
	return call.origin + path
}

// hostName is what a client may call us: a name or an address, and a port.
var hostName = regexp.MustCompile(`^(?i:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$`)

// originOf returns the scheme and host that a request came to.
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

// IsProxy reports whether an address is that of a trusted proxy.
func (a *Addresses) IsProxy(addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	for _, p := range a.proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// parseProxies reads addresses and networks of proxies.
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
