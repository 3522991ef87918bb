//go:build !linux

package sqlitestore

import "os"

// lockForReading does nothing where locks belong to processes; writers are detected by comparing the files, see
// checkUnchanged.
func lockForReading(*os.File) error { return nil }

// isLockedForReading always returns false.
func isLockedForReading(*os.File) bool { return false }

// lockBytes does nothing, see lockForReading.
func lockBytes(*os.File, int64, int64) error { return nil }
