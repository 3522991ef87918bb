package view

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"letopis/internal/archive"
	"letopis/internal/cache"
	"letopis/internal/server/api"
	"letopis/internal/text"
	"letopis/internal/text/clause"
)

// documentCache keeps what answers show of documents, so that the store is not
// asked, nor their texts read, for each hit again.
//
// It is never behind the store: each get knows the end of the store's log, which
// another process may have moved, and what changed since is dropped first.
// So what is removed is gone at once (by another process, as soon as the end is asked
// again, see unmoved), also for a request that had to wait for its turn. Safe for concurrent use.
type documentCache struct {
	store archive.Store
	show  func(*archive.Document) *cachedDocument
	limit int // bytes; below 0: nothing is kept

	following sync.Mutex // held by the one who reads the log
	mu        sync.Mutex // held while seq and docs must agree
	seq       archive.Seq
	docs      *cache.Cache[string, *cachedDocument] // none is older than seq

	read atomic.Int64 // documents read from the store so far
}

// cachedDocument is what answers show of a document. It is not changed once made.
type cachedDocument struct {
	hit     api.Hit // without score and snippets
	written *api.WrittenHit
	text    string
	pages   []int
	before  int // pages of its text that are in other documents
	head    int // where the head of its text ends, see HeadOf

	again       atomic.Bool // asked for a second time
	outlined    sync.Once   // what follows, see Service.outlines
	title, body text.Outline

	tree atomic.Pointer[clause.Tree] // of the text, see clauses

	led  sync.Once
	lead string // the beginning of the text
}

// shownBytes is about what a document takes beside its text.
const shownBytes = 3 << 10

// bytes counts the text twice: an outline takes about as much again; and what clauses may take.
func (d *cachedDocument) bytes() int { return shownBytes + 2*len(d.text) + d.clauseBytes() }

// clauseBytes is how many bytes of clauses are kept.
func (d *cachedDocument) clauseBytes() int { return 1<<10 + len(d.text)/8 }

func newDocumentCache(
	store archive.Store, limit int, show func(*archive.Document) *cachedDocument,
) *documentCache {
	docs := cache.New[string](int64(limit), func(d *cachedDocument) int64 { return int64(d.bytes()) })
	return &documentCache{store: store, show: show, limit: limit, docs: docs}
}

// get returns what is shown of documents in the order of ids; nil where there is
// none any more. end is that of the store's log.
func (dc *documentCache) get(ctx context.Context, ids []string, end archive.Seq) ([]*cachedDocument, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if dc.limit >= 0 {
		if err := dc.follow(ctx, end); err != nil {
			return nil, fmt.Errorf("following the store: %w", err)
		}
	}
	out, missing, seq := dc.lookUp(ids)
	if len(missing) == 0 {
		return out, nil
	}
	unknown := make([]string, len(missing))
	for i, at := range missing {
		unknown[i] = ids[at]
	}
	docs, err := read(ctx, dc.store, unknown)
	if err != nil {
		return nil, err
	}
	dc.read.Add(int64(len(unknown)))
	for i, d := range docs {
		if d != nil {
			out[missing[i]] = dc.show(d)
		}
	}
	dc.keep(seq, ids, out, missing)
	return out, nil
}

// lookUp returns what is kept. missing are the places of the others; what the store
// says of them from now on is no older than seq.
func (dc *documentCache) lookUp(ids []string) (out []*cachedDocument, missing []int, seq archive.Seq) {
	out = make([]*cachedDocument, len(ids))
	dc.mu.Lock()
	defer dc.mu.Unlock()
	for i, id := range ids {
		d, ok := dc.docs.Get(id)
		if !ok {
			missing = append(missing, i)
			continue
		}
		d.again.Store(true)
		out[i] = d
	}
	return out, missing, dc.seq
}

// keep caches what was read for a look-up that began at seq, unless the cache
// has followed the store since: then what was read may be older than the cache.
func (dc *documentCache) keep(seq archive.Seq, ids []string, docs []*cachedDocument, read []int) {
	dc.mu.Lock()
	defer dc.mu.Unlock()
	if dc.seq != seq {
		return
	}
	for _, i := range read {
		if d := docs[i]; d != nil && d.bytes() < dc.limit/16 {
			dc.docs.Put(ids[i], d)
		}
	}
}

// maxChanges is how many changes are read one by one; after more, all documents
// are dropped, which costs less.
const maxChanges = 256

// follow drops what changed in the store, whose log ends at end or later.
func (dc *documentCache) follow(ctx context.Context, end archive.Seq) error {
	if end == dc.at() {
		return nil
	}
	dc.following.Lock()
	defer dc.following.Unlock()
	// Others may have followed meanwhile, further than we were told.
	end, err := dc.store.Seq(ctx)
	if err != nil {
		return err
	}
	at := dc.at()
	if end == at {
		return nil
	}
	var changes []archive.Entry
	all := end < at || end-at > maxChanges // before: the store was put back from a backup
	if !all {
		if changes, err = dc.store.Log(ctx, at, maxChanges); err != nil {
			return err
		}
		all = len(changes) == maxChanges // more came meanwhile, of the same documents perhaps
	}
	dc.mu.Lock()
	defer dc.mu.Unlock()
	if all {
		dc.docs.Clear()
	}
	for _, c := range changes {
		dc.docs.Delete(c.ID)
	}
	dc.seq = end
	return nil
}

func (dc *documentCache) at() archive.Seq {
	dc.mu.Lock()
	defer dc.mu.Unlock()
	return dc.seq
}
