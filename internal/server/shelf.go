package server

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/text"
)

// shelf keeps what answers show of documents, so that the store is not asked,
// nor their texts read, for each hit again. It holds most bytes, in two
// generations like clients; what is asked for again moves into the young one.
//
// It is never behind the store: each look knows the end of the store's log, which
// another process may have moved, and what changed since is dropped first.
// So what is removed is gone at once (by another process, within a millisecond), also
// for a request that had to wait for its turn (see Server.storeEnd). Safe for concurrent use.
type shelf struct {
	store archive.Store
	make  func(*archive.Document) *shelved
	most  int // bytes; below 0: nothing is kept

	following  sync.Mutex // held by who reads the log
	mu         sync.Mutex
	seq        archive.Seq // what is kept is no older
	young, old map[string]*shelved
	size, aged int // bytes of young and old

	found, read atomic.Int64 // documents so far: from the shelf, from the store
}

// shelved is what answers show of a document. It is not changed once made.
type shelved struct {
	hit     api.Hit // without score and snippets
	written *api.WrittenHit
	text    string
	pages   []int

	again       atomic.Bool // asked for a second time
	outlined    sync.Once   // what follows, see Server.outlines
	title, body text.Outline
	personal    [][2]int // personal data in text

	led  sync.Once
	lead string // the beginning of the text, masked
}

// shownBytes is about what a document takes beside its text.
const shownBytes = 3 << 10

// bytes counts the text twice: an outline takes about as much again.
func (d *shelved) bytes() int { return shownBytes + 2*len(d.text) }

func newShelf(store archive.Store, most int, make func(*archive.Document) *shelved) *shelf {
	return &shelf{store: store, make: make, most: most, young: map[string]*shelved{}}
}

// get returns what is shown of documents in the order of ids; nil where there is
// none any more. end is that of the store's log.
func (f *shelf) get(ctx context.Context, ids []string, end archive.Seq) ([]*shelved, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	seq, out, missing, err := f.look(ctx, ids, end)
	if err != nil || len(missing) == 0 {
		return out, err
	}
	read := make([]string, len(missing))
	for i, at := range missing {
		read[i] = ids[at]
	}
	docs, err := f.store.Get(ctx, read...)
	if err != nil {
		return nil, fmt.Errorf("reading %d documents of an answer: %w", len(read), err)
	}
	f.read.Add(int64(len(read)))
	for i, d := range docs {
		if d != nil {
			out[missing[i]] = f.make(d)
		}
	}
	f.keep(seq, ids, out, missing)
	return out, nil
}

// look takes what is kept. missing are the places of the others; what the store
// says of them from now on is no older than seq.
func (f *shelf) look(ctx context.Context, ids []string, end archive.Seq) (seq archive.Seq, out []*shelved, missing []int, err error) {
	if f.most >= 0 {
		if err := f.follow(ctx, end); err != nil {
			return 0, nil, nil, fmt.Errorf("following the store: %w", err)
		}
	}
	out = make([]*shelved, len(ids))
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, id := range ids {
		if out[i] = f.take(id); out[i] == nil {
			missing = append(missing, i)
		}
	}
	f.found.Add(int64(len(ids) - len(missing)))
	return f.seq, out, missing, nil
}

// take finds one, under the lock.
func (f *shelf) take(id string) *shelved {
	d := f.young[id]
	if d == nil {
		if d = f.old[id]; d == nil {
			return nil
		}
		delete(f.old, id)
		f.aged -= d.bytes()
		f.put(id, d)
	}
	d.again.Store(true)
	return d
}

// keep puts what was read for a look that began at seq on the shelf, unless the
// shelf has followed the store since: then it may be older than the shelf.
func (f *shelf) keep(seq archive.Seq, ids []string, docs []*shelved, read []int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.most < 0 || f.seq != seq {
		return
	}
	for _, i := range read {
		if d := docs[i]; d != nil && d.bytes() < f.most/16 {
			f.drop(ids[i])
			f.put(ids[i], d)
		}
	}
}

// put adds one that is not there, under the lock.
func (f *shelf) put(id string, d *shelved) {
	if f.size+d.bytes() > f.most/2 {
		f.old, f.aged = f.young, f.size
		f.young, f.size = map[string]*shelved{}, 0
	}
	f.young[id] = d
	f.size += d.bytes()
}

// drop removes one, under the lock.
func (f *shelf) drop(id string) {
	if d := f.young[id]; d != nil {
		delete(f.young, id)
		f.size -= d.bytes()
	}
	if d := f.old[id]; d != nil {
		delete(f.old, id)
		f.aged -= d.bytes()
	}
}

// followed is how many changes are read one by one; after more, all is dropped,
// which costs less.
const followed = 256

// follow drops what changed in the store, whose log ends at end or later.
func (f *shelf) follow(ctx context.Context, end archive.Seq) error {
	if end == f.at() {
		return nil
	}
	f.following.Lock()
	defer f.following.Unlock()
	// Others may have followed meanwhile, further than we were told.
	end, err := f.store.Seq(ctx)
	if err != nil {
		return err
	}
	at := f.at()
	if end == at {
		return nil
	}
	var changes []archive.Change
	all := end < at || end-at > followed // before: the store was put back from a backup
	if !all {
		if changes, err = f.store.Changes(ctx, at, followed); err != nil {
			return err
		}
		all = len(changes) == followed // more came meanwhile, of the same documents perhaps
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if all {
		f.young, f.old, f.size, f.aged = map[string]*shelved{}, nil, 0, 0
	}
	for _, c := range changes {
		f.drop(c.ID)
	}
	f.seq = end
	return nil
}

func (f *shelf) at() archive.Seq {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seq
}

// kept returns how many documents and bytes are on the shelf.
func (f *shelf) kept() (n, bytes int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.young) + len(f.old), f.size + f.aged
}

// outlines of the title and the text of a document, if they are worth making:
// that takes as long as to read the whole text, of which only as much is read
// otherwise as is needed.
func (s *Server) outlines(d *shelved) (title, body text.Outline) {
	if !d.worthwhile() {
		return nil, nil
	}
	d.outlined.Do(func() {
		d.title, d.body = s.o.Analyzer.Outline(d.hit.Title), s.o.Analyzer.Outline(d.text)
		if s.o.Mask != nil {
			d.personal = s.o.Mask(d.text)
		}
	})
	return d.title, d.body
}

// worthwhile tells that a document is asked for again, or is read whole anyway.
func (d *shelved) worthwhile() bool { return len(d.text) <= text.ReadAtOnce || d.again.Load() }

// unmoved is how long what a request was told of the end of the store's log holds
// for it: it has not waited since, and what happens meanwhile happens beside it.
const unmoved = 5 * time.Millisecond

// storeEnd returns the end of the store's log.
func (s *Server) storeEnd(ctx context.Context) (archive.Seq, error) {
	if c := callOf(ctx); time.Since(c.storeAsked) < unmoved {
		return c.storeEnd, nil
	}
	end, err := s.o.Store.Seq(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading the store's sequence number: %w", err)
	}
	return end, nil
}
