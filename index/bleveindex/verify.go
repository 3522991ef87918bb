package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"letopis/index"
	"letopis/index/segment"
)

// Verify implements index.Verifier. A segment's checksum is not read when it is
// opened; damage would give silently wrong answers.
func (e *Engine) Verify(ctx context.Context, generation string) error {
	files, err := filepath.Glob(filepath.Join(e.dir, generation, "store", "*.zap"))
	if err != nil {
		return err
	}
	for _, path := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := verifySegment(ctx, path); err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				continue // merged away meanwhile
			}
			return err
		}
	}
	return e.verifyRoot(generation)
}

// verifyRoot compares what scorch says of a generation with its state. Whoever has it
// open has done so.
func (e *Engine) verifyRoot(generation string) error {
	f, err := os.Open(filepath.Join(e.dir, generation, storeDir, rootFile))
	if _, gone := os.Stat(filepath.Join(e.dir, generation)); errors.Is(gone, fs.ErrNotExist) {
		return nil // another took its place meanwhile
	}
	if err != nil {
		return fmt.Errorf("generation %s: %w (%w): rebuild it with letopis index", generation, index.ErrDamaged, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	f.Close() // which lets go of it
	if err != nil {
		return nil
	}
	o := e.o
	o.ReadOnly = true
	x, err := openIndex(filepath.Join(e.dir, generation), o)
	if errors.Is(err, index.ErrLocked) {
		return nil
	}
	if err != nil {
		return err
	}
	return x.Close()
}

// paced calls index.Pace for every index.PacedBytes that are read.
type paced struct {
	ctx  context.Context
	r    io.Reader
	read int
}

func (p *paced) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if p.read += n; p.read >= index.PacedBytes {
		p.read -= index.PacedBytes
		if err := index.Pace(p.ctx); err != nil {
			return n, err
		}
	}
	return n, err
}

func verifySegment(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	switch err := segment.Verify(&paced{ctx: ctx, r: f}, info.Size()); {
	case errors.Is(err, segment.ErrFormat):
		return fmt.Errorf("%s: %w (%v): rebuild it with letopis index", path, index.ErrDamaged, err)
	case err != nil:
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
