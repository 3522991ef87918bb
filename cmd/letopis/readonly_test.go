package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"letopis/internal/datadir"
	"letopis/internal/testkit"
)

// served is a server in a process of its own.
type served struct {
	public, private string
	cmd             *exec.Cmd
	log             testkit.Buffer
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serveProcess starts a server, which prepare may change before, and waits until /readyz
// has a word.
func serveProcess(t *testing.T, word string, prepare func(*exec.Cmd), args ...string) *served {
	t.Helper()
	s := &served{public: freePort(t), private: freePort(t)}
	s.cmd = program(append([]string{"serve", "--listen", s.public, "--server-private", s.private}, args...)...)
	s.cmd.Stderr = &s.log
	if prepare != nil {
		prepare(s.cmd)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	s.waitReady(t, word)
	return s
}

func (s *served) kill() {
	if s.cmd.ProcessState == nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	}
}

func (s *served) waitReady(t *testing.T, word string) {
	t.Helper()
	testkit.Eventually(t, func() string {
		said := body("http://" + s.private + "/readyz")
		if strings.Contains(said, word) {
			return ""
		}
		return fmt.Sprintf("/readyz says %q, not %q", said, word)
	})
}

// body is an answer, "" for none.
func body(address string) string {
	res, err := http.Get(address)
	if err != nil {
		return ""
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		return ""
	}
	return string(b)
}

// finds searches by the API and says how much there is.
func (s *served) finds(t *testing.T, q string, want int) {
	t.Helper()
	got := body("http://" + s.public + "/api/v1/search?q=" + url.QueryEscape(q))
	if !strings.Contains(got, fmt.Sprintf(`"total":%d}`, want)) {
		t.Errorf("«%s» should find %d: …%s; the log: %s", q, want, got[max(0, len(got)-150):], &s.log)
	}
}

// tree lists all files with their sizes and times.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var out strings.Builder
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil {
			fmt.Fprintln(&out, path, info.Size(), info.ModTime().UnixNano(), info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestReadOnlyWritesNothing serves folders that could be written: of an archive that was closed, and of one whose
// server was killed. Meanwhile nobody else can write.
func TestReadOnlyWritesNothing(t *testing.T) {
	dir, data := acts(t, 6), filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, filepath.Join(dir, "00"), filepath.Join(dir, "01"))
	for _, killed := range []bool{false, true} {
		want := 2
		if killed {
			must(t, "ingest", "--data", data, dir)
			want = 8
		}
		id := find(t, data, "номер 1")
		if killed { // that command closed the log: leave one again
			s := serveProcess(t, "ok", nil, "--data", data)
			must(t, "edit", "--data", data, id, "--number", "8")
			s.kill()
		}
		before := tree(t, data)
		s := serveProcess(t, "read-only", nil, "--data", data, "--read-only")
		s.finds(t, "ремонт", want)
		if r := letopis(t, "edit", "--data", data, id, "--number", "9"); r.code == exitOK {
			t.Error("written beside a server that trusts that nobody writes")
		}
		s.endsWithoutTrace(t, data, before)
	}
}

// TestReadOnly serves an archive that was stopped, and one whose server was killed with
// changes in the write-ahead log, by a user who may write nothing of it.
func TestReadOnly(t *testing.T) {
	if os.Getuid() != 0 {
		t.Log("not as root: the folder is this user's own, whose rights to write are taken away")
	}
	dir := acts(t, 6)
	base, err := os.MkdirTemp("", "letopis") // which another user can enter
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = exec.Command("chmod", "-R", "u+w", base).Run()
		os.RemoveAll(base)
	})
	if err := os.Chmod(base, 0o755); err != nil {
		t.Fatal(err)
	}
	binary, err := os.ReadFile(os.Args[0]) // its own folder is closed to others
	if err == nil {
		err = os.WriteFile(filepath.Join(base, "letopis"), binary, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(base, "d")
	must(t, "ingest", "--data", data, filepath.Join(dir, "00"), filepath.Join(dir, "01"))
	for _, killed := range []bool{false, true} {
		want := 2
		if killed {
			s := serveProcess(t, "ok", nil, "--data", data)
			must(t, "ingest", "--data", data, dir)
			s.kill()
			want = 8 // two of them from two sources
		}
		if out, err := exec.Command("chmod", "-R", "a-w,a+rX", data).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		before := tree(t, data)
		s := serveProcess(t, "read-only", func(cmd *exec.Cmd) {
			if os.Getuid() == 0 {
				cmd.Path = filepath.Join(base, "letopis")
				cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
				cmd.Env = append(cmd.Environ(), "HOME=/nonexistent")
			}
		}, "--data", data, "--read-only")
		s.finds(t, "ремонт", want)
		if !strings.Contains(body("http://"+s.public+"/about"), "только для чтения") {
			t.Error("/about does not say that it is read-only")
		}
		s.endsWithoutTrace(t, data, before)
		if out, err := exec.Command("chmod", "-R", "u+w", data).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
	}
	must(t, "check", "--data", data)
}

// inNamespace runs a test again where this user may mount.
func inNamespace(t *testing.T, cause error) {
	t.Helper()
	const mark = "LETOPIS_TEST_NAMESPACE"
	if os.Getenv(mark) != "" {
		t.Fatalf("no small disk can be mounted, nor in a namespace of its own: %v", cause)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), mark+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("in a namespace, since %v: %v\n%s", cause, err, out)
	}
}

// TestAFullDisk kills a server on a full disk: it starts again and serves, says that it
// writes nothing, and writes again when there is room. The disk is a small one in memory.
func TestAFullDisk(t *testing.T) {
	dir := acts(t, 3)
	disk := t.TempDir()
	data := filepath.Join(disk, "d")
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=3m"); err != nil {
		inNamespace(t, err)
		return
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, 0) })
	must(t, "ingest", "--data", data, dir)
	filler := fillsBeneath(t, disk, data)
	for range 2 { // the second time after a kill
		s := serveProcess(t, "read-only", nil, "--data", data)
		s.finds(t, "ремонт", 3)
		if !strings.Contains(body("http://"+s.public+"/about"), "только для чтения") {
			t.Error("/about does not say that it is read-only")
		}
		s.kill()
	}
	s := serveProcess(t, "read-only", nil, "--data", data)
	r := letopis(t, "ingest", "--data", data, dir)
	if r.code != exitLocked && r.code != exitFull || r.err == "" {
		t.Errorf("ingest beside it: code %d: %s", r.code, r.err)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, func() string {
		if _, err := os.Stat(filepath.Join(data, datadir.ServerFile)); err != nil {
			return "it does not write although there is room"
		}
		return ""
	})
	s.waitReady(t, "ok")
	more := t.TempDir()
	write(t, filepath.Join(more, "a.txt"), "ПОСТАНОВЛЕНИЕ от 01.02.2017 № 5\nО паромной переправе. г. Углич")
	must(t, "ingest", "--data", data, more)
	s.finds(t, "переправа", 1)
	s.kill()
	must(t, "check", "--data", data)

	// What cannot be served read-only, either, ends for want of room.
	if err := os.RemoveAll(filepath.Join(data, datadir.IndexDir)); err != nil {
		t.Fatal(err)
	}
	fill(t, disk)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var out, errs bytes.Buffer
	if code := execute(ctx, []string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--server-private", ""}, &out,
		&errs); code != exitFull || !strings.Contains(errs.String(), "there is none; build it") {
		t.Errorf("without an index: code %d: %s", code, errs.String())
	}
}

