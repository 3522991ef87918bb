//go:build cluster

package cluster

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"letopis/internal/archive"
)

// How many write and search at a time: two cores are the servers' and the services', too.
const (
	writers   = 2
	searchers = 4
	batch     = 4 // documents of a journey
)

// A key that may correct, and its hash as the settings have it.
const (
	key   = "key-of-a-test"
	clerk = "clerk:175b99ddc84d97d10b1a8550267e9b07f3e45a2da8c28bf3bd7947fc8768b08b"
)

// patience is how long what was acknowledged may take to be found, with a part dead for some of that time.
const patience = 3 * time.Minute

// crowd is all who use the servers.
type crowd struct {
	t       *testing.T
	program string
	env     []string
	servers []*server
	truth   *truth
	dir     string // for documents and data folders
	writers []*writer
	tally   tally
	turn    int // whose turn it is to be killed
}

// writer takes documents in, corrects and removes them, and remembers what was acknowledged.
type writer struct {
	*crowd
	n    int
	dir  string // of its documents
	acts []*act

	mu       sync.Mutex
	journeys int                // done
	ingest   context.CancelFunc // kills the process that takes documents in now; nil: there is none
}

// act is a document as it should be.
type act struct {
	id, word string // word: it alone has it
	number   string // as a correction has it
	removed  bool
}

// work makes one journey after another until ctx ends.
func (w *writer) work(ctx context.Context) {
	for i := 0; ctx.Err() == nil; i++ {
		if !w.journey(i) {
			return
		}
		w.mu.Lock()
		w.journeys++
		w.mu.Unlock()
	}
}

// journey takes documents in, finds them, corrects one and removes one, and looks at what feeds and tables show: on all
// servers. Each step is repeated until it is acknowledged. false: a step was not done in time.
func (w *writer) journey(i int) bool {
	ctx := context.Background() // it is done whole: afterwards it is known what should be there
	fresh := w.write(i)
	if !w.repeat(func() bool { return w.takeIn(ctx) }) {
		return w.fault("documents are not taken in")
	}
	together := fmt.Sprintf("партия%d%04d", w.n+1, i)
	if !w.shows(ctx, together, len(fresh), "taken in") {
		return false
	}
	edited, removed := fresh[0], fresh[1]
	edited.number = fmt.Sprintf("исправлен-%d%04d", w.n+1, i)
	if !w.repeat(func() bool { return w.correct(ctx, edited, i) }) {
		return w.fault("a document is not corrected")
	}
	if !w.shows(ctx, edited.number, 1, "corrected") {
		return false
	}
	if !w.repeat(func() bool {
		return w.command(ctx, "remove", "--reason", "a test", removed.id)
	}) {
		return w.fault("a document is not removed")
	}
	removed.removed = true
	if !w.shows(ctx, together, len(fresh)-1, "removed") {
		return false
	}
	w.look(ctx, together, edited, removed)
	w.acts = append(w.acts, fresh...)
	return true
}

// write writes the documents of journey i, and a new version of an earlier one.
func (w *writer) write(i int) []*act {
	var out []*act
	for n := range batch {
		name := fmt.Sprintf("%04d-%d.txt", i, n)
		a := &act{id: archive.NewID(filepath.ToSlash(w.dir), name), word: fmt.Sprintf("слово%d%04d%d", w.n+1, i, n)}
		text := fmt.Sprintf("АДМИНИСТРАЦИЯ ГОРОДА МЫШКИНА ЯРОСЛАВСКОЙ ОБЛАСТИ\nПОСТАНОВЛЕНИЕ\nот %02d.%02d.2014 № %d-%d\n"+
			"О ремонте пристани\n1. Отремонтировать пристань, %s, партия%d%04d.\n2. Контроль оставляю за собой.\n",
			1+i%28, 1+n, i, n, a.word, w.n+1, i)
		w.file(name, text)
		out = append(out, a)
	}
	if i%3 == 2 {
		old := w.acts[(i-1)*batch+2]
		w.file(fmt.Sprintf("%04d-2.txt", i-1), fmt.Sprintf("АДМИНИСТРАЦИЯ ГОРОДА МЫШКИНА ЯРОСЛАВСКОЙ ОБЛАСТИ\n"+
			"ПОСТАНОВЛЕНИЕ\nот 01.02.2015 № %d\nО пристани\n1. В новой редакции, %s.\n", i, old.word))
	}
	return out
}

func (w *writer) file(name, text string) {
	err := os.MkdirAll(w.dir, 0o755)
	if err == nil {
		err = os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o644)
	}
	if err != nil {
		w.t.Error(err)
	}
}

// repeat calls f until it succeeds; false: it did not in time.
func (w *writer) repeat(f func() bool) bool {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(500 * time.Millisecond) {
		if f() {
			return true
		}
	}
	return false
}

func (w *writer) fault(what string) bool {
	w.t.Errorf("after %v: %s", patience, what)
	return false
}

// takeIn takes the folder in, by a process that may be killed.
func (w *writer) takeIn(ctx context.Context) bool {
	ctx, cancel := context.WithCancel(ctx)
	w.mu.Lock()
	w.ingest = cancel
	w.mu.Unlock()
	ok := w.command(ctx, "ingest", w.dir)
	w.mu.Lock()
	w.ingest = nil
	w.mu.Unlock()
	cancel()
	return ok
}

