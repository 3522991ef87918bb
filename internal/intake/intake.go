// Package intake receives files from people and feeds them to the archive. The files that one person sends together
// form a batch. They stay in a folder of their own, next to a description (batch.json), until they are ingested; so a
// batch survives a broken connection, after which sending resumes where it stopped, and a killed server.
//
// Read Inbox first. receive.go handles incoming bytes, takein.go turns them into documents.
package intake

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"letopis/internal/archive"
	"letopis/internal/datadir"
)

// Source is the name of the source that all files belong to.
const Source = "desk"

// Limits limit what is received. Zero values mean the defaults.
type Limits struct {
	FileBytes  int64 // per file; 256 MB
	BatchBytes int64 // per batch; 4 GB
	Files      int   // per batch; 5,000
	Open       int   // batches not ingested yet; 20
}

func (l Limits) withDefaults() Limits {
	l.FileBytes = cmp.Or(l.FileBytes, 256<<20)
	l.BatchBytes = cmp.Or(l.BatchBytes, 4<<30)
	l.Files = cmp.Or(l.Files, 5000)
	l.Open = cmp.Or(l.Open, 20)
	return l
}

// Limits returns the effective limits.
func (in *Inbox) Limits() Limits { return in.limits }

// How long an incomplete batch is kept, and how many ingested ones are remembered.
const (
	abandonedAfter = 7 * 24 * time.Hour
	maxRemembered  = 200
)

// State is the progress of a batch.
type State string

// States of a batch, in order.
const (
	Receiving State = "receiving" // accepts files
	Waiting   State = "waiting"   // complete, being ingested or about to be
	Done      State = "done"
)

// Batch is the set of files that one person sends together.
type Batch struct {
	ID     string    `json:"id"`
	By     string    `json:"by"` // the sender
	State  State     `json:"state"`
	Opened time.Time `json:"opened"`
	Ended  time.Time `json:"ended,omitzero"` // when it was ingested
	Files  []File    `json:"files"`
	// Compared is set once File.Known has been determined, which happens before ingestion.
	Compared bool `json:"compared,omitempty"`
	// Error of the last attempt to ingest the batch; it will be retried.
	Error string `json:"error,omitempty"`
}

// File is a file of a batch.
type File struct {
	Number int    `json:"number"` // within the batch, from 1
	Name   string `json:"name"`   // as given; a slash-separated path if a folder was sent; never a path on the server
	Size   int64  `json:"size"`   // announced size in bytes
	Got    int64  `json:"got"`    // bytes received
	SHA256 string `json:"sha256,omitempty"`
	// Docs are the ids of its documents once ingested; Known reports that they were in the archive before.
	Docs  []string `json:"docs,omitempty"`
	Known bool     `json:"known,omitempty"`
	// Failure is why nothing of it was ingested and what to do, in Russian.
	Failure string `json:"failure,omitempty"`
}

// Complete reports whether the file has been received completely.
func (f *File) Complete() bool { return f.SHA256 != "" }

// URI returns the URI of a file in Source. It includes a hash of the content, so a file of the same name from another
// folder is another document and never replaces an existing one.
func (f *File) URI() string { return f.SHA256[:16] + "/" + f.Name }

// Inbox holds all batches of a data folder. Only one process may open it; it is safe for concurrent use.
type Inbox struct {
	dir    string
	limits Limits
	wake   chan struct{} // signalled when a batch is waiting

	mu      sync.Mutex
	batches map[string]*Batch
	busy    map[string]bool // files being received, see place
}

// Open opens or creates a folder with batches.
func Open(dir string, l Limits) (*Inbox, error) {
	in := &Inbox{dir: dir, limits: l.withDefaults(), wake: make(chan struct{}, 1), batches: map[string]*Batch{},
		busy: map[string]bool{}}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the folder of files that people send: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("the folder of files that people send: %w", err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue // not a batch
		}
		b, err := read(filepath.Join(dir, e.Name(), stateFile))
		switch {
		case errors.Is(err, fs.ErrNotExist): // killed while creating or dropping it
			err = os.RemoveAll(filepath.Join(dir, e.Name()))
		case err == nil && b.ID != e.Name():
			err = fmt.Errorf("%s says that it is %q", e.Name(), b.ID)
		case err == nil:
			in.batches[b.ID] = b
			if b.State == Done { // killed before its files were dropped
				err = in.dropFiles(b)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("a batch of files that people sent: %w; move the folder %s away to go on without it", err,
				filepath.Join(dir, e.Name()))
		}
	}
	in.signal()
	return in, nil
}

// stateFile contains a Batch.
const stateFile = "batch.json"

func read(path string) (*Batch, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	b := new(Batch)
	if err := json.Unmarshal(raw, b); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}

