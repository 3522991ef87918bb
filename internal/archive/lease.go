package archive

import "context"

// Lease is a right held by one process at a time, until the process releases it or ends, however it ends.
type Lease struct {
	// Work is what is done by the right is done with: it ends when the right is lost, within some
	// ten seconds of that and before another process has it, and when it is given back.
	Work context.Context
	// Held asks whether the right is held still: ErrLocked, or ErrUnavailable where nobody can tell. To be
	// called before what must not be done by two: Work of a process that stood still ends late.
	Held func(ctx context.Context) error
	// Release gives the right back. It may be called several times.
	Release func()
}

// Leaser is the part of a Store by which processes that share it take turns at work that only one may do at a time.
type Leaser interface {
	// Lease takes the right of a name: ErrLocked: another process has it, and which. who says in a few
	// words what this one is. Work is made of ctx.
	Lease(ctx context.Context, name, who string) (*Lease, error)
}

// Names of leases.
const (
	LeaseIndex  = "index"   // to write the index that processes share
	LeaseFollow = "follow"  // to look after followed searches
	LeaseSource = "source " // and the name of the source: to take it in
)
