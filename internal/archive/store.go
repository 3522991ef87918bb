package archive

import (
	"context"
	"io"
	"slices"
	"time"
)

// Edit is a person's correction of one field. Edits are stored separately from derived facts and applied on top of
// them each time, so re-running the rules never loses them.
type Edit struct {
	ID     string    `json:"id"`             // of the document
	Field  string    `json:"field"`          // one of EditFields
	Value  []string  `json:"value"`          // ids for cities and municipality, names for programs; empty clears the field
	Undo   bool      `json:"undo,omitempty"` // withdraws earlier corrections of the field, restoring the derived value
	Author string    `json:"author,omitempty"`
	At     time.Time `json:"at"`
}

// Takedown is an entry in the journal of permanently removed documents. After a restore from a backup the journal is
// applied again.
type Takedown struct {
	ID     string    `json:"id"` // of the document
	Source string    `json:"source"`
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	Due    string    `json:"due,omitempty"` // the deadline for the removal, YYYY-MM-DD
	At     time.Time `json:"at"`
	// SHA256 of the removed original; empty in old entries.
	SHA256 string `json:"sha256,omitempty"`
}

// Journal is the part of a Store that keeps takedowns.
type Journal interface {
	// AddTakedowns adds entries, skipping those with an ID and At that are already present.
	AddTakedowns(ctx context.Context, t ...Takedown) error
	// Takedowns lists all entries by At.
	Takedowns(ctx context.Context) ([]Takedown, error)
}

// Change is one entry of a Store's log: the latest state of a document.
type Change struct {
	Seq Seq
	ID  string
	Doc *Document // nil if removed
	// At is when the change was stored. It never decreases as Seq grows, so harvesters can ask for everything since a
	// time, including removals.
	At time.Time
}

// Entry is an entry of a Store's log without the document.
type Entry struct {
	Seq  Seq
	ID   string
	Gone bool      // the document was removed
	At   time.Time // see Change
}

// Title is an entry of a Store's log with only the title of the document.
type Title struct {
	Entry
	Text string // empty if the document was removed or has no title
}