// fillsBeneath fills the disk of a server that has nothing to write: it says so all the same.
func fillsBeneath(t *testing.T, disk, data string) string {
	t.Helper()
	s := serveProcess(t, "ok", nil, "--data", data)
	filler := fill(t, disk)
	s.waitReady(t, "read-only")
	if !strings.Contains(body("http://"+s.public+"/about"), "только для чтения") {
		t.Error("/about does not say that the disk is full")
	}
	s.finds(t, "ремонт", 3)
	s.kill()
	return filler
}

// fill leaves no room on a disk but by deleting the file that it returns.
func fill(t *testing.T, disk string) string {
	t.Helper()
	f, err := os.Create(filepath.Join(disk, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	for block := 64 << 10; block > 0; {
		if _, err := f.Write(make([]byte, block)); err != nil {
			block /= 2
		}
	}
	f.Close()
	return f.Name()
}

// A catalogue that a service keeps is not opened for reading alone: serving it says so.
func TestReadOnlyIsOfAFile(t *testing.T) {
	t.Setenv("LETOPIS_STORE_DRIVER", "postgres")
	t.Setenv("LETOPIS_STORE_DSN", "postgres://nobody@127.0.0.1:1/none")
	r := letopis(t, "serve", "--read-only", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--server-private", "")
	if r.code != exitError || !strings.Contains(r.err, "kept by postgres") || !strings.Contains(r.err, "--read-only") {
		t.Errorf("code %d: %s", r.code, r.err)
	}
}

// endsWithoutTrace ends a server and compares the folder that it served with what was there before.
func (s *served) endsWithoutTrace(t *testing.T, data, before string) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, &s.log)
	}
	if after := tree(t, data); after != before {
		t.Errorf("it changed\n%s\nto\n%s", before, after)
	}
}
