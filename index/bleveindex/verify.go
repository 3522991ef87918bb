package bleveindex

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"letopis/index"
	"letopis/index/segment"
)

// Verify implements index.Engine. A segment's checksum is not read when it is
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
			if os.IsNotExist(err) {
				continue // merged away meanwhile
			}
			return err
		}
	}
	return nil
}

func verifySegment(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := segment.Verify(data); err != nil {
		return fmt.Errorf("%s: %w (%v): rebuild it with letopis index", path, index.ErrDamaged, err)
	}
	return nil
}
