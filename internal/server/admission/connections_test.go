package admission

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"letopis/internal/testkit"
)

// limited serves, within limits, connections that wait until they are closed.
func limited(t *testing.T, o ConnectionOptions) (cs *Connections, dial func(from string) net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cs = NewConnections(o)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for in := cs.Limit(l); ; {
			c, err := in.Accept()
			if err != nil {
				return
			}
			if _, ok := c.(interface{ CloseWrite() error }); !ok {
				t.Error("the server cannot close its side alone") // as net/http does after an answer to what it has not read
			}
			go func() {
				_, _ = io.Copy(io.Discard, c)
				c.Close()
				c.Close() // counted once
			}()
		}
	}()
	t.Cleanup(func() { l.Close(); <-ended })
	return cs, func(from string) net.Conn {
		t.Helper()
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		c, err := d.DialContext(t.Context(), "tcp4", l.Addr().String())
		if err != nil {
			t.Skip("this system has no such address of its own: ", err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
}

// eventually waits until so many connections are open.
func eventually(t *testing.T, cs *Connections, open int) {
	t.Helper()
	testkit.Eventually(t, func() string {
		if n, _, _ := cs.Load(); n != open {
			return fmt.Sprintf("%d connections are open, want %d", n, open)
		}
		return ""
	})
}

// refusedWith503 fails unless a connection was answered 503 and closed.
func refusedWith503(t *testing.T, c net.Conn) {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	readRefusal(t, bufio.NewReader(c))
}

func readRefusal(t *testing.T, r *bufio.Reader) {
	t.Helper()
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" ||
		len(body) == 0 {
		t.Errorf("%d %v %q %v", res.StatusCode, res.Header, body, err)
	}
	if _, err := r.ReadByte(); !errors.Is(err, io.EOF) {
		t.Errorf("the connection goes on: %v", err)
	}
}

func TestConnectionsOfOneClientAreBounded(t *testing.T) {
	cs, dial := limited(t, ConnectionOptions{PerClient: 3})
	first := dial("127.0.0.2")
	dial("127.0.0.2")
	dial("127.0.0.2")
	eventually(t, cs, 3)
	refusedWith503(t, dial("127.0.0.2"))
	dial("127.0.0.3") // another client
	eventually(t, cs, 4)
	first.Close()
	eventually(t, cs, 3)
	dial("127.0.0.2")
	eventually(t, cs, 4)
	if _, client, total := cs.Load(); client != 1 || total != 0 {
		t.Errorf("%d refused for their client, %d for all", client, total)
	}
}

func TestConnectionsOfAProxyAreNotOfOneClient(t *testing.T) {
	proxy := netip.MustParseAddr("127.0.0.2")
	cs, dial := limited(t, ConnectionOptions{PerClient: 1, Total: 3,
		Proxy: func(a netip.Addr) bool { return a == proxy }})
	for range 3 {
		dial("127.0.0.2")
	}
	eventually(t, cs, 3)
	refusedWith503(t, dial("127.0.0.2"))
	if _, client, total := cs.Load(); client != 0 || total != 1 {
		t.Errorf("%d refused for their client, %d for all", client, total)
	}
}

func TestClosedConnectionsAreForgotten(t *testing.T) {
	cs, dial := limited(t, ConnectionOptions{PerClient: 1})
	for range 50 {
		c := dial("127.0.0.2")
		eventually(t, cs, 1)
		c.Close()
		eventually(t, cs, 0)
	}
	if len(cs.clients) != 0 {
		t.Errorf("%d clients are remembered without a connection", len(cs.clients))
	}
}

// The answer reaches who has sent a request: a connection closed with something unread would be reset.
func TestRefusalReachesWhoAsks(t *testing.T) {
	_, dial := limited(t, ConnectionOptions{PerClient: 1})
	dial("127.0.0.2")
	for range 5 {
		c := dial("127.0.0.2")
		_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
		r := bufio.NewReader(c)
		for range 3 { // it goes on to send although the server has answered
			if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: h\r\nX: "+strings.Repeat("x", 1000)); err != nil {
				t.Error(err)
			}
			if _, err := r.Peek(1); err != nil {
				t.Fatal(err)
			}
		}
		readRefusal(t, r)
		c.Close()
	}
}

// An idle connection gives way: of the same client at its limit, of anybody at that of all.
func TestTheLongestIdleConnectionGivesWay(t *testing.T) {
	pipe := func(from string) net.Conn {
		a, b := net.Pipe()
		t.Cleanup(func() { a.Close(); b.Close() })
		return addressed{a, &net.TCPAddr{IP: net.ParseIP(from), Port: 1}}
	}
	cs := NewConnections(ConnectionOptions{PerClient: 2, Total: 3})
	a1, a2 := cs.admit(pipe("10.0.0.1")), cs.admit(pipe("10.0.0.1"))
	cs.Note(a2, http.StateIdle)
	cs.Note(a1, http.StateIdle)
	cs.Note(a1, http.StateActive)
	if c := cs.admit(pipe("10.0.0.1")); c == nil {
		t.Error("an idle connection does not give way to its client's")
	}
	if _, err := a2.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("the idle one is open: %v", err)
	}
	if cs.admit(pipe("10.0.0.1")) != nil {
		t.Error("an active connection gave way")
	}
	b := cs.admit(pipe("10.0.0.2"))
	cs.Note(b, http.StateIdle)
	cs.Note(a2, http.StateIdle) // it is gone, and the server says so late
	if c := cs.admit(pipe("10.0.0.3")); c == nil {
		t.Error("an idle connection does not give way at the limit of all")
	}
	b.Close() // as the server does when it sees it
	if open, client, total := cs.Load(); open != 3 || client != 1 || total != 0 || len(cs.clients) != 2 {
		t.Errorf("%d open of %d clients, %d and %d refused", open, len(cs.clients), client, total)
	}
}

// addressed is a connection from an address.
type addressed struct {
	net.Conn
	addr net.Addr
}

func (f addressed) RemoteAddr() net.Addr { return f.addr }
