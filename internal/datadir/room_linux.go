package datadir

import "golang.org/x/sys/unix"

// Full reports whether the disk of a folder has less free space than HasRoom requires, without writing. User quotas
// are not considered.
func Full(dir string) bool {
	var disk unix.Statfs_t
	return unix.Statfs(dir, &disk) == nil && disk.Bavail < room/uint64(max(disk.Bsize, 1))
}
