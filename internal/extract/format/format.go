// Package format is the contract of all that read a format: a Reader makes the Parts
// of a File within a Budget. It also has what they share to write text: a Flow of
// paragraphs and tables, a Collector of documents, lines, names of files.
//
// Read format.go first, then budget.go and flow.go.
package format

import (
	"letopis/internal/archive"
	"letopis/internal/archive/reason"
)

// A Part is one document of a file, or the reason why there is none.
type Part struct {
	// Path is the part's place in its file: "" for the whole, "2017/165.docx" in
	// a ZIP, "#post-3" on a page; "inner.zip!/a.txt" in a container in a container.
	Path  string
	Title string // what the format itself calls it, "" if it does not
	// Text is the main text in UTF-8, paragraphs separated by "\n", cells of a
	// row of a table by a tab, which means nothing else. Aside is what stood
	// around it.
	Text, Aside string
	Pages       []int  // byte offset in Text of each page, nil without pages
	Scans       []Scan // of Pages, those that were recognised, in their order
	// Hints are what the format says of the document: title, description, date
	// (ISO 8601), author, url, lang…
	Hints     map[string]string
	Status    archive.Status
	Causes    []archive.Cause // why Status is not ok, of the catalogue in package reason
	MediaType string
	Charset   string
	Data      []byte // of a file in a container, its own bytes
}

// A Scan is a page that was recognised: where its words stand in the picture of it.
type Scan struct {
	Page  int // from 0
	Ratio int // see Recognized
	Words []Word
}

// Because gives a part the one cause c, and the status that this means.
func (p *Part) Because(c archive.Cause) {
	p.Status, p.Causes = reason.Find(c.Code).Status, []archive.Cause{c}
}

// Partly adds to what is said of a part that is not read to its end.
func (p *Part) Partly(c archive.Cause) {
	p.Status, p.Causes = archive.StatusPartial, append(p.Causes, c)
}

// Reason says in Russian why Status is not ok, and the way out.
func (p *Part) Reason() string { return reason.Russian(p.Causes) }

// Refuse returns the one part of a file that is not read.
func Refuse(mediaType string, c archive.Cause) []Part {
	p := Part{MediaType: mediaType}
	p.Because(c)
	return []Part{p}
}

// A File is what a Reader is given.
type File struct {
	Name  string // as its container or its folder calls it; only its ending counts
	Data  []byte // hostile until proved otherwise
	Depth int    // of containers around it
}

// A Reader reads one format: the documents of a file, each in a Part. It has no
// error: what cannot be read is said by the Status and the Causes of a Part, and the
// zero Status is for Run to settle. It stops when the budget is spent and gives what
// it has. It may panic on a damaged file: Run recovers.
type Reader func(f File, budget *Budget) []Part

// Run reads a file: at least one part, each with a status. A reader that panics has
// met a damaged file.
func Run(read Reader, f File, budget *Budget) (parts []Part) {
	defer func() {
		if p := recover(); p != nil {
			parts = append(parts, Refuse("", reason.Panic.With(p))...)
		}
		if len(parts) == 0 {
			parts = Refuse("", reason.NoText.With())
		}
		for i := range parts {
			parts[i].finish(budget.MaxText)
		}
	}()
	return read(f, budget)
}
