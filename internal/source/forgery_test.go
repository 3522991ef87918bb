package source

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// inside is what a request that a site forged would reach: it listens on this machine, and counts.
func inside(t *testing.T) (address string, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp4", "127.0.0.2:0")
	if err != nil {
		t.Skip("this system has one loopback address only: ", err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		fmt.Fprint(w, "секрет")
	}))
	s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	return l.Addr().String(), asked
}

// onlyOutside has a client of a source take 127.0.0.1, where sites of tests are, for a public address: no other of this
// machine.
func onlyOutside(src Source) *client {
	c := src.(*web).client
	c.dialer.Control = func(_, address string, _ syscall.RawConn) error {
		if strings.HasPrefix(address, "127.0.0.1:") {
			return nil
		}
		return checkAddress(address, false)
	}
	return c
}

// names answers each question for a name by the next of the addresses, the last for ever.
func names(t *testing.T, addresses ...string) (r *net.Resolver, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	var lc net.ListenConfig
	conn, err := lc.ListenPacket(t.Context(), "udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			m.Header = dnsmessage.Header{ID: m.ID, Response: true, Authoritative: true}
			m.Additionals = nil
			head := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type}
			a := netip.MustParseAddr(addresses[min(int(asked.Load()), len(addresses)-1)])
			switch {
			case q.Type == dnsmessage.TypeA && a.Is4():
				m.Answers = []dnsmessage.Resource{{Header: head, Body: &dnsmessage.AResource{A: a.As4()}}}
			case q.Type == dnsmessage.TypeAAAA && a.Is6():
				m.Answers = []dnsmessage.Resource{{Header: head, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}}}
			}
			if len(m.Answers) > 0 { // the question for the other family has no answer
				asked.Add(1)
			}
			if packed, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(packed, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp4", conn.LocalAddr().String())
	}}, asked
}

// A name that first is of a public site and then, when it has been looked at, of a machine inside gains nothing: what
// is checked is the address of each connection.
func TestRebindingIsRefused(t *testing.T) {
	address, reached := inside(t)
	_, port, _ := net.SplitHostPort(address)
	// On the port of the machine inside a public site listens, too. It closes connections, so each request asks for the
	// name again.
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp4", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	var served atomic.Int64
	site := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served.Add(1)
		w.Header().Set("Connection", "close")
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
		}
	}))
	site.Listener.Close()
	site.Listener = l
	site.Start()
	defer site.Close()
	for _, then := range []string{"127.0.0.2", "::ffff:127.0.0.2", "64:ff9b::7f00:2", "::127.0.0.2", "169.254.169.254",
		"fe80::1", "fd00:ec2::254", "10.0.0.1"} {
		served.Store(0)
		src := open(t, "http://gorod.example:"+port+"/news", Options{Web: Web{Delay: time.Millisecond}})
		c := onlyOutside(src)
		var asked *atomic.Int64
		c.dialer.Resolver, asked = names(t, "127.0.0.1", then)
		_, err := src.Walk(t.Context(), "", func(Item) error { return nil }, func(string, error) {})
		if !errors.Is(err, errPrivate) {
			t.Errorf("then %s: %v", then, err)
		}
		if served.Load() != 1 || asked.Load() < 2 || reached.Load() != 0 {
			t.Errorf("then %s: the site was asked %d times, the name %d, the machine inside %d", then, served.Load(),
				asked.Load(), reached.Load())
		}
	}
}

// A site cannot lead inside by a redirect either, of a page or of robots.txt, not even to a host that may be asked.
func TestRedirectsInsideAreRefused(t *testing.T) {
	address, reached := inside(t)
	_, port, _ := net.SplitHostPort(address)
	targets := []string{"http://" + address + "/", "http://127.0.0.2:" + port + "/x",
		"http://[::ffff:127.0.0.2]:" + port + "/",
		"http://[64:ff9b::7f00:2]:" + port + "/", "http://169.254.169.254/latest/meta-data/", "//" + address,
		"http://inside.example:" + port + "/"}
	for _, path := range []string{"/page", "/robots.txt"} {
		for _, target := range targets {
			s := newSite(t, map[string]http.HandlerFunc{path: func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, target, http.StatusFound)
			}})
			for _, hosts := range [][]string{nil, {"127.0.0.2", "::ffff:127.0.0.2", "64:ff9b::7f00:2", "169.254.169.254",
				"inside.example"}} {
				src := open(t, s.URL+"/page", Options{Web: Web{Delay: time.Millisecond, Hosts: hosts}})
				c := onlyOutside(src)
				c.dialer.Resolver, _ = names(t, "127.0.0.2")
				_, err := src.Walk(t.Context(), "", func(Item) error { return nil }, func(string, error) {})
				want := errHost
				if hosts != nil {
					want = errPrivate
				}
				// A robots.txt that is elsewhere is none, and the page is asked for.
				if notFound := path == "/robots.txt" && hosts == nil; err == nil || !errors.Is(err, want) && !notFound {
					t.Errorf("%s to %s, hosts %v: %v", path, target, hosts, err)
				}
			}
		}
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("the machine inside was asked %d times", n)
	}
}
