package sandbox

import (
	"fmt"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// Limits of a worker apart from memory.
const (
	cpuLimit   = 20 * recycle // seconds, for all files of a worker
	filesLimit = 64
	sizeLimit  = 256 << 20 // of a file written by a tool
)

// confine puts a worker into a process group of its own that dies with us.
func confine(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// kill ends a worker and everything it started.
func kill(cmd *exec.Cmd) {
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // it may be gone
	}
}

// limit is called by the worker before it reads anything. RLIMIT_DATA and not RLIMIT_AS
// holds its memory: Go reserves far more addresses than it uses.
func limit(memory int64) error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("sandbox: no_new_privs: %w", err)
	}
	for _, l := range []struct {
		what int
		most uint64
	}{{unix.RLIMIT_DATA, uint64(memory)}, {unix.RLIMIT_CPU, cpuLimit}, {unix.RLIMIT_NOFILE, filesLimit},
		{unix.RLIMIT_FSIZE, sizeLimit}, {unix.RLIMIT_CORE, 0}} {
		if err := unix.Setrlimit(l.what, &unix.Rlimit{Cur: l.most, Max: l.most}); err != nil {
			return fmt.Errorf("sandbox: limit %d: %w", l.what, err)
		}
	}
	return nil
}
