//go:build !linux

package dirblob

import (
	"errors"
	"os"
)

// canSyncDisk reports whether syncDisk is available; otherwise each file is synced when it is put.
func canSyncDisk() bool { return false }

func syncDisk(*os.File) error { return errors.ErrUnsupported }
