//go:build linux

package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"letopis/internal/sandbox"
)

// attempts are what a parser that a file has taken over would do. Each gives nil when it
// could.
func attempts() map[string]func() error {
	victim, _ := strconv.Atoi(os.Getenv("VICTIM"))
	dir := os.Getenv("DECOY")
	path := filepath.Join(dir, "secret")
	call := func(n uintptr, args ...uintptr) error {
		var a [6]uintptr
		copy(a[:], args)
		if _, _, e := syscall.Syscall6(n, a[0], a[1], a[2], a[3], a[4], a[5]); e != 0 {
			return e
		}
		return nil
	}
	return map[string]func() error{
		"read a file":        func() error { _, err := os.ReadFile(path); return err },
		"list a folder":      func() error { _, err := os.ReadDir(dir); return err },
		"read /proc":         func() error { _, err := os.ReadFile("/proc/self/environ"); return err },
		"write a file":       func() error { return os.WriteFile(path, []byte("x"), 0o600) },
		"make a file":        func() error { return os.WriteFile(filepath.Join(dir, "new"), nil, 0o600) },
		"make a folder":      func() error { return os.Mkdir(filepath.Join(dir, "sub"), 0o700) },
		"remove a file":      func() error { return os.Remove(filepath.Join(dir, "old")) },
		"rename a file":      func() error { return os.Rename(filepath.Join(dir, "from"), filepath.Join(dir, "to")) },
		"make a link":        func() error { return os.Symlink(path, filepath.Join(dir, "link")) },
		"change a mode":      func() error { return os.Chmod(path, 0o777) },
		"truncate a file":    func() error { return os.Truncate(path, 0) },
		"connect by TCP":     func() error { return dial("tcp", os.Getenv("LISTENER")) },
		"send by UDP":        func() error { return dial("udp", os.Getenv("LISTENER")) },
		"connect by a path":  func() error { return dial("unix", filepath.Join(dir, "socket")) },
		"listen":             listen,
		"a pair of sockets":  func() error { _, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0); return err },
		"run a program":      func() error { return exec.Command(os.Getenv("PROGRAM")).Run() },
		"run it by a handle": func() error { return call(unix.SYS_EXECVEAT, ^uintptr(0), 0, 0, 0, 0) },
		"fork":               fork,
		"fork by clone3":     func() error { return call(unix.SYS_CLONE3, 0, 0) },
		"trace a process":    func() error { return unix.PtraceSeize(victim) },
		"read its memory": func() error {
			return call(unix.SYS_PROCESS_VM_READV, uintptr(victim), 0, 0, 0, 0)
		},
		"signal the parent":       func() error { return unix.Kill(os.Getppid(), 0) },
		"signal a process":        func() error { return unix.Kill(victim, 0) },
		"signal by a thread":      func() error { return unix.Tgkill(victim, victim, 0) },
		"leave its group":         func() error { _, err := unix.Setsid(); return err },
		"make a namespace":        func() error { return unix.Unshare(unix.CLONE_NEWUSER) },
		"memory that is a file":   func() error { _, err := unix.MemfdCreate("x", 0); return err },
		"io_uring":                func() error { var p [120]byte; return ring(call(425, 1, uintptr(unsafe.Pointer(&p)))) },
		"a program in the kernel": func() error { return call(unix.SYS_BPF, 0, 0, 0) },
		"raise a limit": func() error {
			return unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{Cur: 0, Max: 0})
		},
	}
}

// ring counts as done what the kernel of the test has not got.
func ring(err error) error {
	if errors.Is(err, unix.ENOSYS) {
		return nil
	}
	return err
}

func dial(network, address string) error {
	c, err := net.Dial(network, address)
	if err == nil {
		_, err = c.Write([]byte("x"))
	}
	return err
}

func listen() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		err = l.Close()
	}
	return err
}

// fork starts a process that ends at once.
func fork() error {
	pid, _, e := syscall.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
	if e != 0 {
		return e
	}
	if pid == 0 {
		_, _, _ = syscall.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
	}
	_, err := unix.Wait4(int(pid), nil, 0, nil)
	return err
}

// attack tries everything, held or free, on a thread older than the restriction and on
// a new one, and writes what came of it.
func attack(held bool) {
	type outcome = map[string]string
	try := func() outcome {
		out := outcome{}
		for name, do := range attempts() {
			out[name] = ""
			if err := do(); err != nil {
				out[name] = err.Error()
			}
		}
		return out
	}
	run := make(chan bool)
	results := make(chan outcome)
	ready := make(chan bool)
	go func() {
		runtime.LockOSThread()
		ready <- true
		<-run
		results <- try()
	}()
	<-ready
	if held {
		if p, err := sandbox.Restrict(); err != nil || !p.Whole() {
			fmt.Fprintln(os.Stderr, p, err)
			os.Exit(4)
		}
	}
	run <- true
	old := <-results
	go func() {
		runtime.LockOSThread()
		results <- try()
	}()
	_ = json.NewEncoder(os.Stdout).Encode([]outcome{old, <-results})
	os.Exit(0)
}

// attackFrom runs the attack beside a listener, a victim and a folder with a secret.
func attackFrom(t *testing.T, worker string) []map[string]string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"secret", "old", "from"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("secret"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, at := range [][2]string{{"tcp", "127.0.0.1:0"}, {"unix", filepath.Join(dir, "socket")}} {
		l, err := net.Listen(at[0], at[1])
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		if at[0] == "tcp" {
			t.Setenv("LISTENER", l.Addr().String())
		}
	}
	program, err := exec.LookPath("true")
	if err != nil {
		t.Skip(err)
	}
	victim := exec.Command("sleep", "60")
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = victim.Process.Kill(); _ = victim.Wait() })
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "SANDBOX_TEST="+worker, "DECOY="+dir, "PROGRAM="+program,
		"VICTIM="+strconv.Itoa(victim.Process.Pid))
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if cmd.ProcessState.ExitCode() == 4 {
		t.Skip("this kernel lacks a part of the sandbox: ", complaint.String())
	}
	var got []map[string]string
	if err = errors.Join(err, json.Unmarshal(out, &got)); err != nil {
		t.Fatal(err, complaint.String())
	}
	return got
}

// A worker that a file has taken over can do nothing of this, on any of its threads.
func TestAHostileWorkerIsRefusedEverything(t *testing.T) {
	for i, thread := range attackFrom(t, "hostile") {
		if len(thread) < 30 {
			t.Fatalf("%d attempts", len(thread))
		}
		for what, refusal := range thread {
			if refusal == "" {
				t.Errorf("thread %d could %s", i, what)
			}
		}
	}
}

// Without the restriction nearly all of it works: the attempts are real ones.
func TestTheAttemptsAreReal(t *testing.T) {
	could := attackFrom(t, "free")[0]
	for _, what := range []string{"read a file", "list a folder", "read /proc", "write a file", "make a file",
		"make a folder", "remove a file", "rename a file", "make a link", "change a mode", "truncate a file",
		"connect by TCP",
		"send by UDP", "connect by a path", "listen", "a pair of sockets", "run a program", "fork", "trace a process",
		"signal the parent", "signal by a thread", "signal a process", "memory that is a file", "raise a limit"} {
		if problem, tried := could[what]; !tried || problem != "" {
			t.Errorf("%s: %s", what, problem)
		}
	}
}
