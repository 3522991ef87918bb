// Package index is the contract between Letopis and a search engine.
//
// An engine matches given tokens exactly. It knows no language: no stemming, no
// stop words, no text. All analysis happens before (letopis/internal/text), so
// every engine returns the same sets, totals, orders by date, and facets;
// scores may differ between engines.
//
// memindex is the executable specification, bleveindex the embedded default;
// indextest is the suite that every engine passes. What an engine cannot do it says in
// its Capabilities, and callers ask instead of assuming.
package index

import (
	"context"
	"errors"
)

// Doc is one document as an engine sees it.
type Doc struct {
	ID string
	// Text holds analysed fields by name. A field's tokens are in the order of
	// their positions; several tokens may share a position (all lemmas of a
	// form, a joined token beside its parts).
	Text map[string][]Token
	// Keywords holds exact values by field: facets, filters, groups. A field may
	// have several values or none ("missing").
	Keywords map[string][]string
	// DateFrom and DateTo delimit the document's date, inclusive, as YYYYMMDD: a
	// date known to the day has both equal, "2011" is 20110101–20111231. Both 0:
	// no date.
	DateFrom, DateTo int32
}

// Token is a term at a position of a text field.
type Token struct {
	Term string
	Pos  uint32 // from 0
}

// Batch is what one Apply writes. Deletes come before puts; a Put replaces the
// document with that ID. Documents of a batch may become visible one by one, unless the
// engine has AtomicBatches.
type Batch struct {
	Put    []*Doc
	Delete []string
	// Seq is the store's sequence number that this batch completes. It is never ahead
	// of visible documents: who reads it finds all of the batch. 0 leaves it as it was.
	Seq uint64
}

// Query asks for documents.
type Query struct {
	// Expr selects documents; nil selects all.
	Expr Expr
	// Should adds to the score of documents that Expr selects and that these
	// match too (exact forms, proximity, title). It never changes the set.
	Should []Expr
	// Rerank puts the first hits by relevance in another order. It never changes the set.
	Rerank Rerank
	// Filters narrow the set and do not score: all must be met, of a field that is counted at most one that is not Held.
	Filters []Filter
	// Date keeps documents whose date overlaps the range; nil: no condition.
	// Documents without a date never overlap.
	Date *DateRange
	// Within is a range that dates must overlap, too; no facet lifts it.
	Within *DateRange

	Sort  Sort
	Limit int // number of hits; 0: only total and facets
	// Offset skips hits; After skips all up to and including a place in the
	// order. Use one of them. Offset+Limit is bounded by Capabilities.MaxWindow, and
	// After with Collapse needs Capabilities.CollapseAfter: else ErrUnsupported.
	Offset int
	After  *Place
	// Collapse names a keyword field: of the hits that share a value only the
	// first in the order is returned, with the number of others in Hit.More.
	// Documents without a value stand alone. Total and facets count documents.
	Collapse string

	Facets  []FacetRequest
	Explain bool // fill Hit.Explain
}

// Filter is a condition on a keyword field: (any of Any, or no value when
// Missing) and none of None.
type Filter struct {
	Field   string
	Any     []string
	None    []string
	Missing bool
	Held    bool // facets of the field are counted under it, too
}

// DateRange is inclusive, as YYYYMMDD; 0 leaves an end open.
type DateRange struct{ From, To int32 }

// Sort is the order of hits.
type Sort int

// The orders. Ties are broken by ID, ascending, in all of them. By date,
// documents without a date come last in both directions; the key is DateFrom.
const (
	ByRelevance Sort = iota
	ByDateDesc
	ByDateAsc
)

// Place is a place in the order of hits: the sort key and ID of a hit.
type Place struct {
	Score float64 // ByRelevance
	Date  int32   // ByDate…: DateFrom
	ID    string
	// Behind: the hit was not Hit.First, so that Query.Rerank changes nothing that follows it. It need not be set,
	// but saves two searches.
	Behind bool
}

// FacetRequest asks for counts of a keyword field's values among the selected
// documents. Facets are disjunctive: the Filter on the facet's own field is
// lifted while counting it, unless it is Held.
type FacetRequest struct {
	Field string
	Limit int // values returned, by count descending, then value; 0: all
	// Keep lists values returned whatever their count (the chosen ones).
	Keep []string
	// LiftDate lifts Query.Date too (for a histogram of years).
	LiftDate bool
}

// Result is the answer to a Query. Total, hits and facets agree with each other: they
// are of one snapshot, which may hold a part of a batch where batches are not atomic.
type Result struct {
	Total  int // documents selected
	Groups int // hits after Collapse; equal to Total without it; see Capabilities.ExactDistinct
	Hits   []Hit
	Facets []Facet // in the order asked
	// Seq is a lower bound: the snapshot has all that the store's log holds up to it, and
	// perhaps something of what follows.
	Seq uint64
}

// Hit is a selected document.
type Hit struct {
	ID      string
	Score   float64 // 0 unless ByRelevance
	Date    int32   // DateFrom
	More    int     // see Query.Collapse
	Group   string  // the document's value of the field Query.Collapse names, "" for none
	First   bool    // it is one of those that Query.Rerank has put in order
	Explain *Explanation
}

// Facet holds the counts of one field.
type Facet struct {
	Field    string
	Values   []ValueCount
	Distinct int // number of different values among the documents; see Capabilities.ExactDistinct
	Other    int // sum of counts of values not returned
	Missing  int // documents without a value
}

