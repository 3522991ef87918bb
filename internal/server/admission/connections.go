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

// ConnectionOptions bound the connections of a listener. Zeros are no limits.
type ConnectionOptions struct {
	PerClient int // of one client, an IPv4 address or an IPv6 /64
	Total     int
	// Proxy reports whether an address is that of a trusted proxy, whose connections are those of many clients; nil: none.
	Proxy func(netip.Addr) bool
}

// Connections limits how many connections a client may hold, so that slow and idle ones leave memory and descriptors to
// others. A new connection beyond the limit replaces the one that has been idle for longest, see Note; if none is idle,
// it is answered 503 and closed. Safe for concurrent use.
type Connections struct {
	o         ConnectionOptions
	lingering chan struct{} // a place for each refused connection that is not closed yet

	mu      sync.Mutex
	all     connCount
	clients map[netip.Addr]*connCount // those that have connections

	refusedClient, refusedTotal atomic.Int64
}

// connCount are the open connections of a client, or of all.
type connCount struct {
	open int
	idle list.List // of *limitedConn, the longest idle first
}

// NewConnections returns Connections that enforce o.
func NewConnections(o ConnectionOptions) *Connections {
	return &Connections{o: o, lingering: make(chan struct{}, maxLingering), clients: map[netip.Addr]*connCount{}}
}

// Load returns how many connections are open, and how many have been refused because of the limit of their client and
// of the total.
func (cs *Connections) Load() (open int, client, total int64) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.all.open, cs.refusedClient.Load(), cs.refusedTotal.Load()
}

// Idle returns how many of the open connections wait for their next request.
func (cs *Connections) Idle() int {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.all.idle.Len()
}

// Note is the http.Server.ConnState of the server whose listener is limited: it learns which connections are idle.
func (cs *Connections) Note(c net.Conn, state http.ConnState) {
	l, ok := c.(*limitedConn)
	if !ok {
		return
	}
	cs.mu.Lock()
	defer cs.mu.Unlock()
	l.setIdle(state == http.StateIdle)
}

// Limit returns a listener that accepts within the limits.
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

// admit counts a connection, or refuses it: nil.
func (cs *Connections) admit(c net.Conn) net.Conn {
	var client netip.Addr // the zero value: not counted by itself
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

// count counts a connection, nil where it is one too many, and forgets the idle one that it takes the place of, if
// any, which is to be closed.
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
	cs.clients[client] = own // perhaps again: the oldest was its last
	return limited, oldest
}

// refusal is what a connection too many is answered, before its request is read.
const refusal = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n" +
	"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 149\r\n\r\n" +
	"Слишком много соединений: закройте лишние и повторите.\n" +
	"Too many connections: close some and try again.\n"

// A refused connection is kept open for lingerTime at most, for its answer to arrive, and maxLingering at a time are.
const (
	lingerTime   = 500 * time.Millisecond
	maxLingering = 64
)

// refuse answers and closes. It waits for nobody: the answer fits into what a new connection sends at once. A system
// that closes a connection with something unread resets it, and the client never sees the answer: so what comes
// meanwhile is read, unless too many are read.
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

// limitedConn is a connection that is counted until it is closed.
type limitedConn struct {
	net.Conn
	cs     *Connections
	client netip.Addr

	// Under the lock of cs:
	own          *connCount    // those of its client
	inAll, inOwn *list.Element // while it is idle
	forgotten    bool
}

// CloseWrite lets a server say all before it closes: else what a client still sends has its system drop the answer.
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

// setIdle notes, under the lock, whether it waits for its next request.
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

// forget counts it no more, under the lock. Forgetting twice does nothing.
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
