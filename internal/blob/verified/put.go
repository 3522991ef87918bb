package verified

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"
	"syscall"

	"letopis/internal/archive"
)

// buffers pools copy buffers, because most contents are small and there are many.
var buffers = sync.Pool{New: func() any {
	b := make([]byte, 32<<10)
	return &b
}}

// Take copies a content and returns its SHA-256 and its size in bytes. It stops when the context ends.
func Take(ctx context.Context, to io.Writer, from io.Reader) (sum []byte, n int64, err error) {
	h := sha256.New()
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	n, err = io.CopyBuffer(io.MultiWriter(to, h), contextReader{ctx, from}, *buf)
	return h.Sum(nil), n, err
}

// contextReader is a reader that fails once the context has ended.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (u contextReader) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// NotStored returns the error for a content that could not be written to a folder: archive.ErrFull if the disk is
// full.
func NotStored(folder string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("storing an original in %s: %w: free some space and repeat (%v)", folder, archive.ErrFull, err)
	}
	return fmt.Errorf("storing an original: %w", err)
}
