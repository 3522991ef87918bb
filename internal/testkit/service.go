package testkit

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// service is a program that runs on loopback while a test does.
type service struct {
	cmd  *exec.Cmd
	said *Buffer
	gone chan struct{} // closed when it has ended
}

// start runs a program until the test ends, or this process, however it ends.
func start(t testing.TB, cmd *exec.Cmd) *service {
	t.Helper()
	s := &service{cmd: cmd, said: &Buffer{}, gone: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = s.said, s.said
	dieWithParent(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatalf("%s: %v", cmd.Path, err)
	}
	go func() {
		_ = cmd.Wait() // it is killed
		close(s.gone)
	}()
	t.Cleanup(s.kill)
	return s
}

// kill ends the program at once.
func (s *service) kill() {
	_ = s.cmd.Process.Kill() // it may have ended
	<-s.gone
}

// startTime is how long a program may take to answer, on a machine that does much else.
const startTime = 4 * time.Minute

// ready waits until the program answers.
func (s *service) ready(t testing.TB, answers func() error) {
	t.Helper()
	for deadline := time.Now().Add(startTime); ; {
		err := answers()
		if err == nil {
			return
		}
		select {
		case <-s.gone:
			t.Fatalf("%s ended: %s", s.cmd.Path, s.last())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s does not answer: %v\n%s", s.cmd.Path, err, s.last())
		}
	}
}

// last is the end of what the program said.
func (s *service) last() string {
	said := s.said.String()
	return said[max(0, len(said)-4000):]
}

// answers connects to an address.
func answers(address string) func() error {
	return func() error {
		c, err := net.DialTimeout("tcp", address, time.Second)
		if err != nil {
			return err
		}
		return c.Close()
	}
}

// FreePort is one of loopback that nobody listens on now.
func FreePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// install builds the program of a Go package at a version, once for all tests of a
// user, and returns its path. It needs the module proxy the first time.
func install(t testing.TB, pkg, version string) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		Absent(t, "no folder for programs that tests need: %v", err)
	}
	dir := filepath.Join(cache, "letopis-test", filepath.Base(pkg)+"@"+version)
	program := filepath.Join(dir, filepath.Base(pkg))
	if _, err := os.Stat(program); err == nil {
		return program
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	fresh, err := os.MkdirTemp(dir, "build-") // tests of another package may be building it, too
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(fresh)
	cmd := exec.Command("go", "install", pkg+"@"+version)
	cmd.Dir = fresh // beside no go.mod
	cmd.Env = append(os.Environ(), "GOBIN="+fresh, "GOFLAGS=", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		Absent(t, "go install %s@%s: %v\n%s", pkg, version, err, out)
	}
	if err := os.Rename(filepath.Join(fresh, filepath.Base(pkg)), program); err != nil {
		t.Fatal(err)
	}
	return program
}
