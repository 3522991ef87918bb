package format

import (
	"fmt"
	"strings"

	"letopis/internal/archive"
)

// A Collector gathers the parts of a file that holds several documents, and what
// there is to say of the file as a whole.
type Collector struct {
	Budget *Budget
	Parts  []Part
	used   map[string]bool // paths taken
	notes  []string
	state  archive.Status // of the whole, with the notes
}

// NewCollector begins a file of several documents.
func NewCollector(budget *Budget) *Collector {
	return &Collector{Budget: budget, used: map[string]bool{}}
}

// Note says in Russian what is wrong with the file as a whole.
func (c *Collector) Note(s archive.Status, format string, args ...any) {
	if c.state == "" || s == archive.StatusLimit {
		c.state = s
	}
	if len(c.notes) < 5 {
		c.notes = append(c.notes, fmt.Sprintf(format, args...))
	}
}

// NoteBudget says that the file unpacks to more than it may.
func (c *Collector) NoteBudget() {
	c.Note(archive.StatusLimit, "при распаковке больше %d МБ, остальное не прочитано: разделите файл",
		c.Budget.MaxBytes>>20)
}

// State is the status that the notes give to the whole, "" without any.
func (c *Collector) State() archive.Status { return c.state }

// TakeNotes returns what is noted of the whole, and forgets it.
func (c *Collector) TakeNotes() (state archive.Status, reason string) {
	state, reason = c.state, strings.Join(c.notes, "; ")
	c.notes, c.state = nil, ""
	return state, reason
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
		c.Note(archive.StatusLimit, "в файле больше %d документов, остальные не прочитаны: разделите файл",
			c.Budget.MaxParts)
		return false
	}
	return true
}

// Unique makes a path that no other part of the file has.
func (c *Collector) Unique(path string) string {
	base := path
	for n := 2; c.used[path]; n++ {
		path = fmt.Sprintf("%s (%d)", base, n)
	}
	c.used[path] = true
	return path
}

// Release gives a path of Unique back.
func (c *Collector) Release(path string) { delete(c.used, path) }

// Done returns the parts, with one more for the file where there is something to
// say of it.
func (c *Collector) Done(mediaType string) []Part {
	if len(c.notes) > 0 {
		state, reason := c.TakeNotes()
		c.Parts = append(c.Parts, Part{Status: state, Reason: reason, MediaType: mediaType})
	}
	return c.Parts
}
