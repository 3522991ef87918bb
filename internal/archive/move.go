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
	Came  Seq    // see Follows.Came; 0 if equal to that of the Entry
	Rules int    // see Document.Rules
	Hash  []byte // hash of Meta, Text and Aside before packing; nil if removed
	// Meta is the document in JSON without Text and Aside. All three are packed.
	Meta, Text, Aside []byte
}

// Part is a piece of a catalogue on its way to another Store.
type Part struct {
	Rows  []Row // in log order, after the rows of the previous Part
	Edits []Edit
	// Source, if not empty, is the source that Cursor, Updated, Items and Failed belong to. Updated is the time of
	// its last Commit.
	Source, Cursor string
	Updated        time.Time
	Items          []Item
	Failed         []Failure
}

// Mover is the part of a Store that moves a catalogue to another engine unchanged: every log entry keeps its position
// and time. While a move is under way the target is half moved, and can be opened only to complete the move.
type Mover interface {
	// Rows returns the log entries of Changes as stored; without Meta, Text and Aside if texts is false.
	Rows(ctx context.Context, after Seq, limit int, texts bool) ([]Row, error)
	// Half returns the command that completes an unfinished move to this Store, or "" if there is none.
	Half(ctx context.Context) (command string, err error)
	// BeginMove marks the Store as the target of an unfinished move that command completes. Log entries from an
	// interrupted move are kept, so the move resumes after them; everything else is transferred again.
	BeginMove(ctx context.Context, command string) error
	// Load stores a Part of the current move in one transaction. Edits come before the Rows of their documents. If a
	// Row does not match its Hash, nothing is stored and the error is ErrCorrupt.
	Load(ctx context.Context, p Part) error
	// EndMove marks the move as complete; the log then ends at end.
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
