// Package archive is the domain of Letopis: what a document is, what is known
// about it and how we know it, and the contracts of the two places that hold
// the truth: a Store (catalogue and text) and a Bucket (original files).
//
// Read this file first. Everything else either produces these values
// (source, extract, enrich, ingest), keeps them (store, blob), or serves them
// (indexer, server). The package depends on nothing else of Letopis.
package archive

import (
	"cmp"
	"context"
	"io"
	"time"
)

// Seq is a position in a Store's log of changes. It only grows; 0 is before
// the first change. Each put or removal that changes something takes a new Seq.
type Seq uint64

// Document is one document of the archive: an act, a news post, an annex.
// One original may hold several documents (a news page, an e-mail with
// attachments, a ZIP); each has an ID and URI of its own.
type Document struct {
	// ID is short, URL-safe and stable: NewID(Source, URI). The same file
	// ingested again keeps its ID whatever its content became.
	ID     string `json:"id"`
	Source string `json:"source"` // name of the source it came from, see Batch.Source
	// URI names the document within its source: a slash-separated path, or an
	// absolute URL. A part of a container is "acts.zip!/2017/165.docx", a post of
	// a page "news.html#post-3".
	URI      string   `json:"uri"`
	Original Original `json:"original"`
	Status   Status   `json:"status"`
	// Causes are why Status is not ok; package reason has their words.
	Causes []Cause `json:"causes,omitempty"`
	// Reason words them in Russian, with the way out.
	Reason string `json:"reason,omitempty"`
	// Section places the document in a text that is too long for one; zero for a whole.
	Section Section `json:"section,omitzero"`
	// Modified is the source's time of last change, if it told one.
	Modified time.Time `json:"modified,omitzero"`
	// Fetched is when a web source was read; zero for files.
	Fetched time.Time `json:"fetched,omitzero"`
	// Ingested is when this state of the document was stored. Set by the Store.
	Ingested time.Time `json:"ingested,omitzero"`

	// Text is the cleaned full text in UTF-8 (NFC), paragraphs separated by "\n".
	// All offsets in Facts are byte offsets into it.
	Text string `json:"text"`
	// Aside is text around the main text (menus, side columns of a portal page):
	// searchable at low weight, never shown as a snippet.
	Aside string `json:"aside,omitempty"`
	// Pages holds the byte offset in Text at which each page starts, for formats
	// that have pages; nil otherwise.
	Pages []int `json:"pages,omitempty"`
	// Scans are those of Pages that were recognised as pictures, in their order.
	Scans []Scan `json:"scans,omitempty"`
	// Hints are what the format itself says (HTML title, DOCX properties, feed
	// dates). Input for enrichment, evidence for a person.
	Hints map[string]string `json:"hints,omitempty"`

	// Facts is what Letopis found in the text, with people's corrections applied.
	Facts Facts `json:"facts"`
	// Rules is the version of the rules that found Facts; 0: unknown, older than any.
	Rules int `json:"rules,omitempty"`
	// Hidden is in how many places of Text personal data was hidden. It is told by what
	// hides it, never stored.
	Hidden int `json:"-"`
	// SectionIDs are Sections where URI is not as it was taken in. They are told by what
	// hides it, never stored.
	SectionIDs []string `json:"-"`
	// Deeds are what acts of the archive do to the act that the document is, in the order of
	// time. They are told when it is read, by what the archive holds then, never stored; By.Target
	// is set only where the document of that act says so itself, see Store.Links.
	Deeds []Deed `json:"-"`
}

// HintTableHead is the hint that has the headings of the table that a section of a long text goes on, as a row of it.
const HintTableHead = "table_head"

// Original describes the stored bytes a document was extracted from.
type Original struct {
	SHA256    string `json:"sha256"`            // hex; the key in the Bucket
	Bytes     int64  `json:"bytes"`             //
	MediaType string `json:"media_type"`        // by our own detector, never the sender's word
	Charset   string `json:"charset,omitempty"` // of text formats, lower case
	Name      string `json:"name"`              // file name, for downloads
}

