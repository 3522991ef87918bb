package archive

import (
	"context"
	"fmt"
	"time"
)

// Row is a log entry of a Store as stored, with nothing applied to it. Its bytes are copied between Stores unchanged;
// package record knows their format.
type Row struct {
	Entry
	Came  Seq    // see Follows.Came; 0: it is that of the Entry
	Rules int    // see Document
	Hash  []byte // of Meta, Text and Aside before they were packed; nil: removed
	// Meta is the document without Text and Aside, in JSON; all three are packed.
	Meta, Text, Aside []byte
}

// Part is a piece of a catalogue on its way to another Store.
type Part struct {
	Rows  []Row // in the order of the log; those of a Part follow those of the one before
	Edits []Edit
	// Source, where it has a name, is with its cursor and the time of its last Commit what
	// Items and Failed belong to.
	Source, Cursor string
	Updated        time.Time
	Items          []Item
	Failed         []Failure
}

// Mover is the part of a Store that moves a catalogue to another engine unchanged: every log entry keeps its position
// and time. While a move is under way the target is half moved, and can be opened only to complete the move.
type Mover interface {
	// Rows returns the same entries of the log as Changes, as they are kept; texts false:
	// without Meta, Text and Aside.
	Rows(ctx context.Context, after Seq, limit int, texts bool) ([]Row, error)
	// Half returns the command that ends a move to this Store which has begun; "": none has.
	Half(ctx context.Context) (command string, err error)
	// BeginMove makes the Store a half that command makes whole. Entries of the log that a
	// move from before has brought stay, so that it goes on behind them; all else is brought again.
	BeginMove(ctx context.Context, command string) error
	// Load stores a Part of a move that has begun, in one transaction. Edits come before the
	// Rows of their documents. ErrCorrupt: a Row is not what its Hash says, and nothing is stored.
	Load(ctx context.Context, p Part) error
	// EndMove makes a half a whole whose log ends at end.
	EndMove(ctx context.Context, end Seq) error
}

// RefuseHalf returns an error if a Store is half moved, unless it is opened to complete the move.
func RefuseHalf(ctx context.Context, m Mover, name string, moving bool) error {
	command, err := m.Half(ctx)
	if err != nil || command == "" || moving {
		return err
	}
	return HalfMoved(name, command)
}

// HalfMoved returns the error for opening or writing a Store that is only half moved; name says which Store it is.
func HalfMoved(name, command string) error {
	return fmt.Errorf("%s has only a part of an archive that is being moved there: bring the rest by running %s again: %w",
		name, command, ErrInvalid)
}

// NotMoved returns the error of Load and EndMove if no move has begun.
func NotMoved(name string) error {
	return fmt.Errorf("%s: no move to it has begun: %w", name, ErrInvalid)
}
