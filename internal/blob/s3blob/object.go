package s3blob

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/minio/minio-go/v7"

	"letopis/internal/blob/verified"
)

// object is the content of an object, as a verified.Source. A reading that goes on where
// the last ended is of one answer of the service; a connection that breaks is made anew.
type object struct {
	ctx  context.Context
	b    *Bucket
	key  string
	sha  string
	size int64

	body io.ReadCloser // nil: none is open
	next int64         // where body is, or the last one ended
}

// ReadAt implements io.ReaderAt.
func (o *object) ReadAt(p []byte, at int64) (n int, err error) {
	end := min(at+int64(len(p)), o.size)
	broken := 0
	for at+int64(n) < end {
		got, err := o.read(p[n:end-at], at+int64(n))
		n += got
		switch {
		case got > 0:
			broken = 0
		case o.ctx.Err() != nil:
			return n, o.ctx.Err()
		case err != nil:
			if broken++; broken == retries {
				return n, o.b.fail("reading original "+o.sha, err)
			}
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// read reads something from a place. After an error no answer is open.
func (o *object) read(p []byte, at int64) (int, error) {
	if o.body == nil || o.next != at {
		if err := o.open(at, len(p)); err != nil {
			return 0, err
		}
	}
	n, err := o.body.Read(p)
	o.next += int64(n)
	if err != nil {
		o.close()
	}
	if n == 0 && err == io.EOF {
		err = io.ErrUnexpectedEOF // there is more by its size
	}
	return n, err
}

// open asks for the object from a place: for as much as is wanted now when it is another
// place than where the last answer ended, else to its end.
func (o *object) open(at int64, wanted int) error {
	goesOn := at == o.next // from the beginning, too
	o.close()
	last := o.size - 1
	if !goesOn {
		last = min(last, at+int64(wanted)-1)
	}
	var options minio.GetObjectOptions
	if err := options.SetRange(at, last); err != nil {
		return fmt.Errorf("original %s: %w", o.sha, err)
	}
	return replaced(o.ctx, func() error {
		body, _, _, err := o.b.core.GetObject(o.ctx, o.b.o.Bucket, o.key, options)
		if err == nil {
			o.body, o.next = body, at
		}
		return err
	})
}

func (o *object) close() {
	if o.body != nil {
		_ = o.body.Close() // it was only read
		o.body = nil
	}
}

// Close implements io.Closer.
func (o *object) Close() error {
	o.close()
	return nil
}

var _ verified.Source = (*object)(nil)

// transport makes connections that fail when nothing moves for a while.
func transport(timeout time.Duration) http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	dialer := net.Dialer{Timeout: min(timeout, 5*time.Second)}
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &patient{Conn: c, timeout: timeout}, nil
	}
	t.ResponseHeaderTimeout = timeout
	t.TLSHandshakeTimeout = min(timeout, 10*time.Second)
	t.MaxIdleConnsPerHost = 16
	t.DisableCompression = true // a hash is of what was put
	return t
}

// patient is a connection each of whose reads and writes has a time.
type patient struct {
	net.Conn
	timeout time.Duration
}

func (c *patient) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.timeout)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

func (c *patient) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.timeout)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}
