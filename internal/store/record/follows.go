package record

import (
	"fmt"

	"letopis/internal/archive"
)

// NoFollow returns the error for changing a follow that does not exist.
func NoFollow(id string) error {
	return fmt.Errorf("followed search %q: %w", id, archive.ErrNotFound)
}
