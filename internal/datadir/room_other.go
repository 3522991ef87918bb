//go:build !linux

package datadir

// Full is not implemented on this system.
func Full(string) bool { return false }
