package server_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server"
	"letopis/internal/server/servertest"
	"letopis/internal/testkit"
)

// onePlace is a server on which one request is worked on at a time, over many documents. Its listener is wrapped by
// wrap, unless that is nil.
func onePlace(t *testing.T, wrap func(net.Listener) net.Listener) (f *servertest.Fixture, site *httptest.Server) {
	t.Helper()
	f = servertest.New(t, func(o *server.Options) { o.Config.Searches, o.Config.SearchTime = 1, 20*time.Second })
	site = httptest.NewUnstartedServer(f.Server.Public())
	if wrap != nil {
		site.Listener = wrap(site.Listener)
	}
	site.Start()
	t.Cleanup(site.Close)
	return f, site
}

// starvedListener reports, once for each connection, that the server waits for more than the sent bytes of a request.
type starvedListener struct {
	net.Listener
	sent    int
	starved chan struct{} // a place for each connection
}

func (l starvedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return &starvedConn{Conn: c, l: l}, err
}

type starvedConn struct {
	net.Conn
	l    starvedListener
	got  int
	told bool
}

func (c *starvedConn) Read(p []byte) (int, error) {
	if c.got == c.l.sent && !c.told {
		c.told = true
		c.l.starved <- struct{}{}
	}
	n, err := c.Conn.Read(p)
	c.got += n
	return n, err
}

// answers asks for a page as a program that asks without a pause, in parallel, so that it needs a place.
func answers(t *testing.T, site *httptest.Server) {
	t.Helper()
	done := make(chan error, 8)
	for i := range cap(done) {
		go func() {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
				fmt.Sprint(site.URL, "/api/v1/search?limit=", 1+i), nil)
			if err != nil {
				done <- err
				return
			}
			res, err := http.DefaultClient.Do(req)
			if err == nil {
				_, err = io.Copy(io.Discard, res.Body)
				res.Body.Close()
				if res.StatusCode != http.StatusOK {
					err = fmt.Errorf("status %d", res.StatusCode)
				}
			}
			done <- err
		}()
	}
	for range cap(done) {
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(15 * time.Second):
			t.Fatal("another request waits for a slow client")
		}
	}
}

func dialTo(t *testing.T, site *httptest.Server, request string) net.Conn {
	t.Helper()
	var d net.Dialer
	c, err := d.DialContext(t.Context(), "tcp", site.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(4 << 10)
	}
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestSlowReadersHoldNoPlace asks for exports, larger than what the system takes on its way, and does not read them.
func TestSlowReadersHoldNoPlace(t *testing.T) {
	t.Parallel()
	f, site := onePlace(t, nil)
	long := strings.Repeat("Очень длинное название ", 400)
	var docs []*archive.Document
	for i := range 600 {
		uri := fmt.Sprintf("long/%03d.txt", i)
		docs = append(docs, &archive.Document{ID: archive.NewID("test", uri), Source: "test", URI: uri,
			Status: archive.StatusOK, Text: "Текст", Facts: archive.Facts{Title: servertest.Value(long, "h1", 0, 0)}})
	}
	f.Commit(archive.Batch{Source: "test", Cursor: "2", Put: docs})
	for range 4 {
		c := dialTo(t, site, "GET /api/v1/export?format=csv HTTP/1.1\r\nHost: h\r\n\r\n")
		_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
		line := make([]byte, len("HTTP/1.1 200")) // it has begun
		if _, err := io.ReadFull(c, line); err != nil || string(line) != "HTTP/1.1 200" {
			t.Fatalf("%q %v", line, err)
		}
	}
	testkit.Eventually(t, func() string {
		if n := f.Metric("letopis_searches_running"); n != "0" {
			return n + " exports hold a place although nobody reads them"
		}
		return ""
	})
	answers(t, site)
}

// TestSlowWritersHoldNoPlace begins bodies and does not end them.
func TestSlowWritersHoldNoPlace(t *testing.T) {
	t.Parallel()
	const begun = "POST /oai HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
		"Content-Length: 1000\r\n\r\nverb="
	starved := make(chan struct{}, 16) // more than connections
	_, site := onePlace(t, func(l net.Listener) net.Listener { return starvedListener{l, len(begun), starved} })
	for range 3 {
		dialTo(t, site, begun)
		select {
		case <-starved:
		case <-time.After(15 * time.Second):
			t.Fatal("the server does not read the body")
		}
	}
	answers(t, site)
}

// TestConnectionsOfAClient opens idle connections until one is refused.
func TestConnectionsOfAClient(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) { o.Config.Connections = 5 })
	l := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Server.Serve(ctx, l, nil, time.Second) }()
	for i := range 7 {
		var d net.Dialer
		c, err := d.DialContext(ctx, "tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if i < 5 {
			continue
		}
		if line, err := bufio.NewReader(c).ReadString('\n'); err != nil || !strings.Contains(line, " 503 ") {
			t.Errorf("connection %d: %q %v", i+1, line, err)
		}
	}
	metrics := httptest.NewRecorder()
	f.Server.Private().ServeHTTP(metrics, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{"letopis_http_connections 5",
		`letopis_http_connections_refused_total{of="client"} 2`} {
		if !strings.Contains(metrics.Body.String(), want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestIdleConnectionsGiveWay holds that readers behind one address, whose browsers keep connections for later, do not
// shut each other out: the connection that waits longest for a request is closed for a new one.
func TestIdleConnectionsGiveWay(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) { o.Config.Connections = 3 })
	l := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Server.Serve(ctx, l, nil, time.Second) }()
	var conns []net.Conn
	for i := range 5 {
		c, err := new(net.Dialer).DialContext(ctx, "tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		conns = append(conns, c)
		_ = c.SetDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.WriteString(c, "GET /about HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatalf("connection %d: %v", i+1, err)
		}
		if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("connection %d: %d %v", i+1, res.StatusCode, err)
		}
		res.Body.Close()
		testkit.Eventually(t, func() string {
			if n := f.Metric("letopis_http_connections_idle"); n != fmt.Sprint(min(i+1, 3)) {
				return fmt.Sprintf("after %d requests %s connections are idle", i+1, n)
			}
			return ""
		})
	}
	for i, c := range conns {
		_ = c.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
		_, err := c.Read(make([]byte, 1))
		if closed := errors.Is(err, io.EOF); closed != (i < 2) {
			t.Errorf("connection %d of 5 where 3 may be: closed: %t (%v)", i+1, closed, err)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
