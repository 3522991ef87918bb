//go:build unix

package admission

import "syscall"

// Descriptors returns how many files and connections the process may have open; 0 where nothing says so.
func Descriptors() int {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil || uint64(limit.Cur) > 1<<30 {
		return 0
	}
	return int(limit.Cur)
}
