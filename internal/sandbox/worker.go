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
	"strings"
	"sync"
	"time"

	"letopis/internal/extract"
)

// A role is the task of a worker, which determines its permissions.
type role int

const (
	// parser reads files of any format; it may open no files and start no programs.
	parser role = iota
	// recognizer reads one image with an external program, which it may start.
	recognizer
)

// Protection is what confines a worker in addition to limits on memory, CPU time and output.
type Protection struct {
	Landlock int  // version supported by the kernel; restricts files; 0 if unsupported
	Seccomp  bool // no network, no other programs or processes
}

// String lists what is in force, what is missing, and what that requires.
func (p Protection) String() string {
	var have, lack []string
	if p.Landlock > 0 {
		have = append(have, fmt.Sprintf("Landlock %d (no files)", p.Landlock))
	} else {
		lack = append(lack, "no Landlock: what parses documents may read the files of this machine; "+
			"it needs Linux 5.13 and landlock in /sys/kernel/security/lsm")
	}
	if p.Seccomp {
		have = append(have, "seccomp (no network, no programs)")
	} else {
		lack = append(lack, "no seccomp: network and programs are not closed off; it needs Linux with CONFIG_SECCOMP_FILTER")
	}
	return strings.Join(append(append(have, "limits of memory and time"), lack...), "; ")
}

// Whole reports whether nothing is missing.
func (p Protection) Whole() bool { return p.Landlock > 0 && p.Seccomp }

// Messages between the processes: a worker gets its role and limits in a greeting and replies with its Protection,
// then requests follow. A parser that encounters images sends requests back and receives a recognized for each; a
// recognizer gets a single picture.
type (
	greeting struct {
		Role   role
		Memory int64
	}
	request struct {
		Name    string
		Data    []byte
		Options extract.Options
		Draws   bool // draw Page instead of extracting text
		Page    int
	}
	order struct { // read a file, or receive the text of an image
		Request *request
		Text    *recognized
	}
	answer struct {
		Asks    bool // requests recognition of Picture; Parts follow later
		Picture picture
		Parts   []extract.Part
		Drawn   []byte // the drawn page
		Problem string // why it was not drawn
	}
	picture struct {
		extract.Picture
		Number int           // sequence number among the worker's requests
		Left   time.Duration // time left for reading it
	}
	recognized struct {
		extract.Recognized
		Of      int // Number of the picture
		Problem string
	}
)

// startTime is how long a worker may take to drop its privileges on a busy machine.
const startTime = 30 * time.Second

// worker is a worker process.
type worker struct {
	cmd        *exec.Cmd
	in         io.WriteCloser
	out        *io.LimitedReader // limits its output, see maxAnswer
	enc        *gob.Encoder
	dec        *gob.Decoder
	stderr     *stderrHead
	files      int
	protection Protection
}

// start starts a process and waits until it has dropped its privileges.
func (p *Pool) start(ctx context.Context, r role) (*worker, error) {
	w := &worker{cmd: exec.Command(p.o.Command[0], p.o.Command[1:]...), stderr: &stderrHead{}}
	// One processor each: a worker reads one file at a time, and others run in parallel. Small files produce little
	// garbage.
	w.cmd.Env = append([]string{fmt.Sprintf("GOMEMLIMIT=%d", p.o.Memory/3*2), "GOMAXPROCS=1", "GOGC=200",
		"GOTRACEBACK=none", "OMP_THREAD_LIMIT=1"}, p.o.Env...)
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
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	w.out = &io.LimitedReader{R: out, N: maxAnswer}
	if err := w.cmd.Start(); err != nil {
		return nil, fmt.Errorf("sandbox: starting a worker: %w", err)
	}
	w.enc, w.dec = gob.NewEncoder(w.in), gob.NewDecoder(w.out)
	p.mu.Lock()
	p.all[w] = true
	p.mu.Unlock()
	ctx, cancel := context.WithTimeoutCause(ctx, startTime, errors.New("it gave no sign of life"))
	defer cancel()
	err = w.during(ctx, func() error {
		return errors.Join(w.enc.Encode(greeting{r, p.o.Memory}), w.dec.Decode(&w.protection))
	})
	if err != nil {
		p.stop(w)
		return nil, fmt.Errorf("sandbox: a worker did not start: %w: %s", err, w.stderr)
	}
	if !w.protection.Whole() && p.o.Unheld != nil {
		p.unheldOnce.Do(func() { p.o.Unheld(w.protection) })
	}
	return w, nil
}

