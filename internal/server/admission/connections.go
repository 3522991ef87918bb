package admission

import (
	"net"
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

// Connections hold clients to so many connections, so that slow and idle ones leave memory and descriptors to
// others. Those too many are answered 503 and closed. Safe for concurrent use.
type Connections struct {
	o ConnectionOptions

	mu      sync.Mutex
	open    int
	clients map[netip.Addr]int // no more than are open

	refusedClient, refusedTotal atomic.Int64
}

// NewConnections returns limits of a listener that has no connections yet.
func NewConnections(o ConnectionOptions) *Connections {
	return &Connections{o: o, clients: map[netip.Addr]int{}}
}

// Load returns how many connections are open, and how many were refused so far for their client and for all.
func (cs *Connections) Load() (open int, client, total int64) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.open, cs.refusedClient.Load(), cs.refusedTotal.Load()
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
	cs.mu.Lock()
	defer cs.mu.Unlock()
	switch {
	case cs.o.Total > 0 && cs.open >= cs.o.Total:
		cs.refusedTotal.Add(1)
	case client.IsValid() && cs.o.PerClient > 0 && cs.clients[client] >= cs.o.PerClient:
		cs.refusedClient.Add(1)
	default:
		cs.open++
		if client.IsValid() {
			cs.clients[client]++
		}
		return &limitedConn{Conn: c, cs: cs, client: client}
	}
	refuse(c)
	return nil
}

// refusal is what a connection too many is answered, before its request is read.
const refusal = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n" +
	"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 149\r\n\r\n" +
	"Слишком много соединений: закройте лишние и повторите.\n" +
	"Too many connections: close some and try again.\n"

// refuse answers and closes. It waits for nobody: the answer fits into what a new connection sends at once.
func refuse(c net.Conn) {
	_ = c.SetWriteDeadline(time.Now().Add(10 * time.Millisecond))
	_, _ = c.Write([]byte(refusal))
	c.Close()
}

// limitedConn is a connection that is counted until it is closed.
type limitedConn struct {
	net.Conn
	cs     *Connections
	client netip.Addr
	once   sync.Once
}

// CloseWrite lets a server say all before it closes: else what a client still sends has its system drop the answer.
func (c *limitedConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

func (c *limitedConn) Close() error {
	c.once.Do(func() {
		c.cs.mu.Lock()
		defer c.cs.mu.Unlock()
		c.cs.open--
		if !c.client.IsValid() {
			return
		}
		if c.cs.clients[c.client]--; c.cs.clients[c.client] == 0 {
			delete(c.cs.clients, c.client)
		}
	})
	return c.Conn.Close()
}
