package testkit

import (
	"os/exec"
	"syscall"
)

// dieWithParent ends a program when the thread that started it does; tests that are
// killed leave nothing behind.
func dieWithParent(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
}