// write stores a batch durably. in.mu must be held.
func (in *Inbox) write(b *Batch) error {
	raw, err := json.Marshal(b)
	if err != nil {
		return err
	}
	if err := datadir.WriteFile(filepath.Join(in.dir, b.ID, stateFile), raw); err != nil {
		return fmt.Errorf("noting what was received: %w", err)
	}
	return nil
}

func (in *Inbox) signal() {
	select {
	case in.wake <- struct{}{}:
	default:
	}
}

// New begins a batch, or returns ErrInvalid if too many are not ingested yet.
func (in *Inbox) New(by string) (Batch, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	open := 0
	for _, b := range in.batches {
		if b.State != Done {
			open++
		}
	}
	if open >= in.limits.Open {
		return Batch{}, refuse("Ещё не приняты %d партий файлов: дождитесь их или отмените начатые.", open)
	}
	b := &Batch{ID: strings.ToLower(rand.Text()), By: by, State: Receiving, Opened: time.Now().UTC(), Files: []File{}}
	if err := os.Mkdir(filepath.Join(in.dir, b.ID), 0o700); err != nil {
		return Batch{}, fmt.Errorf("beginning a batch: %w", err)
	}
	if err := in.write(b); err != nil {
		return Batch{}, err
	}
	in.batches[b.ID] = b
	return b.copy(), nil
}

// Get returns a batch, or ErrNotFound.
func (in *Inbox) Get(id string) (Batch, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	b := in.batches[id]
	if b == nil {
		return Batch{}, fmt.Errorf("batch %.40q: %w", id, archive.ErrNotFound)
	}
	return b.copy(), nil
}

// List returns all batches, newest first.
func (in *Inbox) List() []Batch {
	in.mu.Lock()
	defer in.mu.Unlock()
	out := make([]Batch, 0, len(in.batches))
	for _, b := range in.batches {
		out = append(out, b.copy())
	}
	slices.SortFunc(out, func(a, b Batch) int { return cmp.Or(b.Opened.Compare(a.Opened), cmp.Compare(a.ID, b.ID)) })
	return out
}

func (b *Batch) copy() Batch {
	out := *b
	out.Files = slices.Clone(b.Files)
	return out
}

// Close ends the receiving of a batch and queues it for ingestion. Incomplete files are left out.
func (in *Inbox) Close(id string) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	b, err := in.receiving(id)
	if err != nil {
		return err
	}
	for _, f := range b.Files {
		if in.busy[place(id, f.Number)] {
			return refuse("Файл «%s» ещё принимается: дождитесь его.", f.Name)
		}
	}
	next := b.copy()
	next.State = Waiting
	for i := range next.Files {
		if f := &next.Files[i]; !f.Complete() {
			f.Failure = "Файл пришёл не целиком: пришлите его ещё раз."
		}
	}
	if err := in.write(&next); err != nil {
		return err
	}
	*b = next
	in.signal()
	return nil
}

// Cancel drops a batch that is not closed, with its files.
func (in *Inbox) Cancel(id string) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if _, err := in.receiving(id); err != nil {
		return err
	}
	return in.drop(id)
}

// drop removes a batch. in.mu must be held.
func (in *Inbox) drop(id string) error {
	// The state file first: without it the rest is removed at the next start.
	if err := os.Remove(filepath.Join(in.dir, id, stateFile)); err != nil {
		return fmt.Errorf("dropping a batch: %w", err)
	}
	delete(in.batches, id)
	return os.RemoveAll(filepath.Join(in.dir, id))
}

// receiving returns a batch that still accepts files. in.mu must be held.
func (in *Inbox) receiving(id string) (*Batch, error) {
	b := in.batches[id]
	if b == nil {
		return nil, fmt.Errorf("batch %.40q: %w", id, archive.ErrNotFound)
	}
	if b.State != Receiving {
		return nil, refuse("Эта партия уже закрыта: начните новую.")
	}
	return b, nil
}

// Refusal is an error with a message for the sender.
type Refusal struct{ Words string }

func (r *Refusal) Error() string { return r.Words }

// Unwrap returns archive.ErrInvalid.
func (r *Refusal) Unwrap() error { return archive.ErrInvalid }

func refuse(format string, args ...any) error { return &Refusal{fmt.Sprintf(format, args...)} }

// dropStale drops abandoned batches and the oldest ingested ones.
func (in *Inbox) dropStale(ctx context.Context) error {
	done := 0
	for _, b := range in.List() {
		if b.State == Done {
			done++
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if b.State == Done && done > maxRemembered || b.State == Receiving && time.Since(in.last(&b)) > abandonedAfter {
			in.mu.Lock()
			err := in.drop(b.ID)
			in.mu.Unlock()
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// last returns when anything of a batch was last received.
func (in *Inbox) last(b *Batch) time.Time {
	at := b.Opened
	for _, f := range b.Files {
		if info, err := os.Stat(in.path(b.ID, f.Number)); err == nil && info.ModTime().After(at) {
			at = info.ModTime()
		}
	}
	return at
}
