package datadir

import "golang.org/x/sys/unix"

// Full reports whether the disk of a folder has less room than HasRoom wants, without writing;
// quotas of users are not looked at.
func Full(dir string) bool {
	var disk unix.Statfs_t
	return unix.Statfs(dir, &disk) == nil && disk.Bavail < room/uint64(max(disk.Bsize, 1))
}
