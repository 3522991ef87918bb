package record

import (
	"fmt"

	"letopis/internal/archive"
)

// NoFollow is the error of changing a follow that is not there.
func NoFollow(id string) error {
	return fmt.Errorf("followed search %q: %w", id, archive.ErrNotFound)
}