// Failure is a file that could not be ingested at all.
type Failure struct {
	URI    string    `json:"uri"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Item is what a Store remembers about an original of a source, so that unchanged originals need not be read again
// and vanished ones can be pruned.
type Item struct {
	URI string `json:"uri"` // of the original within the source
	// Version identifies the state of the original cheaply: size and time of a file, ETag of a page. Opaque to the
	// Store.
	Version string   `json:"version"`
	SHA256  string   `json:"sha256"`
	Docs    []string `json:"docs"` // IDs of the documents extracted from it
}

// Batch is the content of one transaction.
type Batch struct {
	Source string // name of the source
	// Cursor is the source's progress after this batch, opaque to the Store.
	Cursor string
	Put    []*Document
	// Renewed are documents as of their Seq with re-derived Facts. Documents changed or removed since are skipped.
	Renewed []Change
	Resplit *Resplit // may be nil
	Delete  []string // IDs
	Items   []Item   // originals in this batch; an Item without Docs is forgotten
	Failed  []Failure
}

// Resplit replaces the documents of one original with those that newer rules extract from the same bytes. It is
// skipped as a whole if any of the documents changed or was removed since, or if the original is no longer known.
type Resplit struct {
	Source string
	URI    string      // of the original, see Item.URI
	At     Seq         // end of the log before the documents were read
	Was    []string    // IDs of the previous documents, in order
	Docs   []*Document // the new documents in order; those in Was but not here are removed
}

// In returns the document IDs of the original after the replacement, given those before.
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

// Gone returns the IDs of the documents that the replacement removes; none for a nil r.
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

// Result counts what a Commit did.
type Result struct {
	Added, Changed, Unchanged, Removed int
	Seq                                Seq // end of the log after the commit
}

// SourceInfo describes a source for people.
type SourceInfo struct {
	Name      string         `json:"name"`
	Documents int            `json:"documents"`
	Statuses  map[Status]int `json:"statuses"`
	Failures  int            `json:"failures"`
	Updated   time.Time      `json:"updated"`
}

// Store is the catalogue: documents, their log of changes, sources and corrections. Implementations are safe for
// concurrent use, and several processes may open the same Store.
//
// Crashes: whatever Commit acknowledged survives a kill of the process. The effect of a Commit that returned an error
// is unknown; repeating it is harmless.
//
// Errors: any method may return ErrCorrupt, ErrLocked (another process has been writing for too long) or the error of
// its context; methods that write may also return ErrFull. If a callback returns an error, the method stops and
// returns it.
type Store interface {
	// Commit writes b, including its cursor, in one transaction. A document equal to the stored one, ignoring
	// Ingested and Rules, gets no new Seq. Stored Edits are applied to the Facts of new documents. Documents whose
	// Deeds may have changed as a consequence also get a new Seq but are not counted in Result.
	Commit(ctx context.Context, b Batch) (Result, error)
	// Cursor returns the cursor last committed for a source, or "".
	Cursor(ctx context.Context, source string) (string, error)
	// Items calls fn for each remembered original of the source, by URI.
	Items(ctx context.Context, source string, fn func(Item) error) error
	// Item returns a remembered original of the source, or ErrNotFound.
	Item(ctx context.Context, source, uri string) (Item, error)

	// Get returns documents in the order of ids, with nil for those that do not exist.
	Get(ctx context.Context, ids ...string) ([]*Document, error)
	// Listed is Get without Deeds, for lists: finding them takes a join.
	Listed(ctx context.Context, ids ...string) ([]*Document, error)
	// Removed reports whether the document existed but was removed.
	Removed(ctx context.Context, id string) (bool, error)
	// Changes returns up to limit changes after a Seq, in order of Seq. Each ID occurs once, with its latest state.
	Changes(ctx context.Context, after Seq, limit int) ([]Change, error)
	// Log returns the log entries of Changes without the documents.
	Log(ctx context.Context, after Seq, limit int) ([]Entry, error)
	// Titles returns the log entries of Changes with only the titles of the documents.
	Titles(ctx context.Context, after Seq, limit int) ([]Title, error)
	// Outdated returns up to limit documents whose Rules are older than the given version, in any order;
	// CountOutdated counts them.
	Outdated(ctx context.Context, rules, limit int) ([]Change, error)
	CountOutdated(ctx context.Context, rules int) (int, error)
	// Seq returns the end of the log. It may lag behind writes of other processes by up to half a second.
	Seq(ctx context.Context) (Seq, error)
	// Links returns the relations between a document and others as of now. ErrNotFound if there is no such document.
	Links(ctx context.Context, id string) (Links, error)
	// Holdings calls fn for each document of a numbered municipal act, and for each such act that documents cite but
	// the archive lacks. Concurrent writes may or may not be included.
	Holdings(ctx context.Context, fn func(Holding) error) error

	// Edit stores corrections and applies them at once, each with a new Seq, all or none: ErrNotFound for an unknown
	// document, ErrInvalid for a correction that cannot be applied.
	Edit(ctx context.Context, e ...Edit) error
	// Edits lists the corrections of a document, or all if id is empty, in the order in which they were stored.
	Edits(ctx context.Context, id string) ([]Edit, error)

	// Updated returns the time of the last ingestion of each source by name.
	Updated(ctx context.Context) (map[string]time.Time, error)
	// Sources describes every source; counting their documents takes time linear in the size of the archive. Failures
	// lists the originals of a source that could not be ingested.
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
	// Holds reports whether an original is still referenced by a document or an Item.
	Holds(ctx context.Context, sha string) (bool, error)
	// Originals calls fn for the SHA-256 of each referenced original, with the ID of one document that references it.
	Originals(ctx context.Context, fn func(sha, id string) error) error
	// Check verifies the stored data as far as the engine can. ErrCorrupt says what is damaged and how to repair it.
	// pace, if not nil, is called for everything read, outside of transactions that would block others.
	Check(ctx context.Context, pace Pacer) error
	// Purge removes traces of removed documents from the engine's own files. ErrLocked: concurrent readers prevented
	// it, and the next Purge will do it.
	Purge(ctx context.Context) error
}

// Pacer limits the rate of reading: it blocks for as long as reading that many bytes should take, or until ctx is
// done.
type Pacer func(ctx context.Context, bytes int64)

// Backuper is a Store that can copy itself to a file. Engines with backups of their own do not implement it.
type Backuper interface {
	// Backup writes a consistent copy to a new file while others read and write.
	Backup(ctx context.Context, to string) error
}

// Bucket is a content-addressed store of originals. It is safe for concurrent use.
type Bucket interface {
	// Put stores the content of r and returns its hex SHA-256 and size. The content is durable when Put returns.
	// Putting the same content again is harmless.
	Put(ctx context.Context, r io.Reader) (sha string, n int64, err error)
	// Open returns the content, or ErrNotFound. The content is verified while it is read: ErrCorrupt is returned in
	// place of wrong bytes, at the latest in place of the final bytes.
	Open(ctx context.Context, sha string) (io.ReadSeekCloser, error)
	// Delete removes the content; a missing content is not an error.
	Delete(ctx context.Context, sha string) error
	// List calls fn for each key in any order. Contents put or deleted concurrently may or may not be included.
	List(ctx context.Context, fn func(sha string, size int64) error) error
	// Sweep deletes contents for which needed returns false, and remains of interrupted writes. It returns the number
	// of contents deleted. Contents put, even repeatedly, less than grace ago are kept because their documents may
	// not be committed yet.
	Sweep(ctx context.Context, grace time.Duration, needed func(sha string) (bool, error)) (int, error)
}

// Batcher is a Bucket that can make many contents durable together at a lower cost than one by one.
type Batcher interface {
	// Batch begins a batch.
	Batch() BucketBatch
}

// BucketBatch puts contents that become durable together. It is safe for concurrent use.
type BucketBatch interface {
	// Put is like Bucket.Put, but the content is durable and visible only after a Sync that began later has returned
	// nil.
	Put(ctx context.Context, r io.Reader) (sha string, n int64, err error)
	// Sync makes everything put before durable. After an error all further calls return it: it is unknown what has
	// become durable since the previous Sync, so the contents must be put again in another batch.
	Sync(ctx context.Context) error
	// Close ends the batch and discards what was not synced. It must not be called concurrently with Put.
	Close() error
}

// BatchOf begins a batch in any bucket. If the bucket is not a Batcher, each Put makes its content durable at once.
func BatchOf(b Bucket) BucketBatch {
	if batcher, ok := b.(Batcher); ok {
		return batcher.Batch()
	}
	return unbatched{b}
}

// unbatched is a batch in which each Put is durable at once.
type unbatched struct{ b Bucket }

func (s unbatched) Put(ctx context.Context, r io.Reader) (string, int64, error) {
	return s.b.Put(ctx, r)
}
func (unbatched) Sync(context.Context) error { return nil }
func (unbatched) Close() error               { return nil }
