// Package sandbox runs package extract in worker processes: the code that parses hostile files has a clean
// environment, no access to files, network or programs (by Landlock and seccomp, where the kernel supports them),
// limits on memory, CPU, output and time, and is killed when it exceeds them. The ingesting process never parses a
// file itself.
//
// Images are read by tesseract, which needs files: a worker asks the pool for that, and for each image the pool
// starts another worker, which may run tesseract and read what it needs.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract"
)

// Options configure workers.
type Options struct {
	// Command starts a worker, which calls Main; by default this program with the argument "extract-worker".
	Command []string
	Timeout time.Duration // per file; default 25 s
	// Files is the number of files after which a worker is replaced, to limit leaks and corruption; default 256.
	Files int
	// Workers is how many files are read at a time, and how many pages of scans in other processes; default 1.
	Workers int
	Memory  int64 // bytes a worker may use before it is killed; default 1.5 GB
	Extract extract.Options
	// Env are environment variables of workers; otherwise they inherit only PATH, TMPDIR, HOME, and the locations of
	// caches and of tesseract's languages.
	Env []string
	// Unheld, if set, is called once if the kernel lacks a part of the sandbox.
	Unheld func(Protection)
	// Unfinished is a folder for the pages of incomplete scans; if empty, an interrupted scan starts over.
	Unfinished string
	// Progress, if set, is called with how many pages of a long scan have been recognised.
	Progress func(name string, pages int)
}

// recycle is the default of Options.Files. Starting a worker takes as long as reading a hundred small files.
const recycle = 256

// maxAnswer limits a message of a worker, in bytes: the text of a file, or an image in it.
const maxAnswer = 1 << 30

// Pool manages workers. It is safe for concurrent use.
type Pool struct {
	o    Options
	idle chan *worker // nil entries are free slots
	// semaphore of images being read, of all files
	reading    chan struct{}
	mu         sync.Mutex
	all        map[*worker]bool
	unheldOnce sync.Once // guards Unheld
}

// New returns a Pool. Workers are started on demand.
func New(o Options) (*Pool, error) {
	if o.Timeout == 0 {
		o.Timeout = 25 * time.Second
	}
	if o.Workers == 0 {
		o.Workers = 1
	}
	if o.Files == 0 {
		o.Files = recycle
	}
	if o.Memory == 0 {
		o.Memory = 1536 << 20
	}
	if o.Extract.Time == 0 { // a worker that stops in time keeps what it has read
		o.Extract.Time = o.Timeout * 9 / 10
	}
	if len(o.Command) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("sandbox: %w", err)
		}
		o.Command = []string{self, "extract-worker"}
	}
	if o.Unfinished != "" {
		if err := DropUnfinished(o.Unfinished); err != nil {
			return nil, fmt.Errorf("sandbox: pages of unfinished scans: %w", err)
		}
	}
	if o.Extract.AtOnce == 0 {
		o.Extract.AtOnce = o.Workers
	}
	p := &Pool{o: o, idle: make(chan *worker, o.Workers), reading: make(chan struct{}, o.Workers), all: map[*worker]bool{}}
	for range o.Workers {
		p.idle <- nil
	}
	return p, nil
}

// Extract reads one file. An error is internal (a worker could not be started); problems with the file or with
// reading it are reported in a Part. The time limit applies to each attempt: a scan that takes longer is continued as
// long as each attempt recognises further pages.
func (p *Pool) Extract(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
	pages := p.unfinishedOf(data)
	for {
		before := len(pages.known)
		parts, err := p.extract(ctx, name, data, pages)
		switch {
		case err != nil:
			return nil, err
		case !isLate(parts):
			pages.end()
			return parts, nil
		case len(pages.known) > before:
		case pages.requested && isKilled(parts): // the text of the file itself is read without images
			pages.late, pages.requested = true, false
			continue
		default:
			return parts, nil
		}
		if p.o.Progress != nil {
			p.o.Progress(name, len(pages.known))
		}
	}
}

// extract reads a file within the time limit.
func (p *Pool) extract(ctx context.Context, name string, data []byte, pages *unfinished) ([]extract.Part, error) {
	var parts []extract.Part
	w, err := p.use(ctx, func(ctx context.Context, w *worker) (err error) {
		parts, err = p.ask(ctx, w, request{Name: name, Data: data, Options: p.o.Extract}, pages)
		return err
	})
	switch {
	case err == nil:
		return parts, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, new(ownError)):
		return nil, err
	}
	return extract.Refuse(p.failure(w, err)), nil
}

