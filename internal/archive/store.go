package archive

import (
	"context"
	"io"
	"slices"
	"time"
)

// Edit is one person's correction of one field. Edits are kept apart from what
// was derived and are applied over it each time, so that re-running the rules
// never loses them.
type Edit struct {
	ID     string    `json:"id"`             // of the document
	Field  string    `json:"field"`          // one of EditFields
	Value  []string  `json:"value"`          // ids for cities and municipality; names for programs; empty clears the field
	Undo   bool      `json:"undo,omitempty"` // takes back what was corrected before: the rules' value shows again
	Author string    `json:"author,omitempty"`
	At     time.Time `json:"at"`
}

// Takedown is an entry of the journal of what people removed for good: it is applied again
// to what a backup brings back.
type Takedown struct {
	ID     string    `json:"id"` // of the document
	Source string    `json:"source"`
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	Due    string    `json:"due,omitempty"` // the day by which it had to be done, YYYY-MM-DD
	At     time.Time `json:"at"`
	// SHA256 is of the original of what was removed; "" in old entries.
	SHA256 string `json:"sha256,omitempty"`
}

// Journal is the part of a Store that keeps takedowns.
type Journal interface {
	// AddTakedowns adds entries; one that is there (the same ID and At) is passed over.
	AddTakedowns(ctx context.Context, t ...Takedown) error
	// Takedowns lists the entries in the order of their time.
	Takedowns(ctx context.Context) ([]Takedown, error)
}

// Change is one entry of a Store's log: the latest state of a document.
type Change struct {
	Seq Seq
	ID  string
	Doc *Document // nil: removed
	// At is when the change was stored. It never falls while Seq grows, so that
	// harvesters can ask for what changed since a time, removals included.
	At time.Time
}

// Entry is an entry of a Store's log without what changed.
type Entry struct {
	Seq  Seq
	ID   string
	Gone bool      // removed
	At   time.Time // see Change
}

// Title is an entry of a Store's log of which only the title is told.
type Title struct {
	Entry
	Text string // "": removed, or none was found
}