// ValueCount is a facet value with its number of documents.
type ValueCount struct {
	Value string
	Count int
}

// TermCount is a term with its number of live documents.
type TermCount struct {
	Term  string
	Count int
}

// Explanation accounts for a score; Value is the sum (or the best) of Parts.
type Explanation struct {
	Value float64        `json:"value"`
	Text  string         `json:"text"`
	Parts []*Explanation `json:"parts,omitempty"`
}

// Stats describes an open index for operators.
type Stats struct {
	Docs      int   `json:"docs"`
	DiskBytes int64 `json:"disk_bytes"`
	// MemoryBytes is what the engine holds beside mapped files: columns, caches.
	MemoryBytes int64 `json:"memory_bytes"`
	// Extra holds the engine's own counters by name, for metrics.
	Extra map[string]float64 `json:"extra,omitempty"`
}

// ErrTooBroad means that an expression expands to more terms than the engine's
// limit. ErrUnsupported means that the engine's Capabilities exclude what was asked.
// ErrDamaged means that stored data is not what was written: rebuild.
// ErrLocked means that another process writes this index. ErrReadOnly means
// that an earlier write failed: searches go on, writes need a reopened index. ErrUnavailable
// means that the service which keeps the index cannot be reached or used at the moment.
var (
	ErrTooBroad    = errors.New("query is too broad")
	ErrUnsupported = errors.New("the search engine cannot do this")
	ErrDamaged     = errors.New("index is damaged")
	ErrLocked      = errors.New("index is in use by another process")
	ErrReadOnly    = errors.New("index is read-only after a failed write")
	ErrUnavailable = errors.New("the search engine cannot be reached")
)

// Index is one open generation. It is safe for concurrent use; one writer at a
// time (Apply serialises itself).
type Index interface {
	// Apply makes b durable and visible, its Seq last. Repeating it is harmless. After an
	// error any part of the documents may be there, Seq is as it was or that of b, and
	// repeating is the way out; after ErrReadOnly the index must be opened again before.
	Apply(ctx context.Context, b Batch) error
	// Capabilities returns what the engine can do; it asks nobody.
	Capabilities() Capabilities
	// Seq returns the last Batch.Seq applied, 0 for none.
	Seq(ctx context.Context) (uint64, error)
	// Search answers from one snapshot. It honours ctx, and the Pacer in it: an engine
	// that may compute for long calls Pace now and then, without holding a lock.
	Search(ctx context.Context, q Query) (*Result, error)
	// Terms lists terms of a keyword or text field that start with prefix and occur in live
	// documents, by term, with their numbers of documents; limit 0: all.
	Terms(ctx context.Context, field, prefix string, limit int) ([]TermCount, error)
	// Neighbours lists the terms of a text field that differ from term by one edit to edits,
	// as Distance counts, and occur in live documents, by term. edits is 1 or 2.
	Neighbours(ctx context.Context, field, term string, edits int) ([]TermCount, error)
	// Counts returns for each of the terms the number of live documents with it in a
	// text field, 0 for a term that none has.
	Counts(ctx context.Context, field string, terms []string) ([]int, error)
	Stats(ctx context.Context) (Stats, error)
	Close() error
}

// Compacter is an Index that keeps on disk what deleted documents left until it
// is told to let go of it.
type Compacter interface {
	// Leftovers is the number of deleted or replaced documents still on disk.
	Leftovers(ctx context.Context) (int, error)
	// Compact rewrites the index without them. Searches and writes go on.
	Compact(ctx context.Context) error
}

// Settler is an Index that answers faster when what many batches have left is put
// together.
type Settler interface {
	// Settle does so where it is worth it; the cost of all calls grows with the
	// documents by a logarithm. Searches and writes go on.
	Settle(ctx context.Context) error
}

// Engine keeps generations of an index; one of them is live. A generation is
// named by what its content depends on (analysis, fields, mapping), so that a
// new version of the program builds a new one beside the old and switches when
// it has caught up. It is safe for concurrent use. A generation is to be
// open once at a time; an engine that stores it may refuse a second Open: ErrLocked.
type Engine interface {
	// Version names the engine's own format; it is part of a generation's name.
	Version() string
	// Open opens a generation, creating it when absent. If the process is killed
	// while it creates one, there is none. ErrDamaged means that it must be built anew.
	Open(ctx context.Context, generation string) (Index, error)
	// Live returns the live generation, "" for none.
	Live(ctx context.Context) (string, error)
	// Promote makes a generation live, atomically and durably.
	Promote(ctx context.Context, generation string) error
	// List returns all generations on disk.
	List(ctx context.Context) ([]string, error)
	// Drop deletes a generation that is not live.
	Drop(ctx context.Context, generation string) error
}

// Shared is an Engine whose generations other processes open, make and drop, too.
type Shared interface {
	// Build gives the right to make and drop generations, which one process has at a time: ErrLocked: another has it.
	// The context is what the work is done with: it ends when the right is lost. release gives it back.
	Build(ctx context.Context) (work context.Context, release func(), err error)
}

// Verifier is an Engine whose stored data can be verified from here.
type Verifier interface {
	// Verify reads a generation's files and compares checksums: ErrDamaged names
	// the file.
	Verify(ctx context.Context, generation string) error
}