// Draw is extract.Draw in a worker. Errors are extract.ErrNotDrawn or internal.
func (p *Pool) Draw(ctx context.Context, name string, data []byte, page int) ([]byte, error) {
	var a answer
	_, err := p.use(ctx, func(_ context.Context, w *worker) error {
		w.out.N = maxAnswer
		return errors.Join(w.enc.Encode(order{Request: &request{Name: name, Data: data, Options: p.o.Extract, Draws: true,
			Page: page}}), w.dec.Decode(&a))
	})
	switch {
	case err == nil && a.Problem == "":
		return a.Drawn, nil
	case err == nil:
		return nil, fmt.Errorf("%w: %s", extract.ErrNotDrawn, a.Problem)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, new(ownError)):
		return nil, err
	}
	return nil, fmt.Errorf("%w: %w", extract.ErrNotDrawn, err)
}

// use communicates with a free worker within the time limit of a file. A worker that failed or has read its maximum
// number of files is stopped.
func (p *Pool) use(ctx context.Context, talk func(context.Context, *worker) error) (*worker, error) {
	var w *worker
	select {
	case w = <-p.idle:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if w == nil {
		var err error
		if w, err = p.start(ctx, parser); err != nil {
			p.idle <- nil
			return nil, ownError{err}
		}
	}
	w.files++
	timed, cancel := context.WithTimeoutCause(ctx, p.o.Timeout, errTime)
	defer cancel()
	err := w.during(timed, func() error { return talk(timed, w) })
	if err == nil && w.files < p.o.Files {
		p.idle <- w
		return w, nil
	}
	p.stop(w)
	p.idle <- nil
	return w, err
}

// errTime means that a worker took too long.
var errTime = errors.New("time is up")

// ownError is internal rather than caused by the file: a second process could not be started.
type ownError struct{ error }

// ask has a parser read a file, and has the images in it read by other workers, several at a time.
func (p *Pool) ask(ctx context.Context, w *worker, r request, pages *unfinished) ([]extract.Part, error) {
	r.Options.NoOCR, r.Options.Known, r.Options.Late = !extract.CanRecognize(), pages.known, pages.late
	if err := w.enc.Encode(order{Request: &r}); err != nil {
		return nil, err
	}
	var mu sync.Mutex // guards pages, the worker's input, and own
	var own error
	reply := func(asked picture) {
		text, err := p.recognize(ctx, asked)
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err != nil:
			own, text.Problem = err, err.Error()
		case text.Problem == "":
			pages.add(asked.Key, text.Recognized)
		}
		text.Of = asked.Number
		_ = w.enc.Encode(order{Text: &text}) // fails only if the worker is gone
	}
	places := make(chan struct{}, max(1, r.Options.AtOnce)) // a worker may request more, which then wait
	var all sync.WaitGroup
	defer all.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for {
		var a answer
		w.out.N = maxAnswer
		if err := w.dec.Decode(&a); err != nil {
			return nil, err
		}
		if a.Asks {
			pages.requested = true
			places <- struct{}{}
			all.Go(func() {
				reply(a.Picture)
				<-places
			})
			continue
		}
		mu.Lock()
		defer mu.Unlock()
		return a.Parts, own
	}
}

// recognize reads an image in a process of its own, so that images are isolated from each other.
func (p *Pool) recognize(ctx context.Context, pic picture) (recognized, error) {
	if pic.Left > 0 { // includes waiting for others
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, pic.Left, errTime)
		defer cancel()
	}
	select {
	case p.reading <- struct{}{}:
		defer func() { <-p.reading }()
	case <-ctx.Done():
		return recognized{Problem: context.Cause(ctx).Error()}, nil
	}
	w, err := p.start(ctx, recognizer)
	switch {
	case ctx.Err() != nil:
		return recognized{Problem: context.Cause(ctx).Error()}, nil
	case err != nil:
		return recognized{}, ownError{err}
	}
	defer p.stop(w)
	var r recognized
	err = w.during(ctx, func() error { return errors.Join(w.enc.Encode(pic), w.dec.Decode(&r)) })
	if err != nil {
		r = recognized{Problem: err.Error()}
	}
	return r, nil
}

// Protection starts a worker and returns what confines it.
func (p *Pool) Protection(ctx context.Context) (Protection, error) {
	w, err := p.start(ctx, parser)
	if err != nil {
		return Protection{}, err
	}
	p.stop(w)
	return w.protection, nil
}

// failure returns the cause to report for a file whose worker died.
func (p *Pool) failure(w *worker, err error) archive.Cause {
	switch {
	case errors.Is(err, errTime):
		return reason.Killed.With(p.o.Timeout)
	case w.stderr.has("out of memory"), w.stderr.has("cannot allocate memory"), w.stderr.has("new OS thread"),
		w.stderr.has("pthread_create failed"): // the message with cgo
		return reason.Memory.With()
	}
	return reason.Broke.With()
}

// Close stops all workers. Extract must not be called afterwards.
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
