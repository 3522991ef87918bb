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

// object is a verified.Source that reads an S3 object. Sequential reads share one response; a broken connection is
// replaced.
type object struct {
	ctx  context.Context
	b    *Bucket
	key  string
	sha  string
	size int64

	body io.ReadCloser // nil if no response is open
	next int64         // offset at which body continues, or the last one ended
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

// read reads some bytes at an offset. After an error no response is open.
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
		err = io.ErrUnexpectedEOF // the object is larger than what arrived
	}
	return n, err
}

// open requests the object from an offset on: to its end if that continues the last response, else only as many bytes
// as wanted.
func (o *object) open(at int64, wanted int) error {
	goesOn := at == o.next // true for the first read from the beginning, too
	o.close()
	last := o.size - 1
	if !goesOn {
		last = min(last, at+int64(wanted)-1)
	}
	var options minio.GetObjectOptions
	if err := options.SetRange(at, last); err != nil {
		return fmt.Errorf("original %s: %w", o.sha, err)
	}
	return retryMissing(o.ctx, func() error {
		body, _, _, err := o.b.core.GetObject(o.ctx, o.b.o.Bucket, o.key, options)
		if err == nil {
			o.body, o.next = body, at
		}
		return err
	})
}

func (o *object) close() {
	if o.body != nil {
		_ = o.body.Close() // the body was only read
		o.body = nil
	}
}

// Close implements io.Closer.
func (o *object) Close() error {
	o.close()
	return nil
}

var _ verified.Source = (*object)(nil)

// transport returns an HTTP transport whose connections fail if nothing is transferred for the given time.
func transport(timeout time.Duration) http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	dialer := net.Dialer{Timeout: min(timeout, 5*time.Second)}
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &deadlineConn{Conn: c, timeout: timeout}, nil
	}
	t.ResponseHeaderTimeout = timeout
	t.TLSHandshakeTimeout = min(timeout, 10*time.Second)
	t.MaxIdleConnsPerHost = 16
	t.DisableCompression = true // hashes are of the stored bytes
	return t
}

// deadlineConn is a connection with a deadline for each read and write.
type deadlineConn struct {
	net.Conn
	timeout time.Duration
}

func (c *deadlineConn) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.timeout)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

func (c *deadlineConn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.timeout)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}
