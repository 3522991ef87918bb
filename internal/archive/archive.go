// Package archive is the domain of Letopis: what a document is, what is known
// about it and how we know it, and the contracts of the two places that hold
// the truth: a Store (catalogue and text) and a Bucket (original files).
//
// Read this file first, then facts.go and store.go. Everything else either produces these values
// (source, extract, enrich, ingest), keeps them (store, blob), or serves them
// (indexer, server). The package depends on nothing else of Letopis.
package archive

import "time"

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

// HintTableHead is the hint with the column headings of the table that a section of a long text continues, as a row.
const HintTableHead = "table_head"

// Original describes the stored bytes a document was extracted from.
type Original struct {
	SHA256    string `json:"sha256"`            // hex; the key in the Bucket
	Bytes     int64  `json:"bytes"`             //
	MediaType string `json:"media_type"`        // by our own detector, never the sender's word
	Charset   string `json:"charset,omitempty"` // of text formats, lower case
	Name      string `json:"name"`              // file name, for downloads
}

// Cause is a reason why a document was not read, or not in full.
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
