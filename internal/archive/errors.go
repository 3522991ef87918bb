package archive

import "errors"

// The kinds of error. Wrap them with the operand: fmt.Errorf("document %s: %w", id, ErrNotFound).
// There is one mapping from them to HTTP (internal/server) and one to exit codes (cmd/letopis).
var (
	ErrNotFound = errors.New("not found")
	ErrRemoved  = errors.New("removed") // was here once
	ErrInvalid  = errors.New("invalid") // the caller's input is wrong
	ErrLocked   = errors.New("in use")  // another process holds it
	ErrCorrupt  = errors.New("damaged") // stored data is not what was written
	ErrFull     = errors.New("storage is full")
	ErrReadOnly = errors.New("read-only") // nothing can be written, or nothing shall be
	// ErrUnavailable: a service that keeps the archive cannot be reached at the moment.
	ErrUnavailable = errors.New("cannot be reached")
)
