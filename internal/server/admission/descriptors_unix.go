//go:build unix

package admission

import "syscall"

// Descriptors returns the maximum number of file descriptors of the process; 0 if unlimited or unknown.
func Descriptors() int {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil || uint64(limit.Cur) > 1<<30 {
		return 0
	}
	return int(limit.Cur)
}
