package web

import (
	"fmt"
	"slices"
	"strings"
)

// Desk is what all pages of the desk show.
type Desk struct {
	Page
	Tabs  []NavLink
	Who   string // signed in; "" for nobody
	Token string // that forms carry
	Error string // what was wrong with what was sent
}

// DeskSignIn asks for a key, or leads to the service of the organisation.
type DeskSignIn struct {
	Desk
	Action               string
	Keys                 bool   // there are some
	Service, ServiceName string // where it is; "" for none
}

// DeskSignedIn leads on from the service of the organisation.
type DeskSignedIn struct {
	Desk
	Next string
}

// DeskStart is what the desk begins with.
type DeskStart struct {
	Desk
	Action   string
	Asked    bool // something was looked for
	Hits     []DeskDocument
	Total    int
	Together *DeskTogether
	Waiting  []Link // documents that were not read, or not in full, by how
	Batches  []Link
}

// DeskAdd asks for files.
type DeskAdd struct {
	Desk
	Action, Begin string
	Limits        string
	Batches       []Link
}

// DeskBatch shows what became of files.
type DeskBatch struct {
	Desk
	Adds              bool // who looks may add files
	By, Opened, State string
	Working           bool
	Trouble           string     // why it is not taken in yet
	Files             []DeskFile // of this page
	Span              string     // which of how many; "" for all
	Tally             string     // what became of how many, where the page has all
	Pages             []PageLink
	Together          *DeskTogether // nil: there is nothing to correct
}

// DeskUnread lists what could not be read, or not in full.
type DeskUnread struct {
	Desk
	Kinds    []NavLink // how, with numbers
	Rows     []DeskUnreadRow
	Total    string
	Pages    []PageLink
	Together *DeskTogether // nil: there is nothing to correct
}

// DeskUnreadRow is a document, or a file that is none: Note is its source.
type DeskUnreadRow struct {
	DeskDocument
	Status, Reason string // why, with the way out
}

// DeskSources are the sources of the archive, and how fresh they are.
type DeskSources struct {
	Desk
	Sources []DeskSource
}

// DeskSource is one: when something of it was taken in last, and when that is done next.
type DeskSource struct{ Name, Documents, Unread, Updated, Age, Next string }

// DeskAudit shows who did what.
type DeskAudit struct {
	Desk
	Action             string
	By, From, To       string // what is asked for
	FromWrong, ToWrong bool
	People             []string  // who has a key
	Deeds              []NavLink // what may have been done: Href is its name
	Entries            []DeskEntry
	Pages              []PageLink
}

// DeskEntry is one of the audit log.
type DeskEntry struct {
	At, By, Did, Detail, Client string
	Document                    Link
	Deed                        string // the page of what was done to many at once
}

// DeskTakedowns is the journal of what was removed for good.
type DeskTakedowns struct {
	Desk
	Entries []DeskTakedown
	Span    string
	Pages   []PageLink
}

// DeskTakedown is an entry of it.
type DeskTakedown struct{ At, By, Reason, ID, Source, Due string }

// DeskFile is a file, and what became of it.
type DeskFile struct {
	Name, Size, State string
	Reason            string // why not, with the way out
	Docs              []DeskDocument
	More              string // how many documents are not named
}

// DeskDocument is a document of a file; Note says what is wrong with it.
type DeskDocument struct {
	Link
	ID   string // "": it cannot be chosen
	Edit string
}

// DeskTogether has some documents of a list corrected at once.
type DeskTogether struct {
	Action string
	Hidden []Field // where all of them are from
	All    string  // offers all, also those that are not shown; "": there are no more
	Fields []Field // that can be corrected: words, name
}

// DeskMany corrects a field of many documents: what to is asked, and then what that changes is shown.
type DeskMany struct {
	Desk
	Action        string
	Fields        []Field   // to choose from, while Field has no name
	Field         DeskField // that is corrected
	Documents     []DeskChange
	Chosen        string // how many
	Seen          string // a mark of what is shown: it can be stored; "": the value is asked for
	Changing      int    // documents that get another value
	ChangingWords string
}

// DeskChange is a document and what becomes of a value of it.
type DeskChange struct {
	Link
	ID           string
	Was, Becomes []string
	Same         bool // nothing becomes of it
}

// DeskDeed shows what was done to many documents at once.
type DeskDeed struct {
	Desk
	Action       string // takes it back; "" where that cannot be
	By, At       string
	Field, Count string
	TakenBack    bool   // it took another one back
	Left         string // how many documents that left as they were
	Documents    []DeskChange
}

// DeskDocumentForm is the form that corrects a document.
type DeskDocumentForm struct {
	Desk
	Heading, Document, Action string
	Saved                     bool
	Fields                    []DeskField
	Remove                    string // where it is removed; "" for who may not
	RemoveError, Reason       string
}

// DeskField is a field of a document: its values, and how the first was found.
type DeskField struct {
	Name, Label, Hint string
	Values            []string // as a person writes them; with empty ones where some may be added
	Several           bool     // values may be added
	Lines             bool     // is typed in lines
	Choices           []string // nil: anything
	Nothing           string   // what the choice of none is called
	Suggest           string   // the address of proposals; "" for none
	Edited            bool     // by a person
	Rule              string   // that found it
	Quote             DeskQuote
	Doubt             string // why it has no value
	Error             string
}

// Fill gives a field values, and room to add so many.
func (f *DeskField) Fill(values []string, spare int) {
	switch {
	case f.Lines:
		f.Values = []string{strings.Join(values, "\n")}
	case f.Several:
		f.Values = append(slices.Clone(values), make([]string, spare)...)
	case len(values) == 0:
		f.Values = []string{""}
	default:
		f.Values = values
	}
}

// inputID is that of the i-th value; the first one's is the label's.
func (f *DeskField) inputID(i int) string {
	if i == 0 {
		return "f-" + f.Name
	}
	return fmt.Sprintf("f-%s-%d", f.Name, i)
}

// has reports whether a value is chosen.
func (f *DeskField) has(value string) bool { return slices.Contains(f.Values, value) }

// DeskQuote is a place of a text with what stands around it.
type DeskQuote struct{ Before, Place, After string }

// DeskRemoved says that a document is gone.
type DeskRemoved struct {
	Desk
	Text string
}
