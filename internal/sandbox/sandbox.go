// Package sandbox runs package extract in processes of their own, its workers: what
// parses hostile files has a clean environment and limits on memory, processor,
// output and time, and is killed, with all it started, when it goes beyond them.
// The process that ingests never parses a file itself then.
package sandbox

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"letopis/internal/archive"
	"letopis/internal/extract"
)

// Options say how workers are run.
type Options struct {
	// Command starts a worker, which calls Main; by default this program with the
	// argument "extract-worker".
	Command []string
	Timeout time.Duration // of one file; 0: 25 s
	Workers int           // processes at a time; 0: 1
	Extract extract.Options
	// Env are variables that a worker gets; nothing is inherited but these and
	// PATH, TMPDIR, HOME, and where the caches and the languages of tesseract are.
	Env []string
}

// recycle is after how many files a worker is replaced, so that what one leaks
// or spoils does not last.
const recycle = 64

// maxAnswer bounds what is read from a worker in its life, in bytes.
const maxAnswer = 1 << 30

// Pool keeps workers. Safe for concurrent use.
type Pool struct {
	o    Options
	idle chan *worker // nil entries are free places
	mu   sync.Mutex
	all  map[*worker]bool
}

// New returns a Pool. Workers start when they are needed.
func New(o Options) (*Pool, error) {
	if o.Timeout == 0 {
		o.Timeout = 25 * time.Second
	}
	if o.Workers == 0 {
		o.Workers = 1
	}
	if o.Extract.Time == 0 { // a worker that ends by itself keeps what it has read
		o.Extract.Time = o.Timeout * 9 / 10
	}
	if len(o.Command) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("sandbox: %w", err)
		}
		o.Command = []string{self, "extract-worker"}
	}
	p := &Pool{o: o, idle: make(chan *worker, o.Workers), all: map[*worker]bool{}}
	for range o.Workers {
		p.idle <- nil
	}
	return p, nil
}

// request and answer are what goes between the processes.
type request struct {
	Name    string
	Data    []byte
	Options extract.Options
}

type answer struct{ Parts []extract.Part }

// worker is one process.
type worker struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    io.ReadCloser
	enc    *gob.Encoder
	dec    *gob.Decoder
	stderr *complaint
	files  int
}

// Extract reads one file. An error is ours (a worker could not be started); what
// is wrong with the file, or with reading it, is said by a Part.
func (p *Pool) Extract(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
	var w *worker
	select {
	case w = <-p.idle:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if w == nil {
		var err error
		if w, err = p.start(); err != nil {
			p.idle <- nil
			return nil, err
		}
	}
	parts, err := p.ask(ctx, w, request{name, data, p.o.Extract})
	if err == nil && w.files < recycle {
		p.idle <- w
		return parts, nil
	}
	p.stop(w)
	p.idle <- nil
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return []extract.Part{p.failure(w, err)}, nil
	}
	return parts, nil
}

// errTime is a worker that took too long.
var errTime = errors.New("time is up")

func (p *Pool) ask(ctx context.Context, w *worker, r request) ([]extract.Part, error) {
	w.files++
	var a answer
	var err error // what reading the answer came to, once done is closed
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err = w.enc.Encode(r); err == nil {
			err = w.dec.Decode(&a)
		}
	}()
	timer := time.NewTimer(p.o.Timeout)
	defer timer.Stop()
	select {
	case <-done:
		return a.Parts, err
	case <-timer.C:
		kill(w.cmd)
		<-done
		return nil, errTime
	case <-ctx.Done():
		kill(w.cmd)
		<-done
		return nil, ctx.Err()
	}
}

// failure says what became of a file whose worker died.
func (p *Pool) failure(w *worker, err error) extract.Part {
	switch {
	case errors.Is(err, errTime):
		return extract.Part{Status: archive.StatusLimit,
			Reason: fmt.Sprintf("чтение заняло больше %v и остановлено: разделите файл или увеличьте ingest.timeout",
				p.o.Timeout)}
	case w.stderr.has("out of memory"), w.stderr.has("cannot allocate memory"), w.stderr.has("new OS thread"),
		w.stderr.has("pthread_create failed"): // the same with cgo
		return extract.Part{Status: archive.StatusLimit, Reason: "для чтения не хватило разрешённой памяти: разделите файл"}
	}
	return extract.Part{Status: archive.StatusCorrupt, Reason: "разбор файла оборвался: файл повреждён или опасен, " +
		"подлинник сохранён"}
}

func (p *Pool) start() (*worker, error) {
	w := &worker{cmd: exec.Command(p.o.Command[0], p.o.Command[1:]...), stderr: &complaint{}}
	w.cmd.Env = append([]string{"GOMEMLIMIT=1GiB", "GOTRACEBACK=none", "OMP_THREAD_LIMIT=1"}, p.o.Env...)
	for _, name := range []string{"PATH", "TMPDIR", "HOME", "XDG_CACHE_HOME", "TESSDATA_PREFIX"} {
		if v := os.Getenv(name); v != "" {
			w.cmd.Env = append(w.cmd.Env, name+"="+v)
		}
	}
	w.cmd.Stderr = w.stderr
	confine(w.cmd)
	var err error
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	if w.out, err = w.cmd.StdoutPipe(); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	if err := w.cmd.Start(); err != nil {
		return nil, fmt.Errorf("sandbox: starting a worker: %w", err)
	}
	w.enc, w.dec = gob.NewEncoder(w.in), gob.NewDecoder(io.LimitReader(w.out, maxAnswer))
	p.mu.Lock()
	p.all[w] = true
	p.mu.Unlock()
	return w, nil
}

func (p *Pool) stop(w *worker) {
	kill(w.cmd)
	_ = w.in.Close()
	_ = w.cmd.Wait() // it was killed
	p.mu.Lock()
	delete(p.all, w)
	p.mu.Unlock()
}

// Close ends all workers. Extract must not be called after it.
func (p *Pool) Close() {
	p.mu.Lock()
	all := make([]*worker, 0, len(p.all))
	for w := range p.all {
		all = append(all, w)
	}
	p.mu.Unlock()
	for _, w := range all {
		p.stop(w)
	}
}

// Main is the worker: it limits itself, then answers requests until its input
// ends.
func Main(in io.Reader, out io.Writer) error {
	if err := limit(); err != nil {
		return err
	}
	dec, enc := gob.NewDecoder(in), gob.NewEncoder(out)
	for {
		var r request
		if err := dec.Decode(&r); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		if err := enc.Encode(answer{extract.Extract(context.Background(), r.Name, r.Data, r.Options)}); err != nil {
			return err
		}
	}
}

// complaint keeps the first bytes of what a worker writes to its standard error:
// they name the cause of its end. Safe for concurrent use.
type complaint struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (c *complaint) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.b.Len() < 4096 {
		c.b.Write(p[:min(len(p), 4096)])
	}
	return len(p), nil
}

func (c *complaint) has(s string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return bytes.Contains(c.b.Bytes(), []byte(s))
}
