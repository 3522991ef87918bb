// Package edition reconstructs the text of an act as others have amended it. Read (read.go) parses an amending act into
// instructions; a Maker applies them to the text, one act after another, and reports where each change is and why any
// instruction was not followed. The package knows texts and their clauses, not archives.
//
// Nothing is guessed: a change is made only if every word of the instruction was understood, and the clause or the
// words that it concerns occur exactly once. Read scan.go and grammar.go first (what is understood), then find.go
// (where it applies) and apply.go.
package edition

import "letopis/internal/text/clause"

// Span is a byte range in a text.
type Span struct{ Start, End int }

// Ref is a reference to an act: its number as written, and its day, YYYY-MM-DD.
type Ref struct{ Number, Day string }

// Op is the kind of a change.
type Op string

// The kinds of changes.
const (
	Replace    Op = "replace"    // words with others
	Exclude    Op = "exclude"    // words
	Insert     Op = "insert"     // words before or after others
	Append     Op = "append"     // words at the end
	AddText    Op = "add_text"   // a sentence or a paragraph
	Restate    Op = "restate"    // a clause, with a new wording
	Add        Op = "add"        // a clause or row
	Renumber   Op = "renumber"   // clauses or rows: «пункты 4 и 5 считать пунктами 5 и 6»
	Repeal     Op = "repeal"     // a clause: «признать утратившим силу»
	Drop       Op = "drop"       // a clause: «исключить»
	Unreadable Op = "unreadable" // unknown
)

// Reason is why a change was not made.
type Reason string

// The reasons.
const (
	Unread     Reason = "unread"     // the instruction was not understood completely
	Cells      Reason = "table"      // it concerns a part of a table that cannot be identified
	Quotes     Reason = "quotes"     // the end of the new wording is uncertain
	WhichAct   Reason = "which"      // it is uncertain which act is meant
	Inflected  Reason = "inflected"  // the reader is expected to inflect the words
	NoClause   Reason = "noclause"   // there is no such clause
	Clauses    Reason = "clauses"    // several clauses may be meant
	NoWords    Reason = "nowords"    // the words do not occur
	Places     Reason = "places"     // the words occur several times
	Exists     Reason = "exists"     // what is to be added already exists
	NoPlace    Reason = "noplace"    // the clause to add after does not exist
	Number     Reason = "number"     // the new wording has another number or heading than announced
	NoWording  Reason = "nowording"  // the amending act does not contain the new wording
	Bounds     Reason = "bounds"     // the end of the clause is uncertain
	Paragraphs Reason = "paragraphs" // the paragraphs of the clause cannot be counted reliably
	Overlap    Reason = "overlap"    // another instruction of the same act changes the same place
	Renumbered Reason = "renumbered" // it is uncertain whether the old or the new numbering is meant
	TooMuch    Reason = "toomuch"    // the work would take too long, see Limits
)

// Change is a change that an amending act makes to another act.
type Change struct {
	Op    Op
	Where Place
	// Added is what Add and AddText add, for Add with its number; for Renumber, the new numbers.
	Added Step
	// Behind is what Add adds after; zero if not said.
	Behind Step
	// Old are the words that are replaced, excluded, or next to which others are inserted; for Renumber, the old
	// numbers. New is the new wording.
	Old, New string
	// NewAt is the offset of New in the text of the amending act; -1 if it does not occur there verbatim.
	NewAt int
	// Before: New goes before Old. Each: wherever Old occurs. Annex: New is an annex of the amending act, without its
	// stamp.
	Before, Each, Annex bool
	// Source is the instruction in the text of the amending act, including the new wording.
	Source Span
	Ref    Ref    // the act that is changed, as named in the text; zero if it is not
	Why    Reason // why the change cannot be made to any text; empty if it may
}

// Act is an amending act.
type Act struct {
	Text string
	// Only reports that the act changes no other act than the base, so instructions that name none refer to it.
	Only bool
}

// Base is the act that is changed.
type Base struct {
	Text  string
	Ref   Ref
	Title Span // its title in Text; zero if unknown
}

// Outcome is the result of a change.
type Outcome struct {
	Act int // index of the amending act
	Change
	// Why it was not made; empty if it was.
	Why Reason
	// Was is the replaced text of a change that was made; of several places, the first.
	Was string
}

// Piece is a part of a wording. Pieces are contiguous; an empty one marks a deletion.
type Piece struct {
	Span
	Change int // index of the Outcome that made it; -1 for the original text
	// From is its offset in the original text, or in the amending act; -1 if it does not occur there verbatim.
	From int
}

// Wording is the text of an act after changes.
type Wording struct {
	Text     string
	Pieces   []Piece
	Outcomes []Outcome // in the order of the acts and of their texts
}

// Made returns how many of the changes were made.
func (w *Wording) Made() (n int) {
	for i := range w.Outcomes {
		if w.Outcomes[i].Why == "" {
			n++
		}
	}
	return n
}

// Limits of the work for any text.
const (
	// MaxChanges limits the changes of a wording that are made or reported.
	MaxChanges = 10_000
	// maxRead limits how much text is parsed and searched, in bytes.
	maxRead = 96 << 20
	// pacedBytes is how many of them are processed between pauses, plus the rest of the current instruction.
	pacedBytes = 256 << 10
	// MaxText limits the text of a wording, in bytes.
	MaxText = 8 << 20
)

// Step is a step of the path to a place: «пункт 3.2», «абзац второй», «строка «Объемы финансирования»».
type Step struct {
	Kind   Kind
	Number string // as written, including Roman numerals and letters; ordinals as digits
	Name   string // its name
}

// Kind is the kind of place a step leads to, outermost first.
type Kind uint8

// Kinds of clauses.
const (
	Annex      = Kind(clause.Annex)
	Subprogram = Kind(clause.Subprogram)
	Passport   = Kind(clause.Passport)
	Section    = Kind(clause.Section)
	Subsection = Kind(clause.Subsection)
	Chapter    = Kind(clause.Chapter)
	Article    = Kind(clause.Article)
	Part       = Kind(clause.Part)
	Item       = Kind(clause.Item)
	Subitem    = Kind(clause.Subitem)
)

// Kinds of places within clauses.
const (
	Table     = clauseKinds + iota // identified by its caption, or the only one
	Row                            // of a table, identified by its first cell
	Column                         // of a table or row, identified by position or heading
	Paragraph                      // абзац
	Sentence
	Title    // of the act
	Preamble // of the act
)

// clauseKinds is the number of kinds of clauses; all further kinds are places within them.
const clauseKinds = Kind(clause.Subitem) + 1

// Place is the path to what is changed.
type Place struct {
	// Thing is the stem of the word for the approved document that contains the place: «порядк»; empty for the act
	// itself.
	Thing string
	Steps []Step // outermost first
}
