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

// Span is a byte range in a text; Start == End means nothing.
type Span struct{ Start, End int }

// Empty reports whether the span has no bytes.
func (s Span) Empty() bool { return s.Start == s.End }

// Kind is what happened to a piece.
type Kind string

// The kinds.
const (
	Same       Kind = "same"
	Renumbered Kind = "renumbered" // unchanged except for its number
	Changed    Kind = "changed"
	Removed    Kind = "removed"
	Added      Kind = "added"
	MovedFrom  Kind = "moved_from" // elsewhere in the second text, see Row.Other
	MovedTo    Kind = "moved_to"   // elsewhere in the first text
)

// Row is a piece of one or both texts, in the order of both.
type Row struct {
	Kind Kind
	// A and B are its places in the first and second text. For MovedTo, A is the former place.
	A, B Span
	// Runs are its words if it is in both texts and differs.
	Runs []Run
	// Cells replace Runs for table rows, by cell.
	Cells [][]Run
	// Other is the row at the other place of moved text, else -1.
	Other int
	// Table reports that it is a table row, with cells separated by tabs.
	Table bool
}

// Run is a run of words in both texts, or in one of them, with the other span empty.
type Run struct{ A, B Span }

// Result is the difference of two texts.
type Result struct {
	Rows []Row
	// Common is the share of words of both texts that are in corresponding pieces, whether changed or moved.
	Common float64
	// Counts is the number of rows of each kind; moved text counts once, as MovedTo.
	Counts map[Kind]int
}

// minCommon is the Common below which a comparison is meaningless.
const minCommon = 0.1

// Apart reports whether the texts have too little in common for a comparison to be useful.
func (r *Result) Apart() bool { return r.Common < minCommon }

// Equal reports whether there are no differences.
func (r *Result) Equal() bool { return r.Counts[Same] == len(r.Rows) }

// maxPieces is the maximum number of pieces of a text: a million one-character lines are not a real text and would
// take a gigabyte.
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
