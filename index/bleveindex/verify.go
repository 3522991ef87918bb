package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

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
		if err := verifySegment(path); err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				continue // merged away meanwhile
			}
			return err
		}
	}
	return nil
}

func verifySegment(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	switch err := segment.Verify(f, info.Size()); {
	case errors.Is(err, segment.ErrFormat):
		return fmt.Errorf("%s: %w (%v): rebuild it with letopis index", path, index.ErrDamaged, err)
	case err != nil:
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