// Cause is why a document was not read, or not in full.
type Cause struct {
	Code string   `json:"code"`           // of the catalogue in package reason
	Of   string   `json:"of,omitempty"`   // what in the document it is of: a chapter, a page; "" for all of it
	Args []string `json:"args,omitempty"` // what its words name: a limit, a count
}

// Section says which part of a long text a document has. A text beyond what one document
// may have is the document of the file, its first section, and documents that continue
// it, whose URIs are SectionURI. Searches fold them into one hit.
type Section struct {
	N    int `json:"n"`              // from 1
	Of   int `json:"of"`             // how many there are
	Page int `json:"page,omitempty"` // pages before this section
	Line int `json:"line,omitempty"` // lines before this section
}

// Status tells how well a document could be read.
type Status string

// The statuses. All but StatusOK come with a Reason, and are listed by
// `letopis ingest` and `letopis check`.
const (
	StatusOK          Status = "ok"
	StatusPartial     Status = "partial"     // some text is missing
	StatusEmpty       Status = "empty"       // read without error, holds no text
	StatusNeedsOCR    Status = "needs_ocr"   // pictures of text
	StatusEncrypted   Status = "encrypted"   // needs a password
	StatusUnsupported Status = "unsupported" // a format we do not read
	StatusCorrupt     Status = "corrupt"     // damaged or not what it claims
	StatusLimit       Status = "limit"       // beyond a limit of size, time or depth
)

// Unread reports whether nothing of a document could be read, though it may hold text.
func (s Status) Unread() bool {
	return s != StatusOK && s != StatusPartial && s != StatusEmpty
}

// Facts are the metadata of a document. Everything that was derived carries its
// Evidence; what could not be decided is left empty ("не определено") rather
// than guessed.
type Facts struct {
	Title  Value  `json:"title"`
	Kind   Value  `json:"kind"`            // one of Kinds
	Number Value  `json:"number"`          // as officially written: "179-а"
	Date   Date   `json:"date"`            // the document's own date
	Dates  []Date `json:"dates,omitempty"` // all dates with a role, Date among them
	Issuer Issuer `json:"issuer"`          // the body that issued it
	// Municipality is the lowest municipal formation the document belongs to, as
	// the text calls it, in the nominative.
	Municipality Value `json:"municipality"`
	// Region is the name of the federal subject, as in the gazetteer. Where the text
	// does not name it, it follows from the municipality or the town: RuleDerived.
	Region Value `json:"region"`
	// Places are the units of the authority file that the document belongs to, from
	// the region down to the lowest that is known; none when it is not even known to
	// which municipality or region it belongs.
	Places []Place `json:"places,omitempty"`
	Cities []City  `json:"cities,omitempty"`
	// Events are what the document announces or tells of, in the order of the text.
	Events   []Event    `json:"events,omitempty"`
	Programs []Program  `json:"programs,omitempty"`
	Cites    []Citation `json:"cites,omitempty"`
	// Effects are what the document does to acts, or tells that others did, in the order of
	// the text.
	Effects []Effect `json:"effects,omitempty"`
	// Doubts say why fields are not determined though the text seems to tell them, by
	// field: "municipality", "region", "issuer".
	Doubts map[string]Doubt `json:"doubts,omitempty"`
	// Edited lists the fields whose values come from a person's correction.
	Edited []string `json:"edited,omitempty"`
}

// Kinds are the values of Facts.Kind, in the order shown to people.
var Kinds = []string{"постановление", "решение", "распоряжение", "приказ", "закон", "устав", "программа",
	"прогноз", "стратегия", "отчёт", "доклад", "извещение", "заключение", "протокол", "письмо", "новость", "иное"}

// KindsWithoutDuties are those of Kinds that tell of things and have none done: all others, acts with their annexes
// above all, may say what is to be done by when.
var KindsWithoutDuties = []string{"извещение", "письмо", "новость"}

