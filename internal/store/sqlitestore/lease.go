package sqlitestore

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"

	"letopis/internal/archive"
)

// leasesSuffix forms the name of the file whose bytes are locked for leases, one byte each.
const leasesSuffix = "-leases"

// Lease implements archive.Leaser with file locks, which cannot be lost. On systems without locks that belong to a
// descriptor every request succeeds.
func (s *Store) Lease(ctx context.Context, name, _ string) (*archive.Lease, error) {
	if s.o.ReadOnly {
		return nil, fmt.Errorf("catalogue %s: %w", s.path, archive.ErrReadOnly)
	}
	f, err := os.OpenFile(s.path+leasesSuffix, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, systemError(err)
	}
	sum := sha256.Sum256([]byte(name))
	if err := lockBytes(f, int64(binary.BigEndian.Uint64(sum[:8])>>2), 1); err != nil {
		return nil, errors.Join(fmt.Errorf("catalogue %s: %w by another process of letopis", s.path, err), f.Close())
	}
	work, end := context.WithCancel(ctx)
	var once sync.Once
	return &archive.Lease{Work: work, Held: func(ctx context.Context) error { return ctx.Err() }, Release: func() {
		once.Do(func() {
			end()
			_ = f.Close() // closing releases the lock
		})
	}}, nil
}
