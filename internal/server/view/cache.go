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

// documentCache caches what is shown of documents in lists, so that the store and texts are not read for each hit.
//
// It is never behind the store: each get is given the end of the store's log, and entries that changed up to it are
// dropped first. So removals take effect at once (those of other processes as soon as the end of the log is read
// again, see StoreEnd), even for a request that had to wait for its turn. Safe for concurrent use.
type documentCache struct {
	store archive.Store
	show  func(*archive.Document) *cachedDocument
	limit int // in bytes; negative disables the cache

	following sync.Mutex // held while reading the log
	mu        sync.Mutex // keeps seq and docs consistent
	seq       archive.Seq
	docs      *cache.Cache[string, *cachedDocument] // none is older than seq

	read atomic.Int64 // documents read from the store so far
}

// cachedDocument is what is shown of a document in lists. It is immutable except for lazily computed parts.
type cachedDocument struct {
	hit     api.Hit // without score and snippets
	written *api.WrittenHit
	text    string
	pages   []int
	before  int // pages of its text in other documents
	head    int // where the head of the text ends, see HeadOf

	again       atomic.Int32 // how often it was requested again
	outlined    sync.Once    // for the outlines, see Service.outlines
	title, body text.Outline

	tree atomic.Pointer[clause.Tree] // see clauses

	led  sync.Once
	lead string // the beginning of the text
}

// shownBytes is the approximate size of an entry apart from its text.
const shownBytes = 3 << 10

// bytes returns the size of an entry. The text counts twice, because outlines take about as much again, plus an
// allowance for clauses.
func (d *cachedDocument) bytes() int { return shownBytes + 2*len(d.text) + d.clauseBytes() }

// clauseBytes returns how many bytes of parsed clauses are kept.
func (d *cachedDocument) clauseBytes() int { return 1<<10 + len(d.text)/8 }

func newDocumentCache(
	store archive.Store, limit int, show func(*archive.Document) *cachedDocument,
) *documentCache {
	docs := cache.New[string](int64(limit), func(d *cachedDocument) int64 { return int64(d.bytes()) })
	return &documentCache{store: store, show: show, limit: limit, docs: docs}
}

// get returns documents in the order of ids, with nil for removed ones. end is the end of the store's log.
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
	docs, err := read(ctx, dc.store.Listed, unknown)
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

// lookUp returns the cached documents and the indexes of missing ones. Reading the store after this call returns
// states no older than seq.
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
		d.again.Add(1)
		out[i] = d
	}
	return out, missing, dc.seq
}

// keep caches documents read after a lookUp at seq, unless the cache has followed the store since, as they may then
// be outdated.
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

// maxChanges is the number of changes up to which entries are dropped one by one; beyond that dropping all is
// cheaper.
const maxChanges = 256

// follow drops entries that changed in the store, whose log ends at end or later.
func (dc *documentCache) follow(ctx context.Context, end archive.Seq) error {
	if end == dc.at() {
		return nil
	}
	dc.following.Lock()
	defer dc.following.Unlock()
	// another goroutine may have followed further meanwhile
	end, err := dc.store.Seq(ctx)
	if err != nil {
		return err
	}
	at := dc.at()
	if end == at {
		return nil
	}
	var changes []archive.Entry
	all := end < at || end-at > maxChanges // end < at: the store was restored from a backup
	if !all {
		if changes, err = dc.store.Log(ctx, at, maxChanges); err != nil {
			return err
		}
		all = len(changes) == maxChanges // more changes arrived meanwhile
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
