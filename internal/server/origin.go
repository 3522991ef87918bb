package server

import (
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
)

// link is an address for answers that are read where they came from: relative
// when no public address is configured.
func (s *Server) link(path string) string { return s.base + path }

// absolute is for formats that have no relative links: feeds, tables, OAI-PMH,
// sitemaps. Without a configured address it is the one that the request came to.
//
// That is safe because such an answer goes to the one who asked: it is not among
// those that are remembered, its ETag names the address, and caches keep answers
// by address. A forwarded address, which caches do not know, is taken only from
// trusted proxies.
func (s *Server) absolute(call *call, path string) string {
	if s.base != "" {
		return s.base + path
	}
	if call.origin == "" {
		call.origin = s.originOf(call.request)
	}
	return call.origin + path
}

// hostName is what a client may call us: a name or an address, and a port.
var hostName = regexp.MustCompile(`^(?i:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$`)

const maxHostName = 260

// originOf returns the scheme and host that a request came to.
func (s *Server) originOf(r *http.Request) string {
	if r == nil {
		return "http://localhost"
	}
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if s.fromProxy(r) {
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

// fromProxy tells whether a request came through a trusted proxy.
func (s *Server) fromProxy(r *http.Request) bool {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	addr := at.Addr().Unmap().WithZone("")
	for _, p := range s.proxies {
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
