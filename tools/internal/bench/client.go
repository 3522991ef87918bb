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
	"strconv"
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
	return &client{c: c, r: bufio.NewReaderSize(c, 64<<10), head: " HTTP/1.1\r\nHost: " + u.Host +
		"\r\nUser-Agent: letopis-bench\r\n" + header + "\r\n"}, nil
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
	if into == nil {
		if status, n, err = c.skip(); err != errOtherwise {
			return status, n, err
		}
		into = io.Discard
	}
	res, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return 0, 0, fmt.Errorf("bench: GET %s: %w", path, err)
	}
	defer res.Body.Close()
	n, err = io.Copy(into, res.Body)
	return res.StatusCode, n, err
}

var errOtherwise = errors.New("the answer is read otherwise")

// skip reads an answer that says how long it is, with less work than a full
// client takes: that would count as the server's. Of another it reads nothing, and
// returns errOtherwise.
func (c *client) skip() (status int, n int64, err error) {
	if _, err := c.r.Peek(1); err != nil { // waits for the answer
		return 0, 0, fmt.Errorf("bench: reading an answer: %w", err)
	}
	head, _ := c.r.Peek(c.r.Buffered())
	end := bytes.Index(head, []byte("\r\n\r\n"))
	if end < 0 || !bytes.HasPrefix(head, []byte("HTTP/1.1 ")) {
		return 0, 0, errOtherwise
	}
	_, length, ok := bytes.Cut(head[:end+2], []byte("\r\nContent-Length: "))
	length, _, _ = bytes.Cut(length, []byte("\r\n"))
	if size, err := strconv.Atoi(string(length)); ok && err == nil {
		if status, err = strconv.Atoi(string(head[9:12])); err != nil {
			return 0, 0, fmt.Errorf("bench: %q is no status", head[9:12])
		}
		_, err := c.r.Discard(end + 4 + size)
		return status, int64(size), err
	}
	return 0, 0, errOtherwise
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
