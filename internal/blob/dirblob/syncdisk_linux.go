package dirblob

import (
	"fmt"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// canSyncDisk reports whether syncfs returns write errors, which it does since Linux 5.8.
var canSyncDisk = sync.OnceValue(func() bool {
	var name unix.Utsname
	if unix.Uname(&name) != nil {
		return false
	}
	return tellsErrors(unix.ByteSliceToString(name.Release[:]))
})

func tellsErrors(release string) bool {
	var major, minor int
	if _, err := fmt.Sscanf(release, "%d.%d", &major, &minor); err != nil {
		return false
	}
	return major > 5 || major == 5 && minor >= 8
}

// syncDisk flushes the file system of a file. It reports write errors since the file was opened.
func syncDisk(f *os.File) error {
	return os.NewSyscallError("syncfs", unix.Syncfs(int(f.Fd())))
}