// during communicates with the worker, killing it if ctx ends first; the error is then the cause of that.
func (w *worker) during(ctx context.Context, talk func() error) error {
	stop := context.AfterFunc(ctx, func() { kill(w.cmd) })
	err := talk()
	if !stop() {
		return context.Cause(ctx)
	}
	return err
}

func (p *Pool) stop(w *worker) {
	kill(w.cmd)
	_ = w.in.Close()
	_ = w.cmd.Wait() // it was killed
	p.mu.Lock()
	delete(p.all, w)
	p.mu.Unlock()
}

// Main is the main function of a worker: it drops its privileges, then handles requests until its input ends.
func Main(in io.Reader, out io.Writer) error {
	c, r, err := greet(in, out)
	if err != nil {
		return err
	}
	answer := c.parse
	if r == recognizer {
		answer = c.recognize
	}
	for err == nil {
		err = answer()
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// conversation is the worker's side of the pipes.
type conversation struct {
	dec   *gob.Decoder
	files chan *request // to who reads them; nil: nobody does yet

	mu        sync.Mutex
	enc       *gob.Encoder
	requested int                        // images requested so far
	awaits    map[int]chan<- *recognized // by number
}

// say sends a message to the pool.
func (c *conversation) say(a any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.enc.Encode(a)
}

// greet receives the role and drops all other privileges.
func greet(in io.Reader, out io.Writer) (*conversation, role, error) {
	c := &conversation{dec: gob.NewDecoder(in), enc: gob.NewEncoder(out), awaits: map[int]chan<- *recognized{}}
	var g greeting
	if err := c.dec.Decode(&g); err != nil {
		return nil, 0, err
	}
	held, err := restrict(g.Role, g.Memory)
	if err != nil {
		return nil, 0, err
	}
	return c, g.Role, c.say(held)
}

// parse handles one order. Files are read in the background, because later orders bring the text of their images.
func (c *conversation) parse() error {
	var o order
	if err := c.dec.Decode(&o); err != nil {
		return err
	}
	if r := o.Request; r != nil {
		r.Options.Recognize = c.askRecognize
		if c.files == nil { // one for all, since each would make its stack large first
			c.files = make(chan *request)
			go func() {
				for r := range c.files {
					_ = c.say(r.answer()) // fails only if the pool is gone, which also ends the orders
				}
			}()
		}
		c.files <- r
	} else if o.Text != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if awaits := c.awaits[o.Text.Of]; awaits != nil {
			delete(c.awaits, o.Text.Of)
			awaits <- o.Text
		}
	}
	return nil
}

// answer handles the request.
func (r *request) answer() (a answer) {
	if !r.Draws {
		return answer{Parts: extract.Extract(context.Background(), r.Name, r.Data, r.Options)}
	}
	var err error
	if a.Drawn, err = extract.Draw(context.Background(), r.Name, r.Data, r.Page, r.Options); err != nil {
		a.Problem = err.Error()
	}
	return a
}

// askRecognize has an image read by a process that is allowed to. It is safe for concurrent use.
func (c *conversation) askRecognize(ctx context.Context, pic extract.Picture) (extract.Recognized, error) {
	p := picture{Picture: pic}
	if deadline, ok := ctx.Deadline(); ok {
		p.Left = time.Until(deadline)
	}
	text := make(chan *recognized, 1)
	c.mu.Lock()
	c.requested++
	p.Number = c.requested
	c.awaits[p.Number] = text
	err := c.enc.Encode(answer{Asks: true, Picture: p})
	c.mu.Unlock()
	if err != nil {
		return extract.Recognized{}, err
	}
	r := <-text // the pool always replies or kills this process
	if r.Problem != "" {
		return extract.Recognized{}, errors.New(r.Problem)
	}
	return r.Recognized, nil
}

// recognize reads one image.
func (c *conversation) recognize() error {
	var p picture
	if err := c.dec.Decode(&p); err != nil {
		return err
	}
	var r recognized
	var err error
	if r.Recognized, err = extract.Recognize(context.Background(), p.Picture); err != nil {
		r.Problem = err.Error()
	}
	return c.say(r)
}

// stderrHead keeps the first bytes of a worker's standard error, which name the cause of its death. It is safe for
// concurrent use.
type stderrHead struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (c *stderrHead) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.b.Len() < 4096 {
		c.b.Write(p[:min(len(p), 4096)])
	}
	return len(p), nil
}

func (c *stderrHead) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.TrimSpace(c.b.String())
}

func (c *stderrHead) has(s string) bool { return strings.Contains(c.String(), s) }
