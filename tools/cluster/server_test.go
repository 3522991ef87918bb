//go:build cluster

package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"letopis/internal/datadir"
	"letopis/internal/testkit"
)

// place is an archive as commands of the program see it.
type place struct {
	program, data string
	env           []string
}

// command is a run of the program over the archive, ended with this process.
func (a *place) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, a.program, append(args, "--data", a.data)...)
	cmd.Env = append(os.Environ(), a.env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// run runs a command and returns its exit code and what it said.
func (a *place) run(ctx context.Context, args ...string) (code int, said string) {
	cmd := a.command(ctx, args...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		return -1, err.Error()
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

func (a *place) must(t *testing.T, args ...string) string {
	t.Helper()
	code, said := a.run(t.Context(), args...)
	if code != 0 {
		t.Fatalf("letopis %s: code %d: %s", strings.Join(args, " "), code, said)
	}
	return said
}

// server is a server of an archive, which may be killed and started again.
type server struct {
	*place
	private string // its address for the keeper
	log     testkit.Buffer

	mu  sync.Mutex
	url string // where it answers; "" while it is dead
	cmd *exec.Cmd
}

// serve runs a server until the test ends.
func (a *place) serve(t *testing.T) *server {
	t.Helper()
	s := &server{place: a, private: testkit.FreePort(t)}
	t.Cleanup(s.kill)
	s.start(t)
	return s
}

// start runs the server and waits until it is ready.
func (s *server) start(t *testing.T) {
	t.Helper()
	cmd := s.command(context.Background(), "serve", "--listen", "127.0.0.1:0", "--server-private", "127.0.0.1:"+s.private)
	cmd.Stderr = &s.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	s.cmd = cmd
	s.mu.Unlock()
	testkit.Eventually(t, func() string {
		info, err := datadir.ReadServer(s.data)
		if err != nil || info.PID != cmd.Process.Pid {
			return fmt.Sprintf("the server does not say where it is: %v; its log: %s", err, &s.log)
		}
		res, err := http.Get("http://127.0.0.1:" + s.private + "/readyz")
		if err != nil {
			return err.Error()
		}
		defer res.Body.Close()
		if said, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK {
			return fmt.Sprintf("/readyz: %s %s %v", res.Status, said, err)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.url = info.URL
		return ""
	})
}

// kill ends the server at once.
func (s *server) kill() {
	s.mu.Lock()
	cmd := s.cmd
	s.url, s.cmd = "", nil
	s.mu.Unlock()
	if cmd != nil {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()         // it was killed
	}
}

func (s *server) address() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.url
}

// answer is what a server says to a request.
type answer struct {
	status int
	header http.Header
	body   []byte
	err    error // none came
}

// client asks servers. An answer takes no longer than a search may, and what is beside it.
var client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}

// ask sends a request; key: with the right to correct.
func ask(ctx context.Context, method, url, body, key string) answer {
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return answer{err: err}
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := client.Do(r)
	if err != nil {
		return answer{err: err}
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, b, err}
}

// clear reports whether an answer says that the archive cannot do this now, and when to come again.
func (a answer) clear() bool {
	return a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") != ""
}

// code is what a problem says that it is.
func (a answer) code() string {
	var p struct{ Code string }
	if err := json.Unmarshal(a.body, &p); err != nil {
		return string(a.body[:min(len(a.body), 100)]) // a page, a feed
	}
	return p.Code
}

// found is what is read of an answer to a search.
type found struct {
	Total int
	Hits  []struct{ ID, Number string }
}

func (a answer) found() (f found, err error) {
	return f, json.Unmarshal(a.body, &f)
}

// plain is an answer without what may differ between engines and moments: scores, times, places of lists.
func (a answer) plain() string {
	var m map[string]any
	if json.Unmarshal(a.body, &m) != nil {
		return string(a.body)
	}
	for _, key := range []string{"took_ms", "next", "ingested", "ingested_at", "updated_at"} {
		delete(m, key)
	}
	hits, _ := m["hits"].([]any)
	for _, h := range hits {
		delete(h.(map[string]any), "score")
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		return err.Error()
	}
	return b.String()
}

func joined(urls []string) string { return strings.Join(urls, ",") }