// Value is a derived text value; the zero Value means "not determined".
type Value struct {
	Text     string   `json:"text,omitempty"`
	Evidence Evidence `json:"evidence,omitzero"`
}

// Evidence says how a value was found, so that a person can check it.
type Evidence struct {
	Rule string `json:"rule,omitempty"` // name of the rule: "act-head", "stamp", "place-line", "edit"…
	// Start and End delimit the place in Document.Text, in bytes. Both are zero
	// when the value comes from elsewhere (file name, hint, correction).
	Start int `json:"start,omitempty"`
	End   int `json:"end,omitempty"`
}

// Doubt is why a value is left undetermined, for a person to read in any language.
type Doubt struct {
	Why  string   `json:"why"`            // one of the Doubt constants
	Name string   `json:"name,omitempty"` // what the text names
	Of   []string `json:"of,omitempty"`   // between which, or where it is not
}

// Reasons of a Doubt.
const (
	DoubtHomonyms = "homonyms" // several regions have a municipality of the name
	DoubtAbsent   = "absent"   // the authority file has none of the name, or not in the region Of
	DoubtForeign  = "foreign"  // it is in another country
	DoubtSeveral  = "several"  // the text is of several, none of them its own
)

// RuleDerived is the Evidence.Rule of a value that the text does not name and that
// follows from another one: the region from the municipality.
const RuleDerived = "derived"

// Issuer is the body that issued a document: Text is its name in the nominative, with
// its place as the document calls it.
type Issuer struct {
	Value
	// ID is the same for all documents of the body: the id of its place and a slug of
	// the body, "shegarskiy/administratsiya". "" where the place is not determined.
	ID string `json:"id,omitempty"`
	// Name is that of the authority file, one for an ID: with its place as that is
	// called today. "" without an ID.
	Name string `json:"name,omitempty"`
}

// Key is what the facet counts and filters: the ID, else the name as it is written.
func (i Issuer) Key() string { return cmp.Or(i.ID, i.Text) }

// Place is a unit of the tree of places: region, municipality, settlement, town.
type Place struct {
	// of the gazetteer: "uglichskiy", "uglichskiy.slobodskoe"; a region's is its name
	ID    string `json:"id"`
	Name  string `json:"name"`            // nominative, today's
	Level string `json:"level"`           // LevelRegion … LevelTown
	Type  string `json:"type,omitempty"`  // «муниципальный район»; of municipalities and settlements
	OKTMO string `json:"oktmo,omitempty"` //
	// Towns are the ids of the towns on the territory of a municipality or settlement.
	Towns []string `json:"towns,omitempty"`
	// Today are the ids of the municipalities that the territory belongs to now, where
	// this one is no more; Former those that were merged into this one.
	Today    []string `json:"today,omitempty"`
	Former   []string `json:"former,omitempty"`
	Evidence Evidence `json:"evidence,omitzero"`
}

// Levels of a Place, from the top. A town is a level of its own where the unit above
// is the town's: an urban okrug or an urban settlement called after it.
const (
	LevelRegion       = "region"
	LevelMunicipality = "municipality"
	LevelSettlement   = "settlement"
	LevelTown         = "town"
)

// Levels are the values of Place.Level, in the order shown to people.
var Levels = []string{LevelRegion, LevelMunicipality, LevelSettlement, LevelTown}

// Event is what a document announces or tells of: a meeting, hearings, an auction, the
// last day for bids.
type Event struct {
	From Date   `json:"from"`
	To   Date   `json:"to,omitzero"`    // the last day; zero: the same as From
	What string `json:"what,omitempty"` // one of EventKinds, "" when unknown
	// City is the id of the town where it takes place, "" when unknown. Facts.Cities
	// has it with RoleEvent, unless the document is the town's own.
	City     string   `json:"city,omitempty"`
	Evidence Evidence `json:"evidence,omitzero"`
}

// EventKinds are the values of Event.What.
var EventKinds = []string{"meeting", "hearing", "auction", "deadline", "election", "festival", "visit", "training",
	"opening", "other"}

