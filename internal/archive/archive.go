// Package archive is the domain of Letopis: what a document is, what is known about it and how, and the contracts of
// the two places that hold the truth: a Store (catalogue and text) and a Bucket (original files).
//
// Read this file first, then facts.go and store.go. Everything else either produces these values (source, extract,
// enrich, ingest), stores them (store, blob), or serves them (indexer, server). The package depends on nothing else
// of Letopis.
package archive

import "time"

// Seq is a position in a Store's log of changes. It only grows; 0 precedes the first change. Each effective put or
// removal takes a new Seq.
type Seq uint64

// Document is one document of the archive: an act, a news post, an annex. An original may contain several documents
// (a news page, an e-mail with attachments, a ZIP), each with its own ID and URI.
type Document struct {
	// ID is short, URL-safe and stable: NewID(Source, URI). A file that is ingested again keeps its ID even if its
	// content changed.
	ID     string `json:"id"`
	Source string `json:"source"` // name of the source it came from, see Batch.Source
	// URI identifies the document within its source: a slash-separated path or an absolute URL. An entry of a
	// container is "acts.zip!/2017/165.docx", a post on a page "news.html#post-3".
	URI      string   `json:"uri"`
	Original Original `json:"original"`
	Status   Status   `json:"status"`
	// Causes explain a Status other than ok; package reason has their wording.
	Causes []Cause `json:"causes,omitempty"`
	// Reason is Causes worded in Russian, with what to do about them.
	Reason string `json:"reason,omitempty"`
	// Section says which part of a long text this document is; zero if the text is not split.
	Section Section `json:"section,omitzero"`
	// Modified is when the source says it was last changed, if it does.
	Modified time.Time `json:"modified,omitzero"`
	// Fetched is when it was downloaded from a web source; zero for files.
	Fetched time.Time `json:"fetched,omitzero"`
	// Ingested is when this state of the document was stored. Set by the Store.
	Ingested time.Time `json:"ingested,omitzero"`

	// Text is the cleaned full text in UTF-8 (NFC), with paragraphs separated by "\n". All offsets in Facts are byte
	// offsets into it.
	Text string `json:"text"`
	// Aside is text around the main text (menus, sidebars): searchable with low weight, never shown in snippets.
	Aside string `json:"aside,omitempty"`
	// Pages holds the byte offsets in Text at which pages start; nil for formats without pages.
	Pages []int `json:"pages,omitempty"`
	// Scans are the pages whose text was recognised from images, in page order.
	Scans []Scan `json:"scans,omitempty"`
	// Hints are metadata of the file itself (HTML title, DOCX properties, feed dates), used as input and evidence for
	// enrichment.
	Hints map[string]string `json:"hints,omitempty"`

	// Facts is what Letopis found in the text, with people's corrections applied.
	Facts Facts `json:"facts"`
	// Rules is the version of the rules that found Facts; 0 if unknown, which is older than any.
	Rules int `json:"rules,omitempty"`
	// Hidden counts the places in Text where personal data is masked. It is set by package masked and never stored.
	Hidden int `json:"-"`
	// SectionIDs is the result of Sections if URI was masked. It is set by package masked and never stored.
	SectionIDs []string `json:"-"`
	// Deeds are what acts of the archive do to the act in this document, in chronological order. They are computed on
	// reading, never stored. By.Target is set only if the document of that act says so itself, see Store.Links.
	Deeds []Deed `json:"-"`
}

// HintTableHead is the hint with the column headings of a table that was begun in an earlier section, as a table row.
const HintTableHead = "table_head"

// Original describes the stored bytes a document was extracted from.
type Original struct {
	SHA256    string `json:"sha256"` // hex; the key in the Bucket
	Bytes     int64  `json:"bytes"`
	MediaType string `json:"media_type"`        // detected from the content, regardless of what the sender claims
	Charset   string `json:"charset,omitempty"` // of text formats, in lower case
	Name      string `json:"name"`              // file name, for downloads
}

// Cause is a reason why a document was not read, or not completely.
type Cause struct {
	Code string `json:"code"` // in the catalogue of package reason
	// the part of the document it applies to (a chapter, a page); empty for all of it
	Of   string   `json:"of,omitempty"`
	Args []string `json:"args,omitempty"` // arguments of the wording: a limit, a count
}

// Section locates a document within a long text. A text beyond the size limit of a document is split into the
// document of the file itself, the first section, and further documents with URIs from SectionURI. Searches fold them
// into one hit.
type Section struct {
	N    int `json:"n"`              // from 1
	Of   int `json:"of"`             // number of sections
	Page int `json:"page,omitempty"` // pages before this section
	Line int `json:"line,omitempty"` // lines before this section
}