// command runs a command of the program and reports whether it is done.
func (w *writer) command(ctx context.Context, args ...string) bool {
	a := &place{program: w.program, data: filepath.Join(w.crowd.dir, fmt.Sprint("writer", w.n)), env: w.env}
	code, said := a.run(ctx, args...)
	switch {
	case code == 0, args[0] == "remove" && strings.Contains(said, "removed already"): // before its answer was lost
		w.tally.command(nil)
		return true
	case ctx.Err() != nil: // it was killed
		w.tally.killed()
	case code == exitUnavailable, code == exitLocked:
		w.tally.unavailableCommand()
	default:
		w.tally.command(fmt.Errorf("letopis %s: code %d: %s", strings.Join(args, " "), code, said))
	}
	return false
}

// Codes of commands that say to come again: a service did not answer; another process, which was killed, has the
// source.
const (
	exitUnavailable = 7
	exitLocked      = 4
)

// correct corrects a number over HTTP, or by the command.
func (w *writer) correct(ctx context.Context, a *act, i int) bool {
	if i%2 == 0 {
		return w.command(ctx, "edit", a.id, "--number", a.number)
	}
	s := w.servers[i/2%len(w.servers)]
	body := fmt.Sprintf(`{"edits":[{"field":"number","value":[%q]}]}`, a.number)
	_, ok := w.request(ctx, s, "PATCH", "/api/v1/documents/"+a.id, body, 200)
	return ok
}

// shows waits until all servers find as many documents with a word, and notes how long it took.
func (w *writer) shows(ctx context.Context, word string, want int, what string) bool {
	begin := time.Now()
	path := "/api/v1/search?raw=true&strict=true&q=" + url.QueryEscape(word)
	for _, s := range w.servers {
		last := "nothing was answered"
		ok := w.repeat(func() bool {
			a, ok := w.request(ctx, s, "GET", path, "", 200)
			if !ok {
				return false
			}
			f, err := a.found()
			last = fmt.Sprintf("%d found, %v", f.Total, err)
			return err == nil && f.Total == want
		})
		if !ok {
			return w.fault(fmt.Sprintf("%s, what was %s: %s, not %d; the server says: %.3000s", word, what, last, want, &s.log))
		}
	}
	w.tally.seen(time.Since(begin))
	return true
}

// look compares what servers show of documents with what was acknowledged.
func (w *writer) look(ctx context.Context, word string, edited, removed *act) {
	word = url.QueryEscape(word)
	for _, s := range w.servers {
		for _, show := range []struct {
			path   string
			status int
			parts  []string
		}{
			{"/api/v1/documents/" + edited.id, 200, []string{edited.number, edited.word}},
			{"/api/v1/documents/" + edited.id + "/original", 200, []string{edited.word}},
			{"/api/v1/documents/" + removed.id, 410, nil},
			{"/api/v1/documents/" + removed.id + "/original", 410, nil},
			{"/search.atom?raw=true&strict=true&q=" + word, 200, []string{edited.id}},
			{"/api/v1/export?format=csv&raw=true&strict=true&q=" + word, 200, []string{edited.id, edited.number}},
		} {
			a, ok := w.request(ctx, s, "GET", show.path, "", show.status)
			if !ok {
				continue
			}
			for _, part := range show.parts {
				if !strings.Contains(string(a.body), part) {
					w.tally.wrong(fmt.Errorf("%s of %s has no %s: %.600s", show.path, s.data, part, a.body))
				}
			}
			if show.status == 200 && strings.Contains(string(a.body), removed.id) {
				w.tally.wrong(fmt.Errorf("%s of %s shows what was removed: %.600s", show.path, s.data, a.body))
			}
		}
	}
}

// search asks what is known to have one right answer, until ctx ends.
func (c *crowd) search(ctx context.Context, n int) {
	rng := rand.New(rand.NewPCG(7, uint64(n)))
	for ctx.Err() == nil {
		path := c.truth.paths[rng.IntN(len(c.truth.paths))]
		a, ok := c.request(ctx, c.servers[n%len(c.servers)], "GET", path, "", 200)
		if got := a.plain(); ok && got != c.truth.answers[path] {
			c.tally.wrong(fmt.Errorf("%s:\n%.2000s\nis answered, not\n%.2000s", path, got, c.truth.answers[path]))
		}
		time.Sleep(time.Duration(20+rng.IntN(60)) * time.Millisecond)
	}
}

// request asks a server and counts the answer. false: it is not the one wanted, for a reason that may pass.
func (c *crowd) request(ctx context.Context, s *server, method, path, body string, want int) (answer, bool) {
	at := s.address()
	if at == "" { // another server is asked then; here one waits
		return answer{}, false
	}
	secret := ""
	if body != "" {
		secret = key
	}
	a := ask(ctx, method, at+path, body, secret)
	switch {
	case ctx.Err() != nil:
	case a.err != nil && s.address() != at:
		c.tally.broken()
	case a.err != nil:
		c.tally.fault(fmt.Errorf("%s %s: %w", method, path, a.err))
	case a.status == want:
		c.tally.good()
		return a, true
	case a.clear():
		c.tally.unavailable(a.code())
	default:
		c.tally.fault(fmt.Errorf("%s %s: %d %v: %.600s", method, path, a.status, a.header, a.body))
	}
	return a, false
}
