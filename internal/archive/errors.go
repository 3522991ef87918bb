package archive

import "errors"

// The kinds of error. Wrap them with the operand: fmt.Errorf("document %s: %w", id, ErrNotFound). They are mapped
// once to HTTP statuses (internal/server) and once to exit codes (cmd/letopis).
var (
	ErrNotFound = errors.New("not found")
	ErrRemoved  = errors.New("removed") // existed before
	ErrInvalid  = errors.New("invalid") // the caller's input is wrong
	ErrLocked   = errors.New("in use")  // held by another process
	ErrCorrupt  = errors.New("damaged") // stored data differs from what was written
	ErrFull     = errors.New("storage is full")
	ErrReadOnly = errors.New("read-only") // writing is impossible or not permitted
	// ErrUnavailable: a service that the archive is stored in is temporarily out of reach.
	ErrUnavailable = errors.New("cannot be reached")
)
