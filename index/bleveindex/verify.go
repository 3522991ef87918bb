package bleveindex

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"letopis/index"
)

// Verify implements index.Engine. scorch writes a CRC-32 at the end of each
// segment and never reads it; damage would give silently wrong answers.
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
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	damaged := fmt.Errorf("%s: %w: rebuild it with letopis index", path, index.ErrDamaged)
	if info.Size() < 4 {
		return damaged
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, f, info.Size()-4); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	var want [4]byte
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if binary.BigEndian.Uint32(want[:]) != sum.Sum32() {
		return damaged
	}
	return nil
}
