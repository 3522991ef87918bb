package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// base is what trials copy: an archive that was stopped, the same one killed, and a
// backup of it, with what it answers.
type base struct {
	flags
	stopped, killed, backup string
	answers                 map[string]string // by path of the address
}

// document to correct, so that a correction can be lost.
const corrected = "torture-1"

// prepare makes the archives and asks for the answers.
func prepare(ctx context.Context, f flags) (*base, error) {
	b := &base{flags: f, stopped: filepath.Join(f.work, "stopped"), killed: filepath.Join(f.work, "killed"),
		backup: filepath.Join(f.work, "backup")}
	making := filepath.Join(f.work, "making")
	parts, err := os.ReadDir(f.from)
	if err != nil {
		return nil, err
	}
	if len(parts) < 2 {
		return nil, fmt.Errorf("%s: at least two things are needed", f.from)
	}
	// The first half before the server, each of the others beside it.
	ingest := func(name string) error {
		_, err := b.letopis(ctx, "ingest", "--data", making, filepath.Join(f.from, name))
		return err
	}
	for _, p := range parts[:len(parts)/2] {
		if err := ingest(p.Name()); err != nil {
			return nil, err
		}
	}
	s, err := b.serve(ctx, making, 0)
	if err != nil {
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	for _, p := range parts[len(parts)/2:] {
		if err := ingest(p.Name()); err != nil {
			return nil, err
		}
	}
	id, err := s.some(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := b.letopis(ctx, "edit", id, "--data", making, "--number", corrected); err != nil {
		return nil, err
	}
	if _, err := b.letopis(ctx, "backup", "--data", making, b.backup); err != nil {
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	s.kill()
	if err := os.CopyFS(b.killed, os.DirFS(making)); err != nil {
		return nil, err
	}
	if s, err = b.serve(ctx, making, 0); err != nil {
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	if b.answers, err = s.ask(ctx, nil); err != nil {
		return nil, err
	}
	if err := s.stop(); err != nil {
		return nil, err
	}
	return b, os.Rename(making, b.stopped)
}

// letopis runs a command to its end.
func (b *base) letopis(ctx context.Context, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, b.program, args...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("letopis %s: %w: %s", args[0], err, tail(string(out)))
	}
	return string(out), err
}

func tail(s string) string { return s[max(0, len(s)-1500):] }

// server is a running one.
type server struct {
	cmd             *exec.Cmd
	public, private string
	log             string
	ended           chan error
}

// serve starts a server; worker tells its ports from those of others.
func (b *base) serve(ctx context.Context, dir string, worker int) (*server, error) {
	s := &server{public: fmt.Sprintf("127.0.0.1:%d", 21080+2*worker), private: fmt.Sprintf("127.0.0.1:%d", 21081+2*worker),
		log: filepath.Join(b.work, fmt.Sprintf("log-%d", worker)), ended: make(chan error, 1)}
	out, err := os.Create(s.log)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	s.cmd = exec.CommandContext(ctx, b.program, "serve", "--data", dir, "--listen", s.public,
		"--server-private", s.private,
		"--server-rate", "-1", "--server-public-url", "https://archive.example.ru", "--log-level", "warn")
	s.cmd.Stdout, s.cmd.Stderr = out, out
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { s.ended <- s.cmd.Wait() }()
	return s, nil
}

// errEnded means that the server is no more.
var errEnded = errors.New("the server ended")

// ready waits until the server says that it is.
func (s *server) ready(ctx context.Context) error {
	said := ""
	for began := time.Now(); time.Since(began) < 60*time.Second; time.Sleep(50 * time.Millisecond) {
		select {
		case err := <-s.ended:
			s.ended <- err
			return fmt.Errorf("%w: %v: %s", errEnded, err, s.said())
		default:
		}
		res, err := get(ctx, "http://"+s.private+"/readyz")
		if err != nil {
			continue
		}
		if said = res.body; res.status != http.StatusOK && strings.Contains(said, "damaged") &&
			time.Since(began) > 10*time.Second {
			return nil // it says why it will not be ready; what it answers nevertheless must be right
		}
		if res.status == http.StatusOK {
			res, err := get(ctx, "http://"+s.public+"/api/v1/status")
			failed, waited := res.status >= 500, time.Since(began)
			if err == nil && (failed && waited > 3*time.Second || strings.Contains(res.body, `"behind":0`)) {
				return nil
			}
		}
	}
	return fmt.Errorf("never ready: %s %s", said, s.said())
}

// said is what the server wrote on its log.
func (s *server) said() string {
	b, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// crashed reports whether the server ended by a panic or a signal.
func (s *server) crashed() bool {
	said := s.said()
	return strings.Contains(said, "goroutine ") &&
		(strings.Contains(said, "panic:") || strings.Contains(said, "fatal error:")) ||
		strings.Contains(said, "SIGBUS")
}

func (s *server) kill() {
	_ = s.cmd.Process.Kill() // it may have ended
	<-s.ended                //nolint:errcheck // how it ended is of no interest: it was killed
}

// stop ends the server as systemd does.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return nil // it has ended
	}
	select {
	case err := <-s.ended:
		if err != nil && s.crashed() {
			return fmt.Errorf("stopping: %w: %s", err, tail(s.said()))
		}
		return nil
	case <-time.After(45 * time.Second):
		s.kill()
		return errors.New("stopping: it does not end")
	}
}

type response struct {
	status int
	body   string
}

var client = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableCompression: true}}

