// Package edition reconstructs the text of an act as others have amended it. Read (read.go) parses an amending act into
// instructions; a Maker applies them to the text, one act after another, and reports where each change is and why any
// instruction was not followed. The package knows texts and their clauses, not archives.
//
// Nothing is guessed: a change is made only if every word of the instruction was understood, and the clause or the
// words that it concerns occur exactly once. Read scan.go and grammar.go first (what is understood), then find.go
// (where it applies) and apply.go.
package edition

import "letopis/internal/text/clause"

// Span is a place in a text, in bytes.
type Span struct{ Start, End int }

// Ref is an act as a text refers to it: its number as it is written, and its day, YYYY-MM-DD.
type Ref struct{ Number, Day string }

// Op is what is done.
type Op string

// The operations.
const (
	Replace    Op = "replace"    // words by others
	Exclude    Op = "exclude"    // words
	Insert     Op = "insert"     // words behind, or before, others
	Append     Op = "append"     // words at the end
	AddText    Op = "add_text"   // a sentence or a paragraph
	Restate    Op = "restate"    // a clause, in a new wording
	Add        Op = "add"        // a clause, a row
	Renumber   Op = "renumber"   // clauses or rows: «пункты 4 и 5 считать пунктами 5 и 6»
	Repeal     Op = "repeal"     // a clause: «признать утратившим силу»
	Drop       Op = "drop"       // a clause: «исключить»
	Unreadable Op = "unreadable" // it is not known what
)

// Reason is why a change was not made.
type Reason string

// The reasons.
const (
	Unread     Reason = "unread"     // the instruction was not understood to the last word
	Cells      Reason = "table"      // it is about a part of a table that cannot be told from others
	Quotes     Reason = "quotes"     // where the new wording ends is not certain
	WhichAct   Reason = "which"      // it is not certain which act is meant
	Inflected  Reason = "inflected"  // the words are to be put in each case by who reads them
	NoClause   Reason = "noclause"   // the text has no such clause
	Clauses    Reason = "clauses"    // several clauses may be meant
	NoWords    Reason = "nowords"    // the words are not there
	Places     Reason = "places"     // the words are there several times
	Exists     Reason = "exists"     // what is to be added is there already
	NoPlace    Reason = "noplace"    // the clause behind which it is to stand is not there
	Number     Reason = "number"     // the new wording has another number or heading than is told
	NoWording  Reason = "nowording"  // the new wording is not in the text of the amending act
	Bounds     Reason = "bounds"     // where the clause ends is not certain
	Paragraphs Reason = "paragraphs" // the paragraphs of the clause cannot be counted with certainty
	Overlap    Reason = "overlap"    // another instruction of the same act changes the same place
	Renumbered Reason = "renumbered" // numbers were given anew before: which of the two is meant is not certain
	TooMuch    Reason = "toomuch"    // the work would take too long, see Limits
)

// Change is one change that an amending act makes to another act.
type Change struct {
	Op    Op
	Where Place
	// Added is what is added, of Add and AddText; of Add with its number. Of Renumber it has the new numbers.
	Added Step
	// Behind is what it is to stand behind, of Add; zero: that is not told.
	Behind Step
	// Old are the words that are replaced, excluded, or behind which others are inserted, of Renumber the numbers as they
	// were; New is the new wording.
	Old, New string
	// NewAt is where New stands in the text of the amending act; -1: nowhere as it is.
	NewAt int
	// Before: New is inserted before Old. Each: wherever Old stands. Annex: New is an annex of the amending act,
	// without its stamp.
	Before, Each, Annex bool
	// Source is the instruction in the text of the amending act, with the new wording.
	Source Span
	Ref    Ref    // the act that it is done to, as the text names it; zero: it does not
	Why    Reason // why it cannot be made, whatever the text; "": it may
}

// Act is an amending act.
type Act struct {
	Text string
	// Only: the act that is changed is the only one that it changes, so that an instruction that names none means it.
	Only bool
}

// Base is the act that is changed.
type Base struct {
	Text  string
	Ref   Ref
	Title Span // of its title in Text; zero: unknown
}

// Outcome is what became of a change.
type Outcome struct {
	Act int // which of the acts has it
	Change
	// Why it was not made; "": it was.
	Why Reason
	// Was are the words that were there, of a change that was made; of several places those of the first.
	Was string
}

// Piece is a part of a wording. Pieces follow each other without gaps; one without length stands where something was
// taken out.
type Piece struct {
	Span
	Change int // which of the Outcomes made it; -1: it is in the text of the act itself
	// From is where it stands: in the text of the act, or of the amending act; -1: nowhere as it is.
	From int
}

// Wording is what an act says after changes.
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

// Limits of the work, whatever the texts.
const (
	// MaxChanges of one wording are made or told of.
	MaxChanges = 10_000
	// maxRead bounds in bytes how much text is parsed and looked through.
	maxRead = 96 << 20
	// pacedBytes is how many of them are looked through between two pauses, and those of the instruction that goes
	// beyond them.
	pacedBytes = 256 << 10
	// MaxText bounds the text of a wording in bytes.
	MaxText = 8 << 20
)

// Step is one step of the way to a place: «пункт 3.2», «абзац второй», «строка «Объемы финансирования»».
type Step struct {
	Kind   Kind
	Number string // as the text has it, Roman numbers and letters too; of ordinals the number
	Name   string // what it is called
}

// Kind is what a step leads to, from the outside in.
type Kind uint8

// The kinds that clauses have.
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

// The kinds that only steps have, which lie within those of clauses.
const (
	Table     = clauseKinds + iota // told by its caption, or the only one
	Row                            // of a table, told by its first cell
	Column                         // of a table or a row: counted, or told by its heading
	Paragraph                      // абзац
	Sentence
	Title    // of the act
	Preamble // of the act
)

// clauseKinds is how many kinds clauses have: those from it on are of steps only.
const clauseKinds = Kind(clause.Subitem) + 1

// Place is the path to what is changed.
type Place struct {
	// Thing is the beginning of the word for what the act approves and the place is in: «порядк»; "": the act itself.
	Thing string
	Steps []Step // from the outside in
}
