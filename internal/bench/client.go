package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// client is one keep-alive connection to a server. It does as little as it can
// for a request: the machine's cores are the server's, too. It is for one
// goroutine.
type client struct {
	c    net.Conn
	r    *bufio.Reader
	head string // the lines of a request after its first
	buf  []byte
}

// dial opens a connection. from is the address of this side, "" for any: on
// Linux all of 127.0.0.0/8 is this machine, so that one process can be many
// clients. header are lines of each request, each ended by CR LF.
func dial(ctx context.Context, site, from, header string) (*client, error) {
	u, err := url.Parse(site)
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	d := net.Dialer{Timeout: 5 * time.Second}
	if from != "" {
		d.LocalAddr = &net.TCPAddr{IP: net.ParseIP(from)}
	}
	c, err := d.DialContext(ctx, "tcp4", u.Host)
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	return &client{c: c, r: bufio.NewReaderSize(c, 64<<10), head: " HTTP/1.1\r\nHost: " + u.Host + "\r\nUser-Agent: letopis-bench\r\n" + header + "\r\n"}, nil
}

// get asks for a path and hands the body to into, nil to drop it. It returns the
// status and the bytes of the body as they came.
func (c *client) get(path string, into io.Writer) (status int, n int64, err error) {
	if err := c.c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return 0, 0, fmt.Errorf("bench: %w", err)
	}
	c.buf = append(append(append(c.buf[:0], "GET "...), path...), c.head...)
	if _, err := c.c.Write(c.buf); err != nil {
		return 0, 0, fmt.Errorf("bench: GET %s: %w", path, err)
	}
	res, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return 0, 0, fmt.Errorf("bench: GET %s: %w", path, err)
	}
	defer res.Body.Close()
	if into == nil {
		into = io.Discard
	}
	n, err = io.Copy(into, res.Body)
	return res.StatusCode, n, err
}

// fetch is get for what must succeed.
func (c *client) fetch(path string, into io.Writer) (int64, error) {
	status, n, err := c.get(path, into)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("bench: GET %s: the server answers %d", path, status)
	}
	return n, err
}

// json reads an answer of the API.
func (c *client) json(path string, into any) error {
	var b bytes.Buffer
	if _, err := c.fetch(path, &b); err != nil {
		return err
	}
	if err := json.Unmarshal(b.Bytes(), into); err != nil {
		return fmt.Errorf("bench: GET %s: %w", path, err)
	}
	return nil
}

func (c *client) Close() error { return c.c.Close() }

// swarm asks paths in turn over n connections for a while, each as fast as the
// server answers, and returns requests a second.
func swarm(ctx context.Context, site, header string, n int, during time.Duration, paths []string) (float64, error) {
	clients := make([]*client, 0, n)
	defer func() {
		for _, c := range clients {
			c.Close()
		}
	}()
	for range n {
		c, err := dial(ctx, site, "", header)
		if err != nil {
			return 0, err
		}
		clients = append(clients, c)
	}
	var next, done atomic.Int64
	errs := make([]error, n)
	var all sync.WaitGroup
	start := time.Now()
	for i, c := range clients {
		all.Go(func() {
			for time.Since(start) < during && ctx.Err() == nil {
				// A large odd step mixes the classes.
				if _, err := c.fetch(paths[next.Add(1)*7919%int64(len(paths))], nil); err != nil {
					errs[i] = err
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / time.Since(start).Seconds(), errors.Join(append(slices.Clip(errs), ctx.Err())...)
}
