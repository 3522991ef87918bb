package admission

import (
	"container/list"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"letopis/internal/server/request"
)

// ConnectionOptions limit the connections of a listener; zeros mean no limit.
type ConnectionOptions struct {
	PerClient int // per client, an IPv4 address or an IPv6 /64
	Total     int
	// Proxy reports whether an address is a trusted proxy, whose connections belong to many clients; may be nil.
	Proxy func(netip.Addr) bool
}

// Connections limits how many connections a client may hold, so that slow and idle clients leave memory and file
// descriptors to others. A new connection beyond the limit replaces the one that has been idle longest (see Note); if
// none is idle, it gets a 503 and is closed. Safe for concurrent use.
type Connections struct {
	o         ConnectionOptions
	lingering chan struct{} // semaphore of refused connections that are still open

	mu      sync.Mutex
	all     connCount
	clients map[netip.Addr]*connCount // clients with connections

	refusedClient, refusedTotal atomic.Int64
}

// connCount holds the open connections of a client, or of all.
type connCount struct {
	open int
	idle list.List // of *limitedConn, longest idle first
}

// NewConnections returns Connections that enforce o.
func NewConnections(o ConnectionOptions) *Connections {
	return &Connections{o: o, lingering: make(chan struct{}, maxLingering), clients: map[netip.Addr]*connCount{}}
}

// Load returns how many connections are open, and how many have been refused because of the limit per client and of
// the total limit.
func (cs *Connections) Load() (open int, client, total int64) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.all.open, cs.refusedClient.Load(), cs.refusedTotal.Load()
}

// Idle returns how many of the open connections are waiting for their next request.
func (cs *Connections) Idle() int {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.all.idle.Len()
}

// Note must be the http.Server.ConnState of the server; it tracks idle connections.
func (cs *Connections) Note(c net.Conn, state http.ConnState) {
	l, ok := c.(*limitedConn)
	if !ok {
		return
	}
	cs.mu.Lock()
	defer cs.mu.Unlock()
	l.setIdle(state == http.StateIdle)
}

// Limit returns a listener that enforces the limits.
func (cs *Connections) Limit(l net.Listener) net.Listener { return limitedListener{l, cs} }

type limitedListener struct {
	net.Listener
	cs *Connections
}

func (l limitedListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if limited := l.cs.admit(c); limited != nil {
			return limited, nil
		}
	}
}

// admit counts a connection, or refuses it and returns nil.
func (cs *Connections) admit(c net.Conn) net.Conn {
	var client netip.Addr // the zero value is not counted per client
	if at, err := netip.ParseAddrPort(c.RemoteAddr().String()); err == nil &&
		(cs.o.Proxy == nil || !cs.o.Proxy(at.Addr())) {
		client = request.ClientOf(at.Addr().String())
	}
	limited, oldest := cs.count(c, client)
	if oldest != nil {
		oldest.Conn.Close()
	}
	if limited == nil {
		cs.refuse(c)
		return nil
	}
	return limited
}

// count counts a connection, or returns nil if there are too many. oldest is an idle connection that it replaces, to
// be closed by the caller.
func (cs *Connections) count(c net.Conn, client netip.Addr) (limited, oldest *limitedConn) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	own := cs.clients[client]
	if own == nil {
		own = &connCount{}
	}
	full, refused := (*connCount)(nil), &cs.refusedClient
	switch {
	case client.IsValid() && cs.o.PerClient > 0 && own.open >= cs.o.PerClient:
		full = own
	case cs.o.Total > 0 && cs.all.open >= cs.o.Total:
		full, refused = &cs.all, &cs.refusedTotal
	}
	if full != nil {
		first := full.idle.Front()
		if first == nil {
			refused.Add(1)
			return nil, nil
		}
		oldest = first.Value.(*limitedConn)
		oldest.forget()
	}
	limited = &limitedConn{Conn: c, cs: cs, client: client, own: own}
	cs.all.open++
	own.open++
	cs.clients[client] = own // add again if oldest was the client's last connection
	return limited, oldest
}

// refusal is the response to refused connections, sent before the request is read.
const refusal = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n" +
	"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 149\r\n\r\n" +
	"Слишком много соединений: закройте лишние и повторите.\n" +
	"Too many connections: close some and try again.\n"

// A refused connection is kept open for up to lingerTime, so that the response arrives; at most maxLingering at a
// time.
const (
	lingerTime   = 500 * time.Millisecond
	maxLingering = 64
)

// refuse responds and closes without blocking: the response fits the initial send window. A connection closed with
// unread data would be reset and the client would never see the response, so the data is drained, unless too many
// connections are being drained.
func (cs *Connections) refuse(c net.Conn) {
	_ = c.SetDeadline(time.Now().Add(10 * time.Millisecond))
	_, _ = c.Write([]byte(refusal))
	half, ok := c.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		c.Close()
		return
	}
	select {
	case cs.lingering <- struct{}{}:
	default:
		c.Close()
		return
	}
	go func() {
		defer func() { <-cs.lingering }()
		defer c.Close()
		_ = c.SetReadDeadline(time.Now().Add(lingerTime))
		_, _ = io.CopyN(io.Discard, c, 64<<10)
	}()
}

// limitedConn is a connection that counts until it is closed.
type limitedConn struct {
	net.Conn
	cs     *Connections
	client netip.Addr

	// Guarded by cs.mu:
	own          *connCount    // counts of its client
	inAll, inOwn *list.Element // while it is idle
	forgotten    bool
}

// CloseWrite lets the server finish sending before closing; otherwise unread data of the client would make the system
// drop the response.
func (c *limitedConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

func (c *limitedConn) Close() error {
	c.cs.mu.Lock()
	c.forget()
	c.cs.mu.Unlock()
	return c.Conn.Close()
}

// setIdle records whether the connection is idle. cs.mu must be held.
func (c *limitedConn) setIdle(idle bool) {
	if c.forgotten || idle == (c.inAll != nil) {
		return
	}
	if idle {
		c.inAll, c.inOwn = c.cs.all.idle.PushBack(c), c.own.idle.PushBack(c)
		return
	}
	c.cs.all.idle.Remove(c.inAll)
	c.own.idle.Remove(c.inOwn)
	c.inAll, c.inOwn = nil, nil
}

// forget stops counting the connection. It is idempotent. cs.mu must be held.
func (c *limitedConn) forget() {
	if c.forgotten {
		return
	}
	c.setIdle(false)
	c.forgotten = true
	c.cs.all.open--
	if c.own.open--; c.own.open == 0 {
		delete(c.cs.clients, c.client)
	}
}
