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

// Limits bound what is received. The zero value of each is its default.
type Limits struct {
	FileBytes  int64 // of one file; 256 MB
	BatchBytes int64 // of all files of a batch; 4 GB
	Files      int   // of a batch; 5,000
	Open       int   // batches that are not taken in yet; 20
}

func (l Limits) withDefaults() Limits {
	l.FileBytes = cmp.Or(l.FileBytes, 256<<20)
	l.BatchBytes = cmp.Or(l.BatchBytes, 4<<30)
	l.Files = cmp.Or(l.Files, 5000)
	l.Open = cmp.Or(l.Open, 20)
	return l
}

// Limits returns what is received at most.
func (in *Inbox) Limits() Limits { return in.limits }

// How long a batch is kept that nobody sends to the end, and how many are remembered that are in.
const (
	abandonedAfter = 7 * 24 * time.Hour
	maxRemembered  = 200
)

// State is how far a batch is.
type State string

// The states of a batch, in their order.
const (
	Receiving State = "receiving" // files may come
	Waiting   State = "waiting"   // all are here, and are being taken in or will be
	Done      State = "done"
)

// Batch is what one person sends at a time.
type Batch struct {
	ID     string    `json:"id"`
	By     string    `json:"by"` // who sends
	State  State     `json:"state"`
	Opened time.Time `json:"opened"`
	Ended  time.Time `json:"ended,omitzero"` // when it was taken in
	Files  []File    `json:"files"`
	// Compared: what the archive knew of its files before it was taken in is noted, see File.Known.
	Compared bool `json:"compared,omitempty"`
	// Error is why it could not be taken in at the last attempt; it is tried again.
	Error string `json:"error,omitempty"`
}

// File is one of a batch.
type File struct {
	Number int    `json:"number"` // within the batch, from 1
	Name   string `json:"name"`   // as it was given, a path with slashes where a folder was sent; never a path of ours
	Size   int64  `json:"size"`   // in bytes, as announced
	Got    int64  `json:"got"`    // of them, that are here
	SHA256 string `json:"sha256,omitempty"`
	// Docs are the ids of the documents in it once it was taken in; Known: they were in the archive before.
	Docs  []string `json:"docs,omitempty"`
	Known bool     `json:"known,omitempty"`
	// Failure is why nothing of it was taken in, in Russian, with the way out.
	Failure string `json:"failure,omitempty"`
}

// Complete reports whether all of a file is here.
func (f *File) Complete() bool { return f.SHA256 != "" }

// URI is the address of a file in Source. Its content is part of it: a file of the same name from another folder is
// another document, and never takes the place of one that is there.
func (f *File) URI() string { return f.SHA256[:16] + "/" + f.Name }

// Inbox has all batches of a data folder. One process at a time may have it; it is safe for concurrent use.
type Inbox struct {
	dir    string
	limits Limits
	wake   chan struct{} // has a signal when a batch waits

	mu      sync.Mutex
	batches map[string]*Batch
	busy    map[string]bool // files that are being received, see place
}

// Open reads what there is in a folder, which it makes.
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
			continue // none of ours
		}
		b, err := read(filepath.Join(dir, e.Name(), stateFile))
		switch {
		case errors.Is(err, fs.ErrNotExist): // killed before it was begun, or after it was dropped
			err = os.RemoveAll(filepath.Join(dir, e.Name()))
		case err == nil && b.ID != e.Name():
			err = fmt.Errorf("%s says that it is %q", e.Name(), b.ID)
		case err == nil:
			in.batches[b.ID] = b
			if b.State == Done { // killed before its bytes were dropped
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

// stateFile has a Batch.
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

// write stores a batch durably. in.mu is held.
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

// New begins a batch. ErrInvalid: too many are not taken in yet.
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

// Get returns a batch; ErrNotFound when there is none.
func (in *Inbox) Get(id string) (Batch, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	b := in.batches[id]
	if b == nil {
		return Batch{}, fmt.Errorf("batch %.40q: %w", id, archive.ErrNotFound)
	}
	return b.copy(), nil
}

// List returns all batches, the newest first.
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

// Close has a batch taken in: no more files come. Those that did not come whole are left out, which their names tell.
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

// drop forgets a batch. in.mu is held.
func (in *Inbox) drop(id string) error {
	// The state first: without it what is left is dropped at the next start.
	if err := os.Remove(filepath.Join(in.dir, id, stateFile)); err != nil {
		return fmt.Errorf("dropping a batch: %w", err)
	}
	delete(in.batches, id)
	return os.RemoveAll(filepath.Join(in.dir, id))
}

// receiving returns a batch that takes files. in.mu is held.
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

// Refusal is an error in words for the person who sends.
type Refusal struct{ Words string }

func (r *Refusal) Error() string { return r.Words }

// Unwrap makes it an archive.ErrInvalid.
func (r *Refusal) Unwrap() error { return archive.ErrInvalid }

func refuse(format string, args ...any) error { return &Refusal{fmt.Sprintf(format, args...)} }

// dropStale drops what nobody sends to the end, and the oldest of those that are in.
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

// last is when something came last.
func (in *Inbox) last(b *Batch) time.Time {
	at := b.Opened
	for _, f := range b.Files {
		if info, err := os.Stat(in.path(b.ID, f.Number)); err == nil && info.ModTime().After(at) {
			at = info.ModTime()
		}
	}
	return at
}
