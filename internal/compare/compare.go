// Package compare reports how two texts differ: which of their pieces (clauses, paragraphs, rows of tables) are the
// same, changed, moved, removed or added, and which words differ in those that changed. It knows nothing of documents.
//
// Pieces are matched in rounds (match.go): equal ones in order, even if their lines are broken differently (reflow.go),
// equal ones that moved, ones that differ only in numbers, and, in what is left between them, ones that share words.
// Every round takes time and memory linear in the length of the texts; where an exact answer would not (align.go), a
// good one is returned.
//
// Differences in quotation marks, dashes, white space, and between «ё» and «е», are ignored. A changed clause number is
// a kind of difference of its own, so that a new clause does not mark all that follow it as changed.
package compare

import (
	"context"
	"errors"
)

// Span is a place in a text, in bytes; Start == End: nothing.
type Span struct{ Start, End int }

// Empty reports whether the span has no bytes.
func (s Span) Empty() bool { return s.Start == s.End }

// Kind is what happened to a piece.
type Kind string

// The kinds.
const (
	Same       Kind = "same"
	Renumbered Kind = "renumbered" // the same under another number
	Changed    Kind = "changed"
	Removed    Kind = "removed"
	Added      Kind = "added"
	MovedFrom  Kind = "moved_from" // it stands elsewhere in the second text, see Row.Other
	MovedTo    Kind = "moved_to"   // it stood elsewhere in the first text
)

// Row is a piece of one or of both texts. Rows are in the order of both.
type Row struct {
	Kind Kind
	// A and B are its places in the first and in the second text. Of MovedTo, A is where it was; what is
	// neither there nor in a row before it is between them.
	A, B Span
	// Runs are its words, where it is in both and not the same.
	Runs []Run
	// Cells are Runs by cell, of a row of a table; Runs is nil then.
	Cells [][]Run
	// Other is the row at the other place of what moved; -1 of what did not.
	Other int
	// Table: it is a row of a table, whose cells are parted by tabs.
	Table bool
}

// Run is a run of words that are in both texts, or in one of them: then the other span is empty.
type Run struct{ A, B Span }

// Result is how two texts differ.
type Result struct {
	Rows []Row
	// Common is which part of the words of both texts is in pieces that they share, be they changed or moved.
	Common float64
	// Counts is how many rows there are of each kind; what moved counts once, as MovedTo.
	Counts map[Kind]int
}

// apart is the Common below which texts are too different for a comparison to tell anything.
const apart = 0.1

// Apart reports whether the texts have too little in common for a comparison to be useful.
func (r *Result) Apart() bool { return r.Common < apart }

// Equal reports whether there are no differences.
func (r *Result) Equal() bool { return r.Counts[Same] == len(r.Rows) }

// maxPieces is how many pieces a text may have: a million characters in lines of their own are no text, and would take
// a gigabyte.
const maxPieces = 250_000

// ErrTooMany is the error for a text of more than maxPieces.
var ErrTooMany = errors.New("too many lines to compare")

// Texts compares two texts. It returns ErrTooMany if one of them has too many lines. pause, unless nil, is called about
// every millisecond; if it returns an error, Texts stops and returns that.
func Texts(ctx context.Context, a, b string, pause func(context.Context) error) (*Result, error) {
	if pause == nil {
		pause = func(ctx context.Context) error { return ctx.Err() }
	}
	m := &matcher{ctx: ctx, pause: pause, words: newVocabulary()}
	var err error
	for i, text := range []string{a, b} {
		if m.side[i], err = m.units(text); err != nil {
			return nil, err
		}
	}
	if err := m.match(); err != nil {
		return nil, err
	}
	return m.result()
}