func get(ctx context.Context, address string) (response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return response{}, err
	}
	res, err := client.Do(req)
	if err != nil {
		return response{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return response{res.StatusCode, string(body)}, err
}

// some returns the ID of a document.
func (s *server) some(ctx context.Context) (string, error) {
	res, err := get(ctx, "http://"+s.public+"/api/v1/search?limit=1")
	if err != nil {
		return "", err
	}
	var found struct {
		Hits []struct {
			ID string `json:"id"`
		} `json:"hits"`
	}
	if err := json.Unmarshal([]byte(res.body), &found); err != nil || len(found.Hits) == 0 {
		return "", fmt.Errorf("no document: %w: %.300s", errors.Join(err, errEnded), res.body)
	}
	return found.Hits[0].ID, nil
}

// queries are asked of every archive.
var queries = []string{"", "ремонт", "дорога", "постановление", "ремонт дорог", "мост", "музей", "программа развития",
	"бюджет", "благоустройство", "\"городского поселения\"", "земельный участок", "школа", "пристань", "ремнот",
	"администра*", "№ 5", corrected}

// leftOut is what a page says that lacks something.
const leftOut = "Связанные документы сейчас не найти"

var idPattern = regexp.MustCompile(`"id":"([a-z0-9]{13})"`)

// ask asks for everything, or for those addresses; an answer that is an error is "".
func (s *server) ask(ctx context.Context, known map[string]string) (map[string]string, error) {
	out := map[string]string{}
	var mu sync.Mutex
	ask := func(path string) {
		res, err := get(ctx, "http://"+s.public+path)
		mu.Lock()
		defer mu.Unlock()
		if err != nil || res.status >= 300 || strings.Contains(res.body, leftOut) {
			out[path] = ""
			return
		}
		out[path] = lasting(res.body)
	}
	if known != nil {
		var clients sync.WaitGroup
		paths := make(chan string)
		for range 4 {
			clients.Go(func() {
				for path := range paths {
					ask(path)
				}
			})
		}
		for path := range known {
			paths <- path
		}
		close(paths)
		clients.Wait()
		return out, ctx.Err()
	}
	for _, q := range queries {
		ask("/api/v1/search?facets=kind,city,year,region,program&limit=100&q=" + url.QueryEscape(q))
		ask("/api/v1/search?limit=20&sort=-date&q=" + url.QueryEscape(q))
	}
	for _, q := range []string{"рем", "адм", "мост"} {
		ask("/api/v1/suggest?q=" + url.QueryEscape(q))
	}
	export := "/api/v1/export?format=ndjson"
	ask(export)
	for i, id := range idPattern.FindAllStringSubmatch(out[export], -1) {
		ask("/api/v1/documents/" + id[1] + "/original")
		if i%4 == 0 { // the export has all
			ask("/api/v1/documents/" + id[1])
			ask("/d/" + id[1])
		}
	}
	maps.DeleteFunc(out, func(_, answer string) bool { return answer == "" }) // other things have such IDs, too
	if len(out) < 100 {
		return nil, fmt.Errorf("only %d answers", len(out))
	}
	return out, nil
}

var volatile = regexp.MustCompile(
	`"(ingested_at|took_ms|generation|index_seq|seq|snapshot|next|updated_at|etag)":("[^"]*"|\d+)`)

// lasting is an answer without what differs from run to run.
func lasting(body string) string { return volatile.ReplaceAllString(body, "") }
