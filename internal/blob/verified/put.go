package verified

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"syscall"

	"letopis/internal/archive"
)

// Take copies a content to be put and returns its SHA-256 and size in bytes. It stops when
// the context ends.
func Take(ctx context.Context, to io.Writer, from io.Reader) (sum []byte, n int64, err error) {
	h := sha256.New()
	n, err = io.Copy(io.MultiWriter(to, h), until{ctx, from})
	return h.Sum(nil), n, err
}

// until reads until the context ends.
type until struct {
	ctx context.Context
	r   io.Reader
}

func (u until) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// NotStored is the error of a content that could not be written to a folder: archive.ErrFull
// where that has no room.
func NotStored(folder string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("storing an original in %s: %w: free some space and repeat (%v)", folder, archive.ErrFull, err)
	}
	return fmt.Errorf("storing an original: %w", err)
}
