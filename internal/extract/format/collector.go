package format

import (
	"fmt"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
)

// A Collector gathers the parts of a file that holds several documents, and what
// there is to say of the file as a whole.
type Collector struct {
	Budget *Budget
	Parts  []Part
	used   map[string]bool // paths taken
	next   map[string]int  // by path asked for: the number that the next one may get
	notes  []archive.Cause
	state  archive.Status // of the whole, with the notes
}

// NewCollector begins a file of several documents.
func NewCollector(budget *Budget) *Collector {
	return &Collector{Budget: budget, used: map[string]bool{}, next: map[string]int{}}
}

// Note says what is wrong with the file as a whole.
func (c *Collector) Note(cause archive.Cause) {
	if s := reason.Find(cause.Code).Status; c.state == "" || s == archive.StatusLimit {
		c.state = s
	}
	if len(c.notes) < maxNotes {
		c.notes = append(c.notes, cause)
	}
}

// NoteOf says what is wrong with a thing in the file that is a part of its text.
func (c *Collector) NoteOf(thing string, causes []archive.Cause) {
	if c.state == "" {
		c.state = archive.StatusPartial
	}
	c.notes = append(c.notes, reason.Of(thing, causes)[:min(len(causes), maxNotes-len(c.notes))]...)
}

// maxNotes is how many things are said of a file.
const maxNotes = 5

// NoteBudget says that the file unpacks to more than it may.
func (c *Collector) NoteBudget() {
	c.Note(reason.Unpacked.With(c.Budget.MaxBytes >> 20))
}

// State is the status that the notes give to the whole, "" without any.
func (c *Collector) State() archive.Status { return c.state }

// TakeNotes returns what is noted of the whole, and forgets it.
func (c *Collector) TakeNotes() (state archive.Status, causes []archive.Cause) {
	state, causes = c.state, c.notes
	c.notes, c.state = nil, ""
	return state, causes
}

// Put adds a part as it is.
func (c *Collector) Put(p Part) {
	c.Budget.parts++
	c.Parts = append(c.Parts, p)
}

// HasRoom reports whether another part fits the limits, and notes when not.
func (c *Collector) HasRoom() bool {
	switch {
	case c.Budget.Err() != nil:
		return false
	case c.Budget.parts >= c.Budget.MaxParts:
		c.Note(reason.ManyParts.With(c.Budget.MaxParts))
		return false
	}
	return true
}

// Unique makes a path that no other part of the file has.
func (c *Collector) Unique(path string) string {
	base := path
	for n := max(c.next[base], 2); c.used[path]; n++ {
		path = fmt.Sprintf("%s (%d)", base, n)
		c.next[base] = n + 1
	}
	c.used[path] = true
	return path
}

// Done returns the parts, with one more for the file where there is something to
// say of it.
func (c *Collector) Done(mediaType string) []Part {
	if len(c.notes) > 0 {
		state, causes := c.TakeNotes()
		c.Parts = append(c.Parts, Part{Status: state, Causes: causes, MediaType: mediaType})
	}
	return c.Parts
}