// Failure is a file that could not be ingested at all.
type Failure struct {
	URI    string    `json:"uri"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Item is what a Store remembers of one original of a source, so that an
// unchanged one need not be read again and a vanished one can be pruned.
type Item struct {
	URI string `json:"uri"` // of the original within the source
	// Version reports whether the original changed, cheaply: size and time of a
	// file, ETag of a page. Opaque to the Store.
	Version string   `json:"version"`
	SHA256  string   `json:"sha256"`
	Docs    []string `json:"docs"` // IDs of the documents it holds
}

// Batch is what one transaction commits.
type Batch struct {
	Source string // name of the source
	// Cursor is the source's own mark of progress after this batch.
	Cursor string
	Put    []*Document
	// Renewed are documents whose Facts were found anew in the state that they had
	// at their Seq. One that changed or was removed since is passed over.
	Renewed []Change
	Resplit *Resplit // nil: nothing is replaced
	Delete  []string // IDs
	Items   []Item   // originals of this batch; an Item without Docs is forgotten
	Failed  []Failure
}

// Resplit replaces documents of one original by those that newer rules make of the same bytes. It is passed over whole
// when one of the documents changed or was removed since, or the original is not remembered any more.
type Resplit struct {
	Source string
	URI    string      // of the original, see Item.URI
	At     Seq         // of the log's end before the documents were read
	Was    []string    // IDs of the documents, the first of them first
	Docs   []*Document // in their order; those of Was that are not among them are removed
}

// In returns what the original holds afterwards.
func (r *Resplit) In(held []string) []string {
	out, placed := make([]string, 0, len(held)+len(r.Docs)), false
	for _, id := range held {
		if !slices.Contains(r.Was, id) {
			out = append(out, id)
			continue
		}
		if !placed {
			placed = true
			for _, d := range r.Docs {
				out = append(out, d.ID)
			}
		}
	}
	return out
}

// Gone are the IDs of the documents that are no more afterwards; of nil there are none.
func (r *Resplit) Gone() []string {
	var out []string
	if r == nil {
		return nil
	}
	for _, id := range r.Was {
		if !slices.ContainsFunc(r.Docs, func(d *Document) bool { return d.ID == id }) {
			out = append(out, id)
		}
	}
	return out
}

// Result says what a Commit did.
type Result struct {
	Added, Changed, Unchanged, Removed int
	Seq                                Seq // the log's end after the commit
}

// SourceInfo describes a source for people.
type SourceInfo struct {
	Name      string         `json:"name"`
	Documents int            `json:"documents"`
	Statuses  map[Status]int `json:"statuses"`
	Failures  int            `json:"failures"`
	Updated   time.Time      `json:"updated"`
}

// Store is the catalogue: documents, their log of changes, sources and
// corrections. Implementations are safe for concurrent use by one process;
// several processes may read and write.
//
// Crash: what Commit acknowledged survives a kill of the process; a Commit that
// returned an error has unknown effect, and sending it again is harmless.
//
// Errors: any method may return ErrCorrupt, ErrLocked (another process has been
// writing for too long) or the error of its context; those that write ErrFull, too.
// An error of a function given to a method ends the method, which returns it.
type Store interface {
	// Commit writes b, cursor included, in one transaction. A document equal to
	// the stored one (all but Ingested and Rules) gets no new Seq. Edits are applied
	// to the Facts of what is put. A document whose Deeds may be others now, because of what
	// was put, removed or corrected, gets a new Seq, too, and counts as nothing in Result.
	Commit(ctx context.Context, b Batch) (Result, error)
	// Cursor returns the cursor last committed for the source, "" if none.
	Cursor(ctx context.Context, source string) (string, error)
	// Items calls fn for each remembered original of the source, by URI.
	Items(ctx context.Context, source string, fn func(Item) error) error
	// Item returns what is remembered of one original of the source; ErrNotFound: nothing.
	Item(ctx context.Context, source, uri string) (Item, error)

	// Get returns the documents in the order of ids; nil where there is none.
	Get(ctx context.Context, ids ...string) ([]*Document, error)
	// Removed reports whether a document was here once and is not any more.
	Removed(ctx context.Context, id string) (bool, error)
	// Changes returns up to limit changes after a Seq, by Seq, each ID once with
	// its latest state.
	Changes(ctx context.Context, after Seq, limit int) ([]Change, error)
	// Log returns the same entries of the log as Changes, without reading the documents.
	Log(ctx context.Context, after Seq, limit int) ([]Entry, error)
	// Titles returns the same entries of the log as Changes, without reading more
	// of the documents than their titles.
	Titles(ctx context.Context, after Seq, limit int) ([]Title, error)
	// Outdated returns up to limit documents whose Rules are older than those given,
	// in any order, and CountOutdated how many there are.
	Outdated(ctx context.Context, rules, limit int) ([]Change, error)
	CountOutdated(ctx context.Context, rules int) (int, error)
	// Seq is the end of the log. What other processes have written may be left out
	// for a moment, never for longer than half a second.
	Seq(ctx context.Context) (Seq, error)
	// Links tells how the document id and others of the archive refer to each other, by what
	// it holds at the moment. ErrNotFound if there is no such document.
	Links(ctx context.Context, id string) (Links, error)
	// Holdings calls fn for each document of a numbered act of a municipality, and for each such act that
	// documents cite and the archive does not hold. What is written meanwhile may be told or not.
	Holdings(ctx context.Context, fn func(Holding) error) error

	// Edit stores corrections and applies them at once, each with a new Seq. All are
	// stored or none: ErrNotFound for a document that is not there, ErrInvalid for a
	// correction that cannot be applied to it.
	Edit(ctx context.Context, e ...Edit) error
	// Edits lists the corrections of a document, or of all for "", in the order in
	// which they were stored.
	Edits(ctx context.Context, id string) ([]Edit, error)

	// Updated tells by its name when each source was last taken in.
	Updated(ctx context.Context) (map[string]time.Time, error)
	// Sources describes every source, and counts its documents, which takes as long as there are many; Failures
	// lists what could not be read.
	Sources(ctx context.Context) ([]SourceInfo, error)
	Failures(ctx context.Context, source string) ([]Failure, error)
	// Troubled calls fn for each document whose Status is not ok.
	Troubled(ctx context.Context, fn func(*Document) error) error

	Journal
	Follows
	Auditor
	Keeper
	Mover
	Leaser
	Close() error
}

// Keeper is the part of a Store for maintenance: which originals are needed, whether stored data is intact, and what
// removed documents left behind.
type Keeper interface {
	// Holds reports whether a document, or what is remembered of a source, needs an
	// original.
	Holds(ctx context.Context, sha string) (bool, error)
	// Originals calls fn for each original that a document needs, by SHA-256, with the ID
	// of one such document.
	Originals(ctx context.Context, fn func(sha, id string) error) error
	// Check verifies what the engine itself can of what it stores: ErrCorrupt says what
	// is damaged and the way out. pace is called for what was read, without a transaction
	// that would hold others up; nil: it reads as fast as it can.
	Check(ctx context.Context, pace Pacer) error
	// Purge lets go of what removed documents left in the engine's own files. ErrLocked:
	// others read all the while, and it is kept until the next time.
	Purge(ctx context.Context) error
}

// Pacer waits for as long as reading that many bytes may take, or until ctx is done.
type Pacer func(ctx context.Context, bytes int64)

// Backuper is a Store that can copy itself to a file. Engines with backups of their own do not implement it.
type Backuper interface {
	// Backup writes a consistent copy to a new file while others read and write.
	Backup(ctx context.Context, to string) error
}

// Bucket keeps originals, content-addressed. Safe for concurrent use.
type Bucket interface {
	// Put stores r and returns the hex SHA-256 and the size. The content is
	// durable when Put returns. Putting the same content twice is harmless.
	Put(ctx context.Context, r io.Reader) (sha string, n int64, err error)
	// Open returns the content; ErrNotFound if there is none. It is verified while it is
	// read: ErrCorrupt comes instead of bytes that were not put, at the latest instead of
	// the last ones.
	Open(ctx context.Context, sha string) (io.ReadSeekCloser, error)
	// Delete removes the content. That it is not there is no error.
	Delete(ctx context.Context, sha string) error
	// List calls fn for each key, in any order, until fn returns an error. Contents
	// put or deleted meanwhile may be listed or not.
	List(ctx context.Context, fn func(sha string, size int64) error) error
	// Sweep deletes contents that needed does not know, and what interrupted writes left,
	// and returns the number of contents deleted. Those put less than grace ago stay, be it
	// again: their documents may not be committed yet.
	Sweep(ctx context.Context, grace time.Duration, needed func(sha string) (bool, error)) (int, error)
}

// Batcher is a Bucket that makes many contents durable at once for less than each of them alone.
type Batcher interface {
	// Batch begins a batch.
	Batch() BucketBatch
}

// BucketBatch puts contents that are to be durable together. Safe for concurrent use.
type BucketBatch interface {
	// Put is that of Bucket, but the content is durable, and there for others, when a Sync that began after it has
	// returned nil.
	Put(ctx context.Context, r io.Reader) (sha string, n int64, err error)
	// Sync makes durable what was put before. An error stays: nobody knows what is durable of what was put since the
	// Sync before, and it is to be put again in another batch.
	Sync(ctx context.Context) error
	// Close ends the batch; what was not synced is not there. Nobody puts any more.
	Close() error
}

// BatchOf begins a batch in any bucket: where that is no Batcher, each content is durable when it is put.
func BatchOf(b Bucket) BucketBatch {
	if batcher, ok := b.(Batcher); ok {
		return batcher.Batch()
	}
	return singly{b}
}

// singly is a batch of contents each of which is durable when it is put.
type singly struct{ b Bucket }

func (s singly) Put(ctx context.Context, r io.Reader) (string, int64, error) { return s.b.Put(ctx, r) }
func (singly) Sync(context.Context) error                                    { return nil }
func (singly) Close() error                                                  { return nil }
