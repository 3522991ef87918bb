package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"letopis/internal/archive"
	"letopis/internal/extract"
	"letopis/internal/memlimit"
	"letopis/internal/sandbox"
)

const (
	// drawTime is the timeout for drawing a page.
	drawTime = 15 * time.Second
	// drawnOriginal is the maximum size in bytes of an original whose pages are drawn, because it is held in memory.
	drawnOriginal = 128 << 20
)

// drawer renders pages of originals, one at a time, in a process that exits after the page, so that the server does
// not keep its memory.
type drawer struct {
	pool   *sandbox.Pool
	bucket archive.Bucket
	turn   chan struct{}
	warm   func() error
	log    *slog.Logger
}

func newDrawer(bucket archive.Bucket, log *slog.Logger) (*drawer, error) {
	pool, err := sandbox.New(sandbox.Options{Timeout: drawTime, Files: 1,
		Memory: memlimit.Current().Share(2, 384<<20, 1<<30)})
	if err != nil {
		return nil, err
	}
	return &drawer{pool: pool, bucket: bucket, log: log, turn: make(chan struct{}, 1), warm: sync.OnceValue(func() error {
		if kept, err := os.ReadDir(extract.CodeCache()); err == nil && len(kept) > 0 {
			return nil
		}
		return extract.Warm()
	})}, nil
}

// draw renders a page of a document's original as JPEG; page is 0-based. It returns nil if that is impossible.
func (w *drawer) draw(ctx context.Context, d *archive.Document, page int) ([]byte, error) {
	select {
	case w.turn <- struct{}{}:
		defer func() { <-w.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if d.Original.Bytes > drawnOriginal {
		w.log.Info("pages of an original are not drawn: it is too large", "document", d.ID, "bytes", d.Original.Bytes)
		return nil, nil
	}
	f, err := w.bucket.Open(ctx, d.Original.SHA256)
	if err != nil {
		return nil, fmt.Errorf("opening the original: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("reading the original: %w", err)
	}
	if err := w.warm(); err != nil {
		return nil, err
	}
	jpeg, err := w.pool.Draw(ctx, d.Original.Name, data, page)
	if errors.Is(err, extract.ErrNotDrawn) {
		w.log.Info("a page is not drawn", "document", d.ID, "page", page+1, "reason", err)
		return nil, nil
	}
	return jpeg, err
}