// Precision of a Date.
type Precision string

// The precisions, from none to day.
const (
	PrecisionNone  Precision = ""
	PrecisionYear  Precision = "year"
	PrecisionMonth Precision = "month"
	PrecisionDay   Precision = "day"
)

// Date is a calendar date of a given precision. The zero Date is "not
// determined". Month and Day are 0 beyond the precision.
type Date struct {
	Year  int `json:"year,omitempty"`
	Month int `json:"month,omitempty"`
	Day   int `json:"day,omitempty"`
	// Role: "signed", "published", "in_force"; "own" needs no role.
	Role     string   `json:"role,omitempty"`
	Evidence Evidence `json:"evidence,omitzero"`
}

// City is a town named by the document.
type City struct {
	ID       string   `json:"id"`    // stable slug of the gazetteer: "uglich"
	OKTMO    string   `json:"oktmo"` //
	Name     string   `json:"name"`  // nominative
	Region   string   `json:"region"`
	Role     string   `json:"role"` // RoleIssuer, RoleAbout, RoleEvent or RoleMentioned
	Evidence Evidence `json:"evidence,omitzero"`
}

// Roles of a City. The facet «город» counts issuer and about.
const (
	RoleIssuer    = "issuer"
	RoleAbout     = "about"
	RoleEvent     = "event" // something takes place there that the document tells of
	RoleMentioned = "mentioned"
)

// Program is a programme the document has to do with.
type Program struct {
	ID       string   `json:"id"`              // one for all variants of a name within a municipality
	Name     string   `json:"name"`            // nominative, as shown to people
	Role     string   `json:"role"`            // approves, amends, repeals, passport, reports, mentions
	Level    string   `json:"level,omitempty"` // federal, regional, municipal
	Evidence Evidence `json:"evidence,omitzero"`
}

// ProgramMentions is the role of a programme that is only named. The facet
// «программа» counts all other roles.
const ProgramMentions = "mentions"

// Citation is a reference to another act.
type Citation struct {
	// "федеральный закон", "кодекс", "указ президента"…, "постановление" for municipal
	Kind   string `json:"kind"`
	Number string `json:"number,omitempty"` // "131-ФЗ"
	Name   string `json:"name,omitempty"`   // of a code: "Бюджетный кодекс Российской Федерации"
	Date   Date   `json:"date,omitzero"`
	Level  string `json:"level,omitempty"` // federal, regional, municipal
	Title  string `json:"title,omitempty"` // of an act with a number, as the text quotes it
	Body   string `json:"body,omitempty"`  // which body issued it, of the Body constants; "" where none is named
	// Target is the ID of the cited document where the archive holds it. It is
	// resolved when read, never stored, as are how (Match) and how surely (Confidence, to 1).
	Target     string   `json:"target,omitempty"`
	Match      string   `json:"match,omitempty"` // one of the Match constants
	Confidence float64  `json:"confidence,omitempty"`
	Evidence   Evidence `json:"evidence,omitzero"`
}

// How a citation was resolved: what agrees, besides number and kind.
const (
	MatchIssuer  = "issuer"  // day and issuer
	MatchPlace   = "place"   // day and municipality
	MatchDay     = "day"     // day; one of the two does not tell its place
	MatchYear    = "year"    // issuer and year, but not the day
	MatchSeveral = "several" // several acts agree as well
	MatchTold    = "told"    // the document of the act says so itself
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

// Failure is a file that could not be taken in at all.
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
	Delete  []string // IDs
	Items   []Item   // originals of this batch; an Item without Docs is forgotten
	Failed  []Failure
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

	// Sources describes every source; Failures lists what could not be read.
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

// Keeper is the part of a Store that keeps an archive in order: which originals it
// needs, whether what is stored is whole, and what removed documents left behind.
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

// Pacer waits for as long as reading so many bytes may take, or until ctx ends.
type Pacer func(ctx context.Context, bytes int64)

// Backuper is a Store that can copy itself to a file. Engines that have their own
// backups do without.
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
