//go:build !linux

package sqlitestore

import "os"

// lockStill does nothing where locks belong to processes: whether somebody writes is found
// out by comparing the files, see checkStill.
func lockStill(*os.File) error { return nil }

// heldStill reports that nobody does.
func heldStill(*os.File) bool { return false }

// lockBytes does nothing, for the same reason.
func lockBytes(*os.File, int64, int64) error { return nil }
